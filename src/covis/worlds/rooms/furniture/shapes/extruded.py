"""Outlines drawn out into solids, and thin sheets."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.worlds.rooms.furniture.shapes.mesh import Mesh, Points, grid_faces, joined, smooth, unit


def extruded(outline_m: ArrayLike, height_m: float, z_m: float = 0.0, crease_deg: float = 30.0) -> Mesh:
    """A prism over an outline in the plane of x and y.

    Args:
        outline_m: (n, 2) points, counter-clockwise seen from above; it may have hollows.
        height_m: How far it is drawn out upwards.
        z_m: Height of its underside.
        crease_deg: Where the outline turns more than this, an edge is seen.
    """
    p = np.asarray(outline_m, np.float64)
    step = np.roll(p, -1, 0) - p
    flat = unit(np.stack([step[:, 1], -step[:, 0]], 1))
    before = np.roll(flat, 1, 0)
    soft = ((flat * before).sum(1) > np.cos(np.radians(crease_deg)))[:, None]
    between = unit(flat + before)
    start = np.where(soft, between, flat)
    end = np.where(np.roll(soft, -1, 0), np.roll(between, -1, 0), flat)
    n = len(p)
    ends = np.concatenate([p, np.roll(p, -1, 0)])
    length = np.cumsum(np.linalg.norm(step, axis=1))
    u = np.concatenate([length - np.linalg.norm(step, axis=1), length])
    level = np.concatenate([start, end])
    vertices = np.concatenate([np.c_[ends, np.full(2 * n, z)] for z in (z_m, z_m + height_m)])
    normals = np.tile(np.c_[level, np.zeros(2 * n)], (2, 1))
    uv = np.concatenate([np.c_[u, np.full(2 * n, z)] for z in (z_m, z_m + height_m)])
    i = np.arange(n)
    a, b, c, d = i, i + n, i + 2 * n, i + 3 * n
    walls = Mesh(vertices, normals, uv, np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)]))
    faces = triangles(p)
    up = np.array([0.0, 0.0, 1.0])
    top = Mesh(np.c_[p, np.full(n, z_m + height_m)], np.tile(up, (n, 1)), p.copy(), faces)
    under = Mesh(np.c_[p, np.full(n, z_m)], np.tile(-up, (n, 1)), p.copy(), faces[:, ::-1])
    return joined([walls, top, under])


def triangles(outline_m: Points) -> NDArray[np.int64]:
    """(n - 2, 3) triangles that fill a counter-clockwise outline (n, 2), by cutting off ears."""
    left = list(range(len(outline_m)))
    found: list[tuple[int, int, int]] = []
    while len(left) > 3:
        for k in range(len(left)):
            a, b, c = left[k - 1], left[k], left[(k + 1) % len(left)]
            if _is_ear(outline_m, a, b, c, left):
                break
        found.append((a, b, c))
        left.remove(b)
    return np.array([*found, (left[0], left[1], left[2])], np.int64)


def _is_ear(p: Points, a: int, b: int, c: int, left: list[int]) -> bool:
    """Whether the corner b sticks out and no other corner lies in its triangle."""
    if _turn(p[a], p[b], p[c]) <= 0:
        return False
    others = p[[i for i in left if i not in (a, b, c)]]
    inside = np.ones(len(others), bool)
    for start, end in ((a, b), (b, c), (c, a)):
        edge = p[end] - p[start]
        away = others - p[start]
        inside &= edge[0] * away[:, 1] - edge[1] * away[:, 0] >= 0
    return not inside.any()


def _turn(a: Points, b: Points, c: Points) -> float:
    first, second = b - a, c - b
    return float(first[0] * second[1] - first[1] * second[0])


def rounded_outline(width_m: float, depth_m: float, radius_m: float, steps: int = 4) -> Points:
    """(4 · (steps + 1), 2) points of a rectangle with round corners about the origin, counter-clockwise."""
    radius = min(radius_m, width_m / 2, depth_m / 2)
    x, y = width_m / 2 - radius, depth_m / 2 - radius
    corners = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        t = (quarter + np.linspace(0, 1, steps + 1)) * np.pi / 2
        corners.append(np.stack([sx * x + radius * np.cos(t), sy * y + radius * np.sin(t)], 1))
    points = np.concatenate(corners)
    apart = np.linalg.norm(points - np.roll(points, 1, 0), axis=1) > 1e-9
    return np.asarray(points[apart], np.float64)


def sheet(points_m: Points, thickness_m: float) -> Mesh:
    """A thin, smooth slab: cloth, a leaf, a bent board.

    Args:
        points_m: (rows, columns, 3) places of its middle surface. Seen from its front, columns run to the
            right and rows run up.
        thickness_m: Between front and back.
    """
    rows, columns = points_m.shape[:2]
    flat = points_m.reshape(-1, 3)
    right = np.linalg.norm(np.diff(points_m, axis=1), axis=2).mean(0)
    up = np.linalg.norm(np.diff(points_m, axis=0), axis=2).mean(1)
    u, v = np.meshgrid(np.concatenate([[0], np.cumsum(right)]), np.concatenate([[0], np.cumsum(up)]))
    uv = np.stack([u, v], 2).reshape(-1, 2)
    faces = grid_faces(rows, columns)
    middle = smooth(Mesh(flat, np.zeros_like(flat), uv, faces))
    out = middle.normals * thickness_m / 2
    front = Mesh(flat + out, middle.normals, uv, faces)
    back = Mesh(flat - out, -middle.normals, uv, faces[:, ::-1])
    rim = np.concatenate(
        [
            np.arange(columns),
            np.arange(1, rows) * columns + columns - 1,
            (rows - 1) * columns + np.arange(columns - 2, -1, -1),
            np.arange(rows - 2, 0, -1) * columns,
        ]
    )
    following = np.roll(rim, -1)
    n = len(rim)
    corners = np.concatenate(
        [back.vertices_m[rim], back.vertices_m[following], front.vertices_m[following], front.vertices_m[rim]]
    )
    across = unit(
        np.cross(
            back.vertices_m[following] - back.vertices_m[rim], front.vertices_m[rim] - back.vertices_m[rim]
        )
    )
    i = np.arange(n)
    band = Mesh(
        corners,
        np.tile(across, (4, 1)),
        np.concatenate([uv[rim], uv[following], uv[following], uv[rim]]),
        np.concatenate([np.stack([i, i + n, i + 2 * n], 1), np.stack([i, i + 2 * n, i + 3 * n], 1)]),
    )
    return joined([front, back, band])
