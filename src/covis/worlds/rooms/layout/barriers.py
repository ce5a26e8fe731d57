"""The walls of a house as boxes, with gaps where one can go from room to room."""

from __future__ import annotations

from collections.abc import Sequence

from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.house import WALL_M
from covis.worlds.rooms.layout.walls import FACING_RAD, WALLS, from_wall, span_m
from covis.worlds.rooms.scene import Room, Wall

HALF_M = WALL_M / 2  # of a wall between two rooms, each room has one half


def barriers(rooms: Sequence[Room]) -> list[Box]:
    """Walls, and what is above passages. Doors and windows count as wall: nobody goes through them."""
    return [box for room in rooms for wall in WALLS for box in _wall_boxes(room, wall)]


def _wall_boxes(room: Room, wall: Wall) -> list[Box]:
    low, high = span_m(room, wall)
    gaps = sorted(
        (o.centre_m - o.width_m / 2, o.centre_m + o.width_m / 2, o.top_m)
        for o in room.openings
        if o.wall == wall and o.leads_to >= 0
    )
    edges = [low - HALF_M, *(edge for start, end, _ in gaps for edge in (start, end)), high + HALF_M]
    solid = [(a, b, 0.0) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [_slab(room, wall, *piece) for piece in [*solid, *gaps] if piece[1] > piece[0]]


def _slab(room: Room, wall: Wall, start_m: float, end_m: float, bottom_m: float) -> Box:
    x, y = from_wall(room, wall, (start_m + end_m) / 2, -HALF_M / 2)
    return Box(x, y, end_m - start_m, HALF_M, FACING_RAD[wall], bottom_m, room.height_m)
