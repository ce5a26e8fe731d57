"""Bathroom."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import CHROME
from covis.worlds.rooms.furniture.shapes.boxes import rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import rounded_outline
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, Points, grid_faces, part, smooth
from covis.worlds.rooms.furniture.shapes.tubes import arc, tube
from covis.worlds.rooms.furniture.shapes.turned import cylinder, lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

ROOM = ("bathroom",)
SANITARY = Slot(("ceramic",), ("white", "white", "white", "white", "grey", "pink", "blue"))
"""Four in seven are white: a word that is listed more often is drawn more often."""


def lofted(rings: Points) -> Mesh:
    """A smooth skin through rings.

    Args:
        rings: (m, n, 3) points; each ring counter-clockwise seen from above, from the middle of the underside
            outwards, up, and over the rim down inside to the middle.
    """
    closed = np.concatenate([rings, rings[:, :1]], 1)
    rows, columns = closed.shape[:2]
    flat = closed.reshape(-1, 3)
    across = np.linalg.norm(np.diff(closed, axis=0), axis=2).mean(1)
    along = np.linalg.norm(np.diff(closed, axis=1), axis=2).max(0)
    v, u = np.concatenate([[0], np.cumsum(across)]), np.concatenate([[0], np.cumsum(along)])
    uv = np.stack(np.meshgrid(u, v), 2).reshape(-1, 2)
    return smooth(Mesh(flat, np.zeros_like(flat), uv, grid_faces(rows, columns)))


def _rings(outline: Points, steps: list[tuple[float, float]], height: float, centre_y: float = 0.0) -> Points:
    """Rings of one outline, each at a share of its size and a share of the height."""
    rings = []
    for share, z in steps:
        ring = np.c_[outline * share, np.full(len(outline), z * height)]
        ring[:, 1] += centre_y
        rings.append(ring)
    return np.array(rings)


def _bathtub(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    tap_h = 0.16
    rim = h - tap_h
    outline = rounded_outline(w, d, 0.45 * d, 5)
    skin = [
        (0.0, 0.0),
        (0.8, 0.0),
        (0.86, 0.06),
        (0.95, 0.9),
        (0.985, 0.96),
        (1.0, 0.985),
        (0.99, 1.0),
        (0.93, 1.0),
        (0.905, 0.96),
        (0.86, 0.8),
        (0.74, 0.25),
        (0.66, 0.18),
        (0.0, 0.17),
    ]
    x, y = -w / 2 + 0.05, 0.0
    bow = arc((x + 0.06, y, rim + tap_h - 0.07), (-0.06, 0, 0), (0, 0, 0.06), (0, np.pi), 8)
    path = np.concatenate([[[x, y, rim - 0.02]], bow, [[x + 0.12, y, rim + tap_h - 0.09]]])
    knobs = [cylinder(0.02, 0.05, (x, s * 0.09, rim - 0.005), 12) for s in (-1, 1)]
    return part(0, lofted(_rings(outline, skin, rim))), part(1, tube(path, 0.01, 8), *knobs)


BATHTUB = Kind(
    "bathtub",
    (1.6, 1.8),
    (0.7, 0.8),
    (0.72, 0.78),
    "wall",
    (SANITARY, CHROME),
    _bathtub,
    no_top,
    ROOM,
    clear_front_m=0.5,
)


def _toilet(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A bowl with a closed lid, and a cistern behind it."""
    w, d, h = size_m
    tank_d, seat = 0.17, 0.42
    bowl_d = d - tank_d
    t = np.linspace(0, 2 * np.pi, 29)[:-1]
    outline = np.stack(
        [0.5 * w * np.cos(t), 0.5 * bowl_d * np.sin(t) * np.where(np.sin(t) < 0, 1.0, 0.86)], 1
    )
    centre = -d / 2 + bowl_d / 2
    skin = [
        (0.0, 0.0),
        (0.62, 0.0),
        (0.6, 0.1),
        (0.56, 0.4),
        (0.78, 0.7),
        (0.97, 0.92),
        (0.98, 1.0),
        (0.0, 1.0),
    ]
    bowl = lofted(_rings(outline, skin, seat - 0.03, centre))
    cover = _rings(
        outline,
        [(0.0, 0.0), (0.98, 0.0), (1.0, 0.3), (1.0, 0.7), (0.97, 0.95), (0.9, 1.0), (0.0, 1.0)],
        0.032,
        centre,
    )
    lid = lofted(cover).moved(z=seat - 0.028)
    tank = rounded_box(
        (0.98 * w, tank_d, h - seat - 0.03), 0.02, (0, d / 2 - tank_d / 2, seat - 0.02), along=False
    )
    tank_lid = rounded_box((w, tank_d, 0.035), 0.012, (0, d / 2 - tank_d / 2, h - 0.043), 1, along=False)
    foot = rounded_box((0.5 * w, 0.3, seat), 0.03, (0, d / 2 - 0.18, 0), along=False)
    button = cylinder(0.024, 0.009, (0, d / 2 - tank_d / 2, h - 0.009), 14)
    return part(0, bowl, lid, tank, tank_lid, foot), part(1, button)


TOILET = Kind(
    "toilet",
    (0.36, 0.4),
    (0.64, 0.7),
    (0.78, 0.86),
    "wall",
    (SANITARY, CHROME),
    _toilet,
    no_top,
    ROOM,
    has_front=True,
    clear_front_m=0.5,
)


def _washbasin(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A basin on a column, with a tap."""
    w, d, h = size_m
    tap_h = 0.17
    rim = h - tap_h
    outline = rounded_outline(w, d, 0.32 * d, 5)
    deep = 0.19
    skin = [
        (0.0, 0.0),
        (0.5, 0.0),
        (0.75, 0.35),
        (0.97, 0.8),
        (1.0, 0.9),
        (1.0, 1.0),
        (0.98, 1.02),
        (0.8, 1.02),
        (0.74, 0.94),
        (0.6, 0.5),
        (0.3, 0.3),
        (0.0, 0.28),
    ]
    basin = lofted(_rings(outline, skin, deep / 1.02)).moved(z=rim - deep)
    pillar = lathe(
        [
            (0, 0),
            (0.13, 0),
            (0.12, 0.03),
            (0.075, 0.3),
            (0.08, rim - deep),
            (0.11, rim - deep + 0.06),
            (0, rim - deep + 0.06),
        ],
        24,
    ).moved(0, d / 2 - 0.16)
    y = d / 2 - 0.045
    bow = arc((0, y - 0.055, h - 0.012 - 0.055), (0, 0.055, 0), (0, 0, 0.055), (0, np.pi), 8)
    path = np.concatenate([[[0, y, rim - 0.01]], bow, [[0, y - 0.11, h - 0.09]]])
    knobs = [cylinder(0.018, 0.04, (s * 0.1, y, rim - 0.002), 12) for s in (-1, 1)]
    return part(0, basin, pillar), part(1, tube(path, 0.011, 8), *knobs)


WASHBASIN = Kind(
    "washbasin",
    (0.5, 0.65),
    (0.42, 0.5),
    (0.98, 1.05),
    "wall",
    (SANITARY, CHROME),
    _washbasin,
    no_top,
    ROOM,
    has_front=True,
    clear_front_m=0.5,
)
