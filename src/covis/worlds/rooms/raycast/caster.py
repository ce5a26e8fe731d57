"""Pictures, depth and ids of a scene by casting rays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.raycast.backdrop import Backdrop
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.mesh import Floats
from covis.worlds.rooms.raycast.paint import maps, painted
from covis.worlds.rooms.raycast.panorama import stays
from covis.worlds.rooms.raycast.view import Mask, View, rays
from covis.worlds.rooms.raycast.world import World
from covis.worlds.rooms.scene import Point, Scene

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
        rgb, met = painted(_view(self.world, camera, time_s), self.world.exposure, rays(camera))
        return Frame(rgb, *maps(met, rgb.shape[:2]))

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """One picture, uint8 (H, W, 3), for each camera at its time, in order.

        What is seen from one place for a while is painted once and cut into frames, into which only what has
        changed since is painted anew. They differ from `frame` by no more than their resampling.
        """
        caster = self if scene is self.scene else RayCaster(scene)
        for start, stop, cylinder in stays(cameras):
            backdrop = Backdrop(caster.world, cylinder, cameras[start], times_s[start]) if cylinder else None
            for k in range(start, stop):
                yield (
                    backdrop.picture(cameras[k], times_s[k])
                    if backdrop
                    else caster.frame(cameras[k], times_s[k]).rgb
                )

    def depth_and_ids(self, camera: Camera, time_s: float = 0.0) -> tuple[NDArray[np.float32], LabelMap]:
        """Depth in metres, float32 (H, W), 0 outdoors, and ids, int32 (H, W), without finding any colour."""
        ways = rays(camera)
        return maps(_view(self.world, camera, time_s).cast(ways.reshape(-1, 3)), ways.shape[:2])

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


def _view(world: World, camera: Camera, time_s: float) -> View:
    return View(world, camera.position_m, time_s, float(1 / camera.K[0, 0]))
