"""A room is furnished: first what it is named for, then what else belongs there, then small things."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.layout.groups import Arrange, Group, bed, desk, dining, lounge
from covis.worlds.rooms.layout.looks import Look, draw_look, sized
from covis.worlds.rooms.layout.plan import REST_M, Piece, Plan
from covis.worlds.rooms.layout.walls import FACING_RAD, WALLS, across_m, from_wall, span_m
from covis.worlds.rooms.scene import Room, Wall

TRIES = 40  # places tried for one piece or group before it is left out

ESSENTIAL: dict[str, tuple[Arrange, ...]] = {
    "living room": (lounge,),
    "dining room": (dining,),
    "bedroom": (bed,),
    "kitchen": (dining,),
    "study": (desk,),
    "children's room": (bed, desk),
}
"""What a room is named for."""


def fill_openings(plan: Plan) -> None:
    """Doors and windows in the openings that lead outdoors, flush with the inner face of the wall."""
    for opening in plan.room.openings:
        if opening.leads_to >= 0:
            continue
        key = "door" if opening.bottom_m < 0.1 else "window"
        if key not in KINDS:
            continue
        rng = np.random.default_rng((round(opening.centre_m * 1000) % 100_003, round(opening.width_m * 1000)))
        look = draw_look(rng, key)
        look = sized(look, opening.width_m, look.size_m[1], round(opening.top_m - opening.bottom_m, 4))
        x, y = from_wall(plan.room, opening.wall, opening.centre_m, -look.size_m[1] / 2)
        plan.pieces.append(Piece(look, x, y, opening.bottom_m, FACING_RAD[opening.wall]))


def put_group(rng: np.random.Generator, plan: Plan, arrange: Arrange, seats: int) -> bool:
    """Draw a group and put it where it fits; whether it found a place."""
    for _ in range(TRIES):
        wall: Wall = WALLS[int(rng.integers(4))]
        group = arrange(rng, across_m(plan.room, wall), seats)
        if plan.put(group.pieces, *_place(rng, plan.room, wall, group)):
            return True
    return False


def _place(rng: np.random.Generator, room: Room, wall: Wall, group: Group) -> tuple[float, float, float]:
    if group.against_wall:
        low, high = span_m(room, wall)
        reach = max(abs(float(c)) for p in group.pieces if abs(p.y_m) < 1.5 for c in p.box.corners[:, 0])
        along = _between(rng, low + reach, high - reach)
        return *from_wall(room, wall, along, 0.0), FACING_RAD[wall]
    corners = np.concatenate([p.box.corners for p in group.pieces])
    turn = int(rng.integers(2)) * math.pi / 2
    half = np.abs(corners).max(0)[:: -1 if turn else 1]
    x0, y0, x1, y1 = room.box_m
    x = _between(rng, x0 + float(half[0]) + 0.1, x1 - float(half[0]) - 0.1)
    y = _between(rng, y0 + float(half[1]) + 0.1, y1 - float(half[1]) - 0.1)
    return x, y, turn


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return (low + high) / 2 if high < low else float(rng.uniform(low, high))


def put_single(rng: np.random.Generator, plan: Plan, look: Look) -> bool:
    """Put one piece where its kind stands; whether it found a place."""
    place = {
        "wall": _wall_place,
        "corner": _corner_place,
        "floor": _floor_place,
        "on_wall": _hung_place,
        "ceiling": _ceiling_place,
        "flat": _flat_place,
    }[look.of.stands]
    for _ in range(TRIES):
        x, y, z, yaw = place(rng, plan, look)
        if plan.put([Piece(look, 0.0, 0.0, z)], x, y, yaw):
            return True
    return False


Pose = tuple[float, float, float, float]


def _wall_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    along = _between(rng, low + look.size_m[0] / 2 + 0.03, high - look.size_m[0] / 2 - 0.03)
    return *from_wall(plan.room, wall, along, look.size_m[1] / 2 + REST_M), 0.0, FACING_RAD[wall]


def _corner_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    inset = look.size_m[0] / 2 + float(rng.uniform(0.03, 0.2))
    along = low + inset if rng.uniform() < 0.5 else high - inset
    away = look.size_m[1] / 2 + float(rng.uniform(0.03, 0.15))
    return *from_wall(plan.room, wall, along, away), 0.0, FACING_RAD[wall]


def _floor_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    x0, y0, x1, y1 = plan.room.box_m
    reach = math.hypot(*look.size_m[:2]) / 2 + 0.05
    x, y = _between(rng, x0 + reach, x1 - reach), _between(rng, y0 + reach, y1 - reach)
    return x, y, 0.0, float(rng.uniform(-math.pi, math.pi))


def _hung_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    along = _between(rng, low + look.size_m[0] / 2 + 0.15, high - look.size_m[0] / 2 - 0.15)
    z = min(float(rng.uniform(*look.of.hangs_at_m)), plan.room.height_m - look.size_m[2] - 0.05)
    return *from_wall(plan.room, wall, along, look.size_m[1] / 2 + REST_M), z, FACING_RAD[wall]


def _ceiling_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    x0, y0, x1, y1 = plan.room.box_m
    x, y = (x0 + x1) / 2 + float(rng.uniform(-0.3, 0.3)), (y0 + y1) / 2 + float(rng.uniform(-0.3, 0.3))
    return x, y, plan.room.height_m - look.size_m[2], 0.0


def _flat_place(rng: np.random.Generator, plan: Plan, look: Look) -> Pose:
    x, y, _, _ = _floor_place(rng, plan, look)
    return x, y, 0.0, int(rng.integers(2)) * math.pi / 2


def put_small(rng: np.random.Generator, plan: Plan, look: Look) -> bool:
    """Put a small thing on a top of some furniture where it fits; whether it found a place."""
    tops = [
        (index, top)
        for index, piece in enumerate(plan.pieces)
        for top in piece.look.of.tops(piece.look.size_m, piece.look.shape_seed)
        if piece.look.of.stands != "surface" and top.clear_m > look.size_m[2] + 0.01
    ]
    if not tops:
        return False
    for _ in range(TRIES):
        index, top = tops[int(rng.integers(len(tops)))]
        turn = float(rng.uniform(-0.5, 0.5) if look.of.has_front else rng.uniform(-math.pi, math.pi))
        half_w, half_d = _turned_half(look, turn)
        x0, y0, x1, y1 = top.box_m
        if x1 - x0 < 2 * half_w or y1 - y0 < 2 * half_d:
            continue
        x, y = float(rng.uniform(x0 + half_w, x1 - half_w)), float(rng.uniform(y0 + half_d, y1 - half_d))
        below = plan.pieces[index]
        c, s = math.cos(below.yaw_rad), math.sin(below.yaw_rad)
        place = (below.x_m + c * x - s * y, below.y_m + s * x + c * y, below.z_m + top.z_m)
        if plan.put_on(index, look, *place, below.yaw_rad + turn):
            return True
    return False


def _turned_half(look: Look, turn_rad: float) -> tuple[float, float]:
    """Half the sides of the upright rectangle around a turned piece."""
    c, s = abs(math.cos(turn_rad)), abs(math.sin(turn_rad))
    width, depth, _ = look.size_m
    return (c * width + s * depth) / 2, (s * width + c * depth) / 2


def belonging(room: str, stands: Sequence[str]) -> list[str]:
    """Keys of the kinds that belong in such a room and stand so, in the order of the table."""
    return [
        k for k, kind in KINDS.items() if kind.stands in stands and (not kind.rooms or room in kind.rooms)
    ]
