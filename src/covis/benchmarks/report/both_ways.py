"""The same way of asking in both orders: harmonic mean and gap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from covis.benchmarks.report.figures import BothWays
from covis.benchmarks.report.pairing import counterpart, label
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.statistics.estimate import (
    Estimate,
    Measure,
    by_scene,
    estimate,
    gap,
    harmonic,
    harmonic_gain,
    share,
)


def both_ways(scores: Scores) -> list[BothWays]:
    """All ways of asking that have scores in both orders, over the questions answered in each.

    Raises:
        CovisError: If scipy is missing.
    """
    found = []
    for forward in scores.cells:
        reverse = counterpart(forward.cell, scores.cells, direction="reverse")
        if forward.cell.direction != "forward" or reverse is None:
            continue
        if not (_answered(forward) and _answered(reverse)):
            continue
        found.append(_both(scores, forward, reverse))
    return found


def _both(scores: Scores, forward: CellScores, reverse: CellScores) -> BothWays:
    pair = (forward, reverse)
    gain = None
    if forward.cell.arm != "raw":
        raws = [counterpart(cell.cell, scores.cells, arm="raw") for cell in pair]
        if all(raw and _answered(raw) for raw in raws):
            gain = _estimate(scores, [*pair, *(raw for raw in raws if raw)], harmonic_gain, -1.0)
    return BothWays(
        model=forward.cell.model,
        way=label(forward.cell, scores.cells, model=False, order=False),
        arm=forward.cell.arm,
        forward=_estimate(scores, [forward], share),
        reverse=_estimate(scores, [reverse], share),
        harmonic=_estimate(scores, pair, harmonic),
        gap=_estimate(scores, pair, gap, -1.0),
        gain=gain,
    )


def _answered(cell: CellScores) -> bool:
    return bool((~np.isnan(cell.score)).any())


def _estimate(scores: Scores, cells: Sequence[CellScores], measure: Measure, lowest: float = 0.0) -> Estimate:
    known = [~np.isnan(cell.score) for cell in cells]
    there = np.any(known, axis=0)
    columns = [
        column[there]
        for cell, mine in zip(cells, known, strict=True)
        for column in (np.where(mine, cell.score, 0.0), mine.astype(np.float64))
    ]
    sums = by_scene(scores.scenes[there], np.column_stack(columns))
    return estimate(sums, measure, int(there.sum()), lowest)
