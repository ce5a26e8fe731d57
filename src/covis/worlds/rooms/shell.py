"""Floors, walls and ceilings as meshes, with holes where doors, windows and passages are."""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.scene import Material, Opening, Room, Scene, Wall

JAMB_M = 0.075  # how deep the sides of a hole reach into the wall: half of a partition between two rooms
WALLS: tuple[Wall, ...] = ("south", "east", "north", "west")
Vector = NDArray[np.float64]


def shell_parts(scene: Scene) -> list[tuple[Part, Material]]:
    """The inner faces of all rooms, in the world's axes; every part's slot is 0."""
    found: list[tuple[Part, Material]] = []
    for room in scene.rooms:
        x0, y0, x1, y1 = room.box_m
        wide, deep, high = x1 - x0, y1 - y0, room.height_m
        found.append((_rectangle((x0, y0, 0), (1, 0, 0), (0, 1, 0), wide, deep), room.floor))
        found.append((_rectangle((x0, y1, high), (1, 0, 0), (0, -1, 0), wide, deep), room.ceiling))
        for wall, material in zip(WALLS, room.walls, strict=True):
            found += [(part, material) for part in _wall(room, wall)]
    return found


def _wall(room: Room, wall: Wall) -> list[Part]:
    """One wall around its holes, and the sides of the holes."""
    x0, y0, x1, y1 = room.box_m
    # Seen from inside, `along` runs to the right; along x up = the normal, which points into the room.
    start, along, axis, length = {
        "south": ((x1, y0), (-1.0, 0.0), 0, x1 - x0),
        "east": ((x1, y1), (0.0, -1.0), 1, y1 - y0),
        "north": ((x0, y1), (1.0, 0.0), 0, x1 - x0),
        "west": ((x0, y0), (0.0, 1.0), 1, y1 - y0),
    }[wall]
    right = np.array([*along, 0.0])
    origin = np.array([*start, 0.0])
    up = np.array([0.0, 0.0, 1.0])
    holes = []
    for o in room.openings:
        if o.wall == wall:
            middle = abs(o.centre_m - start[axis])
            holes.append((middle - o.width_m / 2, middle + o.width_m / 2, o))
    columns = sorted({0.0, length, *(v for left, to, _ in holes for v in (left, to))})
    levels = sorted({v for _, _, o in holes for v in (o.bottom_m, o.top_m)})
    parts = []
    for left, to in pairwise(columns):
        inside = [o for a, b, o in holes if a < (left + to) / 2 < b]
        # Neighbouring pieces share whole edges, so that they can be cut alike and light passes on smoothly.
        pieces = (
            pairwise([low, *(v for v in levels if low < v < high), high])
            for low, high in _solid(inside, room.height_m)
        )
        for bottom, top in chain.from_iterable(pieces):
            corner = origin + left * right + bottom * up
            parts.append(_rectangle(corner, right, up, to - left, top - bottom, (left, bottom)))
    for left, to, o in holes:
        parts += _jambs(origin, right, up, left, to, o)
    return parts


def _solid(openings: list[Opening], height_m: float) -> list[tuple[float, float]]:
    """The heights at which a strip of wall is wall."""
    found, bottom = [], 0.0
    for o in sorted(openings, key=lambda o: o.bottom_m):
        if o.bottom_m - bottom > 1e-6:
            found.append((bottom, o.bottom_m))
        bottom = max(bottom, o.top_m)
    if height_m - bottom > 1e-6:
        found.append((bottom, height_m))
    return found


def _jambs(origin: Vector, right: Vector, up: Vector, left: float, to: float, opening: Opening) -> list[Part]:
    """The sides, the head and the sill of a hole; they reach outward from the wall's inner face."""
    outward = np.cross(up, right)
    low, high = opening.bottom_m, opening.top_m
    here = origin + left * right + low * up
    there = origin + to * right + low * up
    back = JAMB_M * outward
    return [
        _rectangle(here, outward, up, JAMB_M, high - low),
        _rectangle(there + back, -outward, up, JAMB_M, high - low),
        _rectangle(here, right, outward, to - left, JAMB_M),
        _rectangle(here + back + (high - low) * up, right, -outward, to - left, JAMB_M),
    ]


def _rectangle(
    corner_m: object,
    right: object,
    up: object,
    width_m: float,
    height_m: float,
    uv_m: tuple[float, float] = (0.0, 0.0),
) -> Part:
    """A rectangle from its lower left corner as seen from its front; uv starts at `uv_m` there."""
    c, r, u = (np.asarray(v, np.float64) for v in (corner_m, right, up))
    steps = np.array([[0, 0], [width_m, 0], [width_m, height_m], [0, height_m]])
    vertices = c + steps[:, :1] * r + steps[:, 1:] * u
    normal = np.cross(r, u)
    return Part(
        vertices.astype(np.float32),
        np.repeat(normal[None], 4, 0).astype(np.float32),
        (steps + uv_m).astype(np.float32),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        0,
    )
