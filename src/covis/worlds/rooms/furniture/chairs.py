"""Chairs and stools."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.furniture.materials import DARK, EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import sheet
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import ball, cylinder, lathe
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

SEAT_M = 0.45
"""Height of a chair's seat, whatever its back."""


# --- the chair at a table -------------------------------------------------------------------------------


def _chair_shape(seed: int) -> tuple[int, float]:
    """Which back it has, and how far that leans, metres."""
    rng = np.random.default_rng((seed, 11))
    return int(rng.integers(4)), float(rng.uniform(0.03, 0.06))


def _chair(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    back, lean = _chair_shape(seed)
    thick, leg = 0.04, 0.038
    post_y = (d - leg) / 2 - lean
    side_x = (w - leg) / 2
    rail_z = SEAT_M - thick - 0.06
    wood = [box((leg, leg, SEAT_M - thick), (x, -(d - leg) / 2, 0)) for x in (-side_x, side_x)]
    wood += [_post(x, post_y, lean, h, leg) for x in (-side_x, side_x)]
    wood += [box((w - 2 * leg, 0.02, 0.06), (0, y, rail_z)) for y in (-(d - leg) / 2, post_y)]
    wood += [box((0.02, d - lean - 2 * leg, 0.06), (x, -lean / 2, rail_z)) for x in (-side_x, side_x)]
    wood += [rounded_box((w, d - lean - leg, thick), 0.012, (0, -(lean + leg) / 2, SEAT_M - thick), 1)]
    return (part(0, *wood, *_chair_back(back, w - 2 * leg, h, post_y, lean)),)


def _post(x_m: float, y_m: float, lean_m: float, top_m: float, side_m: float) -> Mesh:
    """A rear leg that goes on above the seat as the post of the back, leaning backwards."""
    path = ((y_m, 0.0), (y_m, SEAT_M), (y_m + lean_m, top_m - 0.003))
    return sheet(np.array([[(x_m + s * side_m / 2, y, z) for s in (-1, 1)] for y, z in path]), side_m)


def _chair_back(style: int, width_m: float, top_m: float, y_m: float, lean_m: float) -> list[Mesh]:
    """What is between the posts: rungs, staves, a splat, or a board."""
    rise = top_m - SEAT_M

    def at(z: float) -> float:
        return y_m + lean_m * (z - SEAT_M) / rise

    if style == 0:
        rungs = [SEAT_M + rise * share for share in (0.3, 0.56, 0.82)]
        return [box((width_m, 0.02, 0.06), (0, at(z), z)) for z in rungs]
    rail = box((width_m, 0.024, 0.075), (0, at(top_m - 0.08), top_m - 0.085))
    if style == 1:
        low = box((width_m, 0.02, 0.04), (0, at(SEAT_M + 0.1), SEAT_M + 0.1))
        ends = (SEAT_M + 0.12, top_m - 0.06)
        staves = [tube([(x, at(z), z) for z in ends], 0.009, 6) for x in np.linspace(-0.4, 0.4, 5) * width_m]
        return [rail, low, *staves]
    if style == 2:
        board = np.array([[(s * width_m * 0.2, at(z), z) for s in (-1, 1)] for z in (SEAT_M, top_m - 0.05)])
        return [rail, sheet(board, 0.015)]
    board = np.array([[(s * width_m / 2, at(z), z) for s in (-1, 1)] for z in (SEAT_M + 0.14, top_m - 0.02)])
    return [sheet(board, 0.02)]


def _chair_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    lean = _chair_shape(seed)[1]
    return (Top((-w / 2 + 0.05, -d / 2 + 0.04, w / 2 - 0.05, d / 2 - lean - 0.07), SEAT_M, 0.5),)


CHAIR = Kind(
    "chair",
    (0.42, 0.48),
    (0.46, 0.54),
    (0.84, 1.0),
    "floor",
    (
        Slot(
            ("oak", "pine", "paint"), ("brown", "white", "black", "red", "blue", "green", "yellow", "orange")
        ),
    ),
    _chair,
    _chair_tops,
    ("dining room", "kitchen", "living room", "study"),
    has_front=True,
    clear_front_m=0.3,
)


# --- the office chair -----------------------------------------------------------------------------------


def _office_chair(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 12))
    arms = bool(rng.integers(2))
    low = 0.42
    seat = rounded_box((0.84 * w, 0.78 * d, 0.09), 0.04, (0, -0.02, low), along=False)
    middle = _shell(float(rng.uniform(0.72, 0.82)) * w, h - low - 0.16)
    middle += (0, d / 2 - 0.025 - float(middle[..., 1].max()), low + 0.155)
    back_y = float(middle[0, 3, 1])
    spine = bend([(0, 0.1, low - 0.02), (0, back_y, low - 0.01), (0, back_y, low + 0.3)], 0.1)
    stem = [
        *_star(min(w, d) / 2 - 0.03),
        cylinder(0.028, low - 0.08, (0, 0, 0.08)),
        rounded_box((0.2, 0.24, 0.03), 0.012, (0, 0, low - 0.03), 1),
        tube(spine, 0.018, 8),
    ]
    for s in (-1, 1) if arms else ():
        x = s * (w / 2 - 0.03)
        hoop = [(s * 0.3 * w, 0.05, low + 0.02), (x, 0.05, low + 0.02), (x, 0.05, low + 0.24)]
        stem.append(tube(bend(hoop, 0.05), 0.014, 6))
        stem.append(rounded_box((0.055, 0.26, 0.03), 0.014, (x, -0.01, low + 0.225), 1))
    return fitted(size_m, [seat, sheet(middle, 0.045)], stem)


def _shell(width_m: float, height_m: float) -> NDArray[np.float64]:
    """(6, 7, 3) places of a back that is hollow from side to side and leans backwards."""
    across, up = np.meshgrid(np.linspace(-1, 1, 7), np.linspace(0, 1, 6))
    x = across * width_m / 2 * (1 - 0.16 * up**2 - 0.1 * (1 - up) ** 2)
    return np.stack([x, 0.06 * up**2 - 0.05 * across**2, up * height_m], 2)


def _star(reach_m: float) -> list[Mesh]:
    """Five feet on castors."""
    meshes = []
    for turn in 2 * np.pi * np.arange(5) / 5 + np.pi / 2:
        x, y = reach_m * float(np.cos(turn)), reach_m * float(np.sin(turn))
        meshes.append(tube([(0, 0, 0.1), (x, y, 0.065)], [0.024, 0.014], 6))
        meshes.append(ball((0.054, 0.054, 0.056), (x, y, 0), 10))
    return meshes


def _office_chair_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    return (Top((-0.3 * w, -0.28 * d, 0.3 * w, 0.2 * d), 0.51, 0.4),)


OFFICE_CHAIR = Kind(
    "office chair",
    (0.58, 0.66),
    (0.58, 0.66),
    (0.9, 1.15),
    "floor",
    (Slot(("fabric", "leather"), EVERY), DARK),
    _office_chair,
    _office_chair_tops,
    ("study", "bedroom"),
    has_front=True,
    clear_front_m=0.3,
)


# --- the stool ------------------------------------------------------------------------------------------


def _stool(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 13))
    thick = float(rng.uniform(0.035, 0.05))
    r = min(w, d) / 2
    legs = 3 + int(rng.integers(2))
    top = lathe(
        [(0, h - thick), (r - 0.01, h - thick), (r, h - 0.7 * thick), (r, h - 0.01), (r - 0.012, h), (0, h)]
    )
    meshes = [top]
    ring_z = 0.35 * h
    for k in range(legs):
        turn = 2 * np.pi * (k + 0.5) / legs - np.pi / 2
        c, s = np.cos(turn), np.sin(turn)
        foot, head = 0.86 * r, 0.62 * r
        meshes.append(tube([(foot * c, foot * s, 0.001), (head * c, head * s, h - thick)], [0.014, 0.019], 8))
    ring = foot + (head - foot) * ring_z / h
    meshes.append(
        tube(arc((0, 0, ring_z), (ring, 0, 0), (0, ring, 0), (0, 2 * np.pi), 24)[:-1], 0.009, 6, closed=True)
    )
    return (part(0, *meshes),)


def _stool_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    r = min(size_m[:2]) / 2 * 0.65
    return (Top((-r, -r, r, r), size_m[2]),)


STOOL = Kind(
    "stool",
    (0.34, 0.42),
    (0.34, 0.42),
    (0.42, 0.66),
    "floor",
    (
        Slot(
            ("oak", "pine", "paint"),
            ("brown", "white", "red", "yellow", "blue", "green", "black", "orange", "pink"),
        ),
    ),
    _stool,
    _stool_tops,
    ("kitchen", "bathroom", "study", "bedroom"),
    even="base",
)
