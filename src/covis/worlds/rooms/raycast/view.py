"""One standpoint at one time: what rays from it meet, and the light that comes along them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.projection import pixel_rays
from covis.tracks.tracks import LabelMap
from covis.worlds.rooms.raycast.embree import FAR_M, Hits, Tracer
from covis.worlds.rooms.raycast.layer import Layer, Sunlight, at_hits
from covis.worlds.rooms.raycast.light import along
from covis.worlds.rooms.raycast.mesh import Floats, turned
from covis.worlds.rooms.raycast.world import World

HORIZON = np.array([1.85, 1.9, 1.95], np.float32)  # exposed light: nearly white
ZENITH = np.array([0.75, 1.2, 1.9], np.float32)
GROUND = np.array([0.62, 0.72, 0.5], np.float32)
AT_ONCE = 32768  # rays whose colours are found together: their arrays fit into a processor's cache
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Met:
    """What n rays met.

    Attributes:
        still: Of the still world.
        moving: Of what moves, for the rays `some` only.
        some: Indices of the rays that meet something moving before anything still.
        thing: (n,) ids; 0 for floors, walls, ceilings and outdoors.
        along: (n,) float32 in lengths of the rays' directions; `FAR_M` outdoors.
    """

    still: Hits
    moving: Hits
    some: NDArray[np.int64]
    thing: LabelMap
    along: Floats

    def only(self, rows: NDArray[np.int64]) -> Met:
        """What these of the rays met."""
        number = np.full(len(self.along), -1, np.int64)
        number[rows] = np.arange(len(rows))
        kept = np.flatnonzero(number[self.some] >= 0)
        return Met(
            _some(self.still, rows),
            _some(self.moving, kept),
            number[self.some[kept]],
            self.thing[rows],
            self.along[rows],
        )


class View:
    """One standpoint at one time."""

    def __init__(self, world: World, place_m: NDArray[np.float64], time_s: float, radians_px: float) -> None:
        """Stand somewhere.

        Args:
            world: What can be seen.
            place_m: (3,) where the eye is.
            time_s: When.
            radians_px: How far apart neighbouring rays are.
        """
        self._world, self._time_s, self._radians_px = world, time_s, radians_px
        self._eye = place_m.astype(np.float32)

    def cast(self, toward: Floats) -> Met:
        """What rays, (n, 3), meet first, still or moving."""
        world = self._world
        still = world.tracer.first(self._from(len(toward)), toward)
        thing, distance = np.take(world.mesh.thing, still.face), still.along
        thing[still.face < 0] = 0
        none = np.zeros(0, np.int64)
        if not world.movers:
            return Met(still, _some(still, none), none, thing, distance)
        mesh, tracer = world.moved(self._time_s)
        rows = self._into(tracer, toward)
        hits = tracer.first(self._from(len(rows)), toward[rows])
        ahead = np.flatnonzero(hits.along < distance[rows])
        moving, rows = _some(hits, ahead), rows[ahead]
        thing[rows] = mesh.thing[moving.face]
        distance = distance.copy()
        distance[rows] = moving.along
        return Met(still, moving, rows, thing, distance)

    def light(self, toward: Floats, met: Met, careful: bool = True) -> Floats:
        """(n, 3) linear light that comes along rays; `careful` where each of them is a pixel's only one."""
        on = met.still.face >= 0
        on[met.some] = False
        rows, outside = np.flatnonzero(on), np.flatnonzero(met.along >= FAR_M)
        out = np.empty(toward.shape, np.float32)
        out[outside] = self._outdoors(toward[outside])
        still, world = self._world.still(self._time_s), self._world
        for k in range(0, len(rows), AT_ONCE):
            part = rows[k : k + AT_ONCE]
            out[part] = self._colors(still, _some(met.still, part), toward[part], careful)
        if len(met.some):
            out[met.some] = self._colors(world.moving(self._time_s), met.moving, toward[met.some], careful)
        return out

    def normals(self, met: Met) -> Floats:
        """(n, 3) of the faces met; 0 where none is."""
        world = self._world
        out = np.take(world.mesh.face_normals, met.still.face, axis=0)
        out[met.still.face < 0] = 0
        if len(met.some):
            out[met.some] = world.moved(self._time_s)[0].face_normals[met.moving.face]
        return out

    def _colors(self, layer: Layer, hits: Hits, toward: Floats, careful: bool) -> Floats:
        sun = self._sunlight(layer, hits, toward, careful)
        return layer.colors(hits, toward, self._radians_px, self._world.atlas, sun)

    def _sunlight(self, layer: Layer, hits: Hits, toward: Floats, careful: bool) -> Sunlight:
        """The sun's light where rays meet a mesh."""
        world, mesh = self._world, layer.mesh
        rows = np.flatnonzero(np.take(layer.sunny, hits.face))
        toward, hits = toward[rows], _some(hits, rows)
        normals = np.take(mesh.face_normals, hits.face, axis=0)
        normals *= -np.sign(np.einsum("ij,ij->i", normals, toward))[:, None]
        points = self._eye + toward * hits.along[:, None]
        movers = [world.moved(self._time_s)[1]] if world.movers else []
        if layer.sun is None:
            share = world.sun.seen(points, normals, [world.tracer, *movers], careful)
        else:
            share = layer.sun.share(hits)
            share[along(normals, world.sun.toward) < 0] = 0
            near = np.flatnonzero(share)
            for tracer in movers:
                near = near[world.sun.below(points[near], tracer)]
                share[near] *= world.sun.seen(points[near], normals[near], [tracer], careful)
        lit = np.flatnonzero(share)
        smooth = at_hits(mesh.normals, mesh, _some(hits, lit))
        share = share[lit] * np.minimum(np.abs(along(smooth, world.sun.toward)), 1)
        return Sunlight(rows[lit], share[:, None] * world.sun_color)

    def _outdoors(self, toward: Floats) -> Floats:
        """(n, 3) what is seen through a window: a bright sky above pale ground, whatever the exposure."""
        up = (toward[:, 2] / np.sqrt(np.einsum("ij,ij->i", toward, toward)))[:, None]
        above = HORIZON + (ZENITH - HORIZON) * np.clip(up * 1.6, 0, 1)
        below = HORIZON + (GROUND - HORIZON) * np.clip(-up * 6, 0, 1)
        return np.asarray(np.where(up > 0, above, below) / self._world.exposure, np.float32)

    def _into(self, tracer: Tracer, toward: Floats) -> NDArray[np.int64]:
        """Indices of the rays within the cone that holds all faces of a tracer."""
        axis, radius = tracer.middle_m - self._eye, tracer.radius_m
        distance = float(np.linalg.norm(axis))
        if distance <= radius:
            return np.arange(len(toward))
        cosine = np.float32(np.sqrt(1 - (radius / distance) ** 2) * distance)
        length = np.sqrt(np.einsum("ij,ij->i", toward, toward))
        return np.flatnonzero(along(toward, axis) > length * cosine)

    def _from(self, n: int) -> Floats:
        return np.repeat(self._eye[None], n, 0)


def rays(camera: Camera) -> Floats:
    """(H, W, 3) float32 the world directions of all pixels, with 1 m of depth."""
    ahead = _rays_ahead(tuple(camera.K.ravel().tolist()), camera.size_px)
    return turned(ahead.reshape(-1, 3), camera.T_world_from_cam[:3, :3]).reshape(ahead.shape)


@lru_cache(maxsize=4)
def _rays_ahead(intrinsics: tuple[float, ...], size_px: tuple[int, int]) -> Floats:
    """The same in the camera's own axes; frames of a shot share them."""
    return pixel_rays(Camera(np.reshape(intrinsics, (3, 3)), np.eye(4), size_px)).astype(np.float32)


def rays_through(camera: Camera, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> Floats:
    """(rows, columns, 3) float32 the same of these columns and rows only, inside the picture or not."""
    K = camera.K
    x, y = np.meshgrid(columns, rows)
    v = (y - K[1, 2]) / K[1, 1]
    u = (x - K[0, 2] - K[0, 1] * v) / K[0, 0]
    ahead = np.stack([u, v, np.ones_like(u)], -1).astype(np.float32)
    return turned(ahead.reshape(-1, 3), camera.T_world_from_cam[:3, :3]).reshape(ahead.shape)


def _some(hits: Hits, where: NDArray[np.int64]) -> Hits:
    return Hits(hits.face[where], hits.along[where], hits.u[where], hits.v[where])
