"""A perfect reader of the plane: answers every question from its text and the coordinates of the points."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.plane.asking import LETTERS
from covis.worlds.plane.direction import SECTORS
from covis.worlds.plane.localization import CELLS, cell_of

XY = Sequence[float]
Points = Mapping[str, XY]

NAME = re.compile(r"\bN\d+\b")
NUMBERS = re.compile(r"\((\d+\.\d), (\d+\.\d)\)")


def solve(sample: Sample) -> str:
    """The answer to a question of a basic skill, worked out anew from the sample's text and its points.

    Of `Sample.meta` only `points`, `ask` and, for directions and comparisons, `about` are read.

    Args:
        sample: A sample of `covis.worlds.plane`.

    Raises:
        CovisError: If it is none.
    """
    ask = str(sample.meta.get("ask"))
    if ask not in SOLVERS:
        raise CovisError(f"sample {sample.id!r} is no question about points on the plane (ask: {ask!r}).")
    said = SOLVERS[ask](sample, sample.meta["points"])
    if sample.options is None:
        return said
    return LETTERS[sample.options.index(said)]


def _direction(sample: Sample, points: Points) -> str:
    (ax, ay), (bx, by) = (points[label] for label in sample.meta["about"])
    # The sector whose own direction is the nearest to the way from a to b.
    turns = [math.radians(45 * k) for k in range(8)]
    along = [math.sin(t) * (bx - ax) + math.cos(t) * (by - ay) for t in turns]
    return SECTORS[along.index(max(along))]


def _estimate(sample: Sample, points: Points) -> str:
    a, b = NAME.findall(sample.question)
    return f"{math.dist(points[a], points[b]):.1f}"


def _compared(pick: Callable[..., str]) -> Callable[[Sample, Points], str]:
    def solve_one(sample: Sample, points: Points) -> str:
        (a,) = sample.meta["about"]
        others = sample.options or [b for b in points if b != a]
        return pick(others, key=lambda b: math.dist(points[a], points[b]))

    return solve_one


def _pair(pick: Callable[..., str]) -> Callable[[Sample, Points], str]:
    def solve_one(sample: Sample, points: Points) -> str:
        return pick(
            sample.options or (), key=lambda pair: math.dist(*(points[n] for n in NAME.findall(pair)))
        )

    return solve_one


def _coordinates(sample: Sample, points: Points) -> str:
    (a,) = NAME.findall(sample.question)
    return f"({points[a][0]:.1f}, {points[a][1]:.1f})"


def _coordinate(axis: int) -> Callable[[Sample, Points], str]:
    def solve_one(sample: Sample, points: Points) -> str:
        (a,) = NAME.findall(sample.question)
        return f"{points[a][axis]:.1f}"

    return solve_one


def _at(sample: Sample, points: Points) -> str:
    found = NUMBERS.search(sample.question)
    place = tuple(float(v) for v in found.groups()) if found else (math.nan, math.nan)
    return min(points, key=lambda label: math.dist(points[label], place))


def _cell(sample: Sample, points: Points) -> str:
    (a,) = NAME.findall(sample.question)
    return CELLS[cell_of((points[a][0], points[a][1]))]


def _in_cell(sample: Sample, points: Points) -> str:
    (name,) = (name for name in CELLS if f"the {name} cell" in sample.question)
    inside = [label for label, (x, y) in points.items() if CELLS[cell_of((x, y))] == name]
    (only,) = (label for label in inside if label in (sample.options or points))
    return only


SOLVERS: Mapping[str, Callable[[Sample, Points], str]] = {
    "direction": _direction,
    "estimate": _estimate,
    "nearest": _compared(min),
    "farthest": _compared(max),
    "nearest_pair": _pair(min),
    "farthest_pair": _pair(max),
    "coordinates": _coordinates,
    "x": _coordinate(0),
    "y": _coordinate(1),
    "at": _at,
    "cell": _cell,
    "in_cell": _in_cell,
}
"""By the kind of question in `Sample.meta["ask"]`."""
