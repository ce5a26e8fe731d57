"""The checks of a whole set: its balance, what its text gives away, and what must not be in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.checks.asked import Asked, asked, sample_key, text_key
from covis.worlds.checks.balance import Balance, balances
from covis.worlds.checks.impossible import Seeing, why_impossible
from covis.worlds.checks.text_only import TextOnly, read_without_pictures

READ_AT_MOST = 2000  # questions of a family and kind that the reader without pictures gets; more take minutes
NAMED = 3  # samples that a refusal names


@dataclass(frozen=True)
class SetReport:
    """The checks of one set.

    Attributes:
        samples: How many there are.
        scenes: How many scenes they are about.
        balance: How often each answer is right, by family.
        text_only: What the text alone earns, by family; families with too few questions are not there.
        duplicates: Ids of samples that repeat an earlier one: the same text about the same pictures.
        impossible: Ids of samples that cannot be answered, each with the reason.
    """

    samples: int
    scenes: int
    balance: tuple[Balance, ...]
    text_only: tuple[TextOnly, ...]
    duplicates: tuple[str, ...]
    impossible: Mapping[str, str]

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def report(
    samples: Iterable[Sample],
    seeing: Callable[[str], Seeing] | None = None,
    read_at_most: int = READ_AT_MOST,
) -> SetReport:
    """Checks a set in one pass; only the text of the questions is held.

    Args:
        samples: All of the set, streamed or listed.
        seeing: From a scene's id to what its views show; without it, whether the things that a question asks
            about are ever seen is not checked.
        read_at_most: How many questions of a family and kind the reader without pictures gets.

    Raises:
        CovisError: If scikit-learn or scipy is missing; the sentence names the command that installs them.
    """
    n, scenes = 0, set()
    keys: set[bytes] = set()
    texts: dict[bytes, Asked] = {}
    duplicates, impossible = [], {}
    for sample in samples:
        n += 1
        scenes.add(sample.scene)
        key = sample_key(sample)
        if key in keys:
            duplicates.append(sample.id)
        keys.add(key)
        reason = why_impossible(sample, seeing)
        if reason:
            impossible[sample.id] = reason
        one = asked(sample)
        texts.setdefault(text_key(one), one)
    questions = list(texts.values())
    return SetReport(
        samples=n,
        scenes=len(scenes),
        balance=tuple(balances(questions)),
        text_only=tuple(_text_only(questions, read_at_most)),
        duplicates=tuple(duplicates),
        impossible=impossible,
    )


def _text_only(questions: list[Asked], at_most: int) -> list[TextOnly]:
    found = []
    ordered = sorted(questions, key=lambda q: (q.task, q.kind))
    for _, group in groupby(ordered, key=lambda q: (q.task, q.kind)):
        members = list(group)
        chosen = np.sort(np.random.default_rng(0).permutation(len(members))[:at_most])
        found += read_without_pictures([members[i] for i in chosen])
    return found


def refuse_faulty(found: SetReport) -> None:
    """Stops a set that holds what must not be in it.

    Raises:
        CovisError: If there are duplicates or impossible questions; the sentence names the first of them.
    """
    if found.impossible:
        first = list(found.impossible.items())[:NAMED]
        named = "; ".join(f"{name}: {why}" for name, why in first)
        raise CovisError(f"{len(found.impossible)} samples cannot be answered ({named}); leave them out.")
    if found.duplicates:
        named = ", ".join(found.duplicates[:NAMED])
        raise CovisError(f"{len(found.duplicates)} samples repeat an earlier one ({named}); leave them out.")


def shared_scenes(splits: Mapping[str, Iterable[Sample]]) -> dict[str, tuple[str, ...]]:
    """Scenes that more than one split holds, each with the names of those splits; empty if all is well."""
    where: dict[str, list[str]] = {}
    for split, samples in splits.items():
        for scene in {sample.scene for sample in samples}:
            where.setdefault(scene, []).append(split)
    return {scene: tuple(names) for scene, names in sorted(where.items()) if len(names) > 1}
