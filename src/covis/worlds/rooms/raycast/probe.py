"""The light on what moves, from that of the still world about it.

Around the middle of a moving thing the light is found from six sides; a surface takes its share of each by
where it faces (the ambient cube of McTaggart, Half-Life 2 / Valve Source Shading, 2004), less what the thing
itself keeps off.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.light import (
    DIRECTIONS,
    Surroundings,
    axes_across,
    hemisphere,
    indirect_light,
    lamp_light,
    window_light,
)
from covis.worlds.rooms.raycast.mesh import Floats, Mesh, finer_parts
from covis.worlds.rooms.scene import Point, Scene, Thing

SIDES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], np.float32)
OWN_DIRECTIONS = 24  # in which a thing may be in its own way
OWN_REACH = 0.6  # in largest sides of the thing: what is farther away keeps off nothing
DARKEST = 0.25  # share of the light that reaches even the deepest fold


def light_on(things: Sequence[Thing], cubes: Floats, mesh: Mesh) -> Floats:
    """(n, 3) float32 linear light, without that of the sun, at the vertices of the mesh of moving things.

    Args:
        things: Of the mesh, in its order.
        cubes: (things, 6, 3) the light that comes from the six sides to each.
        mesh: Of all of them.
    """
    if not things:
        return np.zeros((0, 3), np.float32)
    open_shares = [own_openness(t.kind, t.size_m, t.shape_seed) for t in things]
    which = np.repeat(np.arange(len(things)), [len(o) for o in open_shares])
    squared = mesh.normals**2
    total = np.zeros((len(mesh.vertices_m), 3), np.float32)
    for axis in range(3):
        side = 2 * axis + (mesh.normals[:, axis] < 0)
        total += squared[:, axis, None] * cubes[which, side]
    return total * np.concatenate(open_shares)[:, None]


def cubes(scene: Scene, things: Sequence[Thing], time_s: float, around: Surroundings) -> Floats:
    """(things, 6, 3) the light that comes from the six sides to each thing at a time."""
    places = []
    for thing in things:
        (x, y, z), _ = placed_at(thing, time_s)
        width, depth, height = thing.size_m
        half = np.array([max(width, depth), max(width, depth), height], np.float32) / 2
        places.append(np.array([x, y, z + height / 2], np.float32) + SIDES * half * np.float32(0.95))
    points = np.concatenate(places).astype(np.float32)
    normals = np.tile(SIDES, (len(things), 1))
    bounced, _ = indirect_light(points, normals, around, DIRECTIONS)
    light = lamp_light(scene, points, normals, around.tracer)
    light += window_light(scene, points, normals, around.tracer) + bounced
    return light.reshape(len(things), 6, 3)


@lru_cache(maxsize=64)
def own_openness(kind: str, size_m: Point, shape_seed: int) -> Floats:
    """(n,) how much of the light about a thing reaches each of its vertices past itself and its ground."""
    parts = finer_parts(kind, size_m, shape_seed)
    points = np.concatenate([p.vertices_m for p in parts])
    normals = np.concatenate([p.normals for p in parts])
    tracer = Tracer(np.concatenate([p.vertices_m[p.faces] for p in parts]))
    reach = np.float32(OWN_REACH * max(size_m))
    start = (points + 0.02 * max(size_m) * normals).astype(np.float32)
    side, other = axes_across(normals)
    total = np.zeros(len(points), np.float32)
    for x, y, z in hemisphere(OWN_DIRECTIONS):
        toward = (x * side + y * other + z * normals).astype(np.float32)
        away = tracer.first(start, toward).along
        down = np.minimum(toward[:, 2], -1e-6)
        away = np.minimum(away, np.maximum(0, -start[:, 2] / down))
        total += np.minimum(1, away / reach)
    return np.asarray(DARKEST + (1 - DARKEST) * total / OWN_DIRECTIONS, np.float32)
