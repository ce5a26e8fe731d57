"""What stands on tables: cups, bowls, bottles, vases."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHINA, EVERY
from covis.worlds.rooms.furniture.shapes.mesh import part
from covis.worlds.rooms.furniture.shapes.tubes import arc, tube
from covis.worlds.rooms.furniture.shapes.turned import curve, lathe
from covis.worlds.rooms.furniture.sofas import nothing_on_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def _cup(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A mug; its handle points to the right, and the box holds both."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 41))
    r = d / 2
    foot = r * float(rng.uniform(0.72, 1.0))
    wall = 0.1 * r
    outline = [
        (0, 0),
        (foot - 0.06 * r, 0),
        (foot, 0.04 * h),
        (r, h - 0.02 * h),
        (r - wall / 2, h),
        (r - wall, h - 0.02 * h),
    ]
    body = lathe([*outline, (foot - wall, 0.08 * h), (0, 0.08 * h)], 24, 50)
    x = -w / 2 + r
    reach = w - 2 * r
    centre = (x + 0.93 * r, 0, 0.52 * h)
    wire = 0.09 * r
    bow = arc(centre, (0, 0, -0.3 * h), (reach + 0.07 * r - wire, 0, 0), (0, np.pi), 10)
    handle = tube(bow, wire, 6)
    return (part(0, body.moved(x), handle),)


CUP = Kind(
    "cup",
    (0.105, 0.13),
    (0.08, 0.095),
    (0.085, 0.11),
    "surface",
    (Slot(("ceramic",), EVERY),),
    _cup,
    nothing_on_top,
    (),
)
