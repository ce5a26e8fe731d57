"""What hangs on walls: pictures, mirrors, clocks, curtains."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.faces import face
from covis.worlds.rooms.furniture.materials import EVERY, METAL
from covis.worlds.rooms.furniture.shapes.boxes import box
from covis.worlds.rooms.furniture.shapes.extruded import sheet
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, tube
from covis.worlds.rooms.furniture.shapes.turned import ball, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

FRAME = Slot(("oak", "walnut", "paint"), ("brown", "black", "white", "red", "blue", "green", "yellow"))


def frame(width_m: float, depth_m: float, height_m: float, wide_m: float) -> list[Mesh]:
    """Four strips around a rectangle, standing on z = 0, their backs at y = depth / 2."""
    upright = box((wide_m, depth_m, height_m))
    level = box((width_m - 2 * wide_m, depth_m, wide_m))
    x = (width_m - wide_m) / 2
    return [upright.moved(-x), upright.moved(x), level, level.moved(z=height_m - wide_m)]


def _picture(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rng = np.random.default_rng((seed, 101))
    wide = float(rng.uniform(0.03, 0.05))
    mount = float(rng.uniform(0.04, 0.07)) if rng.integers(2) else 0.0
    board = box((w - 2 * wide, 0.4 * d, h - 2 * wide), (0, 0.3 * d, wide), along=False)
    inner = wide + mount
    shown = face((-w / 2 + inner, inner, w / 2 - inner, h - inner), 0.1 * d - 0.001, "-y")
    return part(0, *frame(w, d, h, wide)), part(1, shown), part(2, board)


PICTURE = Kind(
    "framed picture",
    (0.45, 1.0),
    (0.025, 0.035),
    (0.4, 0.8),
    "on_wall",
    (
        FRAME,
        Slot(
            ("landscape", "shapes", "fields", "flowers"),
            ("red", "orange", "yellow", "green", "blue", "purple", "pink"),
        ),
        Slot(("paint",), ("white",)),
    ),
    _picture,
    no_top,
    has_front=True,
    hangs_at_m=(1.2, 1.45),
)


def _mirror(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A mirror, rectangular or oval."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 102))
    wide = float(rng.uniform(0.03, 0.045))
    if rng.integers(2):
        glass = face((-w / 2 + wide, wide, w / 2 - wide, h - wide), 0.0, "-y")
        back = box((w - 2 * wide, 0.4 * d, h - 2 * wide), (0, 0.25 * d, wide))
        return part(0, *frame(w, d, h, wide), back), part(1, glass)
    r = min(d, wide) / 2
    ring = tube(
        arc((0, 0, h / 2), (w / 2 - r, 0, 0), (0, 0, h / 2 - r), (0, 2 * np.pi), 40)[:-1], r, 8, closed=True
    )
    glass = face((-w / 2 + r, r, w / 2 - r, h - r), 0.0, "-y", ellipse=True)
    back = lathe([(0, 0), (0.5, 0), (0.5, 0.4 * d), (0, 0.4 * d)], 40).turned("x", np.pi / 2)
    plate = back.scaled(w - 2 * r, 1, h - 2 * r).moved(0, d / 2, h / 2)
    return part(0, ring, plate), part(1, glass)


MIRROR = Kind(
    "mirror",
    (0.5, 0.8),
    (0.03, 0.045),
    (0.7, 1.2),
    "on_wall",
    (FRAME, Slot(("mirror",), ("grey",))),
    _mirror,
    no_top,
    ("bedroom", "bathroom", "living room", "hallway"),
    has_front=True,
    hangs_at_m=(0.9, 1.15),
)


def _clock(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    rim = [(0.0, 0.0), (0.5, 0.0), (0.5, 0.7), (0.485, 1.0), (0.455, 1.0), (0.44, 0.7), (0.0, 0.7)]
    body = lathe([(r, z * d) for r, z in rim], 36).turned("x", np.pi / 2)
    case = body.scaled(w, 1, h).moved(0, d / 2, h / 2)
    shown = face((-0.44 * w, 0.06 * h, 0.44 * w, 0.94 * h), -0.21 * d, "-y", ellipse=True)
    return part(0, case), part(1, shown)


CLOCK = Kind(
    "wall clock",
    (0.26, 0.38),
    (0.035, 0.05),
    (0.26, 0.38),
    "on_wall",
    (Slot(("plastic", "metal"), EVERY), Slot(("clock_face",), ("white", "yellow"))),
    _clock,
    no_top,
    has_front=True,
    hangs_at_m=(1.6, 1.85),
    even="front",
)


def _curtain(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A pair of curtains on a rod, drawn to the sides."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 103))
    wide = float(rng.uniform(0.2, 0.28)) * w
    folds = max(3, round(wide / float(rng.uniform(0.08, 0.1))))
    rod_z = h - 0.03
    rod = [tube([(-w / 2 + 0.02, 0, rod_z), (w / 2 - 0.02, 0, rod_z)], 0.012, 8)]
    rod += [ball((0.045, 0.045, 0.045), (s * (w / 2 - 0.0225), 0, rod_z - 0.0225), 10) for s in (-1, 1)]
    columns = 10 * folds + 1
    t = np.linspace(0, 1, columns)
    cloths = []
    for s in (-1, 1):
        rows = []
        for z in np.linspace(0, rod_z + 0.012, 3):
            spread = 1 + 0.06 * (1 - z / h)
            sway = 0.5 * rng.normal(0, 0.12)
            depth = (d / 2 - 0.004) * (0.78 + 0.14 * (1 - z / h)) * np.sin(2 * np.pi * folds * t + sway)
            x = s * (w / 2 - 0.06 - wide * spread * (1 - t if s > 0 else t)) + 0 * t
            rows.append(np.stack([np.sort(x), depth, np.full(columns, z)], 1))
        cloths.append(sheet(np.array(rows), 0.0015))
    return part(0, *cloths), part(1, *rod)


CURTAIN = Kind(
    "curtain",
    (1.2, 2.6),
    (0.1, 0.14),
    (2.0, 2.4),
    "opening",
    (Slot(("fabric", "velvet", "stripes"), EVERY), METAL),
    _curtain,
    no_top,
    ("living room", "bedroom", "dining room", "children's room"),
    hangs_at_m=(0.02, 0.1),
)
