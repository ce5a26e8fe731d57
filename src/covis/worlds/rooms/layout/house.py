"""Rooms next to each other, with their doors, windows and passages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.layout.streams import stream
from covis.worlds.rooms.layout.surfaces import surfaces
from covis.worlds.rooms.layout.walls import OPPOSITE, WALLS, across_m, span_m
from covis.worlds.rooms.scene import Opening, Room, Wall

WALL_M = 0.15  # between the inner faces of neighbouring rooms: a partition of bricks
DOOR_M = (0.82, 0.95)  # widths of a door leaf
DOOR_TOP_M = 2.03
PASSAGE_M = (1.1, 1.5)  # an opening without a door, wide enough to see and walk through
WINDOW_M = (1.0, 2.0)
SILL_M = (0.85, 1.0)
WINDOW_TOP_M = 2.15
CORNER_M = 0.35  # an opening begins this far from a corner
HEIGHT_M = (2.45, 2.75)

SIZES_M: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "living room": ((4.7, 6.0), (4.1, 5.2)),
    "dining room": ((4.1, 5.2), (3.7, 4.5)),
    "bedroom": ((4.0, 5.0), (3.6, 4.5)),
    "kitchen": ((4.2, 5.2), (3.8, 4.6)),
    "study": ((3.7, 4.6), (3.4, 4.2)),
    "children's room": ((3.8, 4.8), (3.5, 4.3)),
    "bathroom": ((3.4, 4.1), (3.0, 3.5)),
}
"""Longer and shorter side of each kind of room: of houses in which a person can step back for a picture."""


@dataclass(frozen=True)
class _Site:
    """A room before its openings: its name, its box and the passages that lead to it so far."""

    name: str
    box_m: tuple[float, float, float, float]
    passages: tuple[Opening, ...] = ()


def draw_house(seed: int, attempt: int, count: int, names: tuple[str, ...] = ()) -> tuple[Room, ...]:
    """This many rooms, each after the first reached through a passage from the one before.

    Args:
        seed: The scene's.
        attempt: Tells apart the tries of one scene.
        count: How many rooms.
        names: Kinds of rooms to choose from; all when empty.

    Raises:
        CovisError: If the rooms find no place side by side.
    """
    kinds = list(stream(seed, "rooms").permutation(names or tuple(SIZES_M)))[:count]
    rng = stream(seed, "rooms", attempt, 1)
    sites = [_Site(str(kinds[0]), _box(rng, str(kinds[0]), (0.0, 0.0)))]
    for name in kinds[1:]:
        _attach(rng, sites, str(name))
    height = round(float(rng.uniform(*HEIGHT_M)), 3)
    rooms = [_opened(rng, sites, index, height) for index in range(count)]
    return tuple(
        replace(room, **surfaces(stream(seed, "surfaces", attempt, index), room.name))
        for index, room in enumerate(rooms)
    )


def _box(
    rng: np.random.Generator, name: str, corner_m: tuple[float, float]
) -> tuple[float, float, float, float]:
    sides = [round(float(rng.uniform(*side)), 2) for side in SIZES_M[name]]
    if rng.uniform() < 0.5:
        sides.reverse()
    x, y = corner_m
    return x, y, round(x + sides[0], 3), round(y + sides[1], 3)


def _attach(rng: np.random.Generator, sites: list[_Site], name: str) -> None:
    """Put a new room beside the last one, with a passage between the two."""
    last = sites[-1]
    for side in rng.permutation(WALLS):
        wall: Wall = side
        box = _beside(rng, last, wall, name)
        if any(_overlap(box, site.box_m) for site in sites):
            continue
        axis = 0 if wall in ("south", "north") else 1
        low = max(last.box_m[axis], box[axis]) + CORNER_M
        high = min(last.box_m[axis + 2], box[axis + 2]) - CORNER_M
        width = float(rng.uniform(*PASSAGE_M))
        if high - low < width:
            continue
        centre = round(float(rng.uniform(low + width / 2, high - width / 2)), 3)
        hole = Opening(wall, centre, round(width, 3), 0.0, 2.1, len(sites))
        back = replace(hole, wall=OPPOSITE[wall], leads_to=len(sites) - 1)
        sites[-1] = replace(last, passages=(*last.passages, hole))
        sites.append(_Site(name, box, (back,)))
        return
    raise CovisError(f"no place beside the {last.name} for a {name}; ask for fewer rooms or another seed.")


def _beside(
    rng: np.random.Generator, last: _Site, wall: Wall, name: str
) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = last.box_m
    left, front, right, back = _box(rng, name, (0.0, 0.0))
    wide, deep = right - left, back - front
    slide_x = float(rng.uniform(x0 - 0.4 * wide, x1 - 0.6 * wide))
    slide_y = float(rng.uniform(y0 - 0.4 * deep, y1 - 0.6 * deep))
    corner = {
        "south": (slide_x, y0 - WALL_M - deep),
        "north": (slide_x, y1 + WALL_M),
        "west": (x0 - WALL_M - wide, slide_y),
        "east": (x1 + WALL_M, slide_y),
    }[wall]
    x, y = (round(v, 3) for v in corner)
    return x, y, round(x + wide, 3), round(y + deep, 3)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    gap = WALL_M - 1e-6
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def _opened(rng: np.random.Generator, sites: list[_Site], index: int, height_m: float) -> Room:
    """The room of a site with its passages, a door where it has fewer than two, and windows."""
    site = sites[index]
    plain = {"floor": None, "walls": None, "ceiling": None}
    room = Room(site.name, site.box_m, height_m, **plain, openings=site.passages)  # type: ignore[arg-type]
    outer = [wall for wall in WALLS if not _neighboured(room, wall, sites, index)]
    walls = [str(w) for w in rng.permutation(outer)] if outer else []
    if len(site.passages) < 2 and walls:
        room = _with_door(rng, room, walls[-1])  # type: ignore[arg-type]
    for wall in walls[: 1 + int(rng.uniform() < 0.45)]:
        room = _with_window(rng, room, wall)  # type: ignore[arg-type]
    return room


def _neighboured(room: Room, wall: Wall, sites: list[_Site], index: int) -> bool:
    """Whether another room lies behind any stretch of this wall."""
    x0, y0, x1, y1 = room.box_m
    out = 1.0  # light needs this much open air
    box = {
        "south": (x0, y0 - out, x1, y0),
        "north": (x0, y1, x1, y1 + out),
        "west": (x0 - out, y0, x0, y1),
        "east": (x1, y0, x1 + out, y1),
    }[wall]
    return any(_overlap(box, site.box_m) for i, site in enumerate(sites) if i != index)


def _with_door(rng: np.random.Generator, room: Room, wall: Wall) -> Room:
    """A door near one end of the wall, so that the rest of the wall stays usable."""
    low, high = span_m(room, wall)
    width = round(float(rng.uniform(*DOOR_M)), 3)
    inset = float(rng.uniform(CORNER_M, 0.9)) + width / 2
    centre = low + inset if rng.uniform() < 0.5 else high - inset
    return _with(room, Opening(wall, round(centre, 3), width, 0.0, DOOR_TOP_M))


def _with_window(rng: np.random.Generator, room: Room, wall: Wall) -> Room:
    low, high = span_m(room, wall)
    width = min(float(rng.uniform(*WINDOW_M)), 0.5 * (high - low))
    middle, slack = (low + high) / 2, max(0.0, (high - low - width) / 2 - CORNER_M)
    centre = middle + float(rng.uniform(-0.5, 0.5)) * slack
    sill = round(float(rng.uniform(*SILL_M)), 3)
    return _with(room, Opening(wall, round(centre, 3), round(width, 3), sill, WINDOW_TOP_M))


def _with(room: Room, opening: Opening) -> Room:
    """The room with one more opening, unless that comes too near another on the same wall."""
    for other in room.openings:
        if other.wall == opening.wall:
            apart = abs(other.centre_m - opening.centre_m) - (other.width_m + opening.width_m) / 2
            if apart < CORNER_M:
                return room
    return replace(room, openings=(*room.openings, opening))


def longest_m(room: Room) -> float:
    """The longer side of a room."""
    return max(across_m(room, "south"), across_m(room, "east"))
