"""The light that falls on every vertex: sun through windows, sky, lamps, and what comes back from the room.

Surfaces are matt, so their light is the same from everywhere and is found once a scene. The same directions
are used at every vertex, so shadows are smooth rather than grainy, and the same bytes come out every time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.mesh import Floats, Mesh
from covis.worlds.rooms.scene import Color, Light, Scene

DIRECTIONS = 32  # over the hemisphere, for what comes back from the room: it is dim and changes slowly
PANES = (5, 4)  # points of a window that shine, across and up: fewer show as stripes on the walls
SUN_RAYS = 4  # over the sun's disc, widened to 2.3 degrees: soft edges of patches of sun
SUN_SPREAD = 0.02
LAMP_RAYS = 3  # over a lamp of 0.6 m: soft shadows under tables
LAMP_HALF_M = 0.3
LAMP_BELOW_M = 0.35  # under the ceiling
LIFT_M = 0.006  # off the surface, and from its edges, before light is looked for
SKY = 4.2  # how much brighter the sky is than what its light leaves in a room
OUTSIDE_M = 0.1  # how far behind the wall's inner face the light of a window begins
BRIGHTEST_BOUNCE = 1.2  # a patch of sun counts no more than this, or it would show as blotches elsewhere
GROUND = 0.28  # of the sky's light comes back from the ground outdoors
BURIED = 0.7  # share of what is around a vertex that must be open, or it lies within another piece
EVENING = 3  # times that soft light is evened out
LATER_BOUNCES = 0.35  # share of the mean light in a room that arrives after more than one bounce
GOLDEN = np.pi * (3 - np.sqrt(5))


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The still world, as far as light needs it.

    Attributes:
        tracer: Of its faces.
        normals: (m, 3) float32 unit normals of its faces.
        albedo: (m, 3) float32 linear colour of its faces.
        direct: (m, 3) float32 light of sun and lamps at its faces.
        glow: (m,) float32 light of their own, as a share of their colour.
    """

    tracer: Tracer
    normals: Floats
    albedo: Floats
    direct: Floats
    glow: Floats


def light_of(scene: Scene, mesh: Mesh, around: Surroundings) -> Floats:
    """(n, 3) float32 linear light at the vertices of a mesh in the still world."""
    points = lifted(mesh)
    sharp = direct_light(scene, points, mesh.normals, around.tracer)
    soft = window_light(scene, points, mesh.normals, around.tracer)
    bounced, free = indirect_light(points, mesh.normals, around)
    soft += bounced
    return spread(mesh, sharp, soft, free)


def spread(mesh: Mesh, sharp: Floats, soft: Floats, free: Floats) -> Floats:
    """(n, 3) the light of vertices after soft light has been evened out along the edges of the mesh.

    Vertices that lie within another piece, as where a leg meets a seat, see nothing; they take the light of
    their neighbours, or they would show as dark stains.

    Args:
        mesh: The mesh.
        sharp: (n, 3) light that has sharp shadows.
        soft: (n, 3) light that has not.
        free: (n,) how much of what is around each vertex is open, 0..1.
    """
    a = mesh.faces.ravel()
    b = np.roll(mesh.faces, -1, 1).ravel()
    weight = np.clip((free - BURIED) / (1 - BURIED), 1e-6, 1).astype(np.float32)
    both = np.hstack([soft, sharp])
    for step in range(EVENING):
        total = both * weight[:, None]
        count = weight.copy()
        for one, other in ((a, b), (b, a)):
            share = weight[other]
            count += np.bincount(one, share, minlength=len(free)).astype(np.float32)
            for k in range(6):
                total[:, k] += np.bincount(one, both[other, k] * share, minlength=len(free))
        mean = total / count[:, None]
        both[:, :3] = mean[:, :3]
        buried = free < BURIED
        both[buried, 3:] = mean[buried, 3:]
        weight = np.maximum(weight, np.float32(1e-3) ** (EVENING - step))
    return both[:, :3] + both[:, 3:]


def lifted(mesh: Mesh) -> Floats:
    """(n, 3) the vertices, a little off the surface and away from its edges, where light can reach them."""
    corners = mesh.corners_m
    middles = corners.mean(1)
    sums = np.zeros((len(mesh.vertices_m), 4))
    for k in range(3):
        away = middles - corners[:, k]
        length = np.linalg.norm(away, axis=1, keepdims=True)
        step = away * np.minimum(1, LIFT_M / np.maximum(length, 1e-9))
        for axis in range(3):
            sums[:, axis] += np.bincount(mesh.faces[:, k], step[:, axis], minlength=len(sums))
        sums[:, 3] += np.bincount(mesh.faces[:, k], minlength=len(sums))
    inward = sums[:, :3] / np.maximum(sums[:, 3:], 1)
    return (mesh.vertices_m + inward + LIFT_M * mesh.normals).astype(np.float32)


def direct_light(scene: Scene, points_m: Floats, normals: Floats, tracer: Tracer) -> Floats:
    """(n, 3) light of the sun and of the lamps at points."""
    light = scene.light
    total = np.zeros((len(points_m), 3), np.float32)
    sun = np.array(light.sun_direction, np.float32)
    facing = normals @ sun > 0
    for aside in _disc(SUN_RAYS, sun) * SUN_SPREAD:
        toward = (sun + aside).astype(np.float32)
        toward /= np.linalg.norm(toward)
        seen = _unblocked(tracer, points_m[facing], np.repeat(toward[None], facing.sum(), 0))
        cosine = np.maximum(0, normals[facing] @ toward) * seen
        total[facing] += (cosine[:, None] * np.array(light.sun) / SUN_RAYS).astype(np.float32)
    for lamp in lamps_m(scene):
        _add_lamp(total, lamp, light.lamps, points_m, normals, tracer)
    return total


def lamps_m(scene: Scene) -> list[Floats]:
    """(3,) where the lamp of each room hangs."""
    found = []
    for room in scene.rooms:
        x0, y0, x1, y1 = room.box_m
        found.append(np.array([(x0 + x1) / 2, (y0 + y1) / 2, room.height_m - LAMP_BELOW_M], np.float32))
    return found


def _add_lamp(
    total: Floats, lamp_m: Floats, color: Color, points_m: Floats, normals: Floats, tracer: Tracer
) -> None:
    """Add the light of one lamp, in place: a small disc, falling off gently so that no spot burns out."""
    for aside in _disc(LAMP_RAYS, np.array([0, 0, 1.0])) * LAMP_HALF_M:
        toward = (lamp_m + aside).astype(np.float32) - points_m
        distance = np.linalg.norm(toward, axis=1)
        cosine = np.einsum("ij,ij->i", toward, normals) / np.maximum(distance, 1e-6)
        near = (cosine > 0) & (distance < 9)
        hits = tracer.first(points_m[near], toward[near])
        seen = hits.along >= 1 - 1e-3
        strength = cosine[near] * seen * 4 / (1 + distance[near] ** 2) / LAMP_RAYS
        total[near] += (strength[:, None] * np.array(color)).astype(np.float32)


def window_light(scene: Scene, points_m: Floats, normals: Floats, tracer: Tracer) -> Floats:
    """(n, 3) light of the sky that comes in through the windows, each taken as a grid of small lights."""
    total = np.zeros((len(points_m), 3), np.float32)
    color = np.array(scene.light.sky, np.float32) * SKY
    for centre, inward, area_m2 in panes(scene):
        toward = centre - points_m
        squared = np.einsum("ij,ij->i", toward, toward)
        distance = np.sqrt(squared)
        here = np.einsum("ij,ij->i", toward, normals) / np.maximum(distance, 1e-6)
        there = -(toward @ inward) / np.maximum(distance, 1e-6)
        near = (here > 0) & (there > 0) & (distance < 12)
        seen = ~tracer.blocked(points_m[near], toward[near])  # nothing is behind a window but the sky
        share = here[near] * there[near] * area_m2 / (np.pi * (squared[near] + area_m2))
        total[near] += (share * seen)[:, None] * color
    return total


def panes(scene: Scene) -> list[tuple[Floats, Floats, float]]:
    """Small lights that fill the windows: place, (3,); direction into the room, (3,); area, square metres."""
    found = []
    for room in scene.rooms:
        x0, y0, x1, y1 = room.box_m
        for o in room.openings:
            if o.leads_to >= 0 or o.bottom_m < 0.1:
                continue
            inward = {"south": (0, 1, 0), "north": (0, -1, 0), "west": (1, 0, 0), "east": (-1, 0, 0)}[o.wall]
            for across in (np.arange(PANES[0]) + 0.5) / PANES[0]:
                for up in (np.arange(PANES[1]) + 0.5) / PANES[1]:
                    along = o.centre_m + (across - 0.5) * o.width_m
                    z = o.bottom_m + up * (o.top_m - o.bottom_m)
                    x = {"west": x0 - OUTSIDE_M, "east": x1 + OUTSIDE_M}.get(o.wall, along)
                    y = {"south": y0 - OUTSIDE_M, "north": y1 + OUTSIDE_M}.get(o.wall, along)
                    area = o.width_m * (o.top_m - o.bottom_m) / (PANES[0] * PANES[1])
                    found.append((np.array([x, y, z], np.float32), np.array(inward, np.float32), area))
    return found


def indirect_light(points_m: Floats, normals: Floats, around: Surroundings) -> tuple[Floats, Floats]:
    """(n, 3) light that lit surfaces send back, and (n,) the share of what is around that is no inside."""
    mean = around.direct.mean(0) * LATER_BOUNCES
    direct = np.minimum(around.direct, BRIGHTEST_BOUNCE)
    back = (around.albedo * (direct + mean + around.glow[:, None] * 2)).astype(np.float32)
    total = np.zeros((len(points_m), 3), np.float32)
    free = np.zeros(len(points_m), np.float32)
    side, other = axes_across(normals)
    for x, y, z in hemisphere(DIRECTIONS):
        toward = x * side + y * other + z * normals
        hits = around.tracer.first(points_m, toward)
        face = hits.face
        # The back of a face is the inside of something; the sky has been counted window by window.
        front = np.einsum("ij,ij->i", np.take(around.normals, face, axis=0), toward) < 0
        total += np.take(back, face, axis=0) * ((face >= 0) & front)[:, None]
        free += (face < 0) | front
    return np.asarray(total / DIRECTIONS, np.float32), np.asarray(free / DIRECTIONS, np.float32)


def sky(light: Light, toward: Floats) -> Floats:
    """(n, 3) the light of the sky in directions; below the horizon that of the ground."""
    length = np.maximum(np.linalg.norm(toward, axis=1), 1e-9)
    up = toward[:, 2] / length
    color = np.array(light.sky, np.float32) * SKY
    rising = color * (1.25 - 0.45 * np.clip(up, 0, 1))[:, None]
    return np.where((up > 0)[:, None], rising, GROUND * color).astype(np.float32)


def _unblocked(tracer: Tracer, points_m: Floats, toward: Floats) -> NDArray[np.bool_]:
    return ~tracer.blocked(points_m, toward)


def _disc(n: int, axis: ArrayLike) -> NDArray[np.float64]:
    """(n, 3) points spread over the unit disc across an axis."""
    side, other = axes_across(np.asarray(axis, np.float32)[None])
    k = np.arange(n)
    r, turn = np.sqrt((k + 0.5) / n), k * GOLDEN
    return np.asarray((r * np.cos(turn))[:, None] * side + (r * np.sin(turn))[:, None] * other, np.float64)


def hemisphere(n: int) -> NDArray[np.float32]:
    """(n, 3) directions around z with the density of the cosine (Malley's method on a sunflower)."""
    k = np.arange(n)
    r, turn = np.sqrt((k + 0.5) / n), k * GOLDEN
    return np.stack([r * np.cos(turn), r * np.sin(turn), np.sqrt(1 - r**2)], 1).astype(np.float32)


def axes_across(normals: Floats) -> tuple[Floats, Floats]:
    """Two unit vectors across each normal, (n, 3) both."""
    flat = np.abs(normals[:, 2]) < 0.9
    helper = np.where(flat[:, None], np.array([0, 0, 1], np.float32), np.array([1, 0, 0], np.float32))
    side = np.cross(helper, normals)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    return side.astype(np.float32), np.cross(normals, side).astype(np.float32)
