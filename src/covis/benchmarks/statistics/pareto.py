"""Which ways of asking nobody beats on both accuracy and cost."""

from __future__ import annotations

from collections.abc import Sequence


def pareto_front(costs: Sequence[float], accuracies: Sequence[float]) -> list[bool]:
    """For each point, whether no other is at least as good in both and better in one.

    Args:
        costs: The less the better.
        accuracies: In the same order; the more the better.
    """
    points = list(zip(costs, accuracies, strict=True))
    return [
        not any(c <= cost and a >= accuracy and (c, a) != (cost, accuracy) for c, a in points)
        for cost, accuracy in points
    ]
