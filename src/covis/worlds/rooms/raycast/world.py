"""A scene made ready for rays: its meshes, its search trees and, when a picture is wanted, its light."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.layer import Layer
from covis.worlds.rooms.raycast.light import Surroundings, lamp_light, light_of, sun_light
from covis.worlds.rooms.raycast.mesh import Floats, Mesh, materials_of, moved_mesh, still_mesh
from covis.worlds.rooms.raycast.probe import light_on
from covis.worlds.rooms.raycast.shade import left_of_light
from covis.worlds.rooms.raycast.sun import Sun
from covis.worlds.rooms.scene import Scene

MIDDLE = 0.3  # exposed light of what is half way between the scene's dark and bright surfaces
SUNNIEST = 3.8  # exposed light of the sun at most: a photographer's compromise, or all in it would be white
LIFT_M = 0.006


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

    @lru_cache(maxsize=2)  # noqa: B019 - a world lives as long as its scene is rendered
    def moved(self, time_s: float) -> tuple[Mesh, Tracer]:
        """What moves, where it is at a time."""
        mesh = moved_mesh(self.movers, time_s, self._materials)
        return mesh, Tracer(mesh.corners_m)

    @lru_cache(maxsize=256)  # noqa: B019
    def alone(self, thing_id: int, time_s: float) -> tuple[Mesh, Tracer]:
        """One thing by itself, where it is at a time."""
        mesh = moved_mesh([self.scene.things[thing_id - 1]], time_s, self._materials)
        return mesh, Tracer(mesh.corners_m)

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
    def _sunny(self) -> NDArray[np.bool_]:
        return self.sun.lit(self.mesh, self.tracer)

    @lru_cache(maxsize=2)  # noqa: B019
    def still(self, time_s: float) -> Layer:
        """The still world in its light, as far as moving things leave it at a time."""
        if not self.movers:
            return Layer(self.mesh, self.tracer, self._light, self._sunny)
        left = left_of_light(self.mesh, *self.moved(time_s))
        return Layer(self.mesh, self.tracer, self._light * left[:, None], self._sunny)

    @lru_cache(maxsize=2)  # noqa: B019
    def moving(self, time_s: float) -> Layer:
        """What moves, in the light of the still world."""
        mesh, tracer = self.moved(time_s)
        light = light_on(self.scene, self.movers, time_s, mesh, self._around)
        return Layer(mesh, tracer, light, self.sun.reached(mesh))

    @cached_property
    def exposure(self) -> float:
        """So that surfaces of middling brightness come out in the middle, whatever the light."""
        mesh = self.mesh
        a, b, c = np.moveaxis(mesh.corners_m, 1, 0)
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        grey = (self._light[mesh.faces].mean(1) * self._around.albedo).mean(1)
        order = np.argsort(grey, kind="stable")
        half = int(np.searchsorted(np.cumsum(area[order]), area.sum() / 2))
        return MIDDLE / max(1e-4, float(grey[order[min(half, len(order) - 1)]]))

    @cached_property
    def sun_color(self) -> Floats:
        """(3,) linear light of the sun, held back where it would outshine all else."""
        color = np.array(self.scene.light.sun, np.float32)
        return color * np.float32(min(1.0, SUNNIEST / (self.exposure * max(1e-6, float(color.max())))))
