"""Unordered views of one group from all around, wide apart."""

from __future__ import annotations

import math

import numpy as np

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.worlds.rooms.layout.ground import Points
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import Hold, draw_hold
from covis.worlds.rooms.shots.studio import LEAST_THINGS, Studio

DISTANCE_M = (1.1, 4.0)  # from the middle of the group: near enough to see what stands on it
AIM_M = 0.55  # height of the point looked at: between the seats and the table tops
MOST_DOWN_DEG = 28.0
ASIDE_DEG = 5.0  # nobody aims exactly
PLANNED_HFOV_DEG = 66.0  # before a lens is drawn
ROUNDS = 3
JITTER_RAD = 0.1


def around(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """Views from around a group or the middle of the room, in no order.

    Raises:
        CovisError: If no group can be seen from so many sides.
    """
    targets = _targets(studio)
    groups = 1 + rng.permutation(len(targets) - 1)  # the middle of the room is the last resort
    for target in targets[[*groups.tolist(), 0]]:
        chosen = _standpoints(rng, studio, target, level)
        if chosen is None:
            continue
        cameras = tuple(chosen[k] for k in rng.permutation(len(chosen)))
        count = len(cameras)
        return Shot("around", "around", 0, cameras, (0.0,) * count, tuple(range(count)))
    raise CovisError(f"no group of the room can be seen from {level.around_views} sides; try another seed.")


def _targets(studio: Studio) -> Points:
    """(n, 2) middles of furniture on the floor, and the middle of the room."""
    plan = studio.plans[0]
    x0, y0, x1, y1 = plan.room.box_m
    found = [((x0 + x1) / 2, (y0 + y1) / 2)]
    found += [
        (p.x_m, p.y_m)
        for p in plan.pieces
        if p.on < 0 and p.look.of.stands in ("floor", "wall") and max(p.look.size_m[:2]) > 0.8
    ]
    return np.array(found)


def _standpoints(
    rng: np.random.Generator, studio: Studio, target: Points, level: Level
) -> list[Camera] | None:
    """Cameras that all look at the target, none two nearer in angle than the level says; or None."""
    spots = studio.ground.spots(0)
    away = spots - target
    distance = np.hypot(*away.T)
    sides = np.arctan2(away[:, 1], away[:, 0])
    fit = np.flatnonzero((distance >= DISTANCE_M[0]) & (distance <= DISTANCE_M[1]))
    apart = math.radians(level.around_apart_deg)
    for _ in range(ROUNDS if len(fit) else 0):
        begin = sides[fit[int(rng.integers(len(fit)))]]
        turned = (sides - begin) % (2 * math.pi)
        step = apart * float(rng.uniform(1.0, 1.4))
        cameras: list[Camera] = []
        last = -step
        # Counter-clockwise from a first one; neighbours in angle come in any order of distance.
        for k in sorted(fit, key=lambda k: turned[k] + rng.uniform(0, JITTER_RAD)):
            if turned[k] < last + step or (cameras and turned[k] > 2 * math.pi - apart):
                continue
            x, y = (float(v) for v in spots[k])
            if studio.promise(x, y, np.array([sides[k] + np.pi]), PLANNED_HFOV_DEG)[0] <= 0:
                continue
            camera = _aimed(rng, draw_hold(rng), spots[k], target)
            if studio.worth(camera) < LEAST_THINGS:
                continue
            cameras.append(camera)
            last = turned[k]
            if len(cameras) == level.around_views:
                return cameras
    return None


def _aimed(rng: np.random.Generator, hold: Hold, spot: Points, target: Points) -> Camera:
    x, y = (float(v) for v in spot)
    heading = math.atan2(target[1] - y, target[0] - x) + math.radians(
        float(rng.uniform(-ASIDE_DEG, ASIDE_DEG))
    )
    down = math.degrees(math.atan2(hold.height_m - AIM_M, math.hypot(target[0] - x, target[1] - y)))
    return hold.camera(x, y, heading, min(down, MOST_DOWN_DEG))
