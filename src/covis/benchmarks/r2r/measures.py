"""How well an instruction was followed: the measures of R2R (CVPR 2018) and SPL (arXiv 1807.06757)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from covis.benchmarks.r2r.graph import Building
from covis.errors import CovisError

NEAR_M = 3.0
"""An episode succeeds when it ends nearer than this to the goal, measured along the graph; not at it."""


@dataclass(frozen=True)
class Walk:
    """How one walk went.

    Attributes:
        navigation_error_m: From the last viewpoint to the goal along the graph (NE).
        success: Whether that is less than `NEAR_M` (SR).
        oracle_success: Whether the visited viewpoint nearest the goal is (OSR).
        length_m: Of the walk (TL).
        spl: Success weighted by the shortest length over the length walked, where that is longer (SPL).
    """

    navigation_error_m: float
    success: bool
    oracle_success: bool
    length_m: float
    spl: float


def measure_walk(building: Building, start: str, goal: str, walk: Sequence[str]) -> Walk:
    """Measure a walk.

    The shortest length is computed on the graph: the `distance` of an episode is the length of the annotated
    path, and some are longer than they need be.

    Args:
        building: The graph.
        start: Where the episode starts.
        goal: The last viewpoint of its path.
        walk: The viewpoints visited, with the start.

    Raises:
        CovisError: If the walk does not begin at the start or leaves the graph.
    """
    if not walk or walk[0] != start:
        raise CovisError(f"A walk in {building.scan} begins at {walk[0] if walk else None}, not at {start}.")
    for here, there in pairwise(walk):
        if there != here and there not in building.neighbours.get(here, ()):
            raise CovisError(
                f"A walk in {building.scan} goes from {here} to {there}, but there is no such way."
            )
    left_m = [building.distance_m(viewpoint, goal) for viewpoint in walk]
    shortest_m, length_m = left_m[0], building.walk_m(walk)
    success = left_m[-1] < NEAR_M
    efficiency = 1.0 if length_m <= shortest_m else shortest_m / length_m
    return Walk(left_m[-1], success, min(left_m) < NEAR_M, length_m, efficiency if success else 0.0)
