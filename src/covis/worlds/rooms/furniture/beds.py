"""Beds and what stands beside them."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.fronts import drawers
from covis.worlds.rooms.furniture.materials import CHROME, WOOD
from covis.worlds.rooms.furniture.shapes.boxes import box, cushion, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.tops import whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

MATTRESS_M = 0.5
"""Height of a mattress' upper side."""


def _bed(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A frame with a headboard, a mattress, a duvet drawn up to the chest, one or two pillows."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 61))
    inner, board = w - 0.05, 0.06
    frame = [
        box((inner, d - 0.03, 0.16), (0, 0, 0.14)),
        *[
            box((0.06, 0.06, 0.14), (sx * (inner / 2 - 0.06), sy * (d / 2 - 0.08), 0))
            for sx in (-1, 1)
            for sy in (-1, 1)
        ],
        *_headboard(int(rng.integers(3)), w, h, d / 2, board),
    ]
    low = 0.3
    mattress_d = d - board - 0.03
    mattress = rounded_box(
        (inner - 0.03, mattress_d, MATTRESS_M - low), 0.05, (0, -board / 2, low), along=False
    )
    duvet_d = float(rng.uniform(0.62, 0.7)) * d
    duvet = rounded_box((w, duvet_d, 0.24), 0.07, (0, (duvet_d - d) / 2, MATTRESS_M - 0.17), 3, along=False)
    turned_down = rounded_box(
        (w - 0.005, 0.24, 0.26), 0.07, (0, duvet_d - d / 2 - 0.1, MATTRESS_M - 0.175), 3, along=False
    )
    count = 1 if w < 1.25 else 2
    pillow_w = min(0.7, (inner - 0.08) / count - 0.04)
    pillow = cushion((pillow_w, 0.42, 0.15), puff=0.5).turned("x", 0.22)
    y, z = d / 2 - board - 0.25, MATTRESS_M + 0.055
    pillows = [pillow.moved((k - (count - 1) / 2) * (pillow_w + 0.04), y, z) for k in range(count)]
    return part(0, duvet), part(1, *frame), part(2, mattress, turned_down, *pillows)


def _headboard(style: int, w: float, h: float, back_m: float, thick: float) -> list[Mesh]:
    """A board, a padded panel, or rails between posts."""
    y = back_m - thick / 2
    if style == 0:
        return [box((w, thick, h - 0.1), (0, y, 0.1))]
    if style == 1:
        return [rounded_box((w, thick, h - 0.15), 0.028, (0, y, 0.15))]
    posts = [box((0.06, thick, h), (s * (w / 2 - 0.03), y, 0)) for s in (-1, 1)]
    rails = [box((w - 0.12, 0.03, 0.1), (0, y, h * share)) for share in (0.5, 0.68, 0.85)]
    return [*posts, *rails]


def _bed_top(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    return (Top((-w / 2 + 0.12, -d / 2 + 0.15, w / 2 - 0.12, 0.0), MATTRESS_M + 0.07, 1.0),)


BED = Kind(
    "bed",
    (0.95, 1.85),
    (2.05, 2.15),
    (0.85, 1.15),
    "wall",
    (
        Slot(
            ("fabric", "stripes", "dots", "plaid", "velvet"),
            ("red", "orange", "yellow", "green", "blue", "purple", "pink", "grey", "brown"),
        ),
        WOOD,
        Slot(("fabric",), ("white",)),
    ),
    _bed,
    _bed_top,
    ("bedroom", "children's room"),
    has_front=True,
    clear_front_m=0.6,
)


def _nightstand(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 62))
    rows, leg = 1 + int(rng.integers(2)), float(rng.uniform(0.08, 0.16))
    top = rounded_box((w, d, 0.022), 0.005, (0, 0, h - 0.022), 1)
    body_h = (h - 0.022 - leg) * (1.0 if rows == 2 else 0.55)
    body = box((w - 0.03, d - 0.03, body_h), (0, 0.005, h - 0.022 - body_h))
    legs = [
        box((0.035, 0.035, h - 0.03), (sx * (w / 2 - 0.033), sy * (d / 2 - 0.033), 0))
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    shelf = [box((w - 0.05, d - 0.05, 0.018), (0, 0, leg))] if rows == 1 else []
    front, pulls = drawers(
        (-w / 2 + 0.03, h - 0.022 - body_h, w / 2 - 0.03, h - 0.03), -d / 2 + 0.02, rows, 1, 0.018
    )
    return part(0, top, body, *legs, *shelf, *front), part(1, *pulls)


NIGHTSTAND = Kind(
    "nightstand",
    (0.38, 0.5),
    (0.36, 0.44),
    (0.45, 0.6),
    "wall",
    (Slot(("oak", "walnut", "paint"), ("brown", "white", "black", "grey", "blue", "green")), CHROME),
    _nightstand,
    whole_top,
    ("bedroom", "children's room"),
    has_front=True,
    clear_front_m=0.3,
)
