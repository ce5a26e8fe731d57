"""Lamps: on the floor, on tables, hanging."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import EVERY, METAL, SHADE
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import curve, cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def _shade(low_r: float, top_r: float, z0: float, z1: float) -> Mesh:
    """A thin shade, open above and below."""
    wall = 0.003
    outline = [(low_r - wall, z0), (low_r, z0), (top_r, z1), (top_r - wall, z1), (low_r - wall, z0)]
    return lathe(outline, 28)


def _floor_lamp(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A shade on a pole with a round foot, or on three legs."""
    w, _, h = size_m
    rng = np.random.default_rng((seed, 81))
    r = w / 2
    shade_h = float(rng.uniform(0.26, 0.34))
    narrow = float(rng.choice([1.0, 0.82, 0.6]))
    shade = _shade(r, narrow * r, h - shade_h, h)
    neck = h - 0.5 * shade_h
    if rng.integers(3) == 0:
        legs = []
        for k in range(3):
            turn = 2 * np.pi * k / 3 + np.pi / 2
            toe = (0.94 * r * np.cos(turn), 0.94 * r * np.sin(turn), 0.002)
            legs.append(tube([toe, (0, 0, h - shade_h - 0.08)], [0.012, 0.016], 8))
        stand = [
            *legs,
            cylinder(0.03, 0.06, (0, 0, h - shade_h - 0.11), 12),
            cylinder(0.008, neck - h + shade_h + 0.08, (0, 0, h - shade_h - 0.08), 8),
        ]
    else:
        foot = lathe(
            [(0, 0), (0.72 * r, 0), (0.72 * r, 0.012), (0.66 * r, 0.022), (0.02, 0.03), (0.0, 0.03)], 28
        )
        stand = [foot, cylinder(0.012, neck, sides=10)]
    cross = [tube([(-narrow * r + 0.004, 0, neck), (narrow * r - 0.004, 0, neck)], 0.003, 5)]
    bulb = lathe(
        curve(
            [
                (0.0, neck - 0.01),
                (0.014, neck - 0.005),
                (0.03, neck + 0.05),
                (0.02, neck + 0.085),
                (0.0, neck + 0.09),
            ],
            3,
        ),
        12,
    )
    return part(0, shade), part(1, *stand, *cross), part(2, bulb)


BULB = Slot(("lampshade",), ("white",))

FLOOR_LAMP = Kind(
    "floor lamp",
    (0.36, 0.5),
    (0.36, 0.5),
    (1.45, 1.75),
    "corner",
    (SHADE, Slot(("metal",), ("black", "grey", "brown")), BULB),
    _floor_lamp,
    no_top,
    ("living room", "bedroom", "study"),
    even="base",
)


def _table_lamp(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A shade on a vase-like foot."""
    w, _, h = size_m
    rng = np.random.default_rng((seed, 82))
    r = w / 2
    shade_h = float(rng.uniform(0.4, 0.48)) * h
    shade = _shade(r, float(rng.choice([0.95, 0.75, 0.55])) * r, h - shade_h, h)
    base_h = h - shade_h
    forms = (
        [(0.5, 0.02), (0.56, 0.1), (0.62, 0.35), (0.42, 0.68), (0.14, 0.88), (0.12, 1.0)],
        [(0.52, 0.02), (0.5, 0.07), (0.16, 0.14), (0.1, 0.4), (0.12, 0.7), (0.09, 1.0)],
        [(0.36, 0.02), (0.58, 0.22), (0.62, 0.45), (0.5, 0.7), (0.2, 0.84), (0.14, 1.0)],
    )
    form = forms[int(rng.integers(3))]
    outline = [(x * r, z * base_h) for x, z in curve(form, 4)]
    foot = lathe([(0, 0), (outline[0][0], 0), *outline, (0, base_h)], 24)
    neck = h - 0.45 * shade_h
    stem = cylinder(0.008, neck - base_h + 0.01, (0, 0, base_h - 0.01), 8)
    bulb = lathe(curve([(0.0, neck - 0.01), (0.012, neck), (0.026, neck + 0.04), (0.0, neck + 0.07)], 3), 10)
    return part(0, shade), part(1, foot, stem), part(2, bulb)


TABLE_LAMP = Kind(
    "table lamp",
    (0.24, 0.32),
    (0.24, 0.32),
    (0.38, 0.54),
    "surface",
    (SHADE, Slot(("ceramic", "metal"), EVERY), BULB),
    _table_lamp,
    no_top,
    ("living room", "bedroom", "study", "children's room"),
    even="base",
)


def _ceiling_lamp(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A pendant: a shade on a wire from a rose at the ceiling."""
    w, _, h = size_m
    rng = np.random.default_rng((seed, 83))
    r = w / 2
    style = int(rng.integers(4))
    tall = min(0.55 * h, (0.75, 0.7, 1.6, 0.9)[style] * r)
    forms = (
        [(1.0, 0.0), (0.96, 0.3), (0.7, 0.7), (0.2, 1.0)],
        [(1.0, 0.0), (0.5, 0.55), (0.14, 1.0)],
        [(0.55, 0.0), (0.92, 0.22), (1.0, 0.5), (0.8, 0.82), (0.16, 1.0)],
        [(1.0, 0.0), (0.98, 0.9), (0.9, 1.0), (0.1, 1.0)],
    )
    outer = [(x * r, z * tall) for x, z in (curve(forms[style], 4) if style != 3 else forms[3])]
    inner = [(max(0.0, x - 0.004), max(0.0, z - 0.004)) for x, z in outer][::-1]
    shade = lathe([*outer, (0.0, tall), (0.0, tall - 0.004), *inner[1:], outer[0]], 32)
    wire = tube([(0, 0, tall - 0.005), (0, 0, h - 0.02)], 0.004, 6)
    rose = lathe([(0, h - 0.03), (0.035, h - 0.03), (0.05, h), (0, h)], 16)
    bulb = lathe(
        curve(
            [
                (0.0, 0.1 * tall),
                (0.035, 0.2 * tall),
                (0.03, 0.45 * tall),
                (0.015, 0.7 * tall),
                (0.0, 0.75 * tall),
            ],
            3,
        ),
        12,
    )
    return part(0, shade), part(1, wire, rose), part(2, bulb)


CEILING_LAMP = Kind(
    "ceiling lamp",
    (0.34, 0.52),
    (0.34, 0.52),
    (0.5, 0.75),
    "ceiling",
    (
        Slot(("lampshade", "metal"), ("white", "black", "red", "orange", "yellow", "green", "blue", "grey")),
        METAL,
        BULB,
    ),
    _ceiling_lamp,
    no_top,
    even="base",
)
