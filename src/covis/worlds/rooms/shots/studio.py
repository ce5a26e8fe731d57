"""Where a camera may stand in a furnished house and what it would roughly see from there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.plan import CELL_M, Plan

CAMERA_BODY_M = 0.35  # half the room that a person with a camera takes
NEAR_M = 0.9  # nothing as high as the camera stands nearer than this ahead
WALL_AHEAD_M = 1.3  # of the middle of a view
LEAST_THINGS = 2  # in a kept view: fewer make it a picture of a wall


@dataclass(frozen=True, eq=False)
class Studio:
    """A furnished house as seen by somebody who looks for a place to take pictures from.

    Attributes:
        plans: Its rooms.
    """

    plans: tuple[Plan, ...]

    def spots(self, room: int, body_m: float = CAMERA_BODY_M) -> NDArray[np.float64]:
        """(n, 2) points of the floor of a room where a person can stand and walk to the others."""
        plan = self.plans[room]
        free = plan.floor_map(body_m)
        count, labels = cv2.connectedComponents(free, connectivity=4)
        if count < 2:
            return np.zeros((0, 2))
        main = int(np.bincount(labels.ravel(), minlength=count)[1:].argmax()) + 1
        rows, columns = np.nonzero(labels == main)
        x0, y0, _, _ = plan.room.box_m
        return np.stack([x0 + (columns + 0.5) * CELL_M, y0 + (rows + 0.5) * CELL_M], 1)

    @cached_property
    def _things(self) -> list[NDArray[np.float64]]:
        """For each room (n, 4): x, y, half diagonal and height of the upper side of its things."""
        return [
            np.array(
                [
                    (p.x_m, p.y_m, math.hypot(*p.look.size_m[:2]) / 2, p.z_m + p.look.size_m[2])
                    for p in plan.pieces
                    if p.look.of.stands not in ("flat", "ceiling")
                ]
            ).reshape(-1, 4)
            for plan in self.plans
        ]

    def in_view(self, room: int, x_m: float, y_m: float, heading_rad: float, hfov_deg: float) -> int:
        """How many things of the room have their middle in such a view, hidden or not; 0 if one is too near."""
        things = self._things[room]
        away = things[:, :2] - [x_m, y_m]
        distance = np.hypot(away[:, 0], away[:, 1])
        aside = np.abs((np.arctan2(away[:, 1], away[:, 0]) - heading_rad + np.pi) % (2 * np.pi) - np.pi)
        half = math.radians(hfov_deg) / 2
        blocks = (distance - things[:, 2] < NEAR_M) & (aside < 0.6 * half) & (things[:, 3] > 1.2)
        if blocks.any() or self.wall_m(room, x_m, y_m, heading_rad) < WALL_AHEAD_M:
            return 0
        return int(((aside < 0.9 * half) & (distance > 0.6)).sum())

    def wall_m(self, room: int, x_m: float, y_m: float, heading_rad: float) -> float:
        """How far the room's wall is in this direction."""
        x0, y0, x1, y1 = self.plans[room].room.box_m
        c, s = math.cos(heading_rad), math.sin(heading_rad)
        along_x = ((x1 if c > 0 else x0) - x_m) / c if abs(c) > 1e-9 else math.inf
        along_y = ((y1 if s > 0 else y0) - y_m) / s if abs(s) > 1e-9 else math.inf
        return min(along_x, along_y)
