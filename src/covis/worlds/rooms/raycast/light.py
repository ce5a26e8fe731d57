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
from covis.worlds.rooms.scene import Light, Opening, Room, Scene

DIRECTIONS = 32  # over the hemisphere, for what comes back from the room: it is dim and changes slowly
FEWER = 24  # the same for things: on what is small and rounded nobody sees the steps
PANES = (5, 4)  # points of a window that shine, across and up: fewer show as stripes on the walls
PANES_BEYOND = (2, 2)  # the same for what is seen from another room, dimly
WINDOW_REACH_M = 12
LAMP_REACH_M = 9
INWARD = {"south": (0, 1, 0), "north": (0, -1, 0), "west": (1, 0, 0), "east": (-1, 0, 0)}
LAMP_RAYS = 4  # over a lamp of 0.6 m: soft shadows under tables
LAMP_HALF_M = 0.3
LAMP_BELOW_M = 0.35  # under the ceiling
LOWEST_LAMP_M = 1.2
ALL_BUT_THE_END = 0.999  # of the way to a light
LIFT_M = 0.006  # off the surface, and from its edges, before light is looked for
SKY = 4.2  # how much brighter the sky is than what its light leaves in a room
OUTSIDE_M = 0.1  # how far behind the wall's inner face the light of a window begins
BRIGHTEST_BOUNCE = 1.2  # a patch of sun counts no more than this, or it would show as blotches elsewhere
COVERED_M = 0.04  # a vertex with something so close before it is covered, and counts as buried
BURIED = 0.7  # share of what is around a vertex that must be open, or it lies within another piece
RINGS = 12  # from its rim to the middle of the largest patch of wall that is filled in
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
    """(n, 3) float32 linear light at the vertices of a mesh in the still world, without that of the sun."""
    points = lifted(mesh)
    light = lamp_light(scene, points, mesh.normals, around.tracer)
    light += window_light(scene, points, mesh.normals, around.tracer)
    free = np.empty(len(points), np.float32)
    shell = np.zeros(len(points), np.bool_)
    shell[mesh.faces[mesh.thing == 0]] = True
    for rows, directions in ((np.flatnonzero(shell), DIRECTIONS), (np.flatnonzero(~shell), FEWER)):
        bounced, open_share = indirect_light(points[rows], mesh.normals[rows], around, directions)
        light[rows] += bounced
        free[rows] = open_share
    return evened(mesh, light, free)


def evened(mesh: Mesh, light: Floats, free: Floats) -> Floats:
    """(n, 3) the light of vertices, evened out along the edges of the mesh.

    Vertices that lie within another piece, as where a leg meets a seat, see nothing; they take the light of
    their neighbours, or they would show as dark stains.

    Args:
        mesh: The mesh.
        light: (n, 3) at its vertices.
        free: (n,) how much of what is around each vertex is open, 0..1.
    """
    same = welded(mesh)
    faces = same[mesh.faces]
    a, b = faces.ravel(), np.roll(faces, -1, 1).ravel()
    shared = np.bincount(same, minlength=len(free)).clip(1)
    free = (np.bincount(same, free, minlength=len(free)) / shared).astype(np.float32)
    light = np.stack([np.bincount(same, c, minlength=len(free)) / shared for c in light.T], 1)
    light = light.astype(np.float32)
    light = _filled(light, free >= BURIED, a, b)
    weight = np.clip((free - BURIED) / (1 - BURIED), 0.02, 1).astype(np.float32)
    for _ in range(EVENING):
        total, count = light * weight[:, None], weight.copy()
        for one, other in ((a, b), (b, a)):
            share = weight[other]
            count += np.bincount(one, share, minlength=len(free)).astype(np.float32)
            for k in range(3):
                total[:, k] += np.bincount(one, light[other, k] * share, minlength=len(free))
        light = total / count[:, None]
    return np.asarray(light[same], np.float32)


def _filled(light: Floats, known: NDArray[np.bool_], a: NDArray[np.int64], b: NDArray[np.int64]) -> Floats:
    """(n, 3) with the light of vertices that see nothing taken from their neighbours, ring by ring inwards.

    Args:
        light: (n, 3).
        known: (n,) whether a vertex has light of its own.
        a: (e,) the one end of every edge.
        b: (e,) the other.
    """
    light, known = light.copy(), known.copy()
    for _ in range(RINGS):
        count = np.zeros(len(light))
        total = np.zeros_like(light, np.float64)
        for one, other in ((a, b), (b, a)):
            use = ~known[one] & known[other]
            count += np.bincount(one[use], minlength=len(light))
            for k in range(3):
                total[:, k] += np.bincount(one[use], light[other[use], k], minlength=len(light))
        new = count > 0
        if not new.any():
            break
        light[new] = (total[new] / count[new, None]).astype(np.float32)
        known |= new
    return light


def welded(mesh: Mesh) -> NDArray[np.int64]:
    """(n,) for each vertex the first that lies in the same place of a room's surface, or else itself.

    A wall around a window is made of several pieces; without this the light would change between them.
    """
    same = np.arange(len(mesh.vertices_m))
    rows = np.unique(mesh.faces[mesh.thing == 0])
    columns = [mesh.vertices_m[rows] * 1000, mesh.normals[rows] * 10]
    key = np.rint(np.hstack(columns)).astype(np.int64) + np.array([2**17, 2**17, 1000, 16, 16, 16])
    packed = np.zeros(len(rows), np.int64)
    for column, bits in zip(key.T, (18, 18, 13, 5, 5, 5), strict=True):
        packed = (packed << bits) + column
    _, first, group = np.unique(packed, return_index=True, return_inverse=True)
    same[rows] = rows[first[group]]
    return same


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


def sun_light(light: Light, points_m: Floats, normals: Floats, tracer: Tracer) -> Floats:
    """(n, 3) light of the middle of the sun at points."""
    sun = np.array(light.sun_direction, np.float32)
    cosine = np.maximum(0, along(normals, sun))
    facing = np.flatnonzero(cosine)
    hidden = tracer.blocked(points_m[facing], np.repeat(sun[None], len(facing), 0))
    cosine[facing[hidden]] = 0
    return cosine[:, None] * np.array(light.sun, np.float32)


def lamp_light(scene: Scene, points_m: Floats, normals: Floats, tracer: Tracer) -> Floats:
    """(n, 3) light of the lamps at points: small discs, falling off gently so that nothing burns out."""
    total = np.zeros((len(points_m), 3), np.float32)
    place = room_of(scene, points_m)
    for room, lamp_m in enumerate(lamps_m(scene)):
        for k, aside in enumerate(disc(LAMP_RAYS, (0, 0, 1.0)) * LAMP_HALF_M):
            # Through a passage the middle of the lamp will do.
            rows = np.flatnonzero(place == room) if k else np.arange(len(points_m))
            toward = (lamp_m + (aside if len(rows) < len(place) else 0)).astype(np.float32) - points_m[rows]
            distance = np.sqrt(np.einsum("ij,ij->i", toward, toward))
            cosine = np.einsum("ij,ij->i", toward, normals[rows]) / np.maximum(distance, 1e-6)
            near = (cosine > 0) & (distance < LAMP_REACH_M)
            rows, toward, distance, cosine = rows[near], toward[near], distance[near], cosine[near]
            seen = ~tracer.blocked(points_m[rows], toward, ALL_BUT_THE_END)
            parts = np.where(place[rows] == room, 1 / LAMP_RAYS, 1)
            strength = cosine * seen * parts * 4 / (1 + distance**2)
            total[rows] += strength[:, None].astype(np.float32) * np.array(scene.light.lamps, np.float32)
    return total


def lamps_m(scene: Scene) -> list[Floats]:
    """(3,) where the lamp of each room hangs."""
    found = []
    for room in scene.rooms:
        x0, y0, x1, y1 = room.box_m
        x, y, z = (x0 + x1) / 2, (y0 + y1) / 2, room.height_m - LAMP_BELOW_M
        for thing in scene.things:  # a lamp's own shade must not stand in its light
            reach = max(thing.size_m[:2]) / 2 + LAMP_HALF_M
            beside = max(abs(thing.position_m[0] - x), abs(thing.position_m[1] - y))
            if beside < reach and thing.position_m[2] > LOWEST_LAMP_M:
                z = min(z, thing.position_m[2] - 0.05)
        found.append(np.array([x, y, z], np.float32))
    return found


def room_of(scene: Scene, points_m: Floats) -> NDArray[np.int32]:
    """(n,) the index of the room that each point lies in or nearest to."""
    best = np.zeros(len(points_m), np.int32)
    least = np.full(len(points_m), np.inf, np.float32)
    for k, room in enumerate(scene.rooms):
        x0, y0, x1, y1 = room.box_m
        aside = np.maximum(np.maximum(x0 - points_m[:, 0], points_m[:, 0] - x1), 0)
        away = aside + np.maximum(np.maximum(y0 - points_m[:, 1], points_m[:, 1] - y1), 0)
        nearer = away < least
        best[nearer], least[nearer] = k, away[nearer]
    return best


def window_light(scene: Scene, points_m: Floats, normals: Floats, tracer: Tracer) -> Floats:
    """(n, 3) light of the sky that comes in through the windows, each taken as a grid of small lights."""
    total = np.zeros((len(points_m), 3), np.float32)
    place = room_of(scene, points_m)
    for k, room in enumerate(scene.rooms):
        for window in (o for o in room.openings if o.leads_to < 0 and o.bottom_m > 0.1):
            for where, grid in ((place == k, PANES), (place != k, PANES_BEYOND)):
                rows = np.flatnonzero(where)
                if len(rows):
                    shares = _window_share(room, window, grid, points_m[rows], normals[rows], tracer)
                    total[rows] += shares[:, None] * np.array(scene.light.sky, np.float32) * np.float32(SKY)
    return total


def _window_share(
    room: Room, window: Opening, grid: tuple[int, int], points_m: Floats, normals: Floats, tracer: Tracer
) -> Floats:
    """(n,) the share of what falls on points that comes from one window."""
    total = np.zeros(len(points_m), np.float32)
    inward = np.array(INWARD[window.wall], np.float32)
    area_m2 = window.width_m * (window.top_m - window.bottom_m) / (grid[0] * grid[1])
    for centre in _panes(room, window, grid):
        toward = centre - points_m
        squared = np.einsum("ij,ij->i", toward, toward)
        here = np.einsum("ij,ij->i", toward, normals)
        there = -along(toward, inward)
        rows = np.flatnonzero((here > 0) & (there > 0) & (squared < WINDOW_REACH_M**2))
        seen = ~tracer.blocked(points_m[rows], toward[rows], ALL_BUT_THE_END)
        rows, far = rows[seen], squared[rows[seen]]
        total[rows] += here[rows] * there[rows] * np.float32(area_m2 / np.pi) / (far * (far + area_m2))
    return total


def _panes(room: Room, window: Opening, grid: tuple[int, int]) -> Floats:
    """(n, 3) middles of the small lights that fill a window."""
    x0, y0, x1, y1 = room.box_m
    across, up = (a.ravel() for a in np.meshgrid(*((np.arange(n) + 0.5) / n for n in grid)))
    side = window.centre_m + (across - 0.5) * window.width_m
    x = np.full_like(side, x0 - OUTSIDE_M if window.wall == "west" else x1 + OUTSIDE_M)
    y = np.full_like(side, y0 - OUTSIDE_M if window.wall == "south" else y1 + OUTSIDE_M)
    x, y = (side, y) if window.wall in ("south", "north") else (x, side)
    return np.stack([x, y, window.bottom_m + up * (window.top_m - window.bottom_m)], 1).astype(np.float32)


def indirect_light(
    points_m: Floats, normals: Floats, around: Surroundings, directions: int
) -> tuple[Floats, Floats]:
    """(n, 3) light that lit surfaces send back, and (n,) the share of what is around that is no inside."""
    mean = around.direct.mean(0) * LATER_BOUNCES
    direct = np.minimum(around.direct, BRIGHTEST_BOUNCE)
    back = (around.albedo * (direct + mean + around.glow[:, None] * 2)).astype(np.float32)
    total = np.zeros((len(points_m), 3), np.float32)
    free = np.zeros(len(points_m), np.float32)
    side, other = axes_across(normals)
    for x, y, z in hemisphere(directions):
        toward = x * side + y * other + z * normals
        hits = around.tracer.first(points_m, toward)
        face = hits.face
        # The back of a face is the inside of something; the sky has been counted window by window.
        front = np.einsum("ij,ij->i", np.take(around.normals, face, axis=0), toward) < 0
        total += np.take(back, face, axis=0) * ((face >= 0) & front)[:, None]
        free += (face < 0) | front
    # Nobody sees the wall behind a picture, but its dark would spread to what is seen beside the picture.
    free[around.tracer.first(points_m, normals).along < COVERED_M] = 0
    return np.asarray(total / directions, np.float32), np.asarray(free / directions, np.float32)


def along(rows: Floats, direction: Floats) -> Floats:
    """(n,) how far each row, (n, 3), reaches along a direction."""
    x, y, z = direction
    return np.asarray(rows[:, 0] * x + rows[:, 1] * y + rows[:, 2] * z, np.float32)


def disc(n: int, axis: ArrayLike) -> Floats:
    """(n, 3) points spread over the unit disc across an axis (a sunflower's seeds)."""
    k = np.arange(n)
    return _across(np.sqrt((k + 0.5) / n), k * GOLDEN, axis)


def ring(n: int, axis: ArrayLike) -> Floats:
    """(n, 3) points spread over the unit circle across an axis."""
    return _across(np.ones(n), np.arange(n) * 2 * np.pi / n, axis)


def _across(r: NDArray[np.float64], turn: NDArray[np.float64], axis: ArrayLike) -> Floats:
    side, other = axes_across(np.asarray(axis, np.float32)[None])
    return np.asarray((r * np.cos(turn))[:, None] * side + (r * np.sin(turn))[:, None] * other, np.float32)


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
