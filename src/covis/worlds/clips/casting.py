"""Who is in a shot and where: from the settings of a clip to scene, camera, things and paths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from covis.views.view import Size
from covis.worlds.clips.paths import CameraPath, camera_path, mover_path, resting_path, sway
from covis.worlds.clips.shapes import KINDS, sprite
from covis.worlds.clips.shots import Actor, Shot, Thing
from covis.worlds.clips.shuffling import WIDEST_ARC, Swap, shuffle_paths
from covis.worlds.clips.spec import ClipSpec
from covis.worlds.clips.textures import scene

TURNING = ("ball", "star", "leaf")  # these may tumble; a car on its roof would look odd


def make_shot(rng: np.random.Generator, spec: ClipSpec, first_frame: int, frames: int, first_id: int) -> Shot:
    """Choose a scene, a camera, things and their paths.

    Args:
        rng: Chooses.
        spec: What the clip shows.
        first_frame: The index in the clip of the shot's first frame.
        frames: The shot's length.
        first_id: The id of its first thing; the others follow.

    Raises:
        ValueError: If the frames are too few for one swap.
    """
    width, height = spec.size_px
    unit = width / 320
    scene_px = (round(2.3 * width), round(1.4 * height))
    horizon = scene_px[1] / 2 + (rng.uniform(-0.12, 0.05) - 0.1 * bool(spec.lookalikes)) * height
    camera = camera_path(rng, frames, spec.camera, spec.size_px, scene_px)
    things = _things(rng, spec, camera, unit)
    swaps: tuple[Swap, ...] = ()
    if spec.lookalikes:
        cups, swaps = _cups(rng, spec, frames, (scene_px[0] / 2, _row_px(spec, unit)), unit)
        things += cups
    numbered = [replace(a, thing=replace(a.thing, id=first_id + k)) for k, a in enumerate(things)]
    background = scene(rng, scene_px[1], scene_px[0], unit, horizon)
    light = _light(rng, frames)
    return Shot(first_frame, spec.size_px, background, camera, light, tuple(numbered), spec.shuffle, swaps)


def _row_px(spec: ClipSpec, unit: float) -> float:
    """The scene row on which look-alikes stand, as low as the widest arc lets them within the frame."""
    height = spec.size_px[1]
    room = height / 2 - (WIDEST_ARC * KINDS["cup"].height + 12) * unit
    return round(1.4 * height) / 2 + min(0.23 * height, room)


def _things(rng: np.random.Generator, spec: ClipSpec, camera: CameraPath, unit: float) -> list[Actor]:
    """The single things: those that rest, then the movers. Their ids are still 0."""
    frames = len(camera.zoom)
    names = _names(rng, spec.still + len(spec.moves))
    middle = float(camera.steady_px[:, 1].mean())
    low, high = middle + 0.08 * spec.size_px[1], middle + 0.3 * spec.size_px[1]
    if spec.lookalikes:  # behind all that the look-alikes do
        high = _row_px(spec, unit) - (WIDEST_ARC * KINDS["cup"].height + 3) * unit
        low = high - 8 * unit
    actors = []
    for name, x in zip(names, _spread(rng, spec.still, camera, spec.size_px), strict=False):
        foot = (x, float(rng.uniform(low, high)))
        path = resting_path(frames, foot, float(rng.normal(0, 0.04)), float(rng.uniform(0.9, 1.2)))
        actors.append(Actor(Thing(0, name, 0, False), sprite(rng, name, unit), path))
    for name, move in zip(names[spec.still :], spec.moves, strict=True):
        path = mover_path(rng, frames, move, camera, spec.size_px, turns=name in TURNING)
        actors.append(Actor(Thing(0, name, 0, True), sprite(rng, name, unit), path))
    return actors


def _cups(
    rng: np.random.Generator, spec: ClipSpec, frames: int, centre_px: tuple[float, float], unit: float
) -> tuple[list[Actor], tuple[Swap, ...]]:
    """The look-alikes, what hides them, and their swaps. Their ids are still 0."""
    cup = sprite(rng, "cup", unit)
    dance = shuffle_paths(
        rng, frames, spec.shuffle, centre_px, cup.size_px, spec.lookalikes, spec.speed_px * unit
    )
    actors = [Actor(Thing(0, "cup", 1, spec.shuffle != "none"), cup, path) for path in dance.paths]
    if dance.occluder is not None:
        actors.append(Actor(Thing(0, "folder", 0, False), sprite(rng, "folder", unit), dance.occluder))
    return actors, dance.swaps


def _names(rng: np.random.Generator, count: int) -> list[str]:
    """Kinds of single things; each comes once before one comes twice. Cups and folders are for shuffles."""
    pool = [k for k in KINDS if k not in ("cup", "folder")]
    names: list[str] = []
    while len(names) < count:
        names += [str(k) for k in rng.permutation(pool)]
    return names[:count]


def _spread(rng: np.random.Generator, count: int, camera: CameraPath, size_px: Size) -> list[float]:
    """Where things stand side by side over all that the camera sees, scene px."""
    left = float(camera.steady_px[:, 0].min()) - 0.5 * size_px[0]
    right = float(camera.steady_px[:, 0].max()) + 0.5 * size_px[0]
    step = (right - left) / max(1, count)
    return [left + (k + float(rng.uniform(0.38, 0.62))) * step for k in range(count)]


def _light(rng: np.random.Generator, frames: int) -> NDArray[np.float32]:
    """(frames, 3) gains: a slow drift of brightness and tint, and a flicker from frame to frame."""
    drift = 1 + 0.04 * sway(rng, frames, 90) + 0.006 * rng.standard_normal(frames)
    tint = np.stack([1 + 0.012 * sway(rng, frames, 130) for _ in range(3)], 1)
    return np.asarray(drift[:, None] * tint, np.float32)
