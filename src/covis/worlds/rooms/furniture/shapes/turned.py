"""Solids of revolution, as a lathe or a potter's wheel makes them, and balls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from covis.worlds.rooms.furniture.shapes.mesh import Mesh, Points, grid_faces, joined, unit
from covis.worlds.rooms.scene import Point

Profile = Sequence[tuple[float, float]]
"""Radius and height of points along an outline, metres."""


def curve(points: Profile, steps: int = 4) -> list[tuple[float, float]]:
    """A smooth outline through points (Catmull-Rom), `steps` pieces between each two."""
    p = np.array(points, float)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    smooth = np.concatenate([*pieces, p[-2:-1]])
    return [(max(0.0, float(r)), float(z)) for r, z in smooth]


def lathe(profile: Profile, sides: int = 24, crease_deg: float = 40.0) -> Mesh:
    """An outline turned about the z axis.

    Args:
        profile: From the middle of the underside outwards, up, and over to the middle of the top; a hollow
            follows its inner side back down. It lies to the left of what is solid.
        sides: Facets around.
        crease_deg: Where the outline turns more than this, an edge is seen.
    """
    p = np.array([q for i, q in enumerate(profile) if i == 0 or q != profile[i - 1]], float)
    step = np.diff(p, axis=0)
    flat = unit(np.stack([step[:, 1], -step[:, 0]], 1))
    turn = np.degrees(np.arccos(np.clip((flat[1:] * flat[:-1]).sum(1), -1, 1)))
    between = unit(flat[1:] + flat[:-1])
    start, end = flat.copy(), flat.copy()
    soft = turn < crease_deg
    start[1:][soft] = between[soft]
    end[:-1][soft] = between[soft]
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(step, axis=1))])
    # The seam of the material is at the back.
    angle = np.linspace(np.pi / 2, 5 * np.pi / 2, sides + 1)
    reach = float(p[:, 0].max())
    return joined(
        _band(
            p[i : i + 2], np.stack([start[i], end[i]]), length[i : i + 2], angle, reach if step[i, 1] else 0.0
        )
        for i in range(len(step))
    )


def _band(ends: Points, normals: Points, along_m: Points, angle: Points, reach_m: float) -> Mesh:
    """The surface that one piece of an outline sweeps; level ones (`reach_m` 0) carry the material flat."""
    c, s = np.cos(angle), np.sin(angle)
    vertices = np.stack([np.stack([r * c, r * s, np.full_like(c, z)], 1) for r, z in ends]).reshape(-1, 3)
    outward = np.stack([np.stack([n * c, n * s, np.full_like(c, u)], 1) for n, u in normals]).reshape(-1, 3)
    if reach_m:
        u = np.tile((angle - np.pi / 2) * reach_m, 2)
        uv = np.stack([u, np.repeat(along_m, len(angle))], 1)
    else:
        uv = vertices[:, :2].copy()
    return Mesh(vertices, unit(outward), uv, grid_faces(2, len(angle)))


def ball(size_m: Point, at_m: Point = (0.0, 0.0, 0.0), sides: int = 20) -> Mesh:
    """An ellipsoid that fills a box of this size; `at_m` is the middle of its underside."""
    rings = max(4, sides // 2)
    turn = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    outline = [(0.5 * float(np.cos(t)), 0.5 * float(np.sin(t)) + 0.5) for t in turn]
    outline[0], outline[-1] = (0.0, 0.0), (0.0, 1.0)
    mesh = lathe(outline, sides, crease_deg=180.0)
    round_uv = mesh.uv_m * np.array([max(size_m[:2]), size_m[2]])
    exact = Mesh(mesh.vertices_m, unit(mesh.vertices_m - [0, 0, 0.5]), round_uv, mesh.faces)
    return exact.scaled(*size_m).moved(*at_m)


def cylinder(
    radius_m: float,
    height_m: float,
    at_m: Point = (0.0, 0.0, 0.0),
    sides: int = 20,
    top_m: float | None = None,
) -> Mesh:
    """An upright cylinder, or part of a cone with another radius on top; `at_m`: middle of the underside."""
    top = radius_m if top_m is None else top_m
    return lathe([(0, 0), (radius_m, 0), (top, height_m), (0, height_m)], sides).moved(*at_m)
