"""One way of asking against another, on the questions that both answered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.report.costs import cost, extra
from covis.benchmarks.report.figures import Contrast, Kind
from covis.benchmarks.report.pairing import baseline, counterpart
from covis.benchmarks.report.prices import Price
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.statistics.estimate import Estimate, by_scene, estimate, share
from covis.benchmarks.statistics.paired import discordance, luck
from covis.benchmarks.statistics.power import needed


def contrasts(scores: Scores, prices: Mapping[str, Price]) -> list[Contrast]:
    """Every arm against raw views with the same settings and order, then all others against raw forward.

    Args:
        scores: All cells.
        prices: By model.

    Raises:
        CovisError: If scipy is missing.
    """
    pairs: list[tuple[Kind, CellScores | None, CellScores]] = []
    for cell in scores.cells:
        if cell.cell.arm != "raw":
            pairs.append(("arm", counterpart(cell.cell, scores.cells, arm="raw"), cell))
    for cell in scores.cells:
        pairs.append(("baseline", baseline(cell.cell.model, scores.cells), cell))
    found = [
        _contrast(kind, scores, first, second, prices)
        for kind, first, second in pairs
        if first and first is not second
    ]
    once: dict[tuple[str, str], Contrast] = {}
    for contrast in found:
        if contrast:
            once.setdefault((contrast.cell, contrast.against), contrast)
    return list(once.values())


def paired(first: CellScores, second: CellScores) -> NDArray[np.bool_]:
    """(n,) which questions have a score in both cells."""
    both: NDArray[np.bool_] = ~np.isnan(first.score) & ~np.isnan(second.score)
    return both


def mean_difference(differences: NDArray[np.float64], scenes: NDArray[np.int64]) -> Estimate:
    """The mean of at least one question's difference, with its interval.

    Args:
        differences: (n,) each -1..1.
        scenes: (n,) which scene each question is about.

    Raises:
        CovisError: If scipy is missing.
    """
    columns = np.column_stack([differences, np.ones(len(differences))])
    return estimate(by_scene(scenes, columns), share, len(differences), lowest=-1.0)


def _contrast(
    kind: Kind,
    scores: Scores,
    first: CellScores,
    second: CellScores,
    prices: Mapping[str, Price],
) -> Contrast | None:
    both = paired(first, second)
    costs = cost(first, both, prices), cost(second, both, prices)
    if costs[0] is None or costs[1] is None:
        return None
    a, b, scenes = first.score[both], second.score[both], scores.scenes[both]
    points = 100 * float((b - a).mean())
    return Contrast(
        kind=kind,
        model=second.cell.model,
        cell=second.key,
        against=first.key,
        arm=second.cell.arm,
        direction=second.cell.direction,
        first=float(a.mean()),
        second=float(b.mean()),
        difference=mean_difference(b - a, scenes),
        luck=luck(a, b, scenes),
        counts=discordance(a, b),
        needed=needed(b - a, scenes),
        extra=extra(costs[1], costs[0]),
        per_point=extra(costs[1], costs[0], points) if points > 0 else None,
    )
