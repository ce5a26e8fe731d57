"""The scores of a run as arrays: a row for each question, the same for every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.runs.cell import Cell
from covis.prompts.sample import Sample

Column = NDArray[np.float64]

COLUMNS = {
    "score": "of 0..1, the benchmark's own measure",
    "unreadable": "whether no answer could be read",
    "refused": "whether the model or its provider declined",
    "cut": "whether the reply ended at its limit",
    "views": "pictures sent",
    "input_tokens": "as the provider counts them",
    "output_tokens": "with the reasoning",
    "reasoning_tokens": "the reasoning's share of them",
    "seconds": "from sending to the last token",
}
"""What is known of an answered question, by name; each is the mean over its repeats."""


@dataclass(frozen=True, eq=False)
class CellScores:
    """What came back in one cell.

    Attributes:
        key: Sets it apart from all other cells.
        cell: The way of asking.
        run: The folder that it lies in.
        columns: For each name in `COLUMNS` (n,), one value for each sample; NaN where nothing was answered,
            and for the score also where nothing was graded.
        asked: How many replies there should be: one for each sample and repeat.
        answered: How many there are.
        ungraded: How many of these have no score.
        unmarked: How many questions were shown without marks although marks were asked for.
    """

    key: str
    cell: Cell
    run: Path
    columns: Mapping[str, Column]
    asked: int
    answered: int
    ungraded: int
    unmarked: int = 0

    @property
    def score(self) -> Column:
        """(n,) the scores, NaN where there is none."""
        return self.columns["score"]


@dataclass(frozen=True, eq=False)
class Scores:
    """Cells over identical samples.

    Attributes:
        runs: The folders that they lie in.
        manifests: What each folder's `manifest.json` says.
        samples: What was asked, forward.
        scenes: (n,) which scene each sample is about.
        chance: (n,) what guessing scores on each sample; NaN where that means nothing.
        cells: By model, settings, arm and direction.
    """

    runs: tuple[Path, ...]
    manifests: tuple[Mapping[str, Any], ...]
    samples: tuple[Sample, ...]
    scenes: NDArray[np.int64]
    chance: Column
    cells: tuple[CellScores, ...]


def mean_score(cells: Sequence[CellScores], arm: str) -> Column:
    """(n,) the mean score of an arm's cells for each sample; NaN where there is none.

    Args:
        cells: Over the same n samples, at least one of any arm.
        arm: Whose cells count.
    """
    table = np.array([cell.score for cell in cells if cell.cell.arm == arm] or [cells[0].score * np.nan])
    known = ~np.isnan(table)
    sums = np.where(known, table, 0).sum(0)
    means: Column = np.divide(sums, known.sum(0), out=np.full(len(sums), np.nan), where=known.any(0))
    return means
