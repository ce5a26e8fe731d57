"""The four walls of a room: where points on them lie and which way they face."""

from __future__ import annotations

import math

from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.scene import Opening, Room, Wall

WALLS: tuple[Wall, ...] = ("south", "east", "north", "west")
"""In the order of a room's wall materials."""

OPPOSITE: dict[Wall, Wall] = {"south": "north", "east": "west", "north": "south", "west": "east"}

FACING_RAD: dict[Wall, float] = {"south": math.pi, "east": -math.pi / 2, "north": 0.0, "west": math.pi / 2}
"""The yaw of a thing with its back to this wall. A thing of yaw 0 faces -y, so its back is to the north."""


def span_m(room: Room, wall: Wall) -> tuple[float, float]:
    """Where the wall begins and ends, along x (south, north) or y (east, west)."""
    x0, y0, x1, y1 = room.box_m
    return (x0, x1) if wall in ("south", "north") else (y0, y1)


def across_m(room: Room, wall: Wall) -> float:
    """How far the room reaches from this wall to the opposite one."""
    x0, y0, x1, y1 = room.box_m
    return y1 - y0 if wall in ("south", "north") else x1 - x0


def from_wall(room: Room, wall: Wall, along_m: float, away_m: float) -> tuple[float, float]:
    """The point this far along the wall's axis and this far into the room; behind the wall if negative."""
    x0, y0, x1, y1 = room.box_m
    if wall == "south":
        return along_m, y0 + away_m
    if wall == "north":
        return along_m, y1 - away_m
    return (x1 - away_m if wall == "east" else x0 + away_m), along_m


def strip(room: Room, wall: Wall, opening: Opening, away_m: float, beside_m: float = 0.0) -> Box:
    """The space before an opening, this deep into the room, as high as the opening."""
    x, y = from_wall(room, wall, opening.centre_m, away_m / 2)
    width = opening.width_m + 2 * beside_m
    return Box(x, y, width, away_m, FACING_RAD[wall], opening.bottom_m, opening.top_m)


def inside(room: Room, box: Box, margin_m: float = 0.0) -> bool:
    """Whether the box's floor plan lies in the room, this far from its walls."""
    x0, y0, x1, y1 = room.box_m
    (left, front), (right, back) = box.corners.min(0), box.corners.max(0)
    return bool(
        left >= x0 + margin_m - 1e-6
        and front >= y0 + margin_m - 1e-6
        and right <= x1 - margin_m + 1e-6
        and back <= y1 - margin_m + 1e-6
    )
