"""How far a reader gets that sees the text of a question and no picture.

If it beats chance, the questions give their answers away: by words, by the order of the options, by which
numbers are offered, by what things are usually like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.checks.asked import Asked
from covis.worlds.checks.relative_accuracy import mean_relative_accuracy

FOLDS = 5  # a scene's questions are all in one fold
FEWEST_QUESTIONS, FEWEST_SCENES = 50, 10  # with fewer a fold teaches and measures nothing
RARE = 3  # a feature seen in fewer training rows cannot be learned from
COLUMNS = 2**20  # features are told apart by their hash; a family has some ten thousand of them
STRENGTH = 0.1  # inverse regularisation of the logistic regression; few rows, many features
RIDGE = 3.0  # regularisation of the regression of numbers
RESAMPLES = 2000  # draws of scenes for the interval
_NEEDS = "reading questions without pictures needs scikit-learn: pip install 'covis[worlds]'."


@dataclass(frozen=True)
class TextOnly:
    """What the text alone earns in one family.

    Attributes:
        task: The family.
        category: A class within it; "" for all of the family.
        kind: "choice", scored by accuracy; or "number", scored by mean relative accuracy.
        questions: How many were read.
        scenes: How many scenes they are about.
        score: What the reader earns on scenes that it has not learned from, 0..1.
        low: Lower end of its 95 % interval over scenes.
        high: Upper end.
        chance: What it would earn without reading: one over the number of options; of numbers what the
            best constant earns.
    """

    task: str
    category: str
    kind: str
    questions: int
    scenes: int
    score: float
    low: float
    high: float
    chance: float

    @property
    def above_chance(self) -> float:
        """Score less chance."""
        return self.score - self.chance


def read_without_pictures(questions: Sequence[Asked]) -> list[TextOnly]:
    """What the text alone earns in each class of one family, the family as a whole first.

    Choices: a logistic regression over the differences between the right option and each wrong one (a
    conditional logit: D. McFadden, 1974), of words, pairs of words, characters, place and rank of the
    options, how near their numbers are to the question's, and all of these together with each word of the
    question. Numbers: ridge regression of their logarithm on words and characters. Both are scored on scenes
    that they have not learned from.

    Args:
        questions: All of one task and one kind.

    Returns:
        Nothing if they are too few or their kind is neither choice nor number.

    Raises:
        CovisError: If scikit-learn is missing; the sentence names the command that installs it.
    """
    scenes = np.unique([q.scene for q in questions], return_inverse=True)[1]
    kind = questions[0].kind if questions else ""
    if len(questions) < FEWEST_QUESTIONS or scenes.max(initial=-1) + 1 < FEWEST_SCENES:
        return []
    if kind == "choice":
        scores, chance = _read_choices(questions, scenes), np.array([1 / len(q.options) for q in questions])
    elif kind == "number":
        scores, chance = _read_numbers(questions, scenes)
    else:
        return []
    found = [_earned(questions, "", np.arange(len(questions)), scores, chance, scenes)]
    categories = sorted({q.category for q in questions})
    for category in categories if len(categories) > 1 else []:
        members = np.flatnonzero([q.category == category for q in questions])
        if len(members) >= FEWEST_QUESTIONS:
            found.append(_earned(questions, category, members, scores, chance, scenes))
    return found


def _earned(
    questions: Sequence[Asked],
    category: str,
    members: NDArray[np.intp],
    scores: NDArray[np.float64],
    chance: NDArray[np.float64],
    scenes: NDArray[np.intp],
) -> TextOnly:
    low, high = _interval(scores[members], scenes[members])
    return TextOnly(
        task=questions[0].task,
        category=category,
        kind=questions[0].kind,
        questions=len(members),
        scenes=len(np.unique(scenes[members])),
        score=float(scores[members].mean()),
        low=low,
        high=high,
        chance=float(chance[members].mean()),
    )


def _interval(scores: NDArray[np.float64], scenes: NDArray[np.intp]) -> tuple[float, float]:
    """95 % of the means over scenes drawn with replacement."""
    labels = np.unique(scenes, return_inverse=True)[1]
    sums, sizes = np.bincount(labels, scores), np.bincount(labels)
    drawn = np.random.default_rng(0).integers(len(sums), size=(RESAMPLES, len(sums)))
    low, high = np.quantile(sums[drawn].sum(1) / sizes[drawn].sum(1), [0.025, 0.975])
    return float(low), float(high)


def _folds(scenes: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Rows to learn from and rows to be scored on; no scene is in both."""
    order = np.random.default_rng(0).permutation(int(scenes.max()) + 1) % FOLDS
    for fold in range(FOLDS):
        held = order[scenes] == fold
        yield np.flatnonzero(~held), np.flatnonzero(held)


# --- choices ------------------------------------------------------------------------------------------


def _read_choices(questions: Sequence[Asked], scenes: NDArray[np.intp]) -> NDArray[np.float64]:
    """(n,) what each question earns: 1 for right, the fair share where several options look equally right."""
    try:
        from scipy.sparse import vstack
        from sklearn.feature_extraction import FeatureHasher
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise CovisError(_NEEDS) from error
    hasher = FeatureHasher(COLUMNS, input_type="string", alternate_sign=False)
    table = hasher.transform(_features(q, i) for q in questions for i in range(len(q.options)))
    start = np.cumsum([0, *(len(q.options) for q in questions)])
    right = start[:-1] + [q.right for q in questions]
    wrong = [np.setdiff1d(np.arange(start[i], start[i + 1]), right[i]) for i in range(len(questions))]
    scores = np.zeros(len(questions))
    for learn, held in _folds(scenes):
        ones = np.repeat(right[learn], [len(wrong[i]) for i in learn])
        ahead = table[ones] - table[np.concatenate([wrong[i] for i in learn])]
        known = np.flatnonzero(ahead.getnnz(0) >= RARE)
        ahead = ahead[:, known]
        # Each difference once as it is and once mirrored, so that there is something to tell apart.
        model = LogisticRegression(
            C=STRENGTH, fit_intercept=False, max_iter=300, solver="liblinear", dual=True, random_state=0
        )
        model.fit(vstack([ahead, -ahead]), np.repeat([1, 0], len(ones)))
        value = np.asarray(table[:, known] @ model.coef_[0])
        for i in held:
            own = value[start[i] : start[i + 1]]
            best = np.flatnonzero(own >= own.max() - 1e-9)
            scores[i] = (questions[i].right in best) / len(best)
    return scores


def _features(q: Asked, option: int) -> list[str]:
    """What can be told of one option from the text; what is equal for all options says nothing."""
    text = q.options[option].lower()
    words = re.findall(r"[\w.%-]+", text)
    asks = re.findall(r"[\w-]+", q.question.lower())
    own = [f"place {option}", f"last {option == len(q.options) - 1}", *_rank(q.options, option)]
    own += _likeness(q, option)
    own += [f"word {w}" for w in words] + [f"pair {a} {b}" for a, b in pairwise(words)]
    own += [f"whole {text}"]
    marks = [f"characters {text[i : i + n]}" for n in (3, 4) for i in range(len(text) - n + 1)]
    named = [f"asked {w in asks} {w}" for w in words]
    pairs = [f"{a} {b}" for a, b in pairwise(asks)]
    crossed = [f"{a} | {b}" for a in sorted({*asks, *pairs}) for b in own]
    return [*own, *marks, *named, *crossed]


def _rank(options: Sequence[str], option: int) -> list[str]:
    """Where an option lies among all by length, and by value if all begin with a number."""
    lengths = [len(o) for o in options]
    said = [f"longer than {sum(x < lengths[option] for x in lengths)}"]
    values = [re.match(r"\s*(-?\d+(?:\.\d+)?)", o) for o in options]
    if all(values):
        numbers = [float(v.group(1)) for v in values if v]
        said.append(f"greater than {sum(x < numbers[option] for x in numbers)} of {len(numbers)}")
    return said


def _likeness(q: Asked, option: int) -> list[str]:
    """How near an option's numbers are, among all options, to those that the question brackets."""
    bracketed = re.findall(r"\[([\d., -]+)\]", q.question)
    rows = [re.findall(r"-?\d+(?:\.\d+)?", o) for o in q.options]
    asked = re.findall(r"-?\d+(?:\.\d+)?", bracketed[-1]) if bracketed else []
    if len(asked) < 2 or any(len(row) != len(asked) for row in rows):
        return []
    box, boxes = np.array(asked, float), np.array(rows, float)
    away = [("all", np.abs(boxes - box).sum(1))]
    away += [(f"number {k}", np.abs(boxes[:, k] - box[k])) for k in range(len(box))]
    if len(box) == 4:
        sides, own = boxes[:, 2:] - boxes[:, :2], box[2:] - box[:2]
        away += [(name, np.abs(sides[:, k] - own[k])) for k, name in enumerate(("width", "height"))]
        shape = np.abs(np.log(np.maximum(sides, 1)) - np.log(np.maximum(own, 1))).sum(1)
        away.append(("shape", shape))
    return [f"{name} nearer than {int((value > value[option]).sum())}" for name, value in away]


# --- numbers ------------------------------------------------------------------------------------------


def _read_numbers(
    questions: Sequence[Asked], scenes: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n,) what the reader earns by each question, and (n,) what the best constant does."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import Ridge
        from sklearn.pipeline import make_pipeline, make_union
    except ImportError as error:
        raise CovisError(_NEEDS) from error
    truth = np.array([float(q.answer) for q in questions])
    texts = np.array([q.question for q in questions], dtype=object)
    positive = bool((truth > 0).all())
    read, constant = np.zeros(len(truth)), np.zeros(len(truth))
    for learn, held in _folds(scenes):
        reader = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), min_df=RARE),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=RARE),
            ),
            Ridge(alpha=RIDGE),
        )
        reader.fit(texts[learn], np.log(truth[learn]) if positive else truth[learn])
        said, guess = reader.predict(texts[learn]), reader.predict(texts[held])
        if positive:
            said, guess = np.exp(said), np.exp(guess)
        read[held] = mean_relative_accuracy(guess * _best_scale(said, truth[learn]), truth[held])
        constant[held] = mean_relative_accuracy(np.full(len(held), _best_constant(truth[learn])), truth[held])
    return read, constant


def _best_constant(truth: NDArray[np.float64]) -> float:
    """The number that earns the most when it is given as every answer."""
    candidates = np.unique(np.quantile(truth, np.linspace(0, 1, 101)))
    return float(
        candidates[
            np.argmax([mean_relative_accuracy(np.full(len(truth), c), truth).mean() for c in candidates])
        ]
    )


def _best_scale(said: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """What to multiply guesses with to earn the most: errors that are too great cost more."""
    scales = np.linspace(0.6, 1.4, 41)
    return float(scales[np.argmax([mean_relative_accuracy(said * s, truth).mean() for s in scales])])
