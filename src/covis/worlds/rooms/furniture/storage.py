"""Cupboards, chests and shelves."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.books import row_of_books
from covis.worlds.rooms.furniture.fronts import doors, drawers
from covis.worlds.rooms.furniture.materials import CHROME, EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.tops import whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

CABINET = Slot(("oak", "walnut", "pine", "paint"), ("brown", "white", "black", "grey", "blue", "green"))
SPINES = Slot(("spine",), EVERY)


def _wardrobe(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 71))
    count = max(2, round(w / 0.5))
    body_y = -d / 2 + 0.036
    body = box((w - 0.02, d - 0.04, h - 0.03), (0, 0.018, 0))
    cornice = rounded_box((w, d - 0.012, 0.035), 0.008, (0, 0.006, h - 0.035), 1)
    low = 0.08
    split = 0.42 if rng.integers(3) == 0 else 0.0
    leaves, pulls = doors(
        (-w / 2 + 0.012, low + split, w / 2 - 0.012, h - 0.045), body_y, count, panels=bool(rng.integers(2))
    )
    if split:
        more, bars = drawers((-w / 2 + 0.012, low, w / 2 - 0.012, low + split), body_y, 2, max(1, count // 2))
        leaves, pulls = leaves + more, pulls + bars
    return part(0, body, cornice, *leaves), part(1, *pulls)


WARDROBE = Kind(
    "wardrobe",
    (1.0, 1.9),
    (0.55, 0.65),
    (1.9, 2.2),
    "wall",
    (CABINET, CHROME),
    _wardrobe,
    lambda size_m, seed: (),
    ("bedroom", "children's room"),
    has_front=True,
    clear_front_m=0.6,
)


def _chest(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 72))
    rows, columns = max(2, round(h / 0.24)), 2 if w > 1.0 else 1
    leg = float(rng.uniform(0.06, 0.14))
    body = box((w - 0.03, d - 0.045, h - leg - 0.02), (0, 0.012, leg))
    top = rounded_box((w, d - 0.01, 0.025), 0.006, (0, 0.005, h - 0.025), 1)
    feet = [
        tube(
            [
                (sx * (w / 2 - 0.05), sy * (d / 2 - 0.07), 0.0),
                (sx * (w / 2 - 0.06), sy * (d / 2 - 0.08), leg + 0.01),
            ],
            [0.016, 0.024],
            8,
        )
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    area = (-w / 2 + 0.025, leg + 0.01, w / 2 - 0.025, h - 0.03)
    fronts, pulls = drawers(area, -d / 2 + 0.035, rows, columns, 0.034, knobs=bool(rng.integers(2)))
    return fitted(size_m, [body, top, *feet, *fronts], pulls)


CHEST = Kind(
    "chest of drawers",
    (0.75, 1.4),
    (0.42, 0.52),
    (0.75, 1.1),
    "wall",
    (CABINET, CHROME),
    _chest,
    whole_top,
    ("bedroom", "living room", "children's room"),
    has_front=True,
    clear_front_m=0.5,
)


def _tv_stand(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A low cabinet: drawers at the sides, an open bay with a shelf in the middle."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 73))
    leg, wall = float(rng.uniform(0.05, 0.14)), 0.022
    third = w / 3
    body_y = -d / 2 + 0.03
    deep = d - 0.03
    top = rounded_box((w, d, 0.025), 0.005, (0, 0, h - 0.025), 1)
    frame = [
        box((w - 0.01, deep - 0.01, wall), (0, 0.015, leg)),
        box((w - 0.02, 0.012, h - leg - 0.03), (0, d / 2 - 0.01, leg)),
        *[box((wall, deep - 0.01, h - leg - 0.03), (s * (w / 2 - 0.02), 0.015, leg)) for s in (-1, 1)],
        *[box((wall, deep - 0.01, h - leg - 0.03), (s * third / 2, 0.015, leg)) for s in (-1, 1)],
        box((third, deep - 0.03, 0.016), (0, 0.015, leg + 0.5 * (h - leg))),
        *[box((third - 0.03, 0.012, h - leg - 0.04), (s * third, body_y + 0.006, leg)) for s in (-1, 1)],
    ]
    fronts: list[Mesh] = []
    pulls: list[Mesh] = []
    for x0, x1 in ((-w / 2 + 0.012, -third / 2 - 0.004), (third / 2 + 0.004, w / 2 - 0.012)):
        some, bars = drawers((x0, leg + 0.008, x1, h - 0.028), body_y, 2, 1, 0.028)
        fronts, pulls = fronts + some, pulls + bars
    feet = [
        box((0.045, 0.045, leg), (sx * (w / 2 - 0.08), sy * (d / 2 - 0.06), 0))
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    return part(0, top, *frame, *fronts), part(1, *pulls, *feet)


TV_STAND = Kind(
    "TV stand",
    (1.2, 1.9),
    (0.38, 0.48),
    (0.42, 0.56),
    "wall",
    (Slot(("oak", "walnut", "pine", "paint"), ("brown", "white", "black", "grey")), CHROME),
    _tv_stand,
    whole_top,
    ("living room",),
    has_front=True,
    clear_front_m=0.6,
)


def _shelves(size_m: Point, seed: int) -> tuple[int, float, int]:
    """How many boards a bookcase has, the clear height between them, and which of its bays is left empty."""
    rows = max(3, round(size_m[2] / 0.36))
    rng = np.random.default_rng((seed, 74))
    return rows, (size_m[2] - 0.06 - 0.022) / rows, int(rng.integers(1, rows))


def _bookcase(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rows, gap, empty = _shelves(size_m, seed)
    rng = np.random.default_rng((seed, 75))
    wall = 0.022
    wood = [box((wall, d, h), (s * (w - wall) / 2, 0, 0)) for s in (-1, 1)]
    wood += [box((w - 2 * wall, d - 0.012, wall), (0, -0.006, 0.06 + k * gap)) for k in range(rows + 1)]
    wood += [
        box((w - 2 * wall, 0.012, h - 0.06), (0, (d - 0.012) / 2, 0.06)),
        box((w - 2 * wall, 0.02, 0.06), (0, -d / 2 + 0.03, 0)),
    ]
    books: tuple[list[Mesh], ...] = ([], [], [])
    for k in range(rows):
        if k == empty:
            continue
        z = 0.06 + k * gap + wall
        for color, mesh in row_of_books(rng, w - 2 * wall - 0.02, d - 0.05, gap - wall):
            books[color].append(mesh.moved(0, -0.01, z))
    return part(0, *wood), *(part(i + 1, *some) for i, some in enumerate(books) if some)


def _bookcase_top(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    _, gap, empty = _shelves(size_m, seed)
    box_m = (-w / 2 + 0.05, -d / 2 + 0.02, w / 2 - 0.05, d / 2 - 0.03)
    return (Top(box_m, 0.06 + empty * gap + 0.022, gap - 0.03),)


BOOKCASE = Kind(
    "bookcase",
    (0.7, 1.2),
    (0.26, 0.34),
    (1.1, 2.1),
    "wall",
    (Slot(("oak", "walnut", "pine", "paint"), ("brown", "white", "black")), SPINES, SPINES, SPINES),
    _bookcase,
    _bookcase_top,
    ("living room", "study", "bedroom", "children's room"),
    has_front=True,
    clear_front_m=0.4,
)


def _wall_shelf(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A board on two brackets, with a row of books at one end."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 76))
    board_z = 0.1
    board = rounded_box((w, d, 0.025), 0.004, (0, 0, board_z), 1)
    brackets = []
    for s in (-1, 1):
        x = s * (w / 2 - 0.12)
        brackets.append(box((0.025, 0.012, board_z), (x, d / 2 - 0.006, 0)))
        brackets.append(tube([(x, d / 2 - 0.01, 0.02), (x, -d / 2 + 0.06, board_z)], 0.008, 6))
    books: tuple[list[Mesh], ...] = ([], [], [])
    share = 0.5 * w
    for color, mesh in row_of_books(rng, share, d - 0.04, h - board_z - 0.02, tight=True):
        books[color].append(mesh.moved(-w / 2 + share / 2 + 0.03, 0.01, board_z + 0.025))
    return part(0, board, *brackets), *(part(i + 1, *some) for i, some in enumerate(books) if some)


def _wall_shelf_top(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    return (Top((0.06, -d / 2 + 0.01, w / 2 - 0.02, d / 2 - 0.01), 0.125, 0.6),)


WALL_SHELF = Kind(
    "wall shelf",
    (0.7, 1.2),
    (0.2, 0.26),
    (0.36, 0.42),
    "on_wall",
    (
        Slot(("oak", "walnut", "pine", "paint"), ("brown", "white", "black", "red", "blue", "green")),
        SPINES,
        SPINES,
        SPINES,
    ),
    _wall_shelf,
    _wall_shelf_top,
    ("living room", "study", "bedroom", "kitchen", "children's room"),
    has_front=True,
    hangs_at_m=(1.2, 1.5),
)
