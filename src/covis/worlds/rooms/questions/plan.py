"""Directions and distances on the floor plan, as somebody who stands there has them.

A bearing is an angle in degrees, -180 to 180, from where one looks to a thing: 0 straight ahead, positive to
the right. A heading is the direction one looks in, in radians, counter-clockwise from the world's x axis.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.worlds.rooms.scene import Thing

Spot = tuple[float, float]
"""x, y on the floor, metres."""


def spot(thing: Thing) -> Spot:
    """The middle of a thing on the floor plan."""
    return thing.position_m[0], thing.position_m[1]


def middle(thing: Thing) -> NDArray[np.float64]:
    """(3,) the middle of a thing's box, metres."""
    x, y, z = thing.position_m
    return np.array([x, y, z + thing.size_m[2] / 2])


def front(thing: Thing) -> float:
    """The heading of somebody who looks where the thing's front faces."""
    return thing.yaw_rad - math.pi / 2


def heading_to(origin: Spot, target: Spot) -> float:
    """The heading of somebody at the origin who looks at the target."""
    return math.atan2(target[1] - origin[1], target[0] - origin[0])


def heading_of(camera: Camera) -> float:
    """A camera's heading."""
    return math.atan2(camera.forward[1], camera.forward[0])


def place_of(camera: Camera) -> Spot:
    """Where a camera stands on the floor plan."""
    return float(camera.position_m[0]), float(camera.position_m[1])


def wrapped(degrees: float) -> float:
    """The same angle between -180 and 180."""
    return (degrees + 180) % 360 - 180


def bearing(origin: Spot, heading_rad: float, target: Spot) -> float:
    """Where the target lies for somebody at the origin, degrees to the right of where they look."""
    return wrapped(math.degrees(heading_rad - heading_to(origin, target)))


def distance(one: Spot, other: Spot) -> float:
    """Metres between two points of the floor."""
    return math.hypot(one[0] - other[0], one[1] - other[1])


def corners(thing: Thing) -> list[Spot]:
    """The four corners of a thing's floor plan."""
    c, s = math.cos(thing.yaw_rad), math.sin(thing.yaw_rad)
    x, y = spot(thing)
    half_w, half_d = thing.size_m[0] / 2, thing.size_m[1] / 2
    return [
        (x + c * u * half_w - s * v * half_d, y + s * u * half_w + c * v * half_d)
        for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]


def extent(origin: Spot, heading_rad: float, thing: Thing) -> tuple[float, float]:
    """The least and greatest bearing at which any of a thing lies; beyond ±180 where it lies behind one."""
    centre = bearing(origin, heading_rad, spot(thing))
    sides = [wrapped(bearing(origin, heading_rad, corner) - centre) for corner in corners(thing)]
    return centre + min(sides), centre + max(sides)


def within(point: Spot, thing: Thing, margin_m: float = 0.0) -> bool:
    """Whether a point of the floor lies under a thing, or this near to it."""
    c, s = math.cos(thing.yaw_rad), math.sin(thing.yaw_rad)
    dx, dy = point[0] - thing.position_m[0], point[1] - thing.position_m[1]
    along, across = abs(c * dx + s * dy), abs(-s * dx + c * dy)
    return along <= thing.size_m[0] / 2 + margin_m and across <= thing.size_m[1] / 2 + margin_m
