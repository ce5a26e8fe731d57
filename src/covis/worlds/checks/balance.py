"""Whether the answers of a family are balanced, so that no constant answer earns more than its share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from covis.errors import CovisError
from covis.worlds.checks.asked import Asked

CLOSED = (
    12  # a family with at most so many different answers has a closed list of them, such as left and right
)


@dataclass(frozen=True)
class Balance:
    """How often each answer of a family is the right one.

    Attributes:
        task: The family.
        kind: How its answers are read.
        of: "letter", or "text" for what the answers of a closed list say.
        questions: How many there are; the same text about the same scene counts once.
        shares: Answer to its share of all, from the commonest on; of numbers and texts the ten commonest.
        expected: Answer to the share a fair draw gives it; empty where there is none to compare with.
        p: Chance of shares at least so uneven when every draw is fair (chi-square); 1 without `expected`.
    """

    task: str
    kind: str
    of: str
    questions: int
    shares: Mapping[str, float]
    expected: Mapping[str, float]
    p: float


def balances(questions: Sequence[Asked]) -> list[Balance]:
    """The balance of every family and kind, in order of their names; choices by letter, then by text.

    Raises:
        CovisError: If scipy is missing; the sentence names the command that installs it.
    """
    found = []
    ordered = sorted(questions, key=lambda q: (q.task, q.kind))
    for (task, kind), group in groupby(ordered, key=lambda q: (q.task, q.kind)):
        members = list(group)
        if kind != "choice":
            shares = Counter(q.answer for q in members).most_common(10)
            found.append(_balance(task, kind, "text", len(members), dict(shares), {}))
            continue
        letters = Counter(q.answer for q in members)
        found.append(_balance(task, kind, "letter", len(members), letters, _fair_letters(members)))
        texts = _fair_texts(members)
        if len(texts) <= CLOSED:
            right = Counter(q.answer_text for q in members)
            found.append(_balance(task, kind, "text", len(members), right, texts))
    return found


def _fair_letters(members: Sequence[Asked]) -> dict[str, float]:
    """How often each letter would be right if every option of a question were so equally often."""
    counts: Counter[str] = Counter()
    for q in members:
        for i in range(len(q.options)):
            counts[chr(ord("A") + i)] += 1 / len(q.options)  # type: ignore[assignment]
    return dict(counts)


def _fair_texts(members: Sequence[Asked]) -> dict[str, float]:
    """The same for what the options say."""
    counts: Counter[str] = Counter()
    for q in members:
        for option in q.options:
            counts[option] += 1 / len(q.options)  # type: ignore[assignment]
    return dict(counts)


def _balance(
    task: str, kind: str, of: str, n: int, right: Mapping[str, int], fair: Mapping[str, float]
) -> Balance:
    names = sorted({*right, *fair}, key=lambda name: (-right.get(name, 0), name))
    return Balance(
        task=task,
        kind=kind,
        of=of,
        questions=n,
        shares={name: right.get(name, 0) / n for name in names},
        expected={name: fair[name] / n for name in names} if fair else {},
        p=_chi_square_p(np.array([right.get(k, 0) for k in names]), np.array([fair[k] for k in names]))
        if fair
        else 1.0,
    )


def _chi_square_p(seen: np.ndarray, fair: np.ndarray) -> float:
    try:
        from scipy.stats import chisquare
    except ImportError as error:
        raise CovisError(
            "checking the balance of answers needs scipy: pip install 'covis[worlds]'."
        ) from error
    if len(fair) < 2:
        return 1.0
    return float(chisquare(seen, fair * (seen.sum() / fair.sum())).pvalue)
