"""Where a camera may stand in a furnished house and what it sees from there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.worlds.rooms.layout.ground import Ground, Points, ground_of
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.raycast import RayCaster

CAMERA_BODY_M = 0.35  # half the room that a person with a camera takes
NEAR_M = 0.9  # nothing tall stands nearer than this ahead
WALL_AHEAD_M = (1.3, 2.8)  # nearer than the first is a picture of a wall; farther than the second is as good
THING_M = (0.8, 6.0)  # from the camera to a thing that counts
LOOK_PX = (80, 60)  # of a coarse picture: a thing of 20 px in it has some 1,300 px of 640×480
THING_PX = 20
LARGEST_SHARE = 0.45  # of the picture, for any one thing
CLOSEST_M = 0.5  # to what is in the middle of the picture
SPREAD_M = 0.7  # between the nearest and the farthest tenth of the picture
LEAST_THINGS = 3  # in a kept view: fewer make it a picture of a wall


@dataclass(frozen=True, eq=False)
class Studio:
    """A furnished house as seen by somebody who looks for a place to take pictures from.

    Attributes:
        plans: Its rooms.
        caster: Looks at the house as it is before anything moves.
    """

    plans: tuple[Plan, ...]
    caster: RayCaster

    @cached_property
    def ground(self) -> Ground:
        """Where somebody with a camera can stand."""
        return ground_of(self.plans, CAMERA_BODY_M)

    @cached_property
    def _things(self) -> NDArray[np.float64]:
        """(n, 5): x, y, half diagonal, upper side and room of all but rugs and lamps on the ceiling."""
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

    def promise(
        self, x_m: float, y_m: float, headings_rad: NDArray[np.float64], hfov_deg: float
    ) -> NDArray[np.float64]:
        """What views from a place in these directions, (...), may be worth, by the plan alone; same shape.

        The number of things before the camera, less where a wall is near; 0 where something is in the way.
        """
        room = self.room_at(x_m, y_m)
        things = self._things[self._things[:, 4] == room]
        away = things[:, :2] - [x_m, y_m]
        distance = np.hypot(*away.T)
        bearing = np.arctan2(away[:, 1], away[:, 0])
        aside = np.abs((bearing - headings_rad[..., None] + np.pi) % (2 * np.pi) - np.pi)
        half = math.radians(hfov_deg) / 2
        near = (distance - things[:, 2] < NEAR_M) & (things[:, 3] > 1.1)
        blocked = (near & (aside < 0.7 * half)).any(-1)
        seen = ((aside < 0.9 * half) & (distance > THING_M[0]) & (distance < THING_M[1])).sum(-1)
        wall = self._wall_m(room, x_m, y_m, headings_rad)
        return np.where(
            blocked | (wall < WALL_AHEAD_M[0]), 0.0, seen * np.minimum(1.0, wall / WALL_AHEAD_M[1])
        )

    def worth(self, camera: Camera) -> int:
        """How many things a view really shows; 0 for a picture of a wall or of something too near."""
        depth, ids = self.caster.depth_and_ids(_coarse(camera))
        rows, columns = LOOK_PX[1], LOOK_PX[0]
        middle = depth[rows // 4 : 3 * rows // 4, columns // 4 : 3 * columns // 4]
        there = depth[depth > 0]
        if not there.size or (middle[middle > 0] < CLOSEST_M).any():
            return 0
        low, high = np.quantile(there, (0.1, 0.9))
        counts = np.bincount(ids.ravel())[1:]
        if high - low < SPREAD_M or (counts.size and counts.max() > LARGEST_SHARE * ids.size):
            return 0
        return int((counts >= THING_PX).sum())

    def coarse_depth(self, camera: Camera) -> tuple[NDArray[np.float32], Camera]:
        """Depth in metres, (h, w) of a small picture of the same view, and that picture's camera."""
        small = _coarse(camera)
        return self.caster.depth_and_ids(small)[0], small

    def _wall_m(
        self, room: int, x_m: float, y_m: float, headings_rad: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How far the room's wall is in these directions."""
        x0, y0, x1, y1 = self.plans[room].room.box_m
        c, s = np.cos(headings_rad), np.sin(headings_rad)
        c, s = np.where(np.abs(c) < 1e-9, 1e-9, c), np.where(np.abs(s) < 1e-9, 1e-9, s)
        along_x = (np.where(c > 0, x1, x0) - x_m) / c
        along_y = (np.where(s > 0, y1, y0) - y_m) / s
        return np.minimum(along_x, along_y)


def _coarse(camera: Camera) -> Camera:
    """The same view in a small picture."""
    shrink = LOOK_PX[0] / camera.size_px[0]
    K = np.array(camera.K)
    K[:2, :2] *= shrink
    K[:2, 2] = (K[:2, 2] + 0.5) * shrink - 0.5
    return Camera(K, camera.T_world_from_cam, LOOK_PX)
