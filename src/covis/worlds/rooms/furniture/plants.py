"""Potted plants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from covis.worlds.rooms.furniture.materials import EVERY
from covis.worlds.rooms.furniture.shapes.extruded import sheet
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import ball, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

LEAF_M = 0.003
"""How thick leaves are."""

Foliage = Callable[[np.random.Generator], tuple[list[Mesh], list[Mesh]]]
"""Draws leaves and stems that grow from the origin, about 1 high and wide; they are stretched to fit."""


def blade(
    start: tuple[float, float, float],
    turn: float,
    out: float,
    up: float,
    width: float,
    droop: float,
    steps: int = 5,
) -> Mesh:
    """A leaf that rises from `start` and arches outwards in the direction `turn`."""
    t = np.linspace(0, 1, steps + 1)
    reach, rise = out * t, up * t - droop * t**2.5
    wide = width * np.sin(np.pi * np.clip(0.12 + 0.86 * t, 0, 1)) ** 0.8
    crease = 0.25 * wide
    c, s = np.cos(turn), np.sin(turn)
    rows = []
    for r, z, w, f in zip(reach, rise, wide, crease, strict=True):
        rows.append(
            [
                (
                    start[0] + c * r - s * k * w / 2,
                    start[1] + s * r + c * k * w / 2,
                    start[2] + z + abs(k) * f,
                )
                for k in (1, 0, -1)
            ]
        )
    return sheet(np.array(rows), LEAF_M)


def _swords(rng: np.random.Generator) -> tuple[list[Mesh], list[Mesh]]:
    """Stiff, upright blades."""
    leaves = []
    for k in range(11):
        turn = 2.4 * k + float(rng.uniform(-0.3, 0.3))
        r = 0.12 * np.sqrt(k / 11)
        start = (r * np.cos(turn), r * np.sin(turn), 0.0)
        leaves.append(
            blade(start, turn, float(rng.uniform(0.02, 0.16)), float(rng.uniform(0.6, 1.0)), 0.1, 0.0)
        )
    return leaves, []


def _arching(rng: np.random.Generator) -> tuple[list[Mesh], list[Mesh]]:
    """Many narrow leaves that arch over, as a dragon tree's or a spider plant's."""
    leaves = []
    for k in range(20):
        turn = 2.4 * k + float(rng.uniform(-0.2, 0.2))
        steep = 1 - k / 20
        out, up = 0.34 + 0.2 * (1 - steep), 0.35 + 0.6 * steep
        leaves.append(blade((0, 0, 0.02 * steep), turn, out, up, 0.055, 0.3 + 0.25 * (1 - steep)))
    return leaves, []


def _broad(rng: np.random.Generator) -> tuple[list[Mesh], list[Mesh]]:
    """A stem with broad, oval leaves up its length, as a rubber tree's."""
    leaves, stems = [], [tube([(0, 0, 0), (0.02, 0, 0.5), (-0.01, 0.01, 0.95)], [0.018, 0.014, 0.008], 6)]
    for k in range(15):
        turn = 2.4 * k + float(rng.uniform(-0.25, 0.25))
        z = 0.16 + 0.76 * k / 14
        size = float(rng.uniform(0.85, 1.1)) * (1.1 - 0.4 * k / 14)
        leaves.append(
            blade((0, 0, z), turn, 0.3 * size, 0.16 * size + 0.08 * k / 14, 0.15 * size, 0.13 * size)
        )
    return leaves, stems


def _palm(rng: np.random.Generator) -> tuple[list[Mesh], list[Mesh]]:
    """A trunk with a crown of fronds."""
    leaves, stems = [], [tube([(0, 0, 0), (0.01, 0, 0.3), (0, 0, 0.56)], [0.04, 0.03, 0.026], 8)]
    for k in range(13):
        turn = 2.4 * k + float(rng.uniform(-0.2, 0.2))
        up = 0.46 - 0.03 * k
        leaves.append(blade((0, 0, 0.54), turn, 0.46, up + 0.12, 0.12, 0.34))
    return leaves, stems


FORMS: tuple[Foliage, ...] = (_swords, _arching, _broad, _palm)


def _pot(rng: np.random.Generator, radius: float, height: float) -> tuple[Mesh, Mesh]:
    """A pot that narrows downwards, with or without a rim, and the earth in it."""
    foot = float(rng.uniform(0.62, 0.85)) * radius
    wall, brim = 0.1 * radius, 0.16 * height
    if rng.integers(2):
        outer = [(foot, 0.0), (0.92 * radius, height - brim), (radius, height - brim), (radius, height)]
    else:
        outer = [(foot, 0.0), (radius, height)]
    level = 0.88 * height
    pot = lathe(
        [(0.0, 0.0), *outer, (radius - wall, height), (0.86 * radius - wall, level), (0.0, level)], 24
    )
    earth = lathe([(0.0, level), (0.9 * radius - wall, level + 0.002), (0.0, level + 0.02 * height)], 20)
    return pot, earth


def _plant(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 121))
    form = int(rng.integers(len(FORMS)))
    pot_h = min(0.32, 0.3 * h)
    radius = min(0.3 * w, 0.3 * d, 0.62 * pot_h)
    pot, earth = _pot(rng, radius, pot_h)
    leaves, stems = FORMS[form](rng)
    lift = 0.86 * pot_h
    grown = fitted((w, d, h - lift), leaves, stems)
    risen = tuple(
        replace(some, vertices_m=some.vertices_m + np.array([0, 0, lift], np.float32)) for some in grown
    )
    stalk = tuple(replace(some, slot=2) for some in risen[1:])
    return risen[0], *stalk, part(1, pot), part(2, earth)


PLANT = Kind(
    "potted plant",
    (0.4, 0.65),
    (0.4, 0.65),
    (0.6, 1.3),
    "corner",
    (
        Slot(("leaf",), ("green",)),
        Slot(("ceramic", "plastic", "wicker"), EVERY),
        Slot(("carpet",), ("brown",)),
    ),
    _plant,
    no_top,
    ("living room", "dining room", "bedroom", "study", "hallway"),
    even="base",
)


def _cactus(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A ribbed column with one or two bent arms."""
    w, _, h = size_m
    rng = np.random.default_rng((seed, 122))
    pot_h = 0.3 * h
    pot, earth = _pot(rng, 0.3 * w, pot_h)
    base, r = 0.24 * h, 0.15 * w
    tall = h - base - 0.003

    def column(path: list[tuple[float, float, float]], radius: float) -> Mesh:
        return tube(path, [radius, *[radius] * (len(path) - 3), 0.75 * radius, 0.02 * radius], 10)

    trunk = [(0.0, 0.0, base + tall * t) for t in (0.0, 0.4, 0.8, 0.93, 0.98, 1.0)]
    arms = []
    for side in (1, -1):
        z, x = base + tall * float(rng.uniform(0.3, 0.5)), side * (w / 2 - 0.075 * w)
        top = z + tall * float(rng.uniform(0.25, 0.36))
        arm = [
            (0.0, 0.0, z),
            (0.8 * x, 0.0, z + 0.02 * h),
            (x, 0.0, z + 0.09 * h),
            (x, 0.0, top - 0.03 * h),
            (x, 0.0, top - 0.012 * h),
            (x, 0.0, top),
        ]
        arms.append(column(arm, 0.075 * w))
    flower = ball((0.1 * w, 0.1 * w, 0.06 * h), (0, 0, h - 0.06 * h), 10)
    return fitted(size_m, [column(trunk, r), *arms], [pot], [earth], [flower])


CACTUS = Kind(
    "cactus",
    (0.16, 0.22),
    (0.1, 0.14),
    (0.2, 0.34),
    "surface",
    (
        Slot(("knit",), ("green",)),
        Slot(("ceramic", "plastic"), EVERY),
        Slot(("carpet",), ("brown",)),
        Slot(("velvet",), ("pink", "red", "yellow")),
    ),
    _cactus,
    no_top,
    ("living room", "study", "bedroom", "kitchen"),
)
