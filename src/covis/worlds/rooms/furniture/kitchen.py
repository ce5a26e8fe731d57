"""Kitchen: what cools, cooks, washes."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.fronts import doors, drawers
from covis.worlds.rooms.furniture.materials import CHROME, DARK
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top, whole_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

ROOM = ("kitchen",)
ENAMEL = Slot(("paint",), ("white", "grey", "black", "red", "blue", "green", "yellow"))


def _fridge(size_m: Point, seed: int) -> tuple[Part, ...]:
    """Two doors with upright handles; the freezer is above or below."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 131))
    split = h * float(rng.choice([0.36, 0.7]))
    side = -1 if rng.integers(2) else 1
    leaf = 0.055
    grip = 0.04
    body_d = d - leaf - grip - 0.006
    body = rounded_box((w, body_d, h - 0.03), 0.012, (0, (d - body_d) / 2, 0.03), 1)
    y = -d / 2 + grip + leaf / 2
    leaves = [
        rounded_box((w, leaf, split - 0.044), 0.016, (0, y, 0.04)),
        rounded_box((w, leaf, h - split - 0.004), 0.016, (0, y, split + 0.004)),
    ]
    pulls = []
    x = side * (w / 2 - 0.07)
    for z0, z1 in ((split - min(0.5, 0.55 * split), split - 0.06), (split + 0.06, min(h - 0.1, split + 0.5))):
        path = [
            (x, y - leaf / 2 + 0.004, z0),
            (x, -d / 2 + 0.01, z0),
            (x, -d / 2 + 0.01, z1),
            (x, y - leaf / 2 + 0.004, z1),
        ]
        pulls.append(tube(bend(path, 0.02, 2), 0.0095, 8))
    feet = [
        cylinder(0.02, 0.032, (sx * (w / 2 - 0.06), sy * (d / 2 - 0.12), 0), 10)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    gap = box((w - 0.03, 0.02, h - 0.06), (0, -d / 2 + grip + leaf - 0.002, 0.04))
    return part(0, body, *leaves), part(1, *pulls), part(2, *feet, gap)


FRIDGE = Kind(
    "fridge",
    (0.56, 0.7),
    (0.62, 0.72),
    (1.45, 1.85),
    "wall",
    (ENAMEL, CHROME, DARK),
    _fridge,
    no_top,
    ROOM,
    has_front=True,
    clear_front_m=0.6,
)


def _oven(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A cooker: four rings on a black plate, a row of knobs, a door with a window and a bar."""
    w, d, h = size_m
    grip = 0.045
    front = -d / 2 + grip
    body = rounded_box((w, d - grip, h - 0.012), 0.006, (0, grip / 2, 0), 1)
    plate = rounded_box((w - 0.02, d - grip - 0.02, 0.01), 0.004, (0, grip / 2, h - 0.013), 1)
    rings = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            r = 0.15 * w if sx * sy > 0 else 0.12 * w
            ring = lathe([(0.0, 0.0), (r, 0.0), (r, 0.002), (0.0, 0.002)], 20)
            rings.append(ring.moved(sx * 0.24 * w, grip / 2 + sy * 0.21 * d, h - 0.0028))
    door = rounded_box((w - 0.02, 0.02, 0.6 * h), 0.006, (0, front - 0.006, 0.17 * h), 1)
    window = rounded_box((0.68 * w, 0.006, 0.34 * h), 0.002, (0, front - 0.0165, 0.26 * h), 1)
    drawer = rounded_box((w - 0.02, 0.016, 0.12 * h), 0.005, (0, front - 0.004, 0.03 * h), 1)
    panel = rounded_box((w - 0.02, 0.012, 0.12 * h), 0.004, (0, front - 0.003, 0.83 * h), 1)
    knobs = [
        cylinder(0.021, 0.024, sides=14).turned("x", np.pi / 2).moved(x * w, front - 0.008, 0.89 * h)
        for x in (-0.38, -0.26, -0.14, 0.14, 0.26, 0.38)
    ]
    z = 0.72 * h
    bar = [
        (-0.38 * w, front - 0.014, z),
        (-0.38 * w, front - 0.036, z),
        (0.38 * w, front - 0.036, z),
        (0.38 * w, front - 0.014, z),
    ]
    grips = [tube(bend(bar, 0.015, 2), 0.0085, 8)]
    return part(0, body, door, drawer), part(1, plate, window, panel), part(2, *knobs, *grips, *rings)


OVEN = Kind(
    "oven",
    (0.55, 0.62),
    (0.6, 0.68),
    (0.85, 0.92),
    "wall",
    (
        Slot(("paint",), ("white", "grey", "red", "blue", "green", "yellow")),
        Slot(("plastic",), ("black",)),
        CHROME,
    ),
    _oven,
    no_top,
    ROOM,
    has_front=True,
    clear_front_m=0.7,
)

COUNTER_M = 0.9
"""Height of a worktop."""


def _sink_x(size_m: Point, seed: int) -> float:
    side = -1 if np.random.default_rng((seed, 132)).integers(2) else 1
    return side * (size_m[0] / 2 - 0.42)


def _counter(size_m: Point, seed: int) -> tuple[Part, ...]:
    """Cupboards under a worktop with a steel sink and a tap."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 133))
    thick, plinth = 0.04, 0.1
    x = _sink_x(size_m, seed)
    hole_w, hole_d, deep = 0.5, d - 0.24, 0.16
    hole_y = -0.01
    under = COUNTER_M - thick
    # Below the sink the body ends under the basin.
    body = [
        box((w - 0.01, d - 0.06, under - deep - plinth - 0.01), (0, 0.02, plinth)),
        *[
            box(
                (w / 2 + s * x - hole_w / 2 - 0.02, d - 0.06, deep + 0.01),
                (
                    s * -w / 2 + s * (w / 2 + s * x - hole_w / 2 - 0.02) / 2 + s * 0.005,
                    0.02,
                    under - deep - 0.01,
                ),
            )
            for s in (1, -1)
        ],
        box((hole_w + 0.05, 0.02, deep + 0.01), (x, -d / 2 + 0.06, under - deep - 0.01)),
        box((w - 0.02, d - 0.12, plinth), (0, 0.03, 0)),
    ]
    count = max(2, round(w / 0.5))
    leaves, pulls = doors((-w / 2 + 0.008, plinth, w / 2 - 0.008, under - 0.17), -d / 2 + 0.05, count)
    above, bars = drawers(
        (-w / 2 + 0.008, under - 0.17, w / 2 - 0.008, under - 0.005), -d / 2 + 0.05, 1, count
    )
    return (
        part(0, *body, *leaves, *above),
        part(1, *_worktop(w, d, thick, x, hole_y, hole_w, hole_d)),
        part(2, *_basin(x, hole_y, hole_w, hole_d, deep), *_tap(x, d, h, rng), *pulls, *bars),
    )


def _worktop(
    w: float, d: float, thick: float, x: float, y: float, hole_w: float, hole_d: float
) -> list[Mesh]:
    """Four boards around a hole."""
    z = COUNTER_M - thick
    left, right = x - hole_w / 2 + w / 2, w / 2 - x - hole_w / 2
    front, back = y - hole_d / 2 + d / 2, d / 2 - y - hole_d / 2
    return [
        box((left, d, thick), (-w / 2 + left / 2, 0, z), along=False),
        box((right, d, thick), (w / 2 - right / 2, 0, z), along=False),
        box((hole_w, front, thick), (x, -d / 2 + front / 2, z), along=False),
        box((hole_w, back, thick), (x, d / 2 - back / 2, z), along=False),
    ]


def _basin(x: float, y: float, wide: float, long: float, deep: float) -> list[Mesh]:
    """A steel trough with a rim and a drain."""
    wall, rim = 0.012, 0.018
    low = COUNTER_M - deep
    sides = [box((wall, long, deep), (x + s * (wide - wall) / 2, y, low)) for s in (-1, 1)]
    sides += [box((wide - 2 * wall, wall, deep), (x, y + s * (long - wall) / 2, low)) for s in (-1, 1)]
    lips = [box((rim, long + 2 * rim, 0.004), (x + s * (wide + rim) / 2, y, COUNTER_M)) for s in (-1, 1)]
    lips += [box((wide, rim, 0.004), (x, y + s * (long + rim) / 2, COUNTER_M)) for s in (-1, 1)]
    drain = cylinder(0.035, 0.003, (x, y, low + wall), 14)
    return [*sides, *lips, box((wide - 2 * wall, long - 2 * wall, wall), (x, y, low)), drain]


def _tap(x: float, d: float, h: float, rng: np.random.Generator) -> list[Mesh]:
    y, rise = d / 2 - 0.06, h - COUNTER_M
    reach = 0.17
    bow = arc((x, y - reach / 2, h - 0.012 - reach / 2), (0, reach / 2, 0), (0, 0, reach / 2), (0, np.pi), 10)
    path = np.concatenate([[[x, y, COUNTER_M]], bow, [[x, y - reach, h - 0.012 - reach / 2 - 0.03]]])
    lever = tube(
        [(x + 0.02, y, COUNTER_M + 0.3 * rise), (x + 0.085, y - 0.02, COUNTER_M + 0.42 * rise)], 0.007, 6
    )
    return [tube(path, 0.011, 8), cylinder(0.024, 0.4 * rise, (x, y, COUNTER_M), 12), lever]


def _counter_top(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, _ = size_m
    x = _sink_x(size_m, seed)
    if x > 0:
        return (Top((-w / 2 + 0.04, -d / 2 + 0.04, x - 0.3, d / 2 - 0.04), COUNTER_M),)
    return (Top((x + 0.3, -d / 2 + 0.04, w / 2 - 0.04, d / 2 - 0.04), COUNTER_M),)


COUNTER = Kind(
    "kitchen counter",
    (1.4, 2.4),
    (0.6, 0.66),
    (1.15, 1.22),
    "wall",
    (
        Slot(("paint", "oak", "walnut"), ("white", "grey", "brown", "blue", "green", "red", "black")),
        Slot(("marble", "terrazzo", "oak"), ("white", "grey", "brown", "black")),
        CHROME,
    ),
    _counter,
    _counter_top,
    ROOM,
    has_front=True,
    clear_front_m=0.7,
)


def _washer(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A porthole in a white front, a panel with a knob and a drawer above it."""
    w, d, h = size_m
    out = 0.035
    front = -d / 2 + out
    body = rounded_box((w, d - out, h), 0.015, (0, out / 2, 0), 1)
    r = 0.3 * w
    middle = 0.47 * h
    ring = lathe([(0.72 * r, 0), (r, 0), (r, 0.012), (0.92 * r, 0.026), (0.74 * r, 0.02), (0.72 * r, 0)], 32)
    glass = lathe([(0, 0), (0.73 * r, 0), (0.73 * r, 0.012), (0.4 * r, 0.026), (0, 0.03)], 28, 60)
    panel = rounded_box((w - 0.03, 0.008, 0.13 * h), 0.003, (0, front - 0.003, 0.84 * h), 1)
    knob = cylinder(0.032, 0.024, sides=20).turned("x", np.pi / 2).moved(0.06 * w, front - 0.006, 0.905 * h)
    drawer = rounded_box((0.3 * w, 0.006, 0.085 * h), 0.002, (-0.29 * w, front - 0.008, 0.862 * h), 1)
    screen = box((0.16 * w, 0.004, 0.035 * h), (0.32 * w, front - 0.008, 0.89 * h))
    flap = rounded_box((0.16 * w, 0.006, 0.08 * h), 0.002, (0.36 * w, front - 0.002, 0.03 * h), 1)
    hinge = [shape.turned("x", np.pi / 2).moved(0, front + 0.001, middle) for shape in (ring, glass)]
    return part(0, body, drawer, flap), part(1, hinge[0], knob, panel), part(2, hinge[1], screen)


WASHER = Kind(
    "washing machine",
    (0.58, 0.62),
    (0.55, 0.64),
    (0.83, 0.88),
    "wall",
    (Slot(("paint",), ("white", "grey", "black", "red")), CHROME, DARK),
    _washer,
    whole_top,
    ("kitchen", "bathroom"),
    has_front=True,
    clear_front_m=0.6,
)


def _microwave(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    out, fin = 0.03, 0.004
    front = -d / 2 + out
    body = rounded_box((w, d - out - fin, h - 0.012), 0.008, (0, (out - fin) / 2, 0.012), 1)
    # Without its vents the back would be a plain box, which nobody takes for a microwave.
    vents = [box((0.5 * w, fin, 0.007), (0, d / 2 - fin / 2, z * h)) for z in (0.45, 0.53, 0.61, 0.69, 0.77)]
    vents += [box((0.16 * w, fin, 0.16 * h), (0.34 * w, d / 2 - fin / 2, 0.14 * h))]
    leaf = rounded_box((0.72 * w, 0.012, h - 0.04), 0.004, (-0.13 * w, front - 0.004, 0.026), 1)
    window = rounded_box((0.54 * w, 0.006, 0.56 * h), 0.002, (-0.16 * w, front - 0.0115, 0.22 * h), 1)
    panel = rounded_box((0.2 * w, 0.008, h - 0.05), 0.003, (0.37 * w, front - 0.002, 0.03), 1)
    x, z0, z1 = 0.19 * w, 0.2 * h, 0.8 * h
    bar = tube(
        bend(
            [(x, front - 0.008, z0), (x, front - 0.023, z0), (x, front - 0.023, z1), (x, front - 0.008, z1)],
            0.01,
            2,
        ),
        0.006,
        6,
    )
    knob = cylinder(0.02, 0.016, sides=14).turned("x", np.pi / 2).moved(0.37 * w, front - 0.004, 0.3 * h)
    feet = [box((0.03, 0.03, 0.013), (sx * 0.4 * w, sy * 0.36 * d, 0)) for sx in (-1, 1) for sy in (-1, 1)]
    return part(0, body, leaf), part(1, window, panel, *feet, *vents), part(2, bar, knob)


MICROWAVE = Kind(
    "microwave",
    (0.45, 0.54),
    (0.34, 0.42),
    (0.26, 0.31),
    "surface",
    (Slot(("paint",), ("white", "grey", "red", "blue", "green", "yellow")), DARK, CHROME),
    _microwave,
    no_top,
    ROOM,
    has_front=True,
)
