"""How moving things darken what they come past."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.light import axes_across, hemisphere
from covis.worlds.rooms.raycast.mesh import Floats, Mesh

REACH_M = 0.4  # beyond this a small thing takes no light that anybody would miss
DIRECTIONS = 20  # over the hemisphere
LIFT_M = 0.003


class Near:
    """Finds the points that lie within upright boxes, in the order in which they are stored."""

    def __init__(self, points_m: Floats) -> None:
        """Sort points, (n, 3)."""
        self._order = np.argsort(points_m[:, 0], kind="stable")
        self._points = points_m[self._order]

    def within(self, low_m: Floats, high_m: Floats) -> NDArray[np.int64]:
        """Indices of the points between two corners, (3,) each."""
        first, last = np.searchsorted(self._points[:, 0], [low_m[0], high_m[0]])
        some = self._points[first:last]
        inside = np.flatnonzero(((some[:, 1:] > low_m[1:]) & (some[:, 1:] < high_m[1:])).all(1))
        return np.asarray(self._order[first:last][inside], np.int64)


def left_of_light(still: Mesh, near: Near, moving: Mesh, tracer: Tracer) -> Floats:
    """(n,) float32 the share, 0..1, of their light that is left to the vertices of the still world.

    Args:
        still: The still world.
        near: Its vertices.
        moving: What moves, where it is now.
        tracer: Of its faces.
    """
    left = np.ones(len(still.vertices_m), np.float32)
    rows = _within_reach(near, moving)
    normals = still.normals[rows]
    start = (still.vertices_m[rows] + np.float32(LIFT_M) * normals).astype(np.float32)
    side, other = axes_across(normals)
    total = np.zeros(len(rows), np.float32)
    for x, y, z in hemisphere(DIRECTIONS):
        toward = (x * side + y * other + z * normals).astype(np.float32)
        total += np.minimum(1, tracer.first(start, toward).along / np.float32(REACH_M))
    left[rows] = total / DIRECTIONS
    return left


def _within_reach(near: Near, moving: Mesh) -> NDArray[np.int64]:
    """Indices of the vertices of the still world within reach of any moving thing."""
    found = [np.zeros(0, np.int64)]
    for thing in np.unique(moving.thing):
        own = moving.vertices_m[moving.faces[moving.thing == thing].ravel()]
        found.append(near.within(own.min(0) - REACH_M, own.max(0) + REACH_M))
    return np.unique(np.concatenate(found))
