"""Where a camera may stand in a furnished house and what it would roughly see from there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.worlds.rooms.layout.ground import Ground, Points, ground_of
from covis.worlds.rooms.layout.plan import Plan

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

    @cached_property
    def ground(self) -> Ground:
        """Where somebody with a camera can stand."""
        return ground_of(self.plans, CAMERA_BODY_M)

    @cached_property
    def _things(self) -> NDArray[np.float64]:
        """(n, 5): x, y, half diagonal, height of the upper side, room of everything that is no rug or lamp."""
        rows = [
            (p.x_m, p.y_m, math.hypot(*p.look.size_m[:2]) / 2, p.z_m + p.look.size_m[2], index)
            for index, plan in enumerate(self.plans)
            for p in plan.pieces
            if p.look.of.stands not in ("flat", "ceiling")
        ]
        return np.array(rows).reshape(-1, 5)

    def room_at(self, x_m: float, y_m: float) -> int:
        """The room that holds this point of the floor, or the nearest one."""
        boxes = np.array([plan.room.box_m for plan in self.plans])
        off = np.maximum(0, np.maximum(boxes[:, :2] - [x_m, y_m], [x_m, y_m] - boxes[:, 2:]))
        return int(np.hypot(*off.T).argmin())

    def middles(self, points_m: Points) -> Points:
        """(n, 2) for each point of the floor, (n, 2), the middle of the room it lies in."""
        boxes = np.array([plan.room.box_m for plan in self.plans])
        rooms = [self.room_at(float(x), float(y)) for x, y in points_m]
        return np.asarray((boxes[rooms, :2] + boxes[rooms, 2:]) / 2, np.float64)

    def shown(self, camera: Camera) -> int:
        """How many things of its room have their middle in the view, hidden or not; 0 if one is too near."""
        x, y, _ = (float(v) for v in camera.position_m)
        heading = math.atan2(camera.forward[1], camera.forward[0])
        half = math.atan(camera.size_px[0] / 2 / camera.K[0, 0])
        room = self.room_at(x, y)
        things = self._things[self._things[:, 4] == room]
        away = things[:, :2] - [x, y]
        distance = np.hypot(*away.T)
        aside = np.abs((np.arctan2(away[:, 1], away[:, 0]) - heading + np.pi) % (2 * np.pi) - np.pi)
        blocks = (distance - things[:, 2] < NEAR_M) & (aside < 0.6 * half) & (things[:, 3] > 1.2)
        if blocks.any() or self._wall_m(room, x, y, heading) < WALL_AHEAD_M:
            return 0
        return int(((aside < 0.9 * half) & (distance > 0.6)).sum())

    def _wall_m(self, room: int, x_m: float, y_m: float, heading_rad: float) -> float:
        """How far the room's wall is in this direction."""
        x0, y0, x1, y1 = self.plans[room].room.box_m
        c, s = math.cos(heading_rad), math.sin(heading_rad)
        along_x = ((x1 if c > 0 else x0) - x_m) / c if abs(c) > 1e-9 else math.inf
        along_y = ((y1 if s > 0 else y0) - y_m) / s if abs(s) > 1e-9 else math.inf
        return min(along_x, along_y)
