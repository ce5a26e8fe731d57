"""The bicycle."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import DARK, METAL
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

TYRE_M = 0.02
"""Half the thickness of a tyre."""


def _bicycle(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bicycle on its stand; it rides towards -y."""
    _, d, h = size_m
    r = 0.19 * d
    tyres, spokes = _wheels(r, d)
    crank = (0.0, 0.06 * d, 0.9 * r)
    drive = [cylinder(0.08, 0.012, sides=18).turned("y", np.pi / 2).moved(0.03, crank[1], crank[2])]
    pedals = []
    for s in (-1, 1):
        pedals.append(box((0.09, 0.07, 0.02), (s * 0.13, crank[1] + s * 0.11, crank[2] - s * 0.08)))
        arm = [(s * 0.05, crank[1], crank[2]), (s * 0.09, crank[1] + s * 0.11, crank[2] - s * 0.07)]
        drive.append(tube(arm, 0.009, 6))
    saddle = rounded_box((0.15, 0.25, 0.055), 0.025, (0, 0.19 * d, 0.78 * h))
    stand = tube([(0.03, 0.1 * d, 0.9 * r), (0.16, 0.14 * d, 0.009)], 0.008, 6)
    steel = [*spokes, *drive, stand, *_handlebar(size_m, r)]
    return part(0, *_frame(d, h, r, crank)), part(1, *tyres, saddle, *pedals), part(2, *steel)


def _wheels(r: float, d: float) -> tuple[list[Mesh], list[Mesh]]:
    """Tyres, and hubs with spokes."""
    tyres, spokes = [], []
    for y in (-d / 2 + r, d / 2 - r):
        ring = arc((0, y, r), (0, r - TYRE_M, 0), (0, 0, r - TYRE_M), (0, 2 * np.pi), 28)[:-1]
        tyres.append(tube(ring, TYRE_M, 6, closed=True))
        spokes.append(cylinder(0.025, 0.09, sides=10).turned("y", np.pi / 2).moved(-0.045, y, r))
        reach = r - 1.6 * TYRE_M
        for turn in np.arange(8) * np.pi / 4:
            tip = (0, y + reach * np.cos(turn), r + reach * np.sin(turn))
            spokes.append(tube([(0, y, r), tip], 0.0025, 4))
    return tyres, spokes


def _frame(d: float, h: float, r: float, crank: Point) -> list[Mesh]:
    """Two triangles, a fork, and what carries the rear wheel."""
    front, back = -d / 2 + r, d / 2 - r
    low, high = (0.0, front + 0.155 * d, 0.62 * h), (0.0, front + 0.2 * d, 0.8 * h)
    tubes = [
        tube([crank, (0.0, 0.17 * d, 0.78 * h)], 0.017, 8),
        tube([crank, low], 0.019, 8),
        tube([(0.0, 0.155 * d, 0.7 * h), (0.0, front + 0.19 * d, 0.75 * h)], 0.017, 8),
        tube([low, high], 0.019, 8),
    ]
    for x in (-0.045, 0.045):
        tubes.append(tube([(x, back, r), crank], 0.01, 6))
        tubes.append(tube([(x, back, r), (0.0, 0.157 * d, 0.7 * h)], 0.01, 6))
        tubes.append(tube([(x, front, r), (0.7 * x, front + 0.06 * d, 2 * r), low], 0.011, 6))
    return tubes


def _handlebar(size_m: Point, r: float) -> list[Mesh]:
    w, d, h = size_m
    y, z = -d / 2 + r, h - 0.03
    half = [(0.3 * w, y + 0.21 * d, z), (w / 2 - 0.02, y + 0.3 * d, z)]
    path = [(-px, py, pz) for px, py, pz in half[::-1]] + half
    stem = tube([(0.0, y + 0.2 * d, 0.8 * h), (0, y + 0.215 * d, z)], 0.013, 6)
    return [stem, tube(bend(path, 0.06, 3), 0.0125, 8)]


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
