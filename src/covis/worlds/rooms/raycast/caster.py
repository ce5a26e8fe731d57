"""Pictures, depth and ids of a scene by casting rays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.raycast.embree import FAR_M, Tracer
from covis.worlds.rooms.raycast.mesh import Floats
from covis.worlds.rooms.raycast.panorama import Cylinder, cylinder_of
from covis.worlds.rooms.raycast.tone import developed
from covis.worlds.rooms.raycast.view import Mask, Met, View, rays
from covis.worlds.rooms.raycast.world import World
from covis.worlds.rooms.scene import Point, Scene

FRAMES_OF_A_TURN = 12  # from which painting all around costs less than painting every frame
BAND = 64  # rows of a turn painted at once: keeps memory small
CREASE = 0.9  # cosine between neighbours' normals below which an outline is smoothed
STEP = 0.03  # relative jump in depth between neighbours above which an outline is smoothed
SUBPIXELS = (  # a rotated grid: two opposite places and, where those differ from the middle, the others
    np.array([[-0.125, -0.375], [0.125, 0.375]], np.float32),
    np.array([[0.375, -0.125], [-0.375, 0.125]], np.float32),
)
RAYS = 1 + sum(len(places) for places in SUBPIXELS)
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
        self.world = World(scene)

    def frame(self, camera: Camera, time_s: float = 0.0) -> Frame:
        """The picture, depth and ids that a camera sees at a time."""
        ways = rays(camera)
        view = _view(self.world, camera, time_s)
        met = view.cast(ways.reshape(-1, 3))
        depth_m, ids = _maps(met, ways.shape[:2])
        rgb = developed(view.light(ways.reshape(-1, 3), met), self.world.exposure).reshape(ways.shape)
        rough = np.flatnonzero(_outlines(depth_m, ids, view.normals(met).reshape(ways.shape)))
        flat = rgb.reshape(-1, 3)
        flat[rough] = self._smoothed(view, ways, met, rough, flat[rough])
        return Frame(rgb, depth_m, ids)

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """One picture, uint8 (H, W, 3), for each camera at its time, in order.

        A turn in place among things at rest is painted once and cut into frames, which differ from `frame` by
        no more than their resampling.
        """
        caster = self if scene is self.scene else RayCaster(scene)
        long = len(cameras) >= FRAMES_OF_A_TURN and not caster.world.movers
        cylinder = cylinder_of(cameras) if long else None
        if cylinder is None:
            for camera, time_s in zip(cameras, times_s, strict=True):
                yield caster.frame(camera, time_s).rgb
            return
        painted = caster._all_around(cylinder, cameras[0])
        for camera in cameras:
            yield cylinder.cut(painted, camera)

    def depth_and_ids(self, camera: Camera, time_s: float = 0.0) -> tuple[NDArray[np.float32], LabelMap]:
        """Depth in metres, float32 (H, W), 0 outdoors, and ids, int32 (H, W), without finding any colour."""
        ways = rays(camera)
        return _maps(_view(self.world, camera, time_s).cast(ways.reshape(-1, 3)), ways.shape[:2])

    def amodal(self, camera: Camera, time_s: float, thing_id: int) -> Mask:
        """(H, W): where a thing would be seen if nothing were in front of it."""
        ways = rays(camera).reshape(-1, 3)
        origins = np.repeat(camera.position_m.astype(np.float32)[None], len(ways), 0)
        return self.alone(thing_id, time_s).blocked(origins, ways).reshape(camera.size_px[::-1])

    def alone(self, thing_id: int, time_s: float = 0.0) -> Tracer:
        """The search tree of one thing by itself, where it is at a time."""
        return self.world.alone(thing_id, time_s)[1]

    def vertices_m(self, thing_id: int, time_s: float = 0.0) -> Floats:
        """(n, 3) float32 the vertices of one thing where it is at a time."""
        return self.world.alone(thing_id, time_s)[0].vertices_m

    def clear_at(self, point_m: Point) -> bool:
        """Whether a point lies in a room and inside no still thing."""
        x, y, z = point_m
        boxes = [(*room.box_m, room.height_m) for room in self.scene.rooms]
        if not any(x0 < x < x1 and y0 < y < y1 and 0 < z < top for x0, y0, x1, y1, top in boxes):
            return False
        hits = self.world.tracer.first(np.repeat(np.array([point_m], np.float32), len(WAYS_OUT), 0), WAYS_OUT)
        met = hits.face >= 0
        behind = np.einsum("ij,ij->i", self.world.mesh.face_normals[hits.face], WAYS_OUT) > 0
        return int((met & behind).sum()) < 4

    def free_sight_m(self, point_m: Point, direction: Point) -> float:
        """How far one can see from a point in a direction, metres; infinite outdoors."""
        way = np.array([direction], np.float32)
        hits = self.world.tracer.first(np.array([point_m], np.float32), way / np.linalg.norm(way))
        return float(hits.along[0]) if hits.face[0] >= 0 else float("inf")

    def _all_around(self, cylinder: Cylinder, camera: Camera) -> RGB:
        """(rows, columns, 3): the picture on a cylinder around a camera, a band of rows at a time."""
        view = View(self.world, camera.position_m, 0.0, 1 / cylinder.per_unit)
        directions = cylinder.directions()
        out = np.empty(directions.shape, np.uint8)
        for row in range(0, len(out), BAND):
            toward = directions[row : row + BAND].reshape(-1, 3)
            light = view.light(toward, view.cast(toward))
            out[row : row + BAND] = developed(light, self.world.exposure).reshape(-1, *out.shape[1:])
        return out

    def _smoothed(self, view: View, ways: Floats, met: Met, rough: NDArray[np.int64], first: RGB) -> RGB:
        """(n, 3) the pixels on outlines: the mean of rays spread over each.

        A ray that meets the same surface as the middle of its pixel has the middle's colour.
        """
        right, down = ways[0, 1] - ways[0, 0], ways[1, 0] - ways[0, 0]
        middle, normals = ways.reshape(-1, 3)[rough], view.normals(met)[rough]
        thing, distance = met.thing[rough], met.along[rough]
        total = RAYS * first.astype(np.uint16)
        rows = np.arange(len(rough))
        for places in SUBPIXELS:
            differs = np.zeros(len(rough), np.bool_)
            for x, y in places:
                toward = middle[rows] + (x * right + y * down)
                more = view.cast(toward)
                same = _same(thing[rows], more.thing, distance[rows], more.along)
                same &= np.einsum("ij,ij->i", normals[rows], view.normals(more)) >= CREASE
                other = np.flatnonzero(~same)
                light = view.light(toward[other], more.only(other), careful=False)
                differs[rows[other]] = True
                total[rows[other]] += developed(light, self.world.exposure)
                total[rows[other]] -= first[rows[other]]
            rows = np.flatnonzero(differs)
        return np.asarray((total + RAYS // 2) // RAYS, np.uint8)


def _same(one: LabelMap, other: LabelMap, one_m: Floats, other_m: Floats) -> Mask:
    """Whether neighbouring rays meet one thing without a jump in depth between them."""
    near = np.abs(one_m - other_m) <= STEP * np.minimum(one_m, other_m)
    return np.asarray((one == other) & near, np.bool_)


def _view(world: World, camera: Camera, time_s: float) -> View:
    return View(world, camera.position_m, time_s, float(1 / camera.K[0, 0]))


def _maps(met: Met, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], LabelMap]:
    depth_m = np.where(met.along < FAR_M, met.along, 0).astype(np.float32)
    return depth_m.reshape(shape), met.thing.reshape(shape)


def _outlines(depth_m: NDArray[np.float32], ids: LabelMap, normals: Floats) -> Mask:
    """(H, W): pixels at outlines and creases, where one ray is not enough."""
    rough = np.zeros(ids.shape, np.bool_)
    for axis in (0, 1):
        a = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        b = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
        edge = ~_same(ids[a], ids[b], depth_m[a], depth_m[b])
        edge |= np.einsum("ijk,ijk->ij", normals[a], normals[b]) < CREASE
        rough[a] |= edge
        rough[b] |= edge
    return rough
