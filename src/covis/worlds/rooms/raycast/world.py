"""A scene made ready for rays: its meshes, its search trees and, when a picture is wanted, its light."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable
from functools import cached_property, partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.layer import Layer
from covis.worlds.rooms.raycast.light import Surroundings, lamp_light, light_of, sun_light
from covis.worlds.rooms.raycast.mesh import Floats, Ints, Mesh, materials_of, moved_mesh, still_mesh
from covis.worlds.rooms.raycast.probe import cubes, light_on
from covis.worlds.rooms.raycast.shade import Near, left_of_light
from covis.worlds.rooms.raycast.sun import Sun, SunGrid
from covis.worlds.rooms.scene import Material, Point, Scene, Thing

WHITE = 0.9  # exposed light on half of all walls, floors and ceilings: what is white is just not burnt out
SUNNIEST = 3.8  # exposed light of the sun at most: a photographer's compromise, or all in it would be white
LIFT_M = 0.006
CUBES_S = 0.2  # between times at which the light about moving things is found: it changes slowly
T = TypeVar("T")
Pose = tuple[Point, float]
"""A place and a yaw."""


class Latest(Generic[T]):
    """What was made last, by key. It holds nothing of its owner, whose memory is free at its end."""

    def __init__(self, most: int) -> None:
        """Keep no more than `most` at a time."""
        self._made: dict[Hashable, T] = {}
        self._most = most

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """What belongs to a key, made if it is not there."""
        if key not in self._made:
            made = make()
            if len(self._made) >= self._most:
                del self._made[next(iter(self._made))]
            self._made[key] = made
        return self._made[key]


class World:
    """What can be seen of one scene, at any time."""

    def __init__(self, scene: Scene) -> None:
        """Build the meshes; the light is found when it is first asked for.

        Raises:
            CovisError: If embreex is not installed or the scene names unknown kinds or textures.
        """
        self.scene = scene
        self.movers = tuple(t for t in scene.things if t.motion)
        self._materials = materials_of(scene)
        self.mesh = still_mesh(scene, self._materials)
        self.tracer = Tracer(self.mesh.corners_m)
        self._moved = Latest[tuple[Mesh, Tracer]](1)
        self._alone = Latest[tuple[Mesh, Tracer]](128)
        self._still, self._moving = Latest[Layer](1), Latest[Layer](1)
        self._left, self._cubes_at = Latest[Floats](2), Latest[Floats](2)

    def poses(self, time_s: float) -> tuple[Pose, ...]:
        """Where each thing that moves is at a time, and its yaw. While none moves, nothing is made anew."""
        return tuple(placed_at(thing, time_s) for thing in self.movers)

    def changed(self, before_s: float, now_s: float) -> list[Box]:
        """The spaces that look-alikes fill at one of two times only."""
        before, now = (
            Counter((_look(thing), pose) for thing, pose in zip(self.movers, self.poses(time_s), strict=True))
            for time_s in (before_s, now_s)
        )
        return [
            Box(x, y, w, d, yaw, z, z + h)
            for ((_, (w, d, h), *_), ((x, y, z), yaw)) in [*(before - now), *(now - before)]
        ]

    def moved(self, time_s: float) -> tuple[Mesh, Tracer]:
        """What moves, where it is at a time."""
        make = partial(moved_mesh, self.movers, time_s, self._materials)
        return self._moved(self.poses(time_s), lambda: _with_tracer(make()))

    def alone(self, thing_id: int, time_s: float) -> tuple[Mesh, Tracer]:
        """One thing by itself, where it is at a time."""
        thing = self.scene.things[thing_id - 1]
        time_s = time_s if thing.motion else 0.0
        make = partial(moved_mesh, [thing], time_s, self._materials)
        return self._alone((thing_id, time_s), lambda: _with_tracer(make()))

    @cached_property
    def atlas(self) -> Atlas:
        """The tiles of all materials."""
        return Atlas(self._materials)

    @cached_property
    def sun(self) -> Sun:
        """Where the sun can shine in."""
        return Sun.of(self.scene)

    @cached_property
    def _around(self) -> Surroundings:
        """The still world with the light of sun and lamps, found at the middle of every face."""
        mesh, normals = self.mesh, self.mesh.face_normals
        middles = (mesh.corners_m.mean(1) + np.float32(LIFT_M) * normals).astype(np.float32)
        direct = lamp_light(self.scene, middles, normals, self.tracer)
        direct += sun_light(self.scene.light, middles, normals, self.tracer)
        glow = self.atlas.glow[mesh.material]
        return Surroundings(self.tracer, normals, self.atlas.mean[mesh.material], direct, glow)

    @cached_property
    def _light(self) -> Floats:
        """(n, 3) at the vertices of the still world, without the sun's and with nothing that moves about."""
        return light_of(self.scene, self.mesh, self._around)

    @cached_property
    def _sunny(self) -> SunGrid:
        return self.sun.on_grid(self.mesh, self.tracer)

    @property
    def sunny(self) -> NDArray[np.bool_]:
        """(m,) the faces of the still world that the sun reaches."""
        return self._sunny.row >= 0

    def left(self, time_s: float) -> Floats:
        """(n,) the share of their light that things which move leave to the vertices of the still world."""
        make = partial(left_of_light, self.mesh, self._near)
        return self._left(self.poses(time_s), lambda: make(*self.moved(time_s)))

    def faces_of(self, vertices: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(m,) the faces of the still world with a corner among these vertices, (n,)."""
        a, b, c = self._corners
        return np.asarray(np.take(vertices, a) | np.take(vertices, b) | np.take(vertices, c), np.bool_)

    @cached_property
    def _corners(self) -> tuple[Ints, Ints, Ints]:
        a, b, c = (np.ascontiguousarray(column) for column in self.mesh.faces.T)
        return a, b, c

    @cached_property
    def _near(self) -> Near:
        return Near(self.mesh.vertices_m)

    def still(self, time_s: float) -> Layer:
        """The still world in its light, as far as moving things leave it at a time."""
        return self._still(self.poses(time_s), lambda: self._dimmed(time_s))

    def _dimmed(self, time_s: float) -> Layer:
        light = self._light * self.left(time_s)[:, None] if self.movers else self._light
        return Layer(self.mesh, self.tracer, light, self.sunny, self._sunny)

    def moving(self, time_s: float) -> Layer:
        """What moves, in the light of the still world."""
        return self._moving((time_s, self.poses(time_s)), lambda: self._lit(time_s))

    def _lit(self, time_s: float) -> Layer:
        mesh, tracer = self.moved(time_s)
        light = light_on(self.movers, self._cubes(time_s), mesh)
        return Layer(mesh, tracer, light, self.sun.reached(mesh))

    def _cubes(self, time_s: float) -> Floats:
        """(movers, 6, 3) the light about each thing that moves, mixed from that at two even times."""
        step = math.floor(time_s / CUBES_S)
        share = np.float32(time_s / CUBES_S - step)
        one, other = (self._cubes_at(step + k, partial(self._found_cubes, step + k)) for k in (0, 1))
        return np.asarray(one + share * (other - one), np.float32)

    def _found_cubes(self, step: int) -> Floats:
        return cubes(self.scene, self.movers, step * CUBES_S, self._around)

    @cached_property
    def exposure(self) -> float:
        """So that white walls come out white and dark ones dark, whatever the light."""
        mesh = self.mesh
        walls = np.flatnonzero(mesh.thing == 0)  # the insides of furniture say nothing about the room's light
        a, b, c = np.moveaxis(mesh.corners_m[walls], 1, 0)
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        grey = self._light[mesh.faces[walls]].mean((1, 2))
        order = np.argsort(grey, kind="stable")
        half = int(np.searchsorted(np.cumsum(area[order]), area.sum() / 2))
        return WHITE / max(1e-4, float(grey[order[min(half, len(order) - 1)]]))

    @cached_property
    def sun_color(self) -> Floats:
        """(3,) linear light of the sun, held back where it would outshine all else."""
        color = np.array(self.scene.light.sun, np.float32)
        return color * np.float32(min(1.0, SUNNIEST / (self.exposure * max(1e-6, float(color.max())))))


def _with_tracer(mesh: Mesh) -> tuple[Mesh, Tracer]:
    return mesh, Tracer(mesh.corners_m)


def _look(thing: Thing) -> tuple[str, Point, tuple[Material, ...], int]:
    """What look-alikes have in common."""
    return thing.kind, thing.size_m, thing.materials, thing.shape_seed
