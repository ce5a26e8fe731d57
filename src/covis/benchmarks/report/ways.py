"""Accuracy against cost: ways of asking with both orders together, and which of them no other beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from covis.benchmarks.report.costs import cheapest, cost
from covis.benchmarks.report.figures import Cost, Way
from covis.benchmarks.report.pairing import label
from covis.benchmarks.report.prices import Price
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.statistics.estimate import by_scene, estimate, share


def ways(scores: Scores, prices: Mapping[str, Price]) -> list[Way]:
    """All ways of asking of which anything is scored.

    Args:
        scores: All cells.
        prices: By model.

    Raises:
        CovisError: If scipy is missing.
    """
    together: dict[tuple[str, str], list[CellScores]] = {}
    for cell in scores.cells:
        name = label(cell.cell, scores.cells, model=False, order=False)
        together.setdefault((cell.cell.model, name), []).append(cell)
    found = [way for (_, name), cells in together.items() if (way := _way(scores, name, cells, prices))]
    return [way for model in dict.fromkeys(way.model for way in found) for way in _with_fronts(found, model)]


def _way(scores: Scores, name: str, cells: Sequence[CellScores], prices: Mapping[str, Price]) -> Way | None:
    score = np.concatenate([cell.score for cell in cells])
    known = ~np.isnan(score)
    costs = [found for cell in cells if (found := cost(cell, ~np.isnan(cell.columns["views"]), prices))]
    if not known.any() or not costs:
        return None
    columns = np.column_stack([score[known], np.ones(int(known.sum()))])
    sums = by_scene(np.tile(scores.scenes, len(cells))[known], columns)
    return Way(
        model=cells[0].cell.model,
        name=name,
        arm=cells[0].cell.arm,
        orders=tuple(dict.fromkeys(cell.cell.direction for cell in cells)),
        accuracy=estimate(sums, share, int(known.sum())),
        cost=_mean(costs),
        cheapest={},
    )


def _mean(costs: Sequence[Cost]) -> Cost:
    money = [cost.money for cost in costs if cost.money is not None]
    count = len(costs)
    return Cost(
        views=sum(cost.views for cost in costs) / count,
        input_tokens=sum(cost.input_tokens for cost in costs) / count,
        output_tokens=sum(cost.output_tokens for cost in costs) / count,
        reasoning_tokens=sum(cost.reasoning_tokens for cost in costs) / count,
        seconds=sum(cost.seconds for cost in costs) / count,
        money=sum(money) / count if len(money) == count else None,
    )


def _with_fronts(found: Sequence[Way], model: str) -> list[Way]:
    mine = [way for way in found if way.model == model]
    fronts = cheapest([way.cost for way in mine], [way.accuracy.value for way in mine])
    return [replace(way, cheapest=front) for way, front in zip(mine, fronts, strict=True)]
