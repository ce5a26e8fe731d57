"""How moving things darken what they come past."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.light import axes_across, hemisphere
from covis.worlds.rooms.raycast.mesh import Floats, Mesh

REACH_M = 0.4  # beyond this a small thing takes no light that anybody would miss
DIRECTIONS = 20  # over the hemisphere
LIFT_M = 0.003


def left_of_light(still: Mesh, moving: Mesh, tracer: Tracer) -> Floats:
    """(n,) float32 the share, 0..1, of their light that is left to the vertices of the still world.

    Args:
        still: The still world.
        moving: What moves, where it is now.
        tracer: Of its faces.
    """
    left = np.ones(len(still.vertices_m), np.float32)
    rows = _near(still, moving)
    normals = still.normals[rows]
    start = (still.vertices_m[rows] + np.float32(LIFT_M) * normals).astype(np.float32)
    side, other = axes_across(normals)
    total = np.zeros(len(rows), np.float32)
    for x, y, z in hemisphere(DIRECTIONS):
        toward = (x * side + y * other + z * normals).astype(np.float32)
        total += np.minimum(1, tracer.first(start, toward).along / np.float32(REACH_M))
    left[rows] = total / DIRECTIONS
    return left


def _near(still: Mesh, moving: Mesh) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Indices of the vertices of the still world within reach of any moving thing."""
    corners = moving.corners_m
    near = np.zeros(len(still.vertices_m), np.bool_)
    for thing in np.unique(moving.thing):
        own = corners[moving.thing == thing].reshape(-1, 3)
        low, high = own.min(0) - REACH_M, own.max(0) + REACH_M
        near |= ((still.vertices_m > low) & (still.vertices_m < high)).all(1)
    return np.flatnonzero(near)
