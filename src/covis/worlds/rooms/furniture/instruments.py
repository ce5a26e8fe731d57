"""Instruments."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHROME, DARK
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import extruded
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, part
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot, Top
from covis.worlds.rooms.scene import Point

GUITAR_SIDE = (
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
)
"""Outline of a guitar's right half: shares of its width and height."""


def _guitar(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A guitar that leans in a stand, strings to the front."""
    w, d, h = size_m
    right = [(x * w, z * 0.98 * h) for x, z in GUITAR_SIDE]
    outline = np.array(right + [(-x, z) for x, z in right[-2:0:-1]])
    deep, head_z = 0.09, 0.83 * h
    body = extruded(outline, deep, crease_deg=60).turned("x", np.pi / 2)
    neck = box((0.055, 0.025, head_z - 0.42 * h), (0, -deep + 0.006, 0.42 * h))
    head = box((0.075, 0.02, 0.105 * h), (0, -deep + 0.012, head_z))
    dark = [
        cylinder(0.13 * w, 0.002, sides=24).turned("x", np.pi / 2).moved(0, -deep + 0.001, 0.33 * h),
        box((0.3 * w, 0.012, 0.02), (0, -deep - 0.004, 0.14 * h)),
        box((0.05, 0.01, head_z - 0.37 * h), (0, -deep - 0.008, 0.37 * h)),
    ]
    for s in (-1, 1):
        pegs = [head_z + (0.02 + 0.03 * k) * h for k in range(3)]
        dark += [box((0.02, 0.012, 0.014), (s * 0.046, -deep + 0.012, z)) for z in pegs]
    strings = [
        tube([(x, -deep - 0.015, 0.15 * h), (x, -deep - 0.0145, head_z)], 0.0012, 4)
        for x in np.linspace(-0.016, 0.016, 4)
    ]

    def leaning(meshes: list[Mesh]) -> list[Mesh]:
        return [mesh.turned("x", -0.1).moved(0, -d / 2 + deep + 0.045, 0.06) for mesh in meshes]

    stand = _guitar_stand(0.17 * w, d)
    return fitted(size_m, leaning([body]), leaning([neck, head]), [*leaning(dark), *stand], leaning(strings))


def _guitar_stand(half_m: float, deep_m: float) -> list[Mesh]:
    """Two forks on spread feet, joined behind."""
    front, back = -deep_m / 2, deep_m / 2
    rods = []
    for x in (-half_m, half_m):
        fork = [
            (x, front + 0.012, 0.075),
            (x, front + 0.012, 0.05),
            (x, back - 0.04, 0.04),
            (2 * x, back - 0.02, 0.011),
        ]
        rods.append(tube(fork, 0.009, 6))
        rods.append(tube([(x, back - 0.05, 0.045), (2 * x, front + 0.05, 0.0105)], 0.009, 6))
    rods.append(tube([(-half_m, back - 0.045, 0.045), (half_m, back - 0.045, 0.045)], 0.009, 6))
    return rods


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
