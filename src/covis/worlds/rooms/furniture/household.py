"""What else stands about: bins, baskets, suitcases, instruments, ladders."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHROME, DARK, EVERY, METAL
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import extruded
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
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


def _guitar(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A guitar that leans in a stand, strings to the front."""
    w, d, h = size_m
    half = [
        (0.0, 0.0),
        (0.3, 0.005),
        (0.46, 0.07),
        (0.5, 0.15),
        (0.44, 0.235),
        (0.33, 0.29),
        (0.34, 0.345),
        (0.38, 0.395),
        (0.33, 0.45),
        (0.18, 0.475),
        (0.0, 0.475),
    ]
    right = [(x * w, z * 0.98 * h) for x, z in half]
    outline = np.array(right + [(-x, z) for x, z in right[-2:0:-1]])
    lift, lean = 0.06, 0.1
    depth = 0.09
    body = extruded(outline, depth, crease_deg=60).turned("x", np.pi / 2)
    hole = cylinder(0.13 * w, 0.002, sides=24).turned("x", np.pi / 2).moved(0, -depth + 0.001, 0.33 * h)
    bridge = box((0.3 * w, 0.012, 0.02), (0, -depth - 0.004, 0.14 * h))
    long = 0.83 * h
    neck = box((0.055, 0.025, long - 0.42 * h), (0, -depth + 0.006, 0.42 * h))
    board = box((0.05, 0.01, long - 0.37 * h), (0, -depth - 0.008, 0.37 * h))
    head = box((0.075, 0.02, 0.105 * h), (0, -depth + 0.012, long))
    pegs = [
        box((0.02, 0.012, 0.014), (s * 0.046, -depth + 0.012, long + (0.02 + 0.03 * k) * h))
        for s in (-1, 1)
        for k in range(3)
    ]
    strings = [
        tube([(x, -depth - 0.015, 0.15 * h), (x, -depth - 0.0145, long)], 0.0012, 4)
        for x in np.linspace(-0.016, 0.016, 4)
    ]

    def placed(mesh: Mesh) -> Mesh:
        return mesh.turned("x", -lean).moved(0, -d / 2 + depth + 0.045, lift)

    stand = []
    for s in (-1, 1):
        x = s * 0.17 * w
        stand.append(
            tube(
                [
                    (x, -d / 2 + 0.012, 0.075),
                    (x, -d / 2 + 0.012, 0.05),
                    (x, d / 2 - 0.04, 0.04),
                    (2 * x, d / 2 - 0.02, 0.011),
                ],
                0.009,
                6,
            )
        )
        stand.append(tube([(x, d / 2 - 0.05, 0.045), (2 * x, -d / 2 + 0.05, 0.0105)], 0.009, 6))
    stand.append(tube([(-0.17 * w, d / 2 - 0.045, 0.045), (0.17 * w, d / 2 - 0.045, 0.045)], 0.009, 6))
    dark = [*(placed(mesh) for mesh in (hole, bridge, board, *pegs)), *stand]
    return fitted(
        size_m, [placed(body)], [placed(neck), placed(head)], dark, [placed(mesh) for mesh in strings]
    )


GUITAR = Kind(
    "guitar",
    (0.37, 0.41),
    (0.3, 0.34),
    (1.02, 1.1),
    "corner",
    (
        Slot(("oak", "paint"), ("brown", "red", "black", "blue", "orange", "yellow", "white")),
        Slot(("oak",), ("brown",)),
        DARK,
        CHROME,
    ),
    _guitar,
    no_top,
    ("living room", "bedroom", "study", "children's room"),
    has_front=True,
)


def _piano(size_m: Point, seed: int) -> tuple[Part, ...]:
    """An upright piano: keys on a shelf, a stand for notes, two pedals."""
    w, d, h = size_m
    key_z, case_d = 0.68, 0.62 * d
    back_y = (d - case_d) / 2
    case = [
        box((w, case_d, h - 0.03), (0, back_y, 0)),
        rounded_box((w, case_d + 0.01, 0.03), 0.006, (0, back_y - 0.005, h - 0.03), 1),
        box((w, d - case_d, 0.07), (0, -case_d / 2, key_z - 0.09)),
        *[box((0.05, d - case_d, 0.1), (s * (w / 2 - 0.025), -case_d / 2, key_z - 0.04)) for s in (-1, 1)],
        *[
            rounded_box((0.06, 0.06, key_z - 0.08), 0.008, (s * (w / 2 - 0.04), -d / 2 + 0.04, 0), 1)
            for s in (-1, 1)
        ],
        box((0.7 * w, 0.02, 0.24), (0, -d / 2 + d - case_d - 0.008, key_z + 0.16)),
    ]
    keys_w = w - 0.11
    deep = d - case_d - 0.04
    y = -d / 2 + 0.02 + deep / 2
    count = 36
    pitch = keys_w / count
    white = [
        box((pitch - 0.0022, deep, 0.02), ((k + 0.5) * pitch - keys_w / 2, y, key_z - 0.02), along=False)
        for k in range(count)
    ]
    black = [
        box(
            (0.55 * pitch, 0.62 * deep, 0.016),
            ((k + 1) * pitch - keys_w / 2, y + 0.19 * deep, key_z),
            along=False,
        )
        for k in range(count - 1)
        if k % 7 not in (2, 6)
    ]
    pedals = [box((0.05, 0.09, 0.015), (s * 0.06, -d / 2 + d - case_d - 0.04, 0.05)) for s in (-1, 1)]
    return part(0, *case), part(1, *white), part(2, *black), part(3, *pedals)


def _piano_top(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, h = size_m
    return (Top((-w / 2 + 0.04, d / 2 - 0.6 * d, w / 2 - 0.04, d / 2 - 0.03), h),)


PIANO = Kind(
    "piano",
    (1.3, 1.5),
    (0.56, 0.64),
    (1.1, 1.28),
    "wall",
    (
        Slot(("walnut", "oak", "paint"), ("brown", "black", "white")),
        Slot(("plastic",), ("white",)),
        DARK,
        CHROME,
    ),
    _piano,
    _piano_top,
    ("living room", "dining room"),
    has_front=True,
    clear_front_m=0.7,
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


def _bicycle(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bicycle on its stand; it rides towards -y."""
    w, d, h = size_m
    r = 0.19 * d
    tyre = 0.02
    front, back = -d / 2 + r, d / 2 - r
    wheels, rims = [], []
    for y in (front, back):
        ring = arc((0, y, r), (0, r - tyre, 0), (0, 0, r - tyre), (0, 2 * np.pi), 28)[:-1]
        wheels.append(tube(ring, tyre, 6, closed=True))
        rims.append(cylinder(0.025, 0.09, sides=10).turned("y", np.pi / 2).moved(-0.045, y, r))
        for k in range(8):
            a = 2 * np.pi * k / 8
            reach = r - 1.6 * tyre
            rims.append(tube([(0, y, r), (0, y + reach * np.cos(a), r + reach * np.sin(a))], 0.0025, 4))
    crank = (0.0, 0.06 * d, 0.9 * r)
    seat_top, head = (0.0, 0.17 * d, 0.78 * h), (0.0, front + 0.2 * d, 0.8 * h)
    head_low = (0.0, front + 0.155 * d, 0.62 * h)
    frame = [
        tube([crank, seat_top], 0.017, 8),
        tube([crank, head_low], 0.019, 8),
        tube([(0.0, 0.155 * d, 0.7 * h), (0.0, front + 0.19 * d, 0.75 * h)], 0.017, 8),
        tube([head_low, head], 0.019, 8),
    ]
    for s in (-1, 1):
        x = 0.045 * s
        frame += [
            tube([(x, back, r), crank], 0.01, 6),
            tube([(x, back, r), (0.0, 0.157 * d, 0.7 * h)], 0.01, 6),
            tube([(x, front, r), (0.7 * x, front + 0.06 * d, 2 * r), head_low], 0.011, 6),
        ]
    bar_z = h - 0.03
    stem = tube([head, (0, front + 0.215 * d, bar_z)], 0.013, 6)
    grip = [
        (s * x, front + y * d, bar_z)
        for s, x, y in (
            (-1, w / 2 - 0.02, 0.3),
            (-1, 0.3 * w, 0.21),
            (1, 0.3 * w, 0.21),
            (1, w / 2 - 0.02, 0.3),
        )
    ]
    bars = tube(bend(grip, 0.06, 3), 0.0125, 8)
    saddle = rounded_box((0.15, 0.25, 0.055), 0.025, (0, 0.19 * d, 0.78 * h))
    chain = cylinder(0.08, 0.012, sides=18).turned("y", np.pi / 2).moved(0.03, crank[1], crank[2])
    pedals = [box((0.09, 0.07, 0.02), (s * 0.13, crank[1] + s * 0.11, crank[2] - s * 0.08)) for s in (-1, 1)]
    arms = [
        tube([(s * 0.05, crank[1], crank[2]), (s * 0.09, crank[1] + s * 0.11, crank[2] - s * 0.07)], 0.009, 6)
        for s in (-1, 1)
    ]
    stand = tube([(0.03, 0.1 * d, 0.9 * r), (0.16, 0.14 * d, 0.009)], 0.008, 6)
    return part(0, *frame), part(1, *wheels, saddle, *pedals), part(2, *rims, stem, bars, chain, *arms, stand)


BICYCLE = Kind(
    "bicycle",
    (0.54, 0.62),
    (1.6, 1.75),
    (0.98, 1.08),
    "floor",
    (
        Slot(("paint",), ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")),
        DARK,
        METAL,
    ),
    _bicycle,
    no_top,
    ("hallway", "living room", "study"),
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
