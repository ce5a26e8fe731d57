"""How cells did on questions that have something in common: a category, a level, a standpoint."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.report.contrasts import mean_difference, paired
from covis.benchmarks.report.figures import GroupFigures
from covis.benchmarks.report.pairing import counterpart
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.statistics.estimate import Estimate, by_scene, estimate, share
from covis.prompts.sample import Sample

PERSPECTIVE = "perspective"  # the category of questions from somebody else's standpoint


def _viewpoint(sample: Sample) -> str:
    return "another's (perspective taking)" if sample.category == PERSPECTIVE else "the camera's"


GROUPED: dict[str, Callable[[Sample], str]] = {
    "viewpoint": _viewpoint,
    "level": lambda sample: str(sample.level or ""),
    "category": lambda sample: sample.category,
}
"""What questions may have in common, by name."""


def groups(scores: Scores) -> list[GroupFigures]:
    """Every cell on every group of questions, for whatever splits them into at least two.

    Raises:
        CovisError: If scipy is missing.
    """
    found: list[GroupFigures] = []
    splits: list[set[frozenset[int]]] = []
    for by, value_of in GROUPED.items():
        values = np.array([value_of(sample) for sample in scores.samples])
        there = sorted({str(value) for value in values} - {""}, key=_natural)
        split = {frozenset(np.flatnonzero(values == value).tolist()) for value in there}
        if len(there) < 2 or split in splits:  # the same questions under other names say nothing new
            continue
        splits.append(split)
        for value in there:
            for cell in scores.cells:
                if figures := _figures(scores, cell, by, value, values == value):
                    found.append(figures)
    return found


def accuracy(scores: Scores, cell: CellScores, of: NDArray[np.bool_]) -> Estimate | None:
    """A cell's mean score over those of its questions that have one; None if there are none.

    Args:
        scores: All cells.
        cell: One of them.
        of: (n,) which questions count.

    Raises:
        CovisError: If scipy is missing.
    """
    known = of & ~np.isnan(cell.score)
    if not known.any():
        return None
    columns = np.column_stack([cell.score[known], np.ones(int(known.sum()))])
    return estimate(by_scene(scores.scenes[known], columns), share, int(known.sum()))


def chance(scores: Scores, cell: CellScores, of: NDArray[np.bool_]) -> float | None:
    """What guessing would score on a cell's questions; None where that means nothing for one of them.

    Args:
        scores: All cells.
        cell: One of them.
        of: (n,) which questions count.
    """
    known = scores.chance[of & ~np.isnan(cell.score)]
    return float(known.mean()) if len(known) and not np.isnan(known).any() else None


def _figures(
    scores: Scores, cell: CellScores, by: str, value: str, of: NDArray[np.bool_]
) -> GroupFigures | None:
    found = accuracy(scores, cell, of)
    if found is None:
        return None
    gain = None
    raw = None if cell.cell.arm == "raw" else counterpart(cell.cell, scores.cells, arm="raw")
    if raw and (both := of & paired(raw, cell)).any():
        gain = mean_difference((cell.score - raw.score)[both], scores.scenes[both])
    return GroupFigures(by, value, cell.key, found, chance(scores, cell, of), gain)


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (-1, text)
