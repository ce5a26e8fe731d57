"""Tables and desks."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHROME
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import curve, lathe
from covis.worlds.rooms.furniture.tops import round_top, whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

BOARD = Slot(("oak", "walnut", "pine", "paint"), ("brown", "white", "black", "grey"))


def _legs(style: int, w: float, d: float, h: float, side: float) -> list[Mesh]:
    """Four legs at the corners: square, slanting and round, or turned."""
    x, y = (w - side) / 2, (d - side) / 2
    found = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            if style == 0:
                found.append(box((side, side, h), (sx * x, sy * y, 0)))
            elif style == 1:
                foot, head = (sx * x, sy * y, 0.0), (sx * x * 0.84, sy * y * 0.84, h)
                found.append(tube([foot, head], [side * 0.36, side * 0.5], 10))
            else:
                r = side / 2
                steps = [(0, 0), (0.6, 0), (0.72, 0.04), (0.5, 0.1), (0.62, 0.3), (0.95, 0.62), (0.6, 0.7)]
                turned = [(r * a, h * b) for a, b in [*curve(steps[2:], 3)]]
                outline = [(0.0, 0.0), (0.6 * r, 0.0), *turned, (r, 0.72 * h), (r, h), (0.0, h)]
                found.append(lathe(outline, 10).moved(sx * x, sy * y))
    return found


def _table(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A board on four legs, with an apron between them."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 31))
    style, thick = int(rng.integers(3)), float(rng.uniform(0.028, 0.045))
    side = float(rng.uniform(0.055, 0.08)) if h > 0.6 else float(rng.uniform(0.045, 0.06))
    top = rounded_box((w, d, thick), 0.008, (0, 0, h - thick), 1)
    inset = 0.02
    legs = _legs(style, w - 2 * inset, d - 2 * inset, h - thick, side)
    apron_h = 0.09 if h > 0.6 else 0.05
    reach = 0.84 if style == 1 else 1.0
    ax, ay = (w / 2 - inset - side * 0.6) * reach, (d / 2 - inset - side * 0.6) * reach
    apron = [box((2 * ax, 0.02, apron_h), (0, s * ay, h - thick - apron_h)) for s in (-1, 1)]
    apron += [box((0.02, 2 * ay, apron_h), (s * ax, 0, h - thick - apron_h)) for s in (-1, 1)]
    shelf = []
    if h < 0.6 and style == 0 and rng.integers(2):
        shelf.append(box((w - 2 * inset - side, d - 2 * inset - side, 0.018), (0, 0, 0.12)))
    return (part(0, top, *legs, *apron, *shelf),)


def _round_table(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A round board on a turned pillar with a wide foot."""
    w, d, h = size_m
    thick = 0.035
    top = lathe(
        [(0, h - thick), (0.47, h - thick), (0.5, h - 0.5 * thick), (0.498, h - 0.002), (0.49, h), (0, h)], 40
    )
    stem = curve(
        [(0.26, 0.02), (0.18, 0.05), (0.06, 0.09), (0.05, 0.3), (0.07, 0.5), (0.05, 0.62), (0.1, h - thick)],
        3,
    )
    foot = lathe([(0.0, 0.0), (0.26, 0.0), *stem, (0.0, h - thick)], 24)
    return (part(0, top.scaled(w, d, 1), foot.scaled(w, d, 1)),)


DINING_TABLE = Kind(
    "dining table",
    (1.2, 2.0),
    (0.8, 1.0),
    (0.72, 0.77),
    "floor",
    (BOARD,),
    _table,
    whole_top,
    ("dining room", "kitchen", "living room"),
)

ROUND_TABLE = Kind(
    "round table",
    (0.8, 1.2),
    (0.8, 1.2),
    (0.7, 0.76),
    "floor",
    (BOARD,),
    _round_table,
    round_top,
    ("dining room", "kitchen", "living room"),
    even="base",
)

COFFEE_TABLE = Kind(
    "coffee table",
    (0.9, 1.3),
    (0.5, 0.7),
    (0.38, 0.46),
    "floor",
    (BOARD,),
    _table,
    whole_top,
    ("living room",),
)


def _desk(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A board on a chest of drawers at one side and legs at the other."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 32))
    side = 1 if rng.integers(2) else -1
    thick, chest = 0.03, float(rng.uniform(0.36, 0.42))
    top = rounded_box((w, d, thick), 0.006, (0, 0, h - thick), 1)
    x = side * (w / 2 - chest / 2 - 0.02)
    body = box((chest, d - 0.05, h - thick - 0.06), (x, 0.01, 0.06))
    plinth = box((chest - 0.06, d - 0.12, 0.06), (x, 0.01, 0))
    drawers, pulls = [], []
    rows = 3
    gap = (h - thick - 0.08) / rows
    for k in range(rows):
        z = 0.07 + k * gap
        drawers.append(
            rounded_box((chest - 0.02, 0.02, gap - 0.012), 0.004, (x, -(d - 0.05) / 2 - 0.0, z), 1)
        )
        pulls.append(box((0.13, 0.012, 0.014), (x, -(d - 0.05) / 2 - 0.015, z + gap * 0.6)))
    leg_x = -side * (w / 2 - 0.045)
    legs = [box((0.05, 0.05, h - thick), (leg_x, s * (d / 2 - 0.05), 0)) for s in (-1, 1)]
    back = box((w - chest - 0.1, 0.018, 0.3), (-side * chest / 2, d / 2 - 0.06, h - thick - 0.3))
    return part(0, top, body, plinth, *drawers, *legs, back), part(1, *pulls)


DESK = Kind(
    "desk",
    (1.1, 1.6),
    (0.6, 0.75),
    (0.72, 0.76),
    "wall",
    (BOARD, CHROME),
    _desk,
    whole_top,
    ("study", "bedroom"),
    has_front=True,
    clear_front_m=0.7,
)
