"""Televisions and laptops."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.faces import face
from covis.worlds.rooms.furniture.materials import DARK
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import part
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def _television(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 91))
    low = 0.075
    case = rounded_box((w, 0.035, h - low), 0.008, (0, 0, low), 1)
    hump = rounded_box((0.55 * w, 0.05, 0.5 * (h - low)), 0.02, (0, 0.03, low + 0.06), 1)
    edge = 0.014
    picture = face((-w / 2 + edge, low + edge + 0.008, w / 2 - edge, h - edge), -0.0185, "-y")
    if rng.integers(2):
        foot = [
            rounded_box((0.4 * w, d, 0.014), 0.006, (0, 0, 0), 1),
            box((0.12 * w, 0.03, low), (0, 0.01, 0.01)),
        ]
    else:
        foot = [rounded_box((0.028, d, 0.014), 0.006, (s * 0.34 * w, 0, 0), 1) for s in (-1, 1)] + [
            box((0.022, 0.025, low), (s * 0.34 * w, 0, 0.01)) for s in (-1, 1)
        ]
    return part(0, case, hump, *foot), part(1, picture)


TELEVISION = Kind(
    "television",
    (0.9, 1.25),
    (0.2, 0.26),
    (0.6, 0.78),
    "surface",
    (DARK, Slot(("screen",), ("black",))),
    _television,
    no_top,
    ("living room",),
    has_front=True,
)


def _laptop(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A laptop, open a little more than a right angle."""
    w, d, h = size_m
    base_d, thick = 0.78 * d, 0.016
    lean = float(np.arctan2(d - base_d, h - thick))
    base = rounded_box((w, base_d, thick), 0.005, (0, -(d - base_d) / 2, 0), 1)
    hinge_y = d / 2 - (d - base_d)
    tall = float(np.hypot(d - base_d, h - thick)) - 0.004
    lid = rounded_box((w, 0.008, tall), 0.0035, (0, -0.004, 0), 1).turned("x", -lean).moved(0, hinge_y, thick)
    shown = face((-w / 2 + 0.01, 0.014, w / 2 - 0.01, tall - 0.01), -0.0084, "-y")
    shown = shown.turned("x", -lean).moved(0, hinge_y, thick)
    keys, rows, columns = [], 4, 11
    area_w, area_d = 0.86 * w, 0.5 * base_d
    y0 = hinge_y - 0.02 - area_d
    for j in range(rows):
        for i in range(columns):
            x = ((i + 0.5) / columns - 0.5) * area_w
            keys.append(
                box(
                    (area_w / columns - 0.003, area_d / rows - 0.003, 0.0015),
                    (x, y0 + (j + 0.5) * area_d / rows, thick),
                    along=False,
                )
            )
    pad = box((0.3 * w, 0.24 * base_d, 0.0008), (0, -d / 2 + 0.16 * base_d, thick), along=False)
    return part(0, base, lid), part(1, shown), part(2, *keys, pad)


LAPTOP = Kind(
    "laptop",
    (0.3, 0.37),
    (0.28, 0.34),
    (0.2, 0.25),
    "surface",
    (
        Slot(("metal", "plastic"), ("grey", "black", "white", "red", "blue", "pink")),
        Slot(("desktop",), ("blue", "green", "purple", "orange")),
        DARK,
    ),
    _laptop,
    no_top,
    ("study", "living room", "bedroom", "dining room"),
    has_front=True,
)
