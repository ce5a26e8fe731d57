"""Where a row of look-alikes finds the space to change places: on a table or on the floor."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from covis.worlds.rooms.layout.boxes import Box, meets
from covis.worlds.rooms.layout.looks import Look
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.layout.walls import inside
from covis.worlds.rooms.movement.ways import Way

TABLES = ("dining_table", "coffee_table", "desk", "console_table")
GAP_M = 0.03  # between two that pass each other
SPACING = (1.75, 2.1)  # between the middles of neighbours, in their widths
EDGE_M = 0.02  # free along the edge of a table
ABOVE_M = 0.6  # of the space over a table that stays free for a row
AWAY_M = 0.45  # how far past the end of the row one goes that leaves the picture
TRIES = 60  # places tried on the floor


@dataclass(frozen=True)
class Row:
    """Where look-alikes stand in a row, and the space around it.

    Attributes:
        middle_m: (2,) middle of the row, in the world.
        along: (2,) unit vector along the row, towards the side on which one may leave.
        front: (2,) unit vector towards the side from which it is filmed.
        z_m: Height that they stand at.
        spacing_m: Between the middles of neighbours.
        near_m: How far from the row two neighbours pass each other.
        bulge_m: The same of those that go around others.
        passes_others: Whether there is space to pass others; else only neighbours change places.
        away_m: How far past its end one goes that leaves; 0 if none does.
        before_m: Free depth before the widest bulge, for what hides them.
        support: Index of the piece they stand on; -1 for the floor.
    """

    middle_m: Way
    along: Way
    front: Way
    z_m: float
    spacing_m: float
    near_m: float
    bulge_m: float
    passes_others: bool
    away_m: float
    before_m: float
    support: int

    def slot_m(self, slot: float, count: int) -> Way:
        """(2,) where the member in this slot stands."""
        return self.middle_m + (slot - (count - 1) / 2) * self.spacing_m * self.along

    @property
    def yaw_rad(self) -> float:
        """The turn of things that face the side from which the row is filmed."""
        return math.atan2(self.front[0], -self.front[1])


@dataclass(frozen=True)
class Need:
    """How much space a row of a look needs.

    Attributes:
        spacing_m: Between the middles of neighbours.
        near_m: Bulge that lets neighbours pass each other.
        far_m: Bulge that lets two pass those between them.
        length_m: Of the row with what leaves it.
        away_m: The part of this for one that leaves.
        before_m: Depth for what hides them, in front of the widest bulge.
    """

    spacing_m: float
    near_m: float
    far_m: float
    length_m: float
    away_m: float
    before_m: float


def need_of(rng: np.random.Generator, look: Look, count: int, leaves: bool, before_m: float) -> Need:
    """The space that this many of a look need."""
    width, depth, _ = look.size_m
    across = math.hypot(width, depth)
    spacing = max(width * float(rng.uniform(*SPACING)), width + 2 * GAP_M)
    away = AWAY_M + width if leaves else 0.0
    far = across + GAP_M if count > 2 else (across + GAP_M) / 2
    return Need(spacing, (across + GAP_M) / 2, far, (count - 1) * spacing + width + away, away, before_m)


def table_row(rng: np.random.Generator, plan: Plan, look: Look, need: Need) -> Row | None:
    """A row along an empty table of the room, on which its space is reserved, or None."""
    taken = {piece.on for piece in plan.pieces}
    tables = [k for k, p in enumerate(plan.pieces) if p.look.kind in TABLES and k not in taken]
    for index in (int(k) for k in rng.permutation(tables)):
        table = plan.pieces[index]
        tops = table.look.of.tops(table.look.size_m, table.look.shape_seed)
        if not tops:
            continue
        x0, y0, x1, y1 = max(tops, key=lambda top: top.z_m).box_m
        z = table.z_m + max(top.z_m for top in tops)
        side = 1.0 if table.look.of.stands == "wall" else float(rng.choice([-1.0, 1.0]))
        axes = table.box.axes
        along, front = axes[0] * float(rng.choice([-1.0, 1.0])), -side * axes[1]
        middle = np.array([table.x_m, table.y_m]) + axes[0] * (x0 + x1) / 2 + axes[1] * (y0 + y1) / 2
        row = _fitted(middle, along, front, x1 - x0 - 2 * EDGE_M, y1 - y0 - 2 * EDGE_M, z, look, need, index)
        if row is not None:
            depth = 2 * row.bulge_m + look.size_m[1] + need.before_m
            x, y = (float(v) for v in middle)
            plan.reserved.append(Box(x, y, need.length_m, depth, table.yaw_rad, z, z + ABOVE_M))
            return row
    return None


def floor_row(rng: np.random.Generator, plan: Plan, look: Look, need: Need) -> Row | None:
    """A row on free floor, reserved for it, or None."""
    bulge = need.far_m
    depth = 2 * bulge + look.size_m[1] + need.before_m
    x0, y0, x1, y1 = plan.room.box_m
    for _ in range(TRIES):
        turn = int(rng.integers(4)) * math.pi / 2
        place = Box(
            float(rng.uniform(x0, x1)), float(rng.uniform(y0, y1)), need.length_m, depth, turn, 0.0, 0.9
        )
        if not inside(plan.room, place, 0.1) or meets(place, plan.free):
            continue
        if meets(place, [p.box for p in plan.pieces], 0.05):
            continue
        axes = place.axes
        middle = np.array([place.x_m, place.y_m])
        row = _fitted(middle, axes[0], -axes[1], need.length_m, depth, 0.0, look, need, -1)
        if row is not None:
            plan.reserved.append(place)
            return row
    return None


def _fitted(
    middle: Way,
    along: Way,
    front: Way,
    length_m: float,
    depth_m: float,
    z_m: float,
    look: Look,
    need: Need,
    support: int,
) -> Row | None:
    """A row in a rectangle of this length and depth, or None if it is too small."""
    left = depth_m - look.size_m[1] - need.before_m + 1e-9
    if length_m + 1e-9 < need.length_m or left < 2 * need.near_m:
        return None
    passes = left >= 2 * need.far_m
    centre = middle - along * need.away_m / 2 - front * need.before_m / 2
    bulge = need.far_m if passes else need.near_m
    return Row(
        centre,
        along,
        front,
        z_m,
        need.spacing_m,
        need.near_m,
        bulge,
        passes,
        need.away_m,
        need.before_m,
        support,
    )
