"""Boxes: with sharp edges, with rounded ones, and cushions."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.shapes.mesh import Mesh, Points, grid_faces, joined, smooth, unit
from covis.worlds.rooms.scene import Point

SIDES = (
    # Right, up and outward of each side; the material's u runs right, its v up.
    ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
)


RIGHT, UP, OUT = (np.array([side[k] for side in SIDES], float) for k in range(3))
CORNERS = (
    np.array(
        [
            [out + i * right + j * up for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            for right, up, out in zip(RIGHT, UP, OUT, strict=True)
        ]
    ).reshape(-1, 3)
    / 2
)
"""Corners of the sides of a cube of 1 m about the origin, four a side, counter-clockwise."""
NORMALS = np.repeat(OUT, 4, axis=0)
TANGENTS = [
    (int(np.abs(right).argmax()), int(np.abs(up).argmax())) for right, up in zip(RIGHT, UP, strict=True)
]
"""Which axes run right and up on each side."""
QUADS = np.concatenate([[[4 * k, 4 * k + 1, 4 * k + 2], [4 * k, 4 * k + 2, 4 * k + 3]] for k in range(6)])


def box(size_m: Point, at_m: Point = (0.0, 0.0, 0.0), along: bool = True) -> Mesh:
    """A box with sharp edges.

    Args:
        size_m: Its width, depth and height.
        at_m: The middle of its underside.
        along: Whether the material's u runs along its longest side, as the grain of a board does; else u is
            level on its sides.
    """
    w, d, h = size_m
    vertices = CORNERS * (w, d, h) + (at_m[0], at_m[1], at_m[2] + h / 2)
    uv = np.empty((24, 2))
    longest = size_m.index(max(size_m))
    for side, (i, j) in enumerate(TANGENTS):
        four = slice(4 * side, 4 * side + 4)
        if along and longest == j:
            uv[four, 0] = vertices[four, j] * UP[side, j]
            uv[four, 1] = -vertices[four, i] * RIGHT[side, i]
        else:
            uv[four, 0] = vertices[four, i] * RIGHT[side, i]
            uv[four, 1] = vertices[four, j] * UP[side, j]
    return Mesh(vertices, NORMALS, uv, QUADS)


def rounded_box(
    size_m: Point,
    radius_m: float,
    at_m: Point = (0.0, 0.0, 0.0),
    steps: int = 2,
    along: bool = True,
) -> Mesh:
    """A box with rounded edges, in 12 · (2 · steps + 1)² triangles.

    Args:
        size_m: Its width, depth and height.
        radius_m: Of its edges; at most half the shortest side.
        at_m: The middle of its underside.
        steps: Facets from an edge's middle to the flat side.
        along: As for `box`.
    """
    radius = min(radius_m, 0.4999 * min(size_m))
    bevel = radius * np.tan(np.linspace(np.pi / 4, 0, steps + 1))
    lines = [
        np.concatenate([-(side / 2 - radius) - bevel, (side / 2 - radius) + bevel[::-1]]) for side in size_m
    ]
    return _sides(size_m, at_m, lines, radius, along)


def cushion(size_m: Point, at_m: Point = (0.0, 0.0, 0.0), puff: float = 0.5, steps: int = 6) -> Mesh:
    """A cushion: a rounded box that is thicker in the middle than at its seams, in 12 · steps² triangles.

    Args:
        size_m: Its width, depth and height at the thickest.
        at_m: The middle of its underside.
        puff: The share of its height that the seam lacks.
        steps: Facets along each side.
    """
    ease = np.sin(np.linspace(-np.pi / 2, np.pi / 2, steps + 1)) / 2
    mesh = _sides(size_m, (0, 0, -size_m[2] / 2), [ease * side for side in size_m], 0.0, False)
    x, y, z = (mesh.vertices_m / (np.array(size_m) / 2)).T
    plump = (1 - puff) + puff * np.sqrt(np.clip((1 - np.abs(x) ** 3) * (1 - np.abs(y) ** 3), 0, 1))
    # The sides are drawn in between the corners, as filling pulls the cover.
    drawn = 0.05 * puff
    x, y = x * (1 - drawn * (1 - y**2)), y * (1 - drawn * (1 - x**2))
    points = np.stack([x, y, z * plump], 1) * (np.array(size_m) / 2)
    whole = Mesh(points, mesh.normals, mesh.uv_m, mesh.faces)
    return smooth(whole).moved(at_m[0], at_m[1], at_m[2] + size_m[2] / 2)


def _sides(size_m: Point, at_m: Point, lines: list[Points], radius_m: float, along: bool) -> Mesh:
    """The six sides of a box, each a grid at the given coordinates along x, y, z from its middle."""
    half = np.array(size_m) / 2
    centre = np.array(at_m) + np.array([0.0, 0.0, half[2]])
    longest = int(np.argmax(half))
    meshes = []
    for right, up, out in SIDES:
        i, j, k = (int(np.argmax(np.abs(axis))) for axis in (right, up, out))
        columns = lines[i] if right[i] > 0 else -lines[i][::-1]
        rows = lines[j] if up[j] > 0 else -lines[j][::-1]
        a, b = np.meshgrid(columns * right[i], rows * up[j])
        points = np.zeros((a.size, 3))
        points[:, i] = a.reshape(-1)
        points[:, j] = b.reshape(-1)
        points[:, k] = half[k] * out[k]
        inner = np.clip(points, -(half - radius_m), half - radius_m)
        normals = unit(points - inner) if radius_m else np.tile(np.array(out, float), (len(points), 1))
        vertices = inner + radius_m * normals if radius_m else points
        placed = points + centre
        uv = np.stack([placed @ np.array(right, float), placed @ np.array(up, float)], 1)
        if along and longest == j:
            uv = np.stack([uv[:, 1], -uv[:, 0]], 1)
        meshes.append(Mesh(vertices + centre, normals, uv, grid_faces(len(rows), len(columns))))
    return joined(meshes)
