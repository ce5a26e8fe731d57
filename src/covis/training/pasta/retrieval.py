"""Cell retrieval: does the most similar cell of the other picture show the same surface?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating]
"""(n², n²); what of stands where it is used."""


@dataclass(frozen=True)
class Retrieval:
    """How often the most similar cell is the right one.

    Attributes:
        top1: Share of the cells with correspondence whose most similar cell in the other picture is the one
            that they overlap most, ties counting as right; both directions. NaN if there are none.
        same_place: The share that answering with the cell at the same place would reach: what a model
            scores that knows positions only.
        chance: The share that guessing would reach.
        cells: How many cells were asked about.
        pairs: Of how many pairs.
    """

    top1: float
    same_place: float
    chance: float
    cells: int
    pairs: int


def retrieval(cosines: list[Matrix], overlaps: list[Matrix]) -> Retrieval:
    """Score likenesses against true overlaps.

    Args:
        cosines: For each pair (n², n²), the likeness of each cell of the first picture to each of the second.
        overlaps: For each pair (n², n²), S.
    """
    right: list[NDArray[np.bool_]] = []
    same: list[NDArray[np.bool_]] = []
    chance: list[NDArray[np.float64]] = []
    for cosine, S in zip(cosines, overlaps, strict=True):  # noqa: N806 - the paper's letter
        for likeness, truth in ((cosine, S), (cosine.T, S.T)):
            best = truth == truth.max(1, keepdims=True)
            rows = np.flatnonzero(truth.max(1) > 0)
            right.append(best[rows, likeness[rows].argmax(1)])
            same.append(best[rows, rows])
            chance.append(best[rows].mean(1))
    cells = sum(map(len, right))

    def mean(parts: list[NDArray[np.bool_]] | list[NDArray[np.float64]]) -> float:
        return float(np.concatenate(parts).mean()) if cells else float("nan")

    return Retrieval(mean(right), mean(same), mean(chance), cells, len(cosines))
