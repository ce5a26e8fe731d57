"""Real scenes with small pictures and short clips, for tests that render."""

from __future__ import annotations

from dataclasses import replace

from covis.geometry.camera import Camera
from covis.worlds.data_set.makers import rooms_makers
from covis.worlds.data_set.scene_folder import Makers
from covis.worlds.rooms.make import make_scene
from covis.worlds.rooms.scene import Scene, Shot, ShotKind

SHRINK = 4
STEP = 10  # every so many frames of a clip stay


def shrunk(camera: Camera) -> Camera:
    """The same camera with a quarter of the pixels each way."""
    K = camera.K.copy()
    K[:2] /= SHRINK
    width, height = camera.size_px
    return Camera(K, camera.T_world_from_cam, (width // SHRINK, height // SHRINK))


def shortened(shot: Shot) -> Shot:
    """A clip of every tenth frame with the kept ones at the nearest of these; stills stay as they are."""
    if not shot.fps:
        return replace(shot, cameras=tuple(map(shrunk, shot.cameras)))
    cameras = tuple(shrunk(camera) for camera in shot.cameras[::STEP])
    kept = tuple(sorted({min(k // STEP, len(cameras) - 1) for k in shot.kept}))
    return replace(shot, cameras=cameras, times_s=shot.times_s[::STEP], kept=kept)


def small_scene(scene_id: str, seed: int, level: int, shots: tuple[ShotKind, ...]) -> Scene:
    scene = make_scene(scene_id, seed, level, shots)
    return replace(scene, shots=tuple(map(shortened, scene.shots)))


def small_makers() -> Makers:
    return replace(rooms_makers(), scene=small_scene)
