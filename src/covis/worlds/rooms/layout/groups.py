"""Furniture that belongs together: what faces what, and how far apart, as people arrange it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from covis.worlds.rooms.layout.looks import Look, draw_look
from covis.worlds.rooms.layout.plan import REST_M, Piece

LEG_ROOM_M = (0.35, 0.45)  # between a sofa and its low table
VIEWING_M = (2.2, 3.0)  # from the front of a television's stand to that of the sofa
PULLED_OUT_M = (0.03, 0.12)  # between a table's edge and a chair's front
SEAT_M = 0.58  # of a table's edge for each person
DOUBLE_M = 1.3  # a bed for two is wider
PUSHED = 0.10  # rad, how far people leave chairs turned


@dataclass(frozen=True)
class Group:
    """Pieces in axes of their own. What stands against a wall has it at y = 0 and faces -y.

    Attributes:
        pieces: The first is the one the group is named after.
        against_wall: Whether y = 0 is a wall; else the origin is the middle.
    """

    pieces: tuple[Piece, ...]
    against_wall: bool


Arrange = Callable[[np.random.Generator, float, int], Group]
"""Draws a group; the numbers are how far the room reaches from the wall, and how many places to sit."""


def on_top(
    pieces: Sequence[Piece], support: int, look: Look, share_x: float, share_y: float, yaw: float
) -> Piece:
    """A piece on the highest top of another, at this share 0..1 of the top's width and depth."""
    below = pieces[support]
    top = max(below.look.of.tops(below.look.size_m, below.look.shape_seed), key=lambda t: t.z_m)
    x0, y0, x1, y1 = top.box_m
    half_w, half_d = look.size_m[0] / 2, look.size_m[1] / 2
    x = _between(x0 + half_w, x1 - half_w, share_x)
    y = _between(y0 + half_d, y1 - half_d, share_y)
    c, s = math.cos(below.yaw_rad), math.sin(below.yaw_rad)
    place = (below.x_m + c * x - s * y, below.y_m + s * x + c * y)
    return Piece(look, *place, below.z_m + top.z_m, below.yaw_rad + yaw, support)


def _between(low: float, high: float, share: float) -> float:
    return (low + high) / 2 if high < low else low + share * (high - low)


def at_wall(look: Look, x_m: float = 0.0) -> Piece:
    """A piece with its back to the wall at y = 0."""
    return Piece(look, x_m, -look.size_m[1] / 2 - REST_M)


def lounge(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """A television on its stand; before it a low table on a rug, a sofa and an armchair or two."""
    stand, screen, sofa = (draw_look(rng, k) for k in ("tv_stand", "television", "sofa"))
    low, rug, chair = (draw_look(rng, k) for k in ("coffee_table", "rug", "armchair"))
    pieces = [at_wall(stand)]
    pieces.append(on_top(pieces, 0, screen, 0.5, 0.7, 0.0))
    room_for_sofa = across_m - sofa.size_m[1] - REST_M
    front = min(stand.size_m[1] + float(rng.uniform(*VIEWING_M)), room_for_sofa)
    if room_for_sofa - front < 0.8:  # too narrow to walk behind it: the sofa stands at the wall
        front = room_for_sofa
    pieces.append(Piece(sofa, 0.0, -front - sofa.size_m[1] / 2, yaw_rad=math.pi))
    table_y = -front + float(rng.uniform(*LEG_ROOM_M)) + low.size_m[1] / 2
    pieces.append(Piece(low, 0.0, table_y))
    pieces.append(Piece(rug, 0.0, table_y + 0.1))
    for side in rng.permutation([-1.0, 1.0])[: 1 + (seats > 4)]:
        away = low.size_m[0] / 2 + 0.45 + chair.size_m[1] / 2
        turn = float(side) * (math.pi / 2 + float(rng.uniform(0.0, 0.35)))  # a little towards the television
        y = table_y + float(rng.uniform(0.0, 0.25))
        pieces.append(Piece(chair, float(side) * away, y, yaw_rad=-turn))
    return Group(tuple(pieces), against_wall=True)


def dining(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """A table with this many look-alike chairs around it, all facing it."""
    table, chair = draw_look(rng, "dining_table"), draw_look(rng, "chair")
    width = max(table.size_m[0], min(table.of.width_m[1], SEAT_M * math.ceil((seats - 2) / 2)))
    table = replace(table, size_m=(width, *table.size_m[1:]))
    pieces = [Piece(table, 0.0, 0.0)]
    for x, y, yaw in _seats(table.size_m[0], table.size_m[1], seats):
        away = chair.size_m[1] / 2 + float(rng.uniform(*PULLED_OUT_M))
        turned = yaw + float(rng.uniform(-PUSHED, PUSHED))
        pieces.append(Piece(chair, x - math.sin(yaw) * away, y + math.cos(yaw) * away, yaw_rad=turned))
    return Group(tuple(pieces), against_wall=False)


def _seats(width_m: float, depth_m: float, count: int) -> list[tuple[float, float, float]]:
    """Points on the edge of a table and the yaw of one who faces it there: the long sides first."""
    a_side = max(1, int(width_m / SEAT_M))
    ends = max(0, count - 2 * a_side)
    if count % 2 and count > 1:
        ends = max(ends, 1)
    found = []
    for side, many in ((1.0, (count - ends + 1) // 2), (-1.0, (count - ends) // 2)):
        for k in range(many):
            x = width_m * ((k + 0.5) / many - 0.5)
            found.append((x, side * depth_m / 2, 0.0 if side > 0 else math.pi))
    for side in (1.0, -1.0)[:ends]:
        found.append((side * width_m / 2, 0.0, -side * math.pi / 2))
    return found


def bed(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """A bed with its head to the wall; beside it one or two look-alike nightstands, a lamp on each."""
    bed_, side_table, lamp = (draw_look(rng, k) for k in ("bed", "nightstand", "table_lamp"))
    pieces = [at_wall(bed_)]
    away = bed_.size_m[0] / 2 + side_table.size_m[0] / 2 + 0.06
    sides = rng.permutation([-1.0, 1.0])
    for side in sides if bed_.size_m[0] > DOUBLE_M else sides[:1]:
        pieces.append(at_wall(side_table, float(side) * away))
        pieces.append(on_top(pieces, len(pieces) - 1, lamp, 0.5, 0.6, 0.0))
    return Group(tuple(pieces), against_wall=True)


def desk(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """A desk at the wall, a chair drawn up to it, a laptop and a lamp on it."""
    table, chair, laptop, lamp = (draw_look(rng, k) for k in ("desk", "office_chair", "laptop", "table_lamp"))
    pieces = [at_wall(table)]
    askew = float(rng.uniform(-0.4, 0.4))
    turned = math.pi + askew
    deep = chair.size_m[1] * math.cos(askew) + chair.size_m[0] * abs(math.sin(askew))
    away = table.size_m[1] + deep / 2 + float(rng.uniform(*PULLED_OUT_M))
    pieces.append(Piece(chair, float(rng.uniform(-0.15, 0.15)), -away, yaw_rad=turned))
    pieces.append(on_top(pieces, 0, laptop, 0.5, 0.3, float(rng.uniform(-0.15, 0.15))))
    pieces.append(on_top(pieces, 0, lamp, float(rng.choice([0.06, 0.94])), 0.8, 0.0))
    return Group(tuple(pieces), against_wall=True)


def in_line(rng: np.random.Generator, keys: Sequence[str], gap_m: float) -> Group:
    """Pieces side by side along a wall, in any order."""
    looks = [draw_look(rng, str(key)) for key in rng.permutation(keys)]
    width = sum(look.size_m[0] for look in looks) + gap_m * (len(looks) - 1)
    pieces, x = [], -width / 2
    for look in looks:
        pieces.append(at_wall(look, x + look.size_m[0] / 2))
        x += look.size_m[0] + gap_m
    return Group(tuple(pieces), against_wall=True)


def kitchen_line(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """Counter, oven and fridge side by side."""
    return in_line(rng, ("kitchen_counter", "oven", "fridge"), 0.004)


def bathing(rng: np.random.Generator, across_m: float, seats: int) -> Group:
    """Bathtub, basin and toilet along one wall."""
    return in_line(rng, ("bathtub", "washbasin", "toilet"), 0.25)
