"""A bare room with boxes in it, small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.scene import Light, Material, Opening, Room, Scene, Shot, Thing, Waypoint

WIDE_M, DEEP_M, HIGH_M = 5.0, 4.0, 2.5
SIZE_PX = (160, 120)


def material(color: tuple[float, float, float] = (0.7, 0.7, 0.7), pattern: str = "paint") -> Material:
    return Material(pattern, color, color, 1.0, 1)


def box(
    id_: int,
    place_m: tuple[float, float, float],
    size_m: tuple[float, float, float] = (0.4, 0.4, 0.4),
    motion: tuple[Waypoint, ...] = (),
    kind: str = "box",
    yaw_rad: float = 0.0,
) -> Thing:
    materials = tuple(material((0.8, 0.2, 0.2)) for _ in KINDS[kind].slots)
    return Thing(id_, kind, "box", "red", size_m, place_m, yaw_rad, materials, 0, 0, motion=motion)


def camera(
    place_m: tuple[float, float, float], at_m: tuple[float, float, float], hfov_deg: float = 70
) -> Camera:
    return Camera(intrinsics(hfov_deg, SIZE_PX), look_at(place_m, at_m), SIZE_PX)


def scene(
    things: tuple[Thing, ...] = (),
    openings: tuple[Opening, ...] = (),
    shot: Shot | None = None,
    sun: tuple[float, float, float] = (0.0, -0.8, 0.6),
) -> Scene:
    wall = material()
    room = Room("study", (0.0, 0.0, WIDE_M, DEEP_M), HIGH_M, wall, (wall, wall, wall, wall), wall, openings)
    light = Light(
        tuple((np.array(sun) / np.linalg.norm(sun)).tolist()), (2, 2, 2), (0.5, 0.5, 0.5), (0.4, 0.4, 0.4)
    )
    still = Shot("pair", "pair", 0, (camera((1, 1, 1.5), (3, 3, 1)),), (0.0,), (0,))
    return Scene("bare", 0, 1, (room,), things, light, (shot or still,))
