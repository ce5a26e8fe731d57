"""Pictures, depth and ids of a scene by casting rays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.projection import pixel_rays
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import FAR_M, Hits, Tracer
from covis.worlds.rooms.raycast.layer import Layer, face_normals
from covis.worlds.rooms.raycast.light import Surroundings, direct_light, light_of
from covis.worlds.rooms.raycast.mesh import Floats, materials_of, moved_mesh, still_mesh
from covis.worlds.rooms.raycast.panorama import Cylinder, cylinder_of
from covis.worlds.rooms.raycast.shade import shaded
from covis.worlds.rooms.raycast.tone import developed
from covis.worlds.rooms.scene import Point, Scene

HORIZON = np.array([1.15, 1.2, 1.25])  # exposed light: nearly white
ZENITH = np.array([0.5, 0.78, 1.2])
GROUND = np.array([0.42, 0.5, 0.36])
MIDDLE = 0.3  # exposed light of what is half way between the scene's dark and bright surfaces
FRAMES_OF_A_TURN = 12  # from which painting all around costs less than painting every frame
BAND = 64  # rows of a turn painted at once: keeps memory small
CREASE = 0.9  # cosine between neighbours' normals below which an outline is smoothed
STEP = 0.03  # relative jump in depth between neighbours above which an outline is smoothed
SUBPIXELS = np.array([[-0.125, -0.375], [0.375, -0.125], [-0.375, 0.125], [0.125, 0.375]])  # rotated grid
WAYS_OUT = np.array(
    [[1, 0.3, 0.2], [-1, 0.2, 0.3], [0.3, 1, -0.2], [0.2, -1, 0.1], [0.1, 0.2, 1], [0.2, 0.1, -1]], np.float32
)


class RayCaster:
    """Looks at one scene.

    Depth and ids are exact at pixel centres. Pictures show matt surfaces under sun, sky and lamps, with
    smoothed outlines. The same scene and camera always give the same bytes.
    """

    def __init__(self, scene: Scene) -> None:
        """Build the scene's meshes; its light is found when the first picture is wanted.

        Raises:
            CovisError: If embreex is not installed or the scene names unknown kinds or textures.
        """
        self.scene = scene
        self._materials = materials_of(scene)
        self._still_mesh = still_mesh(scene, self._materials)
        self._still_tracer = Tracer(self._still_mesh.corners_m)
        self._movers = tuple(t for t in scene.things if t.motion)

    def frame(self, camera: Camera, time_s: float = 0.0) -> Frame:
        """The picture, depth and ids that a camera sees at a time."""
        rays = _rays(camera)
        view = _View(self, camera, time_s)
        hits = view.cast(rays.reshape(-1, 3))
        depth_m, ids = _maps(hits, rays.shape[:2])
        light = view.light(rays.reshape(-1, 3), hits).reshape(rays.shape)
        rgb = developed(light, self._exposure)
        rough = _outlines(depth_m, ids, view.normals(hits).reshape(rays.shape))
        rgb[rough] = self._smoothed(view, rays, rough, light[rough])
        return Frame(rgb, depth_m, ids)

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """One picture, uint8 (H, W, 3), for each camera at its time, in order.

        A turn in place among things at rest is painted once and cut into frames, which differ from `frame` by
        no more than their resampling.
        """
        caster = self if scene is self.scene else RayCaster(scene)
        cylinder = cylinder_of(cameras) if len(cameras) >= FRAMES_OF_A_TURN and not caster._movers else None
        if cylinder is None:
            for camera, time_s in zip(cameras, times_s, strict=True):
                yield caster.frame(camera, time_s).rgb
            return
        painted = caster._all_around(cylinder, cameras[0])
        for camera in cameras:
            yield cylinder.cut(painted, camera)

    def _all_around(self, cylinder: Cylinder, camera: Camera) -> RGB:
        """(rows, columns, 3): the picture on a cylinder around a camera, a band of rows at a time."""
        view = _View(self, camera, 0.0)
        view.radians_px = 1 / cylinder.per_unit
        directions = cylinder.directions()
        out = np.empty(directions.shape, np.uint8)
        for row in range(0, len(out), BAND):
            toward = np.ascontiguousarray(directions[row : row + BAND])
            flat = toward.reshape(-1, 3)
            light = view.light(flat, view.cast(flat))
            out[row : row + BAND] = developed(light, self._exposure).reshape(toward.shape)
        return out

    def depth_and_ids(self, camera: Camera, time_s: float = 0.0) -> tuple[NDArray[np.float32], LabelMap]:
        """Depth in metres, float32 (H, W), 0 outdoors, and ids, int32 (H, W), without finding any colour."""
        rays = _rays(camera)
        return _maps(_View(self, camera, time_s).cast(rays.reshape(-1, 3)), rays.shape[:2])

    def amodal(self, camera: Camera, time_s: float, thing_id: int) -> NDArray[np.bool_]:
        """(H, W): where a thing would be seen if nothing were in front of it."""
        rays = _rays(camera)
        return (
            self.alone(thing_id, time_s)
            .blocked(_from(camera, rays.size // 3), rays.reshape(-1, 3))
            .reshape(rays.shape[:2])
        )

    def alone(self, thing_id: int, time_s: float = 0.0) -> Tracer:
        """The search tree of one thing by itself, where it is at a time."""
        thing = self.scene.things[thing_id - 1]
        return self._alone(thing_id, time_s if thing.motion else 0.0)

    def corners_m(self, thing_id: int, time_s: float = 0.0) -> Floats:
        """(m, 3, 3) float32 the faces of one thing where it is at a time."""
        return moved_mesh([self.scene.things[thing_id - 1]], time_s, self._materials).corners_m

    def clear_at(self, point_m: Point) -> bool:
        """Whether a point lies in a room and inside no still thing."""
        x, y, z = point_m
        rooms = (r for r in self.scene.rooms)
        if not any(
            r.box_m[0] < x < r.box_m[2] and r.box_m[1] < y < r.box_m[3] and 0 < z < r.height_m for r in rooms
        ):
            return False
        ways = WAYS_OUT
        hits = self._still_tracer.first(np.repeat(np.array([point_m], np.float32), len(ways), 0), ways)
        met = hits.face >= 0
        behind = np.einsum("ij,ij->i", self._face_normals[hits.face], ways) > 0
        return int((met & behind).sum()) < 4

    def free_sight_m(self, point_m: Point, direction: Point) -> float:
        """How far one can see from a point in a direction, metres; infinite outdoors."""
        way = np.array([direction], np.float32)
        hits = self._still_tracer.first(np.array([point_m], np.float32), way / np.linalg.norm(way))
        return float(hits.along[0]) if hits.face[0] >= 0 else float("inf")

    @cached_property
    def _face_normals(self) -> Floats:
        return face_normals(self._still_mesh)

    @cached_property
    def atlas(self) -> Atlas:
        """The tiles of all materials."""
        return Atlas(self._materials)

    @cached_property
    def _around(self) -> Surroundings:
        """The still world with its direct light, found at the middle of every face."""
        mesh, normals = self._still_mesh, self._face_normals
        middles = (mesh.corners_m.mean(1) + 0.006 * normals).astype(np.float32)
        direct = direct_light(self.scene, middles, normals, self._still_tracer)
        material = mesh.material
        return Surroundings(
            self._still_tracer, normals, self.atlas.mean[material], direct, self.atlas.glow[material]
        )

    def outdoors(self, toward: Floats) -> Floats:
        """(n, 3) what is seen through a window: a bright sky above pale ground, whatever the exposure."""
        up = np.clip(toward[:, 2] / np.linalg.norm(toward, axis=1), -1, 1)[:, None]
        above = HORIZON + (ZENITH - HORIZON) * np.clip(up * 1.6, 0, 1)
        below = HORIZON + (GROUND - HORIZON) * np.clip(-up * 6, 0, 1)
        return np.asarray(np.where(up > 0, above, below) / self._exposure, np.float32)

    @cached_property
    def still(self) -> Layer:
        """The still world with its light."""
        mesh = self._still_mesh
        return Layer(mesh, self._still_tracer, light_of(self.scene, mesh, self._around))

    @lru_cache(maxsize=2)  # noqa: B019 - a caster lives as long as its scene is rendered
    def moving(self, time_s: float, lit: bool) -> Layer:
        """What moves, where it is at a time; with the light of the still world if wanted."""
        mesh = moved_mesh(self._movers, time_s, self._materials)
        light = light_of(self.scene, mesh, self._around) if lit else np.zeros((0, 3), np.float32)
        return Layer(mesh, Tracer(mesh.corners_m), light)

    @lru_cache(maxsize=256)  # noqa: B019
    def _alone(self, thing_id: int, time_s: float) -> Tracer:
        return Tracer(self.corners_m(thing_id, time_s))

    @cached_property
    def _exposure(self) -> float:
        """So that surfaces of middling brightness come out in the middle, whatever the light."""
        mesh = self._still_mesh
        light = self.still.light[mesh.faces].mean(1) * self._around.albedo
        area = np.linalg.norm(
            np.cross(*(np.moveaxis(mesh.corners_m, 1, 0)[k] - mesh.corners_m[:, 0] for k in (1, 2))), axis=1
        )
        grey = light.mean(1)
        order = np.argsort(grey, kind="stable")
        half = np.searchsorted(np.cumsum(area[order]), area.sum() / 2)
        return MIDDLE / max(1e-4, float(grey[order[min(half, len(order) - 1)]]))

    def _smoothed(self, view: _View, rays: Floats, rough: NDArray[np.bool_], first: Floats) -> RGB:
        """(n, 3) the pixels on outlines: the mean of rays spread over each."""
        right = (rays[0, 1] - rays[0, 0]).astype(np.float32)
        down = (rays[1, 0] - rays[0, 0]).astype(np.float32)
        total = developed(first, self._exposure).astype(np.float32)
        for x, y in SUBPIXELS:
            toward = (rays[rough] + np.float32(x) * right + np.float32(y) * down).astype(np.float32)
            total += developed(view.light(toward, view.cast(toward)), self._exposure)
        return np.asarray(total / (1 + len(SUBPIXELS)) + 0.5, np.uint8)


class _View:
    """One camera at one time."""

    def __init__(self, caster: RayCaster, camera: Camera, time_s: float) -> None:
        self.caster, self.camera, self.time_s = caster, camera, time_s
        self.radians_px = float(1 / camera.K[0, 0])

    def cast(self, toward: Floats) -> _Met:
        """What each ray meets first, still or moving."""
        origins = _from(self.camera, len(toward))
        still = self.caster._still_tracer.first(origins, toward)
        mesh = self.caster._still_mesh
        thing = np.where(still.face >= 0, mesh.thing[still.face], 0)
        moving, ahead = None, np.zeros(len(toward), np.bool_)
        if self.caster._movers:
            layer = self.caster.moving(self.time_s, False)
            moving = layer.tracer.first(origins, toward)
            ahead = moving.along < still.along
            thing = np.where(ahead, layer.mesh.thing[moving.face], thing)
        along = np.where(ahead, moving.along, still.along) if moving is not None else still.along
        return _Met(still, moving, ahead, thing.astype(np.int32), along.astype(np.float32))

    def light(self, toward: Floats, met: _Met) -> Floats:
        """(n, 3) linear light along rays."""
        out = np.empty(toward.shape, np.float32)
        on = (met.still.face >= 0) & ~met.ahead
        beyond = ~on & ~met.ahead
        if beyond.any():
            out[beyond] = self.caster.outdoors(toward[beyond])
        out[on] = self.caster.still.colors(
            _some(met.still, on), toward[on], self.radians_px, self.caster.atlas
        )
        if met.moving is not None:
            layer = self.caster.moving(self.time_s, True)
            points = (self.camera.position_m + toward[on] * met.along[on, None]).astype(np.float32)
            normals = self.caster.still.normals[met.still.face[on]]
            out[on] *= shaded(self.caster.scene.light, layer, self.caster._still_tracer, points, normals)
            some = met.ahead
            out[some] = layer.colors(
                _some(met.moving, some), toward[some], self.radians_px, self.caster.atlas
            )
        return out

    def normals(self, met: _Met) -> Floats:
        """(n, 3) of the faces met; 0 where none is."""
        out = np.take(self.caster._face_normals, met.still.face, axis=0)
        out[met.still.face < 0] = 0
        if met.moving is not None:
            other = self.caster.moving(self.time_s, False).normals[met.moving.face[met.ahead]]
            out[met.ahead] = other
        return out


class _Met:
    """What rays met: of the still world, of what moves, and which of the two lies ahead."""

    def __init__(
        self, still: Hits, moving: Hits | None, ahead: NDArray[np.bool_], thing: LabelMap, along: Floats
    ) -> None:
        self.still, self.moving, self.ahead, self.thing, self.along = still, moving, ahead, thing, along


def _some(hits: Hits, where: NDArray[np.bool_]) -> Hits:
    return Hits(hits.face[where], hits.along[where], hits.u[where], hits.v[where])


def _from(camera: Camera, n: int) -> Floats:
    return np.repeat(camera.position_m.astype(np.float32)[None], n, 0)


def _rays(camera: Camera) -> Floats:
    """(H, W, 3) float32 the world directions of all pixels, with 1 m of depth."""
    K = camera.K
    ahead = _rays_ahead(tuple(K.ravel().tolist()), camera.size_px)
    turn = camera.T_world_from_cam[:3, :3].astype(np.float32)
    return (ahead.reshape(-1, 3) @ turn.T).reshape(ahead.shape)


@lru_cache(maxsize=4)
def _rays_ahead(intrinsics: tuple[float, ...], size_px: tuple[int, int]) -> Floats:
    """The same in the camera's own axes; frames of a shot share them."""
    return pixel_rays(Camera(np.reshape(intrinsics, (3, 3)), np.eye(4), size_px)).astype(np.float32)


def _maps(met: _Met, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], LabelMap]:
    depth_m = np.where(met.along < FAR_M, met.along, 0).astype(np.float32)
    return depth_m.reshape(shape), met.thing.reshape(shape)


def _outlines(depth_m: NDArray[np.float32], ids: LabelMap, normals: Floats) -> NDArray[np.bool_]:
    """(H, W): pixels at outlines and creases, where one ray is not enough."""
    rough = np.zeros(ids.shape, np.bool_)
    for axis in (0, 1):
        a = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        b = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
        jump = np.abs(depth_m[a] - depth_m[b]) > STEP * np.minimum(depth_m[a], depth_m[b])
        crease = np.einsum("ijk,ijk->ij", normals[a], normals[b]) < CREASE
        edge = (ids[a] != ids[b]) | jump | crease
        rough[a] |= edge
        rough[b] |= edge
    return rough
