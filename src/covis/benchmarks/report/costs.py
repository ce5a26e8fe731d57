"""What questions took, and which ways of asking give most for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.report.figures import Cost
from covis.benchmarks.report.numbers import amount, money
from covis.benchmarks.report.prices import Price
from covis.benchmarks.report.scores import CellScores
from covis.benchmarks.statistics.pareto import pareto_front

COSTS = {"views": "views", "tokens": "tokens", "seconds": "seconds", "money": "money, 1,000"}
"""What accuracy is held against, by name, and how it is headed; money is shown for a thousand questions."""


def cost(scores: CellScores, of: NDArray[np.bool_], prices: Mapping[str, Price]) -> Cost | None:
    """What a question took in a cell, on average.

    Args:
        scores: The cell.
        of: (n,) over which questions; None of those may be without an answer.
        prices: By model.

    Returns:
        None over no question.
    """
    if not of.any():
        return None
    mean = {name: float(column[of].mean()) for name, column in scores.columns.items()}
    price = prices.get(scores.cell.model)
    return Cost(
        views=mean["views"],
        input_tokens=mean["input_tokens"],
        output_tokens=mean["output_tokens"],
        reasoning_tokens=mean["reasoning_tokens"],
        seconds=mean["seconds"],
        money=price.of(mean["input_tokens"], mean["output_tokens"]) if price else None,
    )


def extra(second: Cost, first: Cost, points: float = 1.0) -> Cost:
    """How much more one question costs than another, for each of so many points."""
    return Cost(
        views=(second.views - first.views) / points,
        input_tokens=(second.input_tokens - first.input_tokens) / points,
        output_tokens=(second.output_tokens - first.output_tokens) / points,
        reasoning_tokens=(second.reasoning_tokens - first.reasoning_tokens) / points,
        seconds=(second.seconds - first.seconds) / points,
        money=None if first.money is None or second.money is None else (second.money - first.money) / points,
    )


def show_cost(cost: Cost, name: str) -> str:
    """One of `COSTS` as people read it."""
    return money(cost.money) if name == "money" else amount(getattr(cost, name))


def cheapest(costs: Sequence[Cost], accuracies: Sequence[float]) -> list[dict[str, bool]]:
    """For each way of asking whether it lies on the Pareto front of each cost.

    Args:
        costs: Of a question.
        accuracies: In the same order.
    """
    found: list[dict[str, bool]] = [{} for _ in costs]
    for name in COSTS:
        values = [getattr(cost, name) for cost in costs]
        if None not in values:
            for place, front in enumerate(pareto_front(values, accuracies)):
                found[place][name] = front
    return found
