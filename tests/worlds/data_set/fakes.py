"""Tiny scenes that need no renderer: a box that moves before a wall, and one question about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.prompts.sample import Sample
from covis.worlds.data_set.scene_folder import Caster, Makers
from covis.worlds.rooms.files import clip_path, view_path
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.questions.table import Task
from covis.worlds.rooms.scene import Light, Material, Room, Scene, Shot, ShotKind, Thing
from covis.worlds.rooms.truth import SceneTruth, Seen, ViewTruth

SIZE_PX = (64, 48)
PLAIN = Material("plain", (0.8, 0.8, 0.8), (0.5, 0.5, 0.5), 1.0, 0)


def make_scene(scene_id: str, seed: int, level: int, shots: tuple[ShotKind, ...]) -> Scene:
    """One room with one box; level 5 is impossible, level 4 for odd seeds and for every third scene."""
    if level == 5 or (level == 4 and (seed % 2 or int(scene_id[-5:]) % 3 == 1)):
        raise CovisError(f"{scene_id}: nothing fits.")
    at = float(np.random.default_rng(seed).uniform(0, 1))
    room = Room("hall", (0, 0, 4, 4), 2.5, PLAIN, (PLAIN, PLAIN, PLAIN, PLAIN), PLAIN, ())
    box = Thing(1, "box", "box", "red", (0.5, 0.5, 0.5), (at, 2, 0), 0.0, (PLAIN,), 0, 0)
    light = Light((0, 0, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1))
    return Scene(scene_id, seed, level, (room,), (box,), light, tuple(make_shot(kind) for kind in shots))


def make_shot(kind: ShotKind) -> Shot:
    frames = 3 if kind == "around" else 6
    cameras = tuple(
        Camera(np.array([[60, 0, 32], [0, 60, 24], [0, 0, 1.0]]), shifted(k / 10), SIZE_PX)
        for k in range(frames)
    )
    if kind == "around":
        return Shot(kind, kind, 0, cameras, (0.0,) * frames, tuple(range(frames)))
    return Shot(kind, kind, 30, cameras, tuple(k / 30 for k in range(frames)), (0, 3, 5))


def shifted(x_m: float) -> np.ndarray:
    pose = np.eye(4)
    pose[0, 3] = x_m
    return pose


@dataclass(frozen=True)
class FakeCaster:
    """A wall with a gradient at 3 m, and the box as a square at 2 m."""

    scene: Scene

    def frame(self, camera: Camera, time_s: float) -> Frame:
        x_px = round(10 + 20 * self.scene.things[0].position_m[0] + 40 * camera.position_m[0])
        ids = np.zeros(SIZE_PX[::-1], np.int32)
        ids[16:32, x_px : x_px + 16] = 1
        rgb = np.broadcast_to(np.linspace(40, 200, SIZE_PX[0])[None, :, None], (*ids.shape, 3))
        rgb = np.where(ids[..., None] > 0, np.array([200, 30, 30]), rgb).astype(np.uint8)
        return Frame(rgb, np.where(ids > 0, 2.0004, 3.0).astype(np.float32), ids)

    def pictures(
        self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]
    ) -> Iterator[np.ndarray]:
        for camera, time_s in zip(cameras, times_s, strict=True):
            yield self.frame(camera, time_s).rgb

    def depth_and_ids(self, camera: Camera, time_s: float) -> tuple[np.ndarray, np.ndarray]:
        frame = self.frame(camera, time_s)
        return frame.depth_m, frame.ids


class Grey:
    """A renderer of its own: everything is grey, lighter the farther right the camera stands."""

    def pictures(
        self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]
    ) -> Iterator[np.ndarray]:
        for camera in cameras:
            yield np.full((*camera.size_px[::-1], 3), 20 + round(300 * camera.position_m[0]), np.uint8)


def dressed(scene: Scene, share: float, seed: int) -> Scene:
    """Everything comes from an author who wants to be named."""
    things = tuple(replace(t, attribution=f"by A. N. Author, CC BY 3.0, {share}") for t in scene.things)
    return replace(scene, things=things)


def measure(scene: Scene, caster: Caster) -> SceneTruth:
    views = []
    for shot in scene.shots:
        for frame in shot.kept:
            ids = caster.frame(shot.cameras[frame], shot.times_s[frame]).ids
            y_px, x_px = (int(v) for v in np.argwhere(ids == 1)[0])
            box = (x_px, y_px, x_px + 16, y_px + 16)
            seen = Seen(1, int((ids == 1).sum()), 1.0, 1.0, box, (x_px + 8, y_px + 8), 2.0)
            views.append(ViewTruth(shot.name, frame, (seen,)))
    return SceneTruth(1, scene, tuple(views))


def ask(truth: SceneTruth, seed: int, kind: ShotKind, name: str) -> list[Sample]:
    """The colour of the box, three times, the last time with the words of the second."""
    (shot,) = (s for s in truth.scene.shots if s.kind == kind)
    scene = truth.scene.id
    colors = [str(c) for c in np.random.default_rng(seed).permutation(["red", "blue", "green", "grey"])]
    return [
        Sample(
            id=f"{scene}-{name}-{number}",
            scene=scene,
            task=name,
            category=name,
            images=tuple(view_path(scene, shot.name, k, "rgb") for k in shot.kept),
            question=question,
            options=tuple(colors),
            answer="ABCD"[colors.index("red")],
            answer_kind="choice",
            level=truth.scene.level,
            video=clip_path(scene, shot.name) if shot.fps else None,
            frames=shot.kept if shot.fps else (),
            cameras=tuple(shot.cameras[k] for k in shot.kept),
            depth=tuple(view_path(scene, shot.name, k, "depth") for k in shot.kept),
            ids=tuple(view_path(scene, shot.name, k, "ids") for k in shot.kept),
            meta={"shot": shot.name, "views": list(shot.kept), "things": [1]},
        )
        for number, question in enumerate(["Which colour <has> the box?", "And now?", "And now?"])
    ]


def ask_about_stills(truth: SceneTruth, seed: int) -> list[Sample]:
    return ask(truth, seed, "around", "stills")


def ask_rarely(truth: SceneTruth, seed: int) -> list[Sample]:
    if truth.scene.level == 3 or truth.scene.seed % 4:
        raise CovisError(f"{truth.scene.id} has nothing rare.")
    return [replace(ask(truth, seed, "pan", "rare")[0], question="Which of these is it?")]


def ask_about_pan(truth: SceneTruth, seed: int) -> list[Sample]:
    return ask(truth, seed, "pan", "color")


def makers() -> Makers:
    """What the tests' scenes are made by."""
    tasks = {
        "color": Task("pan", ask_about_pan, ("color",), "The colour of a box."),
        "rare": Task("pan", ask_rarely, ("rare",), "The same, of one scene in four, and never at level 3."),
        "stills": Task("around", ask_about_stills, ("stills",), "The same, of stills."),
    }
    return Makers(make_scene, dressed, FakeCaster, measure, tasks, {"raycast": None, "grey": Grey})
