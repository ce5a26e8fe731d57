"""Balls, boxes, figures and other toys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from covis.worlds.rooms.furniture.materials import DARK, EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import extruded, sheet
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import ball, curve, lathe
from covis.worlds.rooms.furniture.tops import no_top, whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

NURSERY = ("children's room", "living room", "bedroom")


def _ball(size_m: Point, seed: int) -> tuple[Part, ...]:
    mesh = ball(size_m, sides=26)
    # Patterns of balls go once around and once from pole to pole.
    once = mesh.uv_m / mesh.uv_m.max(0)
    return (part(0, replace(mesh, uv_m=once)),)


BALL = Kind(
    "ball",
    (0.16, 0.26),
    (0.16, 0.26),
    (0.16, 0.26),
    "floor",
    (Slot(("plastic", "sectors", "belt"), EVERY),),
    _ball,
    no_top,
    even="all",
)


def _box(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A box with a lid that stands out a little, and a label in front."""
    w, d, h = size_m
    lid = float(np.random.default_rng((seed, 52)).uniform(0.18, 0.3)) * h
    body = box((w - 0.01, d - 0.01, h - lid), along=False)
    cover = rounded_box((w, d, lid), 0.004, (0, 0, h - lid), 1, along=False)
    label = box((0.34 * w, 0.003, 0.3 * (h - lid)), (0, -d / 2 + 0.0042, 0.35 * (h - lid)), along=False)
    return part(0, body, cover), part(1, label)


BOX = Kind(
    "box",
    (0.22, 0.4),
    (0.2, 0.34),
    (0.14, 0.28),
    "floor",
    (Slot(("cardboard", "paint"), EVERY), Slot(("paint",), ("white",))),
    _box,
    whole_top,
)


def _figure(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A turned wooden person: a coat, a head with a cap or hair, eyes and arms."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 53))
    neck, head = 0.62 * h, 0.3 * h
    flare = float(rng.uniform(0.36, 0.42))
    coat = curve([(flare, 0.0), (flare, 0.04), (0.3, 0.3), (0.24, 0.5), (0.13, 0.62)], 3)
    body = lathe([(0.0, 0.0), *[(x, z * h) for x, z in coat], (0.0, neck)], 20).scaled(w, d, 1)
    arms = [
        tube(
            [
                (s * 0.22 * w, 0, 0.52 * h),
                (s * 0.39 * w, -0.04 * d, 0.4 * h),
                (s * 0.43 * w, -0.12 * d, 0.28 * h),
            ],
            0.065 * w,
            8,
        )
        for s in (-1, 1)
    ]
    skull = ball((0.52 * w, 0.52 * d, head), (0, 0, neck - 0.02 * h), 18)
    hands = [ball((0.13 * w, 0.13 * d, 0.07 * h), (s * 0.43 * w, -0.14 * d, 0.22 * h), 8) for s in (-1, 1)]
    top, brim = neck - 0.02 * h + head, neck + 0.6 * head
    if rng.integers(2):
        hat = [(0.0, brim), (0.5, brim), (0.5, brim + 0.02 * h), (0.29, brim + 0.03 * h), (0.22, h), (0.0, h)]
    else:
        hat = [
            (0.0, brim),
            (0.285, brim),
            (0.27, brim + 0.05 * h),
            (0.16, top + 0.01 * h),
            (0.05, h - 0.03 * h),
            (0.0, h),
        ]
    cap = lathe(hat, 20).scaled(w, d, 1)
    eyes = [
        ball((0.06 * w, 0.04 * d, 0.035 * h), (s * 0.1 * w, -0.245 * d, neck + 0.38 * head), 8)
        for s in (-1, 1)
    ]
    return fitted(size_m, [body, *arms, cap], [skull, *hands], eyes)


FIGURE = Kind(
    "toy figure",
    (0.16, 0.22),
    (0.16, 0.22),
    (0.3, 0.42),
    "floor",
    (Slot(("plastic",), EVERY), Slot(("skin",), ("pink",)), DARK),
    _figure,
    no_top,
    NURSERY,
    has_front=True,
    even="base",
)


def _teddy(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bear that sits, its legs to the front."""
    fur = [
        ball((0.56, 0.46, 0.56), (0, 0.08, 0.0), 18),
        ball((0.54, 0.48, 0.46), (0, 0.04, 0.48), 18),
        *[ball((0.18, 0.1, 0.18), (s * 0.22, 0.06, 0.83), 12) for s in (-1, 1)],
        *[ball((0.22, 0.44, 0.22), (s * 0.24, -0.26, 0.0), 12) for s in (-1, 1)],
        *[
            ball((0.17, 0.17, 0.38), (0, 0, 0), 12).turned("y", -s * 0.7).moved(s * 0.22, -0.06, 0.2)
            for s in (-1, 1)
        ],
    ]
    pale = [
        ball((0.26, 0.2, 0.2), (0, -0.17, 0.54), 12),
        *[ball((0.15, 0.05, 0.15), (s * 0.24, -0.47, 0.035), 10) for s in (-1, 1)],
        *[ball((0.1, 0.04, 0.1), (s * 0.22, -0.0, 0.87), 10) for s in (-1, 1)],
        ball((0.34, 0.1, 0.34), (0, -0.13, 0.12), 12),
    ]
    dark = [
        ball((0.09, 0.07, 0.065), (0, -0.26, 0.65), 8),
        *[ball((0.055, 0.05, 0.06), (s * 0.11, -0.17, 0.74), 8) for s in (-1, 1)],
    ]
    return fitted(size_m, fur, pale, dark)


TEDDY = Kind(
    "teddy bear",
    (0.26, 0.36),
    (0.26, 0.34),
    (0.32, 0.44),
    "floor",
    (
        Slot(("carpet",), ("brown", "white", "pink", "grey", "black", "yellow", "blue")),
        Slot(("skin",), ("pink",)),
        DARK,
    ),
    _teddy,
    no_top,
    NURSERY,
    has_front=True,
)


def _car(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A toy car; its front is its bonnet."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 54))
    roof0, roof1 = float(rng.uniform(0.36, 0.44)), float(rng.uniform(0.72, 0.86))
    low = 0.16
    hull = [(0.02, low), (0.98, low), (1.0, 0.5), (0.97, 0.58), (0.27, 0.55), (0.03, 0.46), (0.0, 0.3)]
    cabin = [(0.24, 0.54), (0.97, 0.57), (roof1 + 0.04, 0.94), (roof1, 1.0), (roof0, 1.0)]
    glass = [(0.29, 0.58), (0.93, 0.6), (roof1, 0.93), (roof0 + 0.02, 0.93)]

    def across(outline: list[tuple[float, float]], width: float) -> Mesh:
        points = np.array([((y - 0.5) * d, z * h) for y, z in outline])
        return extruded(points, width).turned("x", np.pi / 2).turned("z", np.pi / 2).moved(-width / 2)

    body = [across(hull, 0.9 * w), across(cabin, 0.74 * w)]
    panes = [across(glass, 0.76 * w)]
    # The windscreen lies on the slope from the bonnet to the roof.
    slope = [
        ((0.24 + share * (roof0 - 0.24) - 0.5) * d - 0.003, (0.54 + share * 0.46) * h)
        for share in (0.14, 0.86)
    ]
    panes.append(sheet(np.array([[(k * 0.3 * w, y, z) for k in (-1, 1)] for y, z in slope]), 0.004))
    wheels, hubs = [], []
    for y in (0.2, 0.79):
        for s in (-1, 1):
            r = 0.2 * h
            wheel = lathe([(0, -0.07 * w), (r, -0.07 * w), (r, 0.07 * w), (0, 0.07 * w)], 16).turned(
                "y", np.pi / 2
            )
            wheels.append(wheel.moved(s * 0.43 * w, (y - 0.5) * d, r))
            hub = lathe([(0, -0.074 * w), (0.5 * r, -0.074 * w), (0.5 * r, 0.074 * w), (0, 0.074 * w)], 12)
            hubs.append(hub.turned("y", np.pi / 2).moved(s * 0.425 * w, (y - 0.5) * d, r))
    lights = [ball((0.14 * w, 0.02 * d, 0.1 * h), (s * 0.3 * w, -0.49 * d, 0.3 * h), 8) for s in (-1, 1)]
    return part(0, *body), part(1, *panes, *wheels), part(2, *hubs, *lights)


CAR = Kind(
    "toy car",
    (0.12, 0.16),
    (0.24, 0.34),
    (0.1, 0.14),
    "floor",
    (
        Slot(("plastic",), ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white")),
        DARK,
        Slot(("metal",), ("grey",)),
    ),
    _car,
    no_top,
    ("children's room", "living room"),
    has_front=True,
)


def _duck(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bath duck."""
    body = [
        ball((0.72, 1.0, 0.52), (0, 0.0, 0.0), 18),
        ball((0.5, 0.5, 0.5), (0, -0.24, 0.46), 16),
        tube([(0, 0.3, 0.28), (0, 0.46, 0.42), (0, 0.5, 0.56)], [0.2, 0.12, 0.02], 10),
        *[ball((0.1, 0.5, 0.26), (s * 0.33, 0.1, 0.16), 10) for s in (-1, 1)],
    ]
    beak = [ball((0.26, 0.26, 0.1), (0, -0.52, 0.62), 12)]
    eyes = [ball((0.08, 0.07, 0.1), (s * 0.15, -0.44, 0.74), 8) for s in (-1, 1)]
    return fitted(size_m, body, beak, eyes)


DUCK = Kind(
    "toy duck",
    (0.13, 0.18),
    (0.18, 0.24),
    (0.17, 0.22),
    "floor",
    (
        Slot(("plastic",), ("yellow", "red", "blue", "green", "pink", "white", "purple", "black")),
        Slot(("plastic",), ("orange",)),
        DARK,
    ),
    _duck,
    no_top,
    ("children's room", "bathroom"),
    has_front=True,
)
