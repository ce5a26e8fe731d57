"""What else stands about: bins, baskets, suitcases, instruments, ladders."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHROME, DARK, EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import extruded
from covis.worlds.rooms.furniture.shapes.mesh import fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def _bin(size_m: Point, seed: int) -> tuple[Part, ...]:
    """An open waste bin, or a pedal bin with a lid."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 141))
    r = w / 2
    foot = 0.78 * r
    if rng.integers(2):
        wall = 0.03 * w
        outline = [
            (0, 0),
            (foot, 0),
            (0.96 * r, 0.95 * h),
            (r, 0.95 * h),
            (r, h),
            (r - wall, h),
            (foot - wall, 0.02 * h),
            (0, 0.02 * h),
        ]
        return (part(0, lathe(outline, 28)),)
    body = lathe([(0, 0.03 * h), (0.94 * r, 0.03 * h), (0.94 * r, 0.86 * h), (0, 0.86 * h)], 28)
    lid = lathe(
        [(0, 0.87 * h), (0.98 * r, 0.87 * h), (0.98 * r, 0.9 * h), (0.8 * r, 0.97 * h), (0.3 * r, h), (0, h)],
        28,
        50,
    )
    base = lathe([(0, 0), (r, 0), (r, 0.04 * h), (0, 0.04 * h)], 28)
    pedal = box((0.2 * w, 0.08 * d, 0.03 * h), (0, -0.46 * d, 0.02 * h))
    return part(0, body, lid), part(1, base, pedal)


BIN = Kind(
    "waste bin",
    (0.24, 0.32),
    (0.24, 0.32),
    (0.28, 0.42),
    "floor",
    (Slot(("plastic", "metal"), EVERY), DARK),
    _bin,
    no_top,
    ("kitchen", "study", "bathroom", "bedroom", "children's room"),
    even="base",
)


def _basket(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A round basket with a bowed handle."""
    w, d, h = size_m
    rim = 0.52 * h
    side = [(0.36, 0.0), (0.45, 0.5 * rim), (0.49, rim)]
    inside = [(0.45, rim), (0.41, 0.5 * rim), (0.33, 0.05 * rim), (0.0, 0.05 * rim)]
    body = lathe([(0.0, 0.0), *side, *inside], 28).scaled(w, d, 1)
    ring = arc((0, 0, rim - 0.012), (w / 2 - 0.012, 0, 0), (0, d / 2 - 0.012, 0), (0, 2 * np.pi), 28)[:-1]
    bow = arc((0, 0, rim - 0.02), (w / 2 - 0.014, 0, 0), (0, 0, h - rim + 0.008), (0, np.pi), 18)
    return (part(0, body, tube(ring, 0.012, 6, closed=True), tube(bow, 0.011, 6)),)


BASKET = Kind(
    "basket",
    (0.32, 0.42),
    (0.32, 0.42),
    (0.34, 0.44),
    "floor",
    (Slot(("wicker",), ("brown", "white", "grey", "black", "red", "green")),),
    _basket,
    no_top,
    ("living room", "kitchen", "bedroom", "children's room"),
    even="base",
)


def _suitcase(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A ribbed case on wheels, its handle drawn out."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 142))
    wheel, case_h = 0.05, 0.74 * h
    shell = rounded_box((w, d - 0.02, case_h), 0.05, (0, 0, wheel), 3, along=False)
    ribs = []
    for k in range(int(rng.integers(4, 7))):
        x = (k - 2) * 0.15 * w
        if abs(x) < 0.42 * w:
            ribs.append(
                rounded_box((0.05 * w, d, case_h - 0.14), 0.008, (x, 0, wheel + 0.07), 1, along=False)
            )
    zip_ = rounded_box((w + 0.0, 0.012, case_h), 0.005, (0, 0, wheel), 1)
    wheels = [
        cylinder(0.025, 0.022, sides=14)
        .turned("y", np.pi / 2)
        .moved(sx * (w / 2 - 0.06) - 0.011, sy * (d / 2 - 0.05), 0.025)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    yokes = [
        box((0.035, 0.035, 0.03), (sx * (w / 2 - 0.06), sy * (d / 2 - 0.05), 0.035))
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    x, y = 0.2 * w, d / 2 - 0.035
    loop = [(-x, y, case_h), (-x, y, h - 0.012), (x, y, h - 0.012), (x, y, case_h)]
    carry = [
        (-0.1 * w, 0, wheel + case_h - 0.01),
        (-0.1 * w, 0, wheel + case_h + 0.025),
        (0.1 * w, 0, wheel + case_h + 0.025),
        (0.1 * w, 0, wheel + case_h - 0.01),
    ]
    inner = zip_.scaled(0.998, 1, 0.999)
    return (
        part(0, shell, *ribs),
        part(1, *wheels, *yokes, inner, tube(bend(carry, 0.02, 2), 0.009, 6)),
        part(2, tube(bend(loop, 0.03, 3), 0.01, 8)),
    )


SUITCASE = Kind(
    "suitcase",
    (0.38, 0.5),
    (0.22, 0.3),
    (0.78, 1.05),
    "floor",
    (Slot(("plastic", "fabric"), EVERY), DARK, CHROME),
    _suitcase,
    no_top,
    ("bedroom", "hallway", "living room"),
    has_front=True,
)


def _ladder(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A folding ladder, opened: steps in front, a frame behind."""
    w, d, h = size_m
    front, back, top = -d / 2 + 0.02, d / 2 - 0.02, 0.01
    rails = []
    for s in (-1, 1):
        foot, head = s * (w / 2 - 0.015), s * (0.32 * w)
        rails.append(tube([(foot, front, 0.003), (head, top - 0.04, h - 0.03)], 0.0145, 4))
        rails.append(tube([(foot, back, 0.003), (head, top + 0.04, h - 0.03)], 0.0125, 4))
    count = max(3, round(h / 0.26))
    steps = []
    for k in range(1, count):
        share = k / count
        y = front + (top - 0.04 - front) * share
        wide = 2 * ((w / 2 - 0.015) * (1 - share) + 0.32 * w * share)
        steps.append(rounded_box((wide, 0.1, 0.024), 0.006, (0, y + 0.02, share * h - 0.012), 1))
    steps.append(rounded_box((0.72 * w, 0.18, 0.03), 0.008, (0, top, h - 0.03), 1))
    share = 0.35
    y = back + (top + 0.04 - back) * share
    wide = 2 * ((w / 2 - 0.015) * (1 - share) + 0.32 * w * share)
    brace = tube([(-wide / 2, y, share * h), (wide / 2, y, share * h)], 0.01, 6)
    return fitted(size_m, steps, [*rails, brace])


LADDER = Kind(
    "step ladder",
    (0.42, 0.5),
    (0.6, 0.8),
    (0.9, 1.4),
    "floor",
    (
        Slot(("plastic", "pine"), ("red", "orange", "yellow", "green", "blue", "brown", "black", "white")),
        Slot(("metal",), ("grey",)),
    ),
    _ladder,
    no_top,
    ("study", "kitchen", "hallway"),
    has_front=True,
)


def _trunk(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A chest with a domed lid, bands and a lock, for toys and treasure."""
    w, d, h = size_m
    low = 0.58 * h
    body = box((w - 0.02, d - 0.02, low))
    t = np.linspace(0, np.pi, 13)
    dome = np.stack([(d / 2 - 0.008) * np.cos(t), low + (h - low - 0.008) * np.sin(t)], 1)
    lid = extruded(dome, w - 0.01).turned("x", np.pi / 2).turned("z", np.pi / 2).moved(-(w - 0.01) / 2)
    outer = np.stack([d / 2 * np.cos(t), low + (h - low) * np.sin(t)], 1)
    bands = []
    for x in (-0.36 * w, 0.36 * w):
        strap = extruded(outer, 0.05 * w).turned("x", np.pi / 2).turned("z", np.pi / 2)
        bands += [strap.moved(x - 0.025 * w), box((0.05 * w, d - 0.004, low), (x, 0, 0))]
    lock = rounded_box((0.1 * w, 0.012, 0.16 * h), 0.004, (0, -d / 2 + 0.006, low - 0.1 * h), 1)
    return part(0, body, lid), part(1, *bands, lock)


TRUNK = Kind(
    "treasure chest",
    (0.5, 0.8),
    (0.34, 0.46),
    (0.36, 0.5),
    "wall",
    (
        Slot(("oak", "pine", "paint"), ("brown", "red", "blue", "green", "white", "purple")),
        Slot(("metal",), ("black", "grey", "yellow")),
    ),
    _trunk,
    no_top,
    ("children's room", "bedroom", "living room"),
    has_front=True,
    clear_front_m=0.3,
)
