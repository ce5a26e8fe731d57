"""Flat faces that carry a whole pattern once: a picture, a screen, a cover."""

from __future__ import annotations

from typing import Literal

import numpy as np

from covis.worlds.rooms.furniture.shapes.mesh import Mesh

INSET = 0.003
"""Share of a pattern's edge that is left out, so that sampling never reaches over to the other side."""


def face(
    area_m: tuple[float, float, float, float], at_m: float, towards: Literal["-y", "z"], ellipse: bool = False
) -> Mesh:
    """A rectangle, or the ellipse in it, that the material's u and v cross from 0 to 1.

    Args:
        area_m: Its x0, z0, x1, z1 if it looks towards -y; its x0, y0, x1, y1 if it looks up.
        at_m: Its y, or its z.
        towards: Where it looks.
        ellipse: Whether only the ellipse within is there.
    """
    x0, v0, x1, v1 = area_m
    if ellipse:
        turn = np.linspace(0, 2 * np.pi, 33)[:-1]
        flat = np.concatenate([[[0.5, 0.5]], 0.5 + 0.5 * np.stack([np.cos(turn), np.sin(turn)], 1)])
        i = np.arange(32)
        faces = np.stack([np.zeros(32, np.int64), i + 1, (i + 1) % 32 + 1], 1)
    else:
        flat = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
        faces = np.array([[0, 1, 2], [0, 2, 3]])
    a, b = x0 + flat[:, 0] * (x1 - x0), v0 + flat[:, 1] * (v1 - v0)
    level = np.full_like(a, at_m)
    points, normal = ((a, b, level), (0, 0, 1)) if towards == "z" else ((a, level, b), (0, -1, 0))
    return Mesh(
        np.stack(points, 1),
        np.tile(np.array(normal, float), (len(flat), 1)),
        INSET + (1 - 2 * INSET) * flat,
        faces,
    )
