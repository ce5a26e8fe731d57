"""Where one piece may stand, by where its kind stands."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.looks import Look
from covis.worlds.rooms.layout.plan import REST_M, Piece, Plan
from covis.worlds.rooms.layout.walls import FACING_RAD, WALLS, from_wall, span_m
from covis.worlds.rooms.scene import Wall

TRIES = 40  # places tried for one piece before it is left out
DRAWN = 8  # at a time, and the one farthest from everything else is tried first
SEATS = ("chair", "office_chair", "stool", "sofa", "armchair", "pouf", "bed")
"""What people sit or lie on: only few things are put down there."""
ON_SEATS = ("cushion", "book")
SOFT = ("sofa", "armchair", "bed")
ONLY_ON_SOFT = ("cushion",)
BESIDE_WALL = ("suitcase", "waste_bin", "basket", "step_ladder", "stool", "pouf")
"""What stands on the floor near a wall rather than in the middle."""
FACING_IN = ("armchair",)
"""What stands near a corner and faces the room."""
LENGTHWISE = ("bicycle",)
"""What leans along a wall with its side to it."""

Pose = tuple[float, float, float, float]
"""x, y, z of the middle of the underside, and yaw."""


def put_single(rng: np.random.Generator, plan: Plan, look: Look) -> bool:
    """Put one piece where its kind stands; whether it found a place."""
    if look.of.stands == "surface":
        return _put_small(rng, plan, look)
    place = {
        "wall": _at_wall,
        "corner": _in_corner,
        "floor": _on_floor,
        "on_wall": _hung,
        "ceiling": _under_ceiling,
        "flat": _flat,
    }[look.of.stands]
    there = np.array([(p.x_m, p.y_m) for p in plan.pieces if p.on < 0]).reshape(-1, 2)
    for _ in range(TRIES // DRAWN):
        poses = [place(rng, plan, look) for _ in range(DRAWN)]
        apart = [_nearest_m(there, pose) for pose in poses]
        # The loneliest place first: a room is furnished all around, not in one corner.
        for k in sorted(range(DRAWN), key=lambda k: -apart[k]):
            x, y, z, yaw = poses[k]
            if plan.put([Piece(look, 0.0, 0.0, z)], x, y, yaw):
                return True
    return False


def _nearest_m(there: NDArray[np.float64], pose: Pose) -> float:
    """How far the nearest of the points, (n, 2), is from a pose; 0 if there are none."""
    return float(np.hypot(*(there - pose[:2]).T).min()) if len(there) else 0.0


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between the two; their middle where they have changed sides."""
    return (low + high) / 2 if high < low else float(rng.uniform(low, high))


def _at_wall(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    along = between(rng, low + look.size_m[0] / 2 + 0.03, high - look.size_m[0] / 2 - 0.03)
    return *from_wall(plan.room, wall, along, look.size_m[1] / 2 + REST_M), 0.0, FACING_RAD[wall]


def _in_corner(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    inset = look.size_m[0] / 2 + float(rng.uniform(0.03, 0.2))
    along = low + inset if rng.uniform() < 0.5 else high - inset
    away = look.size_m[1] / 2 + float(rng.uniform(0.03, 0.15))
    return *from_wall(plan.room, wall, along, away), 0.0, FACING_RAD[wall]


def _on_floor(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    if look.kind in BESIDE_WALL or look.kind in LENGTHWISE:
        return _near_wall(rng, plan, look)
    x0, y0, x1, y1 = plan.room.box_m
    reach = math.hypot(*look.size_m[:2]) / 2 + 0.05
    if look.kind in FACING_IN:
        x, y, _, _ = _in_corner(rng, plan, look)
        x, y = min(max(x, x0 + reach), x1 - reach), min(max(y, y0 + reach), y1 - reach)
        return x, y, 0.0, _towards_middle(plan, x, y) + float(rng.uniform(-0.3, 0.3))
    x, y = between(rng, x0 + reach, x1 - reach), between(rng, y0 + reach, y1 - reach)
    if not look.of.has_front:
        return x, y, 0.0, float(rng.uniform(-math.pi, math.pi))
    return x, y, 0.0, _towards_middle(plan, x, y) + float(rng.uniform(-0.6, 0.6))


def _towards_middle(plan: Plan, x_m: float, y_m: float) -> float:
    """The yaw of a thing there whose front faces the middle of the room."""
    x0, y0, x1, y1 = plan.room.box_m
    return math.atan2((y0 + y1) / 2 - y_m, (x0 + x1) / 2 - x_m) + math.pi / 2


def _near_wall(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    wide, deep = look.size_m[:2] if look.kind not in LENGTHWISE else look.size_m[1::-1]
    along = between(rng, low + wide / 2 + 0.1, high - wide / 2 - 0.1)
    free = 0.25 * wide  # a piece that stands askew needs more than its depth
    askew = float(rng.uniform(-0.2, 0.2)) if look.kind not in LENGTHWISE else 0.0
    turn = FACING_RAD[wall] + (askew if look.kind not in LENGTHWISE else math.pi / 2)
    away = deep / 2 + (0.02 if look.kind in LENGTHWISE else free + 0.02)
    return *from_wall(plan.room, wall, along, away), 0.0, turn


def _hung(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    along = between(rng, low + look.size_m[0] / 2 + 0.15, high - look.size_m[0] / 2 - 0.15)
    z = min(float(rng.uniform(*look.of.hangs_at_m)), plan.room.height_m - look.size_m[2] - 0.05)
    return *from_wall(plan.room, wall, along, look.size_m[1] / 2 + REST_M), z, FACING_RAD[wall]


def _under_ceiling(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    """Over a table, or in the middle of the room."""
    tables = [p for p in plan.pieces if p.look.kind in ("dining_table", "round_table")]
    x0, y0, x1, y1 = plan.room.box_m
    x, y = (tables[0].x_m, tables[0].y_m) if tables else ((x0 + x1) / 2, (y0 + y1) / 2)
    x, y = x + float(rng.uniform(-0.1, 0.1)), y + float(rng.uniform(-0.1, 0.1))
    return x, y, plan.room.height_m - look.size_m[2] - REST_M, 0.0


def _flat(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    """Under a table, before a bed, or in the middle of the room, straight to the walls."""
    x0, y0, x1, y1 = plan.room.box_m
    x, y, yaw = (x0 + x1) / 2, (y0 + y1) / 2, int(rng.integers(2)) * math.pi / 2
    for piece in plan.pieces:
        if piece.look.kind in ("dining_table", "round_table"):
            x, y, yaw = piece.x_m, piece.y_m, piece.yaw_rad
        elif piece.look.kind == "bed":
            front = piece.box.ahead(0.4, 1.0)
            x, y, yaw = front.x_m, front.y_m, piece.yaw_rad
    return x + float(rng.uniform(-0.25, 0.25)), y + float(rng.uniform(-0.25, 0.25)), 0.0, yaw


def _put_small(rng: np.random.Generator, plan: Plan, look: Look) -> bool:
    supports = [index for index, piece in enumerate(plan.pieces) if _bears(piece, look)]
    for _ in range(TRIES if supports else 0):
        index = supports[int(rng.integers(len(supports)))]
        below = plan.pieces[index]
        tops = below.look.of.tops(below.look.size_m, below.look.shape_seed)
        top = tops[int(rng.integers(len(tops)))]
        turn = float(rng.uniform(-0.5, 0.5) if look.of.has_front else rng.uniform(-math.pi, math.pi))
        half_w, half_d = _turned_half(look, turn)
        x0, y0, x1, y1 = top.box_m
        if x1 - x0 < 2 * half_w or y1 - y0 < 2 * half_d or top.clear_m < look.size_m[2] + 0.01:
            continue
        x, y = float(rng.uniform(x0 + half_w, x1 - half_w)), float(rng.uniform(y0 + half_d, y1 - half_d))
        c, s = math.cos(below.yaw_rad), math.sin(below.yaw_rad)
        place = (below.x_m + c * x - s * y, below.y_m + s * x + c * y, below.z_m + top.z_m)
        if plan.put_on(index, look, *place, below.yaw_rad + turn):
            return True
    return False


def _bears(piece: Piece, look: Look) -> bool:
    """Whether people would put such a thing on such a piece, if it has a top at all."""
    if piece.look.of.stands in ("surface", "opening"):
        return False
    if look.kind in ONLY_ON_SOFT and piece.look.kind not in SOFT:
        return False
    if piece.look.kind in SEATS and look.kind not in ON_SEATS:
        return False
    return bool(piece.look.of.tops(piece.look.size_m, piece.look.shape_seed))


def _turned_half(look: Look, turn_rad: float) -> tuple[float, float]:
    """Half the sides of the upright rectangle around a turned piece."""
    c, s = abs(math.cos(turn_rad)), abs(math.sin(turn_rad))
    width, depth, _ = look.size_m
    return (c * width + s * depth) / 2, (s * width + c * depth) / 2
