"""Which questions a person should look at, and what was sent and answered there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.grade import Grade
from covis.benchmarks.report.scores import CellScores, Column, Scores, mean_score
from covis.benchmarks.runs.folder import read_grades, read_predictions
from covis.benchmarks.runs.prediction import Prediction
from covis.prompts.sample import Sample

DIFFERING = 0.75  # share of the questions shown for which cells differ; the rest shows what is usual


@dataclass(frozen=True)
class Answer:
    """What came back for one sample in one cell.

    Attributes:
        prediction: Of its first repeat.
        grade: Of the same; None before it is scored.
        values: What was read from each repeat; None where nothing could be.
    """

    prediction: Prediction
    grade: Grade | None
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Browsed:
    """A question to look at.

    Attributes:
        sample: The question.
        answers: By the key of the cell; cells that did not answer are not there.
        gain: Mean score of marked views minus that of raw ones; NaN where not both are there.
        differs: Whether any two cells scored differently.
    """

    sample: Sample
    answers: dict[str, Answer]
    gain: float
    differs: bool


def browse(scores: Scores, most: int) -> list[Browsed]:
    """Questions to look at: gains and losses in turn, then others for which cells differ, then the rest.

    Args:
        scores: All cells.
        most: How many questions at most.

    Raises:
        CovisError: If a run is broken.
    """
    if not most or not scores.cells:
        return []
    gain = mean_score(scores.cells, "marked") - mean_score(scores.cells, "raw")
    table = np.array([cell.score for cell in scores.cells])
    low = np.where(np.isnan(table), np.inf, table).min(0)
    high = np.where(np.isnan(table), -np.inf, table).max(0)
    chosen = _choose(scores.samples, gain, high - low > 0, most)
    answers = _answers(scores.cells, {scores.samples[row].id for row in chosen})
    return [
        Browsed(
            scores.samples[row],
            {key: found for key, by_id in answers.items() if (found := by_id.get(scores.samples[row].id))},
            float(gain[row]),
            bool(high[row] > low[row]),
        )
        for row in chosen
    ]


def _choose(samples: Sequence[Sample], gain: Column, differs: NDArray[np.bool_], most: int) -> list[int]:
    rows = range(len(samples))
    better = _mixed(samples, sorted((r for r in rows if gain[r] > 0), key=lambda r: -gain[r]))
    worse = _mixed(samples, sorted((r for r in rows if gain[r] < 0), key=lambda r: gain[r]))
    told = {*better, *worse}
    other = _mixed(samples, [r for r in rows if differs[r] and r not in told])
    same = _mixed(samples, [r for r in rows if not differs[r] and r not in told])
    turns = [r for pair in zip_longest(better, worse) for r in pair if r is not None]
    differing = [*turns, *other]
    usual = min(len(same), max(most - len(differing), most - math.ceil(DIFFERING * most)))
    return [*differing[: most - usual], *same[:usual]]


def _mixed(samples: Sequence[Sample], rows: Sequence[int]) -> list[int]:
    """The same rows, one of each category in turn."""
    by_category: dict[str, list[int]] = {}
    for row in rows:
        by_category.setdefault(samples[row].category, []).append(row)
    rounds = zip_longest(*by_category.values())
    return [row for row in chain.from_iterable(rounds) if row is not None]


def _answers(cells: Sequence[CellScores], ids: set[str]) -> dict[str, dict[str, Answer]]:
    return {cell.key: dict(_of_cell(cell, ids)) for cell in cells}


def _of_cell(cell: CellScores, ids: set[str]) -> Iterator[tuple[str, Answer]]:
    grades = read_grades(cell.run, cell.cell)
    found: dict[str, dict[int, Prediction]] = {}
    for prediction in read_predictions(cell.run, cell.cell):
        if prediction.sample in ids:
            found.setdefault(prediction.sample, {})[prediction.repeat] = prediction
    for sample, repeats in found.items():
        first = min(repeats)
        values = (grades.get((sample, repeat)) for repeat in sorted(repeats))
        yield (
            sample,
            Answer(
                repeats[first],
                grades.get((sample, first)),
                tuple(grade.value if grade else None for grade in values),
            ),
        )
