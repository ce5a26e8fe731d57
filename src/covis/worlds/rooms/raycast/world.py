"""A scene made ready for rays: its meshes, its search trees and, when a picture is wanted, its light."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, partial
from typing import Generic, TypeVar

import numpy as np

from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.layer import Layer
from covis.worlds.rooms.raycast.light import Surroundings, lamp_light, light_of, sun_light
from covis.worlds.rooms.raycast.mesh import Floats, Mesh, materials_of, moved_mesh, still_mesh
from covis.worlds.rooms.raycast.probe import light_on
from covis.worlds.rooms.raycast.shade import left_of_light
from covis.worlds.rooms.raycast.sun import Sun, SunGrid
from covis.worlds.rooms.scene import Scene

WHITE = 0.9  # exposed light on half of all walls, floors and ceilings: what is white is just not burnt out
SUNNIEST = 3.8  # exposed light of the sun at most: a photographer's compromise, or all in it would be white
LIFT_M = 0.006
T = TypeVar("T")


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
                self._made.clear()
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

    def moved(self, time_s: float) -> tuple[Mesh, Tracer]:
        """What moves, where it is at a time."""
        return self._moved(time_s, lambda: _with_tracer(moved_mesh(self.movers, time_s, self._materials)))

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

    def still(self, time_s: float) -> Layer:
        """The still world in its light, as far as moving things leave it at a time."""
        return self._still(time_s if self.movers else 0.0, lambda: self._dimmed(time_s))

    def _dimmed(self, time_s: float) -> Layer:
        if not self.movers:
            return Layer(self.mesh, self.tracer, self._light, self._sunny.row >= 0, self._sunny)
        left = left_of_light(self.mesh, *self.moved(time_s))
        return Layer(self.mesh, self.tracer, self._light * left[:, None], self._sunny.row >= 0, self._sunny)

    def moving(self, time_s: float) -> Layer:
        """What moves, in the light of the still world."""
        return self._moving(time_s, lambda: self._lit(time_s))

    def _lit(self, time_s: float) -> Layer:
        mesh, tracer = self.moved(time_s)
        light = light_on(self.scene, self.movers, time_s, mesh, self._around)
        return Layer(mesh, tracer, light, self.sun.reached(mesh))

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
