"""Shortest closed tours through points, by looking at every tour there is."""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.plane.levels import PlaneLevel
from covis.worlds.plane.points import Points, draw_points

MOST = 9  # points: 20,160 tours
TRIES = 2000


@lru_cache(maxsize=8)
def every_tour(count: int) -> NDArray[np.intp]:
    """(tours, count) every closed tour through `count` points once: from point 0, one way round only.

    Args:
        count: 3 to 9.
    """
    rest = (p for p in permutations(range(1, count)) if p[0] < p[-1])
    return np.array([(0, *p) for p in rest], np.intp)


def tour_lengths(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """(tours,) the length of each of `every_tour` through points (count, 2)."""
    tours = every_tour(len(xy))
    apart = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    return np.asarray(apart[tours, np.roll(tours, -1, axis=1)].sum(1), np.float64)


def draw_tour(
    rng: np.random.Generator, count: int, level: PlaneLevel
) -> tuple[Points, tuple[str, ...], float, float]:
    """Points drawn until the shortest tour through them stands out.

    Args:
        rng: Where chance comes from.
        count: How many points, 4 to 9.
        level: How near points may be, and by how much the second shortest tour is longer.

    Returns:
        The points; the shortest tour from N1 on; its length; and how much longer the second is, as a share.

    Raises:
        CovisError: If no such points were found in many tries.
    """
    for _ in range(TRIES):
        points = draw_points(rng, count, level.point_gap, level.step)
        lengths = tour_lengths(np.array(list(points.xy.values())))
        first, second = np.argsort(lengths, kind="stable")[:2]
        margin = float(lengths[second] / lengths[first] - 1)
        if margin >= level.tour_margin:
            tour = tuple(points.labels[i] for i in every_tour(count)[first])
            return points, tour, float(lengths[first]), margin
    raise CovisError(f"no {count} points have a shortest tour that stands out; try another seed.")
