"""Where camera and cut-outs are in each frame: smooth paths in the scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Camera = Literal["handheld", "sweep", "return"]
"""How the camera moves: on the spot; along the scene; along the scene and back to where it began."""

Move = Literal["cross", "behind", "wander", "return", "late"]
"""How a mover moves: through the frame in front of the others; the same behind them; about inside the
frame; out of the frame and back into it; into the frame in the second half."""

Track2D = NDArray[np.float64]
"""(frames, 2) float64: x, y in px."""


@dataclass(frozen=True)
class Path:
    """A thing's placement in scene coordinates, frame by frame.

    Attributes:
        foot_px: (frames, 2) where the middle of its lower edge is.
        scale: (frames,) size relative to its drawn size.
        turn_rad: (frames,) rotation, clockwise on the screen.
        depth: (frames,) painting order: greater is in front.
    """

    foot_px: Track2D
    scale: NDArray[np.float64]
    turn_rad: NDArray[np.float64]
    depth: NDArray[np.float64]


@dataclass(frozen=True)
class CameraPath:
    """A camera over the scene.

    Attributes:
        steady_px: (frames, 2) scene point at the frame's centre, without the shaking of the hand.
        centre_px: (frames, 2) the same with it.
        zoom: (frames,) frame px per scene px.
        turn_rad: (frames,) rotation, clockwise on the screen.
    """

    steady_px: Track2D
    centre_px: Track2D
    zoom: NDArray[np.float64]
    turn_rad: NDArray[np.float64]


def sway(rng: np.random.Generator, frames: int, period: float) -> NDArray[np.float64]:
    """A smooth random curve of (frames,) within -1..1 whose slowest wave takes `period` frames."""
    t = np.arange(frames)
    waves = [np.sin(2 * np.pi * (t * k / period + rng.uniform())) / k for k in (1.0, 1.7, 2.9)]
    return np.asarray(np.sum(waves, axis=0) / 1.93, np.float64)


def eased(frames: int, keys: Mapping[float, float]) -> NDArray[np.float64]:
    """A curve of (frames,) through values at shares 0..1 of the time, with soft corners."""
    t = np.linspace(0, 1, frames)
    line = np.interp(t, list(keys), list(keys.values()))
    span = max(1, min(15, frames // 6) | 1)
    padded = np.pad(line, span // 2, mode="reflect", reflect_type="odd") if frames > span else line
    return np.convolve(padded, np.ones(span) / span, mode="valid") if frames > span else line


def camera_path(
    rng: np.random.Generator, frames: int, kind: Camera, frame_px: tuple[int, int], scene_px: tuple[int, int]
) -> CameraPath:
    """A camera of this kind that stays inside the scene.

    Args:
        rng: Chooses direction and shaking.
        frames: How many frames.
        kind: How it moves.
        frame_px: Width and height of the frame.
        scene_px: Width and height of the scene.
    """
    unit = frame_px[0] / 320
    reach = {"handheld": 0.0, "sweep": 0.55, "return": 1.0}[kind] * frame_px[0]
    side = rng.choice([-1.0, 1.0])
    ends: Mapping[float, float] = {0: -0.5, 0.06: -0.5, 0.94: 0.5, 1: 0.5}
    if kind == "return":
        ends = {0: -0.5, 0.1: -0.5, 0.45: 0.5, 0.55: 0.5, 0.9: -0.5, 1: -0.5}
    x = scene_px[0] / 2 + side * reach * eased(frames, ends)
    y = scene_px[1] / 2 + 4 * unit * sway(rng, frames, 110)
    steady = np.stack([x, y], 1)
    shake = np.stack([sway(rng, frames, 34), sway(rng, frames, 27)], 1) * 1.8 * unit
    zoom = 1.0 + 0.04 * sway(rng, frames, 140)
    return CameraPath(steady, steady + shake, zoom, 0.012 * sway(rng, frames, 60))


def mover_path(
    rng: np.random.Generator,
    frames: int,
    move: Move,
    camera: CameraPath,
    frame_px: tuple[int, int],
    turns: bool,
) -> Path:
    """The path of one mover, smooth in scene coordinates and seen by this camera.

    Args:
        rng: Chooses side, lane and timing.
        frames: How many frames.
        move: How it moves.
        camera: Whose view it crosses, leaves or enters.
        frame_px: Width and height of the frame.
        turns: Whether it may rotate by more than a little.
    """
    width, height = frame_px
    a, out = rng.uniform(0.2, 0.45), 1.35
    keys: Mapping[float, float] = {
        "cross": {0: -0.3, 0.04: -0.3, rng.uniform(0.85, 0.96): 1.3, 1: 1.3},
        "behind": {0: -0.2, 0.1: -0.2, rng.uniform(0.85, 0.96): 1.3, 1: 1.3},
        "wander": {
            0: a,
            0.35: rng.uniform(0.55, 0.85),
            0.7: rng.uniform(0.15, 0.4),
            1: rng.uniform(0.5, 0.8),
        },
        "return": {0: a, 0.1: a, 0.4: out, rng.uniform(0.55, 0.6): out, 0.88: a + 0.15, 1: a + 0.15},
        "late": {0: -0.35, 0.5: -0.35, rng.uniform(0.75, 0.85): a + 0.2, 1: a + 0.25},
    }[move]
    x = eased(frames, keys)
    if rng.uniform() < 0.5:
        x = 1 - x
    lane = 0.62 if move == "behind" else rng.uniform(0.84, 0.95)
    y = lane + 0.02 * sway(rng, frames, 46)
    foot = camera.steady_px + np.stack([(x - 0.5) * width, (y - 0.5) * height], 1)
    turn = (0.35 if turns else 0.05) * sway(rng, frames, 70)
    return Path(foot, 1.0 + 0.12 * sway(rng, frames, 90), turn, foot[:, 1].copy())


def resting_path(frames: int, foot_px: tuple[float, float], turn_rad: float, scale: float) -> Path:
    """The path of a thing that stays where it is."""
    foot = np.tile(np.array(foot_px, np.float64), (frames, 1))
    return Path(foot, np.full(frames, scale), np.full(frames, turn_rad), foot[:, 1].copy())
