"""The shadows that moving things throw on the still world."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.layer import Layer
from covis.worlds.rooms.raycast.light import axes_across, hemisphere
from covis.worlds.rooms.raycast.mesh import Floats
from covis.worlds.rooms.scene import Light

REACH_M = 0.6  # beyond this a small thing takes no diffuse light that anybody would miss
DIRECTIONS = 16  # over the hemisphere
SUN_SHARE = 0.6  # of the light in a patch of sun that comes from the sun itself


def shaded(light: Light, moving: Layer, still: Tracer, points_m: Floats, normals: Floats) -> Floats:
    """(n, 1) float32: what is left, 0..1, of the still world's light at points beside moving things.

    Args:
        light: Where the sun stands.
        moving: What moves, where it is now.
        still: The still world.
        points_m: (n, 3) on the still world.
        normals: (n, 3) of its surfaces there.
    """
    left = np.ones((len(points_m), 1), np.float32)
    if not len(moving.mesh.vertices_m):
        return left
    low, high = moving.mesh.vertices_m.min(0) - REACH_M, moving.mesh.vertices_m.max(0) + REACH_M
    near = ((points_m > low) & (points_m < high)).all(1)
    start = (points_m[near] + 0.004 * normals[near]).astype(np.float32)
    side, other = axes_across(normals[near])
    open_share = np.zeros(len(start), np.float32)
    for x, y, z in hemisphere(DIRECTIONS):
        toward = (x * side + y * other + z * normals[near]).astype(np.float32)
        met = moving.tracer.first(start, toward).along
        open_share += np.minimum(1, met / REACH_M) / DIRECTIONS
    left[near, 0] = open_share
    left[_out_of_the_sun(light, moving, still, points_m, normals)] *= 1 - SUN_SHARE
    return left


def _out_of_the_sun(
    light: Light, moving: Layer, still: Tracer, points_m: Floats, normals: Floats
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(n,): points on which the sun would shine if nothing moved there."""
    sun = np.array(light.sun_direction, np.float32)
    out = np.zeros(len(points_m), np.bool_)
    facing = np.flatnonzero(normals @ sun > 0)
    start = (points_m[facing] + 0.004 * normals[facing]).astype(np.float32)
    behind = moving.tracer.blocked(start, np.repeat(sun[None], len(start), 0))
    start, facing = start[behind], facing[behind]
    out[facing[~still.blocked(start, np.repeat(sun[None], len(start), 0))]] = True
    return out
