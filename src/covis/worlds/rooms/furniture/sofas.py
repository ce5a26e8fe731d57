"""Upholstery: sofa, armchair, pouf, cushion."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import BRIGHT, CLOTH, EVERY, WOOD
from covis.worlds.rooms.furniture.shapes.boxes import cushion, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.turned import cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

FOOT_M = 0.09
SEAT_M = 0.43


def _sofa_shape(size_m: Point, seed: int) -> tuple[float, float, float, int]:
    """Width of an arm, its height, depth of the back, number of seats."""
    rng = np.random.default_rng((seed, 21))
    arm = float(rng.uniform(0.13, 0.22)) * min(1.0, size_m[0] / 0.9)
    arm_h = float(rng.uniform(0.57, 0.64))
    back = float(rng.uniform(0.2, 0.26))
    return arm, min(arm_h, size_m[2] - 0.1), back, max(1, round((size_m[0] - 2 * arm) / 0.68))


def _sofa(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    arm, arm_h, back, seats = _sofa_shape(size_m, seed)
    rng = np.random.default_rng((seed, 22))
    soft, rolled = float(rng.uniform(0.05, 0.09)), bool(rng.integers(2))
    inner = w - 2 * arm
    base_h = 0.2
    cloth: list[Mesh] = [
        rounded_box((inner + 0.04, d - 0.03, base_h), 0.03, (0, 0.01, FOOT_M), 1, along=False),
        rounded_box(
            (w - 0.02, back * 0.75, h - FOOT_M - 0.06),
            0.05,
            (0, (d - back * 0.75) / 2, FOOT_M),
            1,
            along=False,
        ),
    ]
    for s in (-1, 1):
        cloth += [mesh.moved(s * (w - arm) / 2) for mesh in _arm(rolled, arm, d, arm_h, soft)]
    seat_w = inner / seats
    under = FOOT_M + base_h - 0.01
    seat = rounded_box((seat_w - 0.008, d - back, SEAT_M - under), 0.05, (0, -back / 2, under), along=False)
    pillow = cushion((seat_w - 0.01, h - SEAT_M + 0.01, back * 1.05), puff=0.35, steps=5)
    leaning = pillow.turned("x", np.pi / 2 - 0.16)
    high = leaning.vertices_m.max(0)
    leaning = leaning.moved(0, d / 2 - 0.05 - high[1], h - high[2])
    for k in range(seats):
        x = (k + 0.5) * seat_w - inner / 2
        cloth += [seat.moved(x), leaning.moved(x)]
    feet = [
        cylinder(0.028, FOOT_M + 0.01, (sx * (w / 2 - 0.08), sy * (d / 2 - 0.08), 0), 10, 0.034)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    return part(0, *cloth), part(1, *feet)


def _arm(rolled: bool, wide: float, deep: float, top: float, soft: float) -> list[Mesh]:
    """An arm, with round edges or with a roll along it."""
    if not rolled:
        return [rounded_box((wide, deep, top - FOOT_M), soft, (0, 0, FOOT_M), along=False)]
    thick = min(0.17, wide)
    side = rounded_box(
        (0.78 * wide, deep - 0.03, top - FOOT_M - 0.06), 0.03, (0, 0.01, FOOT_M), 1, along=False
    )
    roll = rounded_box((wide, deep, thick), 0.48 * thick, (0, 0, top - thick), along=False)
    return [side, roll]


def _sofa_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    arm, _, back, _ = _sofa_shape(size_m, seed)
    return (Top((-w / 2 + arm + 0.03, -d / 2 + 0.06, w / 2 - arm - 0.03, d / 2 - back - 0.12), SEAT_M, 0.5),)


SOFA = Kind(
    "sofa",
    (1.5, 2.3),
    (0.82, 0.98),
    (0.78, 0.92),
    "wall",
    (CLOTH, WOOD),
    _sofa,
    _sofa_tops,
    ("living room",),
    has_front=True,
    clear_front_m=0.6,
)

ARMCHAIR = Kind(
    "armchair",
    (0.8, 1.0),
    (0.8, 0.95),
    (0.78, 0.98),
    "floor",
    (CLOTH, WOOD),
    _sofa,
    _sofa_tops,
    ("living room", "bedroom", "study"),
    has_front=True,
    clear_front_m=0.5,
)


def _pouf(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    sag = float(np.random.default_rng((seed, 23)).uniform(0.06, 0.12))
    turn = np.linspace(-1, 1, 11)
    side = [(0.5 - sag * abs(t) ** 2.5, 0.5 + 0.46 * t) for t in turn]
    outline = [(0.0, 0.02), (0.3, 0.0), *side, (0.25, 1.0), (0.0, 0.985)]
    return (part(0, lathe(outline, 28, 70).scaled(w, d, h)),)


def _pouf_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, h = size_m
    return (Top((-0.25 * w, -0.25 * d, 0.25 * w, 0.25 * d), h),)


POUF = Kind(
    "pouf",
    (0.45, 0.6),
    (0.45, 0.6),
    (0.36, 0.46),
    "floor",
    (Slot(("knit", "leather", "velvet"), EVERY),),
    _pouf,
    _pouf_tops,
    ("living room", "bedroom"),
    even="base",
)


def _cushion(size_m: Point, seed: int) -> tuple[Part, ...]:
    puff = float(np.random.default_rng((seed, 24)).uniform(0.6, 0.75))
    return (part(0, cushion(size_m, puff=puff, steps=7)),)


CUSHION = Kind(
    "cushion",
    (0.38, 0.5),
    (0.38, 0.5),
    (0.12, 0.17),
    "surface",
    (Slot(("fabric", "velvet", "stripes", "dots", "knit", "plaid"), BRIGHT),),
    _cushion,
    no_top,
    ("living room", "bedroom"),
    even="base",
)
