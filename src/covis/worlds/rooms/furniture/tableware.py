"""What stands on tables: cups, bowls, bottles, vases, pots."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import DARK, EVERY
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import ball, curve, cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

EATING = ("kitchen", "dining room", "living room")


def _cup(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A mug; its handle points to the right, and the box holds both."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 41))
    r = d / 2
    foot = r * float(rng.uniform(0.72, 1.0))
    wall = 0.08 * r
    rim = [(r, 0.98 * h), (r - wall / 2, h), (r - wall, 0.98 * h)]
    body = lathe(
        [(0, 0), (foot - 0.06 * r, 0), (foot, 0.04 * h), *rim, (foot - wall, 0.08 * h), (0, 0.08 * h)], 24, 50
    )
    x = -w / 2 + r
    wire = 0.09 * r
    reach = w - 2 * r + 0.12 * r - wire
    bow = arc((x + 0.88 * r, 0, 0.52 * h), (0, 0, -0.3 * h), (reach, 0, 0), (0, np.pi), 10)
    return (part(0, body.moved(x), tube(bow, wire, 6)),)


CUP = Kind(
    "cup",
    (0.105, 0.13),
    (0.08, 0.095),
    (0.085, 0.11),
    "surface",
    (Slot(("ceramic",), EVERY),),
    _cup,
    no_top,
)


def _bottle(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, _, h = size_m
    rng = np.random.default_rng((seed, 42))
    r = w / 2
    shoulder, neck = float(rng.uniform(0.52, 0.62)), float(rng.uniform(0.3, 0.38))
    body = [
        (0.88, 0.0),
        (1.0, 0.02),
        (1.0, shoulder),
        (0.92, shoulder + 0.06),
        (neck + 0.14, shoulder + 0.14),
        (neck, shoulder + 0.2),
        (neck, 0.93),
    ]
    outline = [(0.0, 0.0), *[(x * r, z * h) for x, z in body], (0.0, 0.93 * h)]
    low, high = 0.16 * h, (shoulder - 0.08) * h
    label = lathe([(r, low), (1.008 * r, low), (1.008 * r, high), (r, high)], 24).scaled(0.992, 0.992, 1)
    cap = lathe([(0, 0.91 * h), ((neck + 0.07) * r, 0.91 * h), ((neck + 0.07) * r, h), (0, h)], 16)
    glass = lathe(outline, 24, 50).scaled(0.992, 0.992, 1)
    return part(0, glass), part(1, label), part(2, cap)


BOTTLE = Kind(
    "bottle",
    (0.07, 0.09),
    (0.07, 0.09),
    (0.26, 0.33),
    "surface",
    (
        Slot(("plastic",), ("green", "brown", "blue", "red", "black", "orange", "yellow")),
        Slot(("paint",), ("white",)),
        Slot(("metal",), ("red", "black", "grey", "yellow")),
    ),
    _bottle,
    no_top,
    EATING,
    even="base",
)

VASES = (
    [(0.45, 0.0), (0.72, 0.12), (1.0, 0.4), (0.78, 0.68), (0.42, 0.86), (0.62, 1.0)],
    [(0.6, 0.0), (0.7, 0.2), (0.62, 0.5), (0.7, 0.75), (1.0, 1.0)],
    [(0.5, 0.0), (0.95, 0.16), (1.0, 0.3), (0.5, 0.52), (0.3, 0.68), (0.3, 0.9), (0.46, 1.0)],
    [(0.42, 0.0), (0.55, 0.3), (0.86, 0.62), (1.0, 0.8), (0.8, 0.94), (0.5, 1.0)],
)
"""Outlines of vases: shares of radius and height."""


def _vase(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, _, h = size_m
    rng = np.random.default_rng((seed, 43))
    form = VASES[int(rng.integers(len(VASES)))]
    outer = np.array(curve(form, 3))
    outer[:, 0] *= 0.5 * w / outer[:, 0].max()
    outer[:, 1] *= h / outer[:, 1].max()
    side = [(float(x), float(z)) for x, z in outer]
    # The opening follows the outline a little way down.
    inside = [(max(0.02 * w, x - 0.04 * w), z) for x, z in side[:-4:-1]]
    return (part(0, lathe([(0.0, 0.0), *side, *inside, (0.0, inside[-1][1])], 22, 50)),)


VASE = Kind(
    "vase",
    (0.13, 0.2),
    (0.13, 0.2),
    (0.24, 0.4),
    "surface",
    (Slot(("ceramic", "glazed_bands"), EVERY),),
    _vase,
    no_top,
    ("living room", "dining room", "bedroom", "study", "hallway"),
    even="base",
)


def _bowl(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bowl heaped with fruit of two kinds."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 44))
    rim_z = 0.62 * h
    outer = curve([(0.22, 0.06), (0.36, 0.3), (0.47, 0.75), (0.5, 1.0)], 2)
    inner = [(x - 0.025, max(0.14, z)) for x, z in outer][::-1]
    profile = [(0.0, 0.0), (0.2, 0.0), (0.22, 0.06), *outer[1:], *inner[:-1], (0.0, 0.16)]
    bowl = lathe([(x, z * rim_z) for x, z in profile], 22).scaled(w, d, 1)
    size = 0.29 * min(w, d)
    fruits: tuple[list[Mesh], list[Mesh]] = ([], [])
    turn = float(rng.uniform(0, 2 * np.pi))
    for k in range(5):
        a = turn + 2 * np.pi * k / 5
        at = (0.25 * w * np.cos(a), 0.25 * d * np.sin(a), h - 1.42 * size)
        fruits[k % 2].append(ball((size, size, 0.94 * size), at, 10))
    fruits[int(rng.integers(2))].append(ball((size, size, 0.94 * size), (0, 0, h - 0.94 * size), 10))
    return part(0, bowl), part(1, *fruits[0]), part(2, *fruits[1])


BOWL = Kind(
    "fruit bowl",
    (0.24, 0.32),
    (0.24, 0.32),
    (0.14, 0.17),
    "surface",
    (
        Slot(("ceramic", "wicker"), ("white", "blue", "black", "grey", "brown", "purple", "pink")),
        Slot(("plastic",), ("red", "green")),
        Slot(("plastic",), ("orange", "yellow")),
    ),
    _bowl,
    no_top,
    EATING,
    even="base",
)


def _teapot(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A round body with lid; the spout points to the left, the handle to the right."""
    w, d, h = size_m
    body_h = 0.8 * h
    r = d / 2
    outline = curve([(0.6, 0.0), (0.95, 0.25), (1.0, 0.45), (0.8, 0.8), (0.5, 0.97)], 2)
    widest = max(x for x, _ in outline)
    side = [(x / widest * r, z * body_h) for x, z in outline]
    lid = [(0.52 * r, 0.96 * body_h), (0.5 * r, body_h), (0.2 * r, 1.1 * body_h), (0.0, 1.12 * body_h)]
    body = lathe([(0.0, 0.0), *side, *lid], 20, 50)
    knob = ball((0.26 * r, 0.26 * r, h - 1.08 * body_h), (0, 0, 1.08 * body_h), 12)
    spout_tip = -w / 2 + 0.012 * w
    spout = tube(
        bend(
            [(-0.8 * r, 0, 0.3 * body_h), (-1.25 * r, 0, 0.42 * body_h), (spout_tip, 0, 0.86 * body_h)],
            0.5 * r,
            4,
        ),
        [0.26 * r, 0.24 * r, 0.2 * r, 0.17 * r, 0.14 * r, 0.13 * r, 0.11 * r],
        8,
    )
    wire = 0.1 * r
    bow = arc(
        (0.75 * r, 0, 0.52 * body_h), (0, 0, -0.3 * body_h), (w / 2 - 0.75 * r - wire, 0, 0), (0, np.pi), 10
    )
    return fitted(size_m, [body, knob, spout, tube(bow, wire, 6)])


TEAPOT = Kind(
    "teapot",
    (0.24, 0.28),
    (0.14, 0.16),
    (0.15, 0.19),
    "surface",
    (Slot(("ceramic", "glazed_bands"), EVERY),),
    _teapot,
    no_top,
    EATING,
)


def _pot(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A cooking pot with two handles, a lid and a knob."""
    w, d, h = size_m
    r = d / 2
    rim = 0.74 * h
    body = lathe(
        [
            (0, 0),
            (0.95 * r, 0),
            (r * 0.98, 0.04 * h),
            (0.98 * r, rim),
            (r, rim),
            (r, rim + 0.03 * h),
            (0, rim + 0.03 * h),
        ],
        32,
    )
    lid = lathe(
        [(0.0, rim + 0.03 * h), (0.98 * r, rim + 0.03 * h), (0.7 * r, rim + 0.11 * h), (0, rim + 0.13 * h)],
        32,
    )
    knob = lathe(
        [(0, rim + 0.12 * h), (0.08 * r, rim + 0.12 * h), (0.16 * r, h - 0.04 * h), (0.14 * r, h), (0, h)], 12
    )
    handles = []
    for s in (-1, 1):
        x0, x1 = s * 0.93 * r, s * (w / 2 - 0.008)
        loop = [
            (x0, -0.3 * r, 0.62 * h),
            (x1, -0.3 * r, 0.62 * h),
            (x1, 0.3 * r, 0.62 * h),
            (x0, 0.3 * r, 0.62 * h),
        ]
        handles.append(tube(bend(loop, 0.02), 0.007, 6))
    return part(0, body, lid), part(1, *handles, knob)


POT = Kind(
    "cooking pot",
    (0.28, 0.34),
    (0.18, 0.22),
    (0.16, 0.22),
    "surface",
    (Slot(("metal", "ceramic"), ("grey", "red", "blue", "orange", "green", "white", "black")), DARK),
    _pot,
    no_top,
    ("kitchen",),
)


def _candle(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A candle with a wick on a saucer."""
    w, d, h = size_m
    r = 0.3 * w
    saucer = lathe(
        [(0, 0), (0.3, 0), (0.5, 0.05 * h), (0.49, 0.07 * h), (0.3, 0.03 * h), (0, 0.03 * h)], 24
    ).scaled(w, d, 1)
    wax = lathe([(0, 0.03 * h), (r, 0.03 * h), (r, 0.88 * h), (0.85 * r, 0.9 * h), (0, 0.86 * h)], 20)
    return part(0, wax), part(1, saucer), part(2, cylinder(0.0025, 0.13 * h, (0, 0, 0.87 * h), 6))


CANDLE = Kind(
    "candle",
    (0.1, 0.14),
    (0.1, 0.14),
    (0.12, 0.22),
    "surface",
    (Slot(("plastic",), EVERY), Slot(("metal", "ceramic"), ("grey", "white", "black")), DARK),
    _candle,
    no_top,
    ("living room", "dining room", "bedroom", "bathroom"),
    even="base",
)
