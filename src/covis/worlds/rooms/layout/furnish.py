"""A room is furnished: first what it is named for, then what else belongs there, then small things."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.layout.groups import Arrange, Group, bathing, bed, desk, dining, kitchen_line, lounge
from covis.worlds.rooms.layout.looks import draw_look, recolored, sized
from covis.worlds.rooms.layout.place import between, put_single
from covis.worlds.rooms.layout.plan import Piece, Plan
from covis.worlds.rooms.layout.walls import FACING_RAD, WALLS, across_m, from_wall, span_m
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.scene import Room, Wall

TRIES = 80  # places tried for a group before the room is given up
SEATS = (2, 8)  # chairs at a dining table, all numbers alike: they may be counted
FREE_SHARE = 0.34  # of the floor stays free to walk on: furniture is left out before it gets fuller
NAMED = 8  # things at least that colour and name tell from all others of the scene

ESSENTIAL: dict[str, tuple[Arrange, ...]] = {
    "living room": (lounge,),
    "dining room": (dining,),
    "bedroom": (bed,),
    "kitchen": (kitchen_line, dining),
    "study": (desk,),
    "children's room": (bed,),
    "bathroom": (bathing,),
}
"""What a room is named for."""

EXTRA: dict[str, tuple[Arrange, ...]] = {
    "living room": (dining, desk),
    "dining room": (),
    "bedroom": (desk,),
    "kitchen": (),
    "study": (),
    "children's room": (desk,),
    "bathroom": (),
}
"""What a large room may have besides."""

ORDER = ("wall", "corner", "on_wall", "floor", "flat", "ceiling")
"""Where kinds stand, in the order in which a room is furnished."""

GROUPED = frozenset(
    (
        *("sofa", "coffee_table", "tv_stand", "television", "dining_table", "round_table", "chair"),
        *("bed", "nightstand", "desk", "office_chair", "door", "window", "curtain"),
        *("fridge", "oven", "kitchen_counter", "bathtub", "toilet", "washbasin"),
    )
)
"""Kinds that come with a group or an opening, and never on their own."""

ALSO: dict[str, tuple[str, ...]] = {
    "living room": ("basket", "box"),
    "dining room": (
        "chest_of_drawers",
        "bookcase",
        "floor_lamp",
        "wall_shelf",
        "mirror",
        "basket",
        "armchair",
    ),
    "bedroom": ("chest_of_drawers",),
    "kitchen": ("plant", "wall_shelf", "stool", "chest_of_drawers"),
    "study": ("chest_of_drawers", "pouf", "mirror"),
    "children's room": ("pouf", "plant", "floor_lamp", "mirror"),
    "bathroom": ("basket", "plant", "pouf", "vase", "chest_of_drawers"),
}
"""Kinds that people also have in a room for which they were not made."""

COUNTABLE = (
    *("ball", "basket", "book", "bottle", "box", "cactus", "candle", "cup", "cushion", "figure"),
    *("pouf", "stool", "suitcase", "teddy", "toy_car", "toy_duck", "vase"),
)
"""Kinds of which a room may hold two or eight without anybody wondering."""


def furnish(rng: np.random.Generator, plan: Plan, seats: int) -> None:
    """Doors, windows and what the room is named for, with this many seats at its table.

    Raises:
        CovisError: If the room is too small for what it is named for.
    """
    _fill_openings(rng, plan)
    for arrange in ESSENTIAL[plan.room.name]:
        if not _put_group(rng, plan, arrange, seats):
            raise CovisError(f"the {plan.room.name} has no place for what it is named for; try another seed.")


def furnish_more(rng: np.random.Generator, plan: Plan, level: Level) -> None:
    """What else belongs there, and pictures on the walls."""
    name = plan.room.name
    for arrange in EXTRA[name]:
        if rng.uniform() < level.furniture and plan.free_share() > 0.5:
            _put_group(rng, plan, arrange, int(rng.integers(2, 5)))
    there = plan.unwanted | {piece.look.kind for piece in plan.pieces}
    large = [key for key in _belonging(name) if KINDS[key].stands != "surface" and key not in there]
    # What needs a wall or a corner comes first, for it has the fewest places.
    for key in sorted(rng.permutation(large), key=lambda key: ORDER.index(KINDS[str(key)].stands)):
        if KINDS[str(key)].stands == "flat" and any(p.look.of.stands == "flat" for p in plan.pieces):
            continue
        takes_floor = KINDS[str(key)].stands in ("wall", "corner", "floor")
        if rng.uniform() < level.furniture and (not takes_floor or plan.free_share() > FREE_SHARE):
            put_single(rng, plan, draw_look(rng, str(key)))
    _hang_pictures(rng, plan)


def furnish_small(rng: np.random.Generator, plan: Plan, level: Level, counted: int) -> None:
    """Things to be counted and small things, by level.

    Raises:
        CovisError: If the things to be counted find no place.
    """
    name = plan.room.name
    _put_counted(rng, plan, level, counted)
    there = plan.unwanted | {piece.look.kind for piece in plan.pieces}
    small = [key for key in _belonging(name) if KINDS[key].stands == "surface" and key not in there]
    for key in rng.permutation(small)[: int(rng.integers(level.clutter[0], level.clutter[1] + 1))]:
        put_single(rng, plan, draw_look(rng, str(key)))
    _put_twins(rng, plan, level)


def check_names(plans: tuple[Plan, ...]) -> None:
    """Refuse a scene in which too few things have a colour and a name that no other has.

    Raises:
        CovisError: If it is such a scene.
    """
    names = Counter((p.look.color, p.look.of.name) for plan in plans for p in plan.pieces)
    if sum(count == 1 for count in names.values()) < NAMED:
        raise CovisError("too few things can be told apart by colour and name; try another seed.")


def _belonging(room: str) -> list[str]:
    """Keys of the kinds that belong in such a room on their own, in the order of their names."""
    return [
        key
        for key in sorted(KINDS)
        if key not in GROUPED and (not KINDS[key].rooms or room in KINDS[key].rooms or key in ALSO[room])
    ]


def _fill_openings(rng: np.random.Generator, plan: Plan) -> None:
    """Doors and windows in the openings that lead outdoors, flush with the inner face of the wall."""
    for opening in plan.room.openings:
        key = "door" if opening.bottom_m < 0.1 else "window"
        if opening.leads_to >= 0:
            continue
        look = draw_look(rng, key)
        look = sized(look, opening.width_m, look.size_m[1], round(opening.top_m - opening.bottom_m, 4))
        x, y = from_wall(plan.room, opening.wall, opening.centre_m, -look.size_m[1] / 2)
        plan.pieces.append(Piece(look, x, y, opening.bottom_m, FACING_RAD[opening.wall]))


def _put_group(rng: np.random.Generator, plan: Plan, arrange: Arrange, seats: int) -> bool:
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
        along = between(rng, low + reach, high - reach)
        return *from_wall(room, wall, along, 0.0), FACING_RAD[wall]
    corners = np.concatenate([p.box.corners for p in group.pieces])
    turn = int(rng.integers(2)) * math.pi / 2
    half = np.abs(corners).max(0)[:: -1 if turn else 1]
    x0, y0, x1, y1 = room.box_m
    x = between(rng, x0 + float(half[0]) + 0.1, x1 - float(half[0]) - 0.1)
    y = between(rng, y0 + float(half[1]) + 0.1, y1 - float(half[1]) - 0.1)
    return x, y, turn


def _hang_pictures(rng: np.random.Generator, plan: Plan) -> None:
    """One to three more pictures, each with a frame of another colour."""
    taken = {piece.look.color for piece in plan.pieces if piece.look.kind == "picture"}
    colors = [c for c in rng.permutation(KINDS["picture"].slots[0].colors) if c not in taken]
    for color in colors[: int(rng.integers(1, 4))]:
        put_single(rng, plan, draw_look(rng, "picture", str(color)))


def _put_counted(rng: np.random.Generator, plan: Plan, level: Level, count: int) -> None:
    """Exactly this many things of one kind, alike or each of its own colour; none if 0."""
    there = plan.unwanted | {piece.look.kind for piece in plan.pieces}
    keys = [key for key in _belonging(plan.room.name) if key in COUNTABLE and key not in there]
    for key in rng.permutation(keys) if count else ():
        before = len(plan.pieces)
        look = draw_look(rng, str(key))
        colors = [str(c) for c in rng.permutation(look.of.slots[0].colors)]
        for k in range(count):
            own = look if level.alike_counted else recolored(rng, look, colors[k % len(colors)])
            if not put_single(rng, plan, own):
                break
        if len(plan.pieces) == before + count:
            return
        del plan.pieces[before:]
    if count:
        raise CovisError(f"the {plan.room.name} has no place for {count} things to count; try another seed.")


def _put_twins(rng: np.random.Generator, plan: Plan, level: Level) -> None:
    """Copies of things that are there once: some in another colour, some alike to the last pixel."""
    kinds = Counter(piece.look.kind for piece in plan.pieces)
    single = [
        piece.look
        for piece in plan.pieces
        if kinds[piece.look.kind] == 1
        and piece.look.kind not in GROUPED
        and piece.look.kind not in plan.unwanted
        and piece.look.of.stands in ("surface", "floor", "on_wall")
    ]
    order = [single[k] for k in rng.permutation(len(single))]
    for look in order[: level.same_kind]:
        others = [color for color in look.of.slots[0].colors if color != look.color]
        if others:
            put_single(rng, plan, recolored(rng, look, str(rng.choice(others))))
    for look in order[level.same_kind : level.same_kind + level.alike_sets]:
        for _ in range(int(rng.integers(1, 4))):
            put_single(rng, plan, look)
