"""Upright boxes turned about the vertical, and whether they meet: the exact test by separating axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

TOUCH_M = 1e-6  # boxes that overlap by less only touch; placing by sums of floats needs this much


@dataclass(frozen=True)
class Box:
    """An upright box.

    Attributes:
        x_m: Middle of its floor plan.
        y_m: Middle of its floor plan.
        width_m: Along its own x axis.
        depth_m: Along its own y axis.
        yaw_rad: Its turn, counter-clockwise seen from above.
        z0_m: Its underside.
        z1_m: Its upper side.
    """

    x_m: float
    y_m: float
    width_m: float
    depth_m: float
    yaw_rad: float
    z0_m: float
    z1_m: float

    @property
    def axes(self) -> NDArray[np.float64]:
        """(2, 2) unit vectors of its own x and y axes, one a row."""
        c, s = np.cos(self.yaw_rad), np.sin(self.yaw_rad)
        return np.array([[c, s], [-s, c]])

    @property
    def corners(self) -> NDArray[np.float64]:
        """(4, 2) corners of its floor plan, counter-clockwise."""
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
        return np.array([self.x_m, self.y_m]) + signs * [self.width_m, self.depth_m] @ self.axes

    def grown(self, by_m: float) -> Box:
        """The same, larger by this much on each side of its floor plan."""
        return replace(self, width_m=self.width_m + 2 * by_m, depth_m=self.depth_m + 2 * by_m)

    def ahead(self, depth_m: float, height_m: float) -> Box:
        """The space from the floor up before its front, as wide as itself."""
        x, y = np.array([self.x_m, self.y_m]) - self.axes[1] * (self.depth_m + depth_m) / 2
        return Box(float(x), float(y), self.width_m, depth_m, self.yaw_rad, 0.0, height_m)


def gaps_m(one: Box, others: Sequence[Box]) -> NDArray[np.float64]:
    """(n,) how far apart the floor plans lie along the best separating axis; negative where they overlap.

    For two convex polygons a separating axis, if there is one, is normal to a side of one of them
    (S. Gottschalk et al., OBBTree, SIGGRAPH 1996), so four axes decide. Where two corners face each other the
    true distance is greater.
    """
    table = np.array([(b.x_m, b.y_m, b.width_m, b.depth_m, b.yaw_rad) for b in others]).reshape(-1, 5)
    away = table[:, :2] - [one.x_m, one.y_m]
    c, s = np.cos(table[:, 4]), np.sin(table[:, 4])
    their_axes = np.stack([np.stack([c, s], 1), np.stack([-s, c], 1)], 1)  # (n, 2, 2)
    mine, their_half = one.axes, table[:, 2:4] / 2
    my_half = np.array([one.width_m, one.depth_m]) / 2
    turned = np.abs(np.einsum("nij,kj->nik", their_axes, mine))  # (n, their axis, my axis)
    on_mine = np.abs(away @ mine.T) - my_half - np.einsum("nik,ni->nk", turned, their_half)
    on_theirs = np.abs(np.einsum("nij,nj->ni", their_axes, away)) - their_half - turned @ my_half
    return np.asarray(np.concatenate([on_mine, on_theirs], 1).max(1), np.float64)


def meets(one: Box, others: Sequence[Box], gap_m: float = 0.0) -> bool:
    """Whether any of the others shares space with the box, or comes nearer than the gap at its height."""
    near = [b for b in others if b.z0_m < one.z1_m - TOUCH_M and one.z0_m < b.z1_m - TOUCH_M]
    return bool(near) and bool((gaps_m(one, near) < gap_m - TOUCH_M).any())
