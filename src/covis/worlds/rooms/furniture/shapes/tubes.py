"""Tubes, rods and wires along a path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from covis.worlds.rooms.furniture.shapes.mesh import Mesh, Points, grid_faces, joined, unit


def tube(
    path_m: ArrayLike,
    radius_m: float | Sequence[float],
    sides: int = 8,
    closed: bool = False,
    flat: float = 1.0,
) -> Mesh:
    """A tube along a path.

    Args:
        path_m: (n, 3) points of its middle.
        radius_m: One for all or one for each point.
        sides: Facets around.
        closed: Whether the end joins the start, as in a ring.
        flat: Its thickness across the path's first sideways direction as a share of the other.
    """
    path = np.asarray(path_m, np.float64)
    if closed:
        path = np.concatenate([path, path[:1]])
    radius = np.broadcast_to(np.asarray(radius_m, np.float64), (len(path) - closed,))
    radius = np.concatenate([radius, radius[:1]]) if closed else radius
    ahead = _directions(path, closed)
    first, second = _sideways(ahead)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    c, s = np.cos(angle)[None, :, None], np.sin(angle)[None, :, None]
    across = first[:, None] * c + second[:, None] * s * flat
    vertices = path[:, None] + radius[:, None, None] * across
    outward = unit(first[:, None] * c * flat + second[:, None] * s)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    around = angle * float(radius.max())
    uv = np.stack(np.broadcast_arrays(length[:, None], around[None]), 2)
    skin = Mesh(
        vertices.reshape(-1, 3), outward.reshape(-1, 3), uv.reshape(-1, 2), grid_faces(len(path), sides + 1)
    )
    if closed:
        return skin
    ends = [
        _cap(vertices[i, :-1], path[i], ahead[i] * sign)
        for i, sign in ((0, -1.0), (-1, 1.0))
        if radius[i] > 0
    ]
    return joined([skin, *ends])


def arc(
    centre_m: ArrayLike, first_m: ArrayLike, second_m: ArrayLike, angles_rad: tuple[float, float], steps: int
) -> Points:
    """(steps + 1, 3) points on a piece of an ellipse: centre + cos · first + sin · second."""
    t = np.linspace(*angles_rad, steps + 1)[:, None]
    return np.asarray(
        np.asarray(centre_m) + np.cos(t) * np.asarray(first_m) + np.sin(t) * np.asarray(second_m), np.float64
    )


def bend(path_m: ArrayLike, radius_m: float, steps: int = 3) -> Points:
    """The path with its corners rounded."""
    path = np.asarray(path_m, np.float64)
    points = [path[:1]]
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        reach = [min(radius_m, 0.5 * float(np.linalg.norm(end - corner))) for end in (before, after)]
        a, b = (corner + r * unit(end - corner) for r, end in zip(reach, (before, after), strict=True))
        t = np.linspace(0, 1, steps + 1)[:, None]
        points.append((1 - t) ** 2 * a + 2 * t * (1 - t) * corner + t**2 * b)
    rounded = np.concatenate([*points, path[-1:]])
    # Where two bends meet, the end of one is the start of the next.
    apart = np.linalg.norm(np.diff(rounded, axis=0), axis=1) > 1e-6
    return np.asarray(rounded[np.concatenate([[True], apart])], np.float64)


def _directions(path: Points, closed: bool) -> Points:
    step = unit(np.diff(path, axis=0))
    if closed:
        around = np.concatenate([step[-1:], step, step[:1]])
        return unit(around[1:] + around[:-1])
    return unit(np.concatenate([step[:1], step[1:] + step[:-1], step[-1:]]))


def _sideways(ahead: Points) -> tuple[Points, Points]:
    """Two directions across the path at each point that turn no more than they must; (n, 3) each."""
    start = np.array([0.0, 0.0, 1.0]) if abs(ahead[0, 2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    firsts = []
    for direction in ahead:
        start = unit(start - direction * (start @ direction))
        firsts.append(start)
    first = np.stack(firsts)
    return first, np.cross(ahead, first)


def _cap(ring: Points, middle: Points, outward: Points) -> Mesh:
    """The flat end of a tube."""
    n = len(ring)
    vertices = np.concatenate([ring, middle[None]])
    i = np.arange(n)
    faces = np.stack([i, (i + 1) % n, np.full(n, n)], 1)
    a, b = ring[0] - middle, ring[1] - middle
    if np.cross(a, b) @ outward < 0:
        faces = faces[:, ::-1]
    first = unit(a)
    second = np.cross(outward, first)
    spread = vertices - middle
    return Mesh(vertices, np.tile(outward, (n + 1, 1)), np.stack([spread @ first, spread @ second], 1), faces)
