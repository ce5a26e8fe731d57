"""One scene from its seed to its folder: pictures, clips, truth and questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.prompts.sample import Sample
from covis.tracks.tracks import LabelMap
from covis.views.folder import whole_folder
from covis.views.view import RGB
from covis.views.write import write_atomically, write_png
from covis.views.write_video import write_video
from covis.worlds.data_set.pictures import depth_png, ids_png, preview_jpeg
from covis.worlds.rooms.files import clip_path, scene_path, view_path
from covis.worlds.rooms.frame import Frame, Renderer
from covis.worlds.rooms.questions.table import Task
from covis.worlds.rooms.scene import Scene, Shot, ShotKind
from covis.worlds.rooms.truth import SceneTruth, Seen

SAMPLES_FILE = "samples.jsonl"
SKIPPED_FILE = "skipped.txt"  # why earlier seeds did not give the scene

Progress = Callable[[int, int], None]
"""Told how many frames are done, of how many."""


class Caster(Protocol):
    """Sees one scene."""

    def frame(self, camera: Camera, time_s: float) -> Frame:
        """Picture, depth and ids of one view."""
        ...

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """The frames of a clip, in order."""
        ...

    def depth_and_ids(self, camera: Camera, time_s: float) -> tuple[NDArray[np.float32], LabelMap]:
        """(H, W) metres and (H, W) ids of one view."""
        ...


@dataclass(frozen=True)
class Makers:
    """What a scene's folder is made by.

    Attributes:
        scene: From id, seed, level and kinds of shots to a scene; CovisError where none is possible.
        dressed: From scene, share and seed to the scene with that share of its furniture exchanged for models
            of another source; CovisError where that is not installed.
        caster: What sees a scene: the source of all depth and ids.
        measure: What a scene's views show, by its own caster.
        tasks: Families of questions by name.
        renderers: What paints the pictures, by name; None where the caster does.
    """

    scene: Callable[[str, int, int, tuple[ShotKind, ...]], Scene]
    dressed: Callable[[Scene, float, int], Scene]
    caster: Callable[[Scene], Caster]
    measure: Callable[[Scene, Any], SceneTruth]
    tasks: Mapping[str, Task]
    renderers: Mapping[str, Callable[[], Renderer] | None]


@dataclass(frozen=True)
class SceneJob:
    """A scene to make, in this process or in another one.

    Attributes:
        folder: The folder of the data set.
        scene: The scene's id.
        seeds: What it may be drawn from: the first that gives a fair question of every task is taken, else
            the one that gives one of most tasks.
        level: Its difficulty.
        tasks: Names of the families of questions to ask about it.
        renderer: Name of what paints its pictures.
        pack: Share of its furniture to exchange for models of another source.
        makers: Gives what makes it; a function importable by name, so that the job can travel.
    """

    folder: Path
    scene: str
    seeds: tuple[int, ...]
    level: int
    tasks: tuple[str, ...]
    renderer: str
    pack: float
    makers: Callable[[], Makers]


@dataclass(frozen=True)
class Outcome:
    """What became of a scene.

    Attributes:
        status: `made`; `skipped` if no seed gives it; `failed` if its folder cannot be written.
        skipped: For each seed that was passed over because it gave no scene or lacked a fair question, why.
        failure: Why its folder cannot be written; "" if it can.
    """

    status: Literal["made", "skipped", "failed"]
    skipped: tuple[str, ...] = ()
    failure: str = ""


def make_folder(job: SceneJob, progress: Progress) -> Outcome:
    """Make a scene and write its folder, which appears only when all is in it."""
    makers = job.makers()
    made, skipped = _first_with_all(job, makers)
    if made is None:
        return Outcome("skipped", skipped)
    try:
        with whole_folder(job.folder / "scenes" / job.scene, re.compile(".*")) as folder:
            _write(folder, made, makers.renderers[job.renderer], progress)
            if skipped:
                write_atomically(folder / SKIPPED_FILE, as_lines(skipped))
    except CovisError as error:
        return Outcome("failed", skipped, str(error))
    return Outcome("made", skipped)


def _first_with_all(job: SceneJob, makers: Makers) -> tuple[_Made | None, tuple[str, ...]]:
    """The scene of the first seed that gives a fair question of every task, else of that with the most tasks.

    Returns:
        The scene, None if no seed gives one with a question; and why each of the other seeds was passed over.
    """
    best: _Made | None = None
    reasons: dict[int, str] = {}
    for seed in job.seeds:
        try:
            made = _make(job, seed, makers)
        except CovisError as error:
            reasons[seed] = str(error)
            continue
        if made.missing:
            reasons[seed] = made.missing[0]
        if best is None or len(made.missing) < len(best.missing):
            best = made
        if not made.missing:
            break
    chosen = best.truth.scene.seed if best else None
    return best, tuple(reason for seed, reason in reasons.items() if seed != chosen)


def as_lines(reasons: Sequence[str]) -> bytes:
    """One reason a line."""
    return "".join(" ".join(reason.split()) + "\n" for reason in reasons).encode()


@dataclass(frozen=True)
class _Made:
    """A scene before it is written; `missing` says for each task without a fair question why."""

    truth: SceneTruth
    caster: Caster
    samples: tuple[Sample, ...]
    missing: tuple[str, ...]


def _make(job: SceneJob, seed: int, makers: Makers) -> _Made:
    """A scene with its questions.

    Raises:
        CovisError: If the seed gives no scene, or none with a fair question of any task.
    """
    scene = makers.scene(job.scene, seed, job.level, shots_of(job.tasks, makers.tasks))
    if job.pack:
        scene = makers.dressed(scene, job.pack, seed)
    caster = makers.caster(scene)
    truth = makers.measure(scene, caster)
    samples: list[Sample] = []
    missing: list[str] = []
    for name in job.tasks:
        try:
            samples += makers.tasks[name].ask(truth, seed)
        except CovisError as error:
            missing.append(str(error))
    if not samples:
        raise CovisError(missing[0] if missing else f"scene {job.scene} has no fair question.")
    return _Made(truth, caster, tuple(samples), tuple(missing))


def shots_of(names: Sequence[str], tasks: Mapping[str, Task]) -> tuple[ShotKind, ...]:
    """The kinds of shots that these tasks ask about, each once, in the order of the table of tasks."""
    return tuple(dict.fromkeys(task.shot for name, task in tasks.items() if name in names))


def _write(folder: Path, made: _Made, renderer_of: Callable[[], Renderer] | None, progress: Progress) -> None:
    """Fill a scene's folder.

    Raises:
        CovisError: If a file cannot be written.
    """
    truth, caster, renderer = made.truth, made.caster, renderer_of() if renderer_of else None
    scene = truth.scene
    seen = {(view.shot, view.frame): view.seen for view in truth.views}
    told = _Told(progress, sum(_count(shot) for shot in scene.shots))
    for shot in scene.shots:
        pictures = _pictures(folder, scene, shot, caster, renderer, seen, told)
        if shot.fps:
            path = folder / inside(scene.id, clip_path(scene.id, shot.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            write_video(path, pictures, shot.fps, shot.cameras[0].size_px)
        else:
            for _ in pictures:
                pass
    lines = "".join(sample.to_json() + "\n" for sample in made.samples)
    write_atomically(folder / SAMPLES_FILE, lines.encode())
    write_atomically(folder / inside(scene.id, scene_path(scene.id)), (truth.to_json() + "\n").encode())


@dataclass
class _Told:
    """Counts frames over all shots."""

    progress: Progress
    total: int
    done: int = 0

    def one_more(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _count(shot: Shot) -> int:
    """How many pictures a shot takes: its kept views, and all frames of a clip."""
    return len(shot.kept) + (len(shot.cameras) if shot.fps else 0)


def _frames(
    scene: Scene, shot: Shot, caster: Caster, renderer: Renderer | None
) -> Iterator[tuple[int, Frame]]:
    """Every kept view with its index."""
    cameras, times_s = [shot.cameras[k] for k in shot.kept], [shot.times_s[k] for k in shot.kept]
    if renderer is None:
        yield from ((k, caster.frame(c, t)) for k, c, t in zip(shot.kept, cameras, times_s, strict=True))
        return
    pictures = renderer.pictures(scene, cameras, times_s)
    for k, camera, time_s, rgb in zip(shot.kept, cameras, times_s, pictures, strict=True):
        yield k, Frame(rgb, *caster.depth_and_ids(camera, time_s))


def _pictures(
    folder: Path,
    scene: Scene,
    shot: Shot,
    caster: Caster,
    renderer: Renderer | None,
    seen: Mapping[tuple[str, int], tuple[Seen, ...]],
    told: _Told,
) -> Iterator[RGB]:
    """Every picture of a clip, none of a set of stills; the kept views are written first."""
    for index, frame in _frames(scene, shot, caster, renderer):
        write_view(folder, scene.id, shot.name, index, frame)
        preview = preview_jpeg(frame, seen.get((shot.name, index), ()))
        write_atomically(folder / inside(scene.id, preview_path(scene.id, shot.name, index)), preview)
        told.one_more()
    if shot.fps:
        for rgb in (renderer or caster).pictures(scene, shot.cameras, shot.times_s):
            told.one_more()
            yield rgb


def write_view(folder: Path, scene: str, shot: str, index: int, frame: Frame) -> None:
    """Write a kept view's picture, depth and ids into a scene's folder.

    Raises:
        CovisError: If a file cannot be written.
    """
    write_png(folder / inside(scene, view_path(scene, shot, index, "rgb")), frame.rgb)
    write_atomically(folder / inside(scene, view_path(scene, shot, index, "depth")), depth_png(frame.depth_m))
    write_atomically(folder / inside(scene, view_path(scene, shot, index, "ids")), ids_png(frame.ids))


def preview_path(scene: str, shot: str, frame: int) -> str:
    """The small picture of a kept view that the pages show, relative to the folder of the data set."""
    return f"scenes/{scene}/{shot}/preview/{frame:05d}.jpg"


def inside(scene: str, path: str) -> str:
    """A path of the data set's folder, relative to the folder of its scene."""
    return str(PurePosixPath(path).relative_to(f"scenes/{scene}"))
