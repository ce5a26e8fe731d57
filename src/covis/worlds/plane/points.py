"""Labelled points on the plane."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from covis.worlds.plane.levels import SIDE

EDGE = 0.5  # units that points keep from the edge of the plane, so that their symbols stay whole
TRIES = 400  # places tried for one point before starting anew

XY = tuple[float, float]


@dataclass(frozen=True)
class Points:
    """Points by their labels, in the order N1, N2, ...

    Attributes:
        xy: Label to x (to the right) and y (upwards), in units, each 0..10.
    """

    xy: Mapping[str, XY]

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, in order."""
        return tuple(self.xy)

    def distance(self, a: str, b: str) -> float:
        """From one point to the other, in units."""
        return math.dist(self.xy[a], self.xy[b])

    def bearing_deg(self, a: str, b: str) -> float:
        """The compass bearing from `a` to `b` with north up: 0 is north, 90 east; 0 <= bearing < 360."""
        (ax, ay), (bx, by) = self.xy[a], self.xy[b]
        return math.degrees(math.atan2(bx - ax, by - ay)) % 360

    def ordered_pairs(self) -> Iterator[tuple[str, str]]:
        """Every two different labels, both ways round."""
        return permutations(self.xy, 2)


def draw_points(rng: np.random.Generator, count: int, gap: float, step: float) -> Points:
    """Points drawn at random, no two nearer than `gap`.

    Labels are given in the order drawn, so that they say nothing about the place.

    Args:
        rng: Where chance comes from.
        count: How many.
        gap: The least distance between two of them, in units.
        step: Coordinates are multiples of it.
    """
    cells = round((SIDE - 2 * EDGE) / step)
    while True:
        placed: list[XY] = []
        for i, j in rng.integers(0, cells + 1, (TRIES, 2)).tolist():
            place = (round(EDGE + i * step, 3), round(EDGE + j * step, 3))
            if all(math.dist(place, other) >= gap for other in placed):
                placed.append(place)
            if len(placed) == count:
                return Points({f"N{k}": xy for k, xy in enumerate(placed, 1)})
