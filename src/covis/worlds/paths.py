"""Where camera and cut-outs are in each frame: smooth paths, and shuffles of look-alikes."""

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

ShuffleKind = Literal["none", "apart", "overlapping", "hidden"]
"""How look-alikes change places: not at all; never overlapping; one partly in front of the other; both
fully behind the same occluder."""

WIDEST_ARC = 1.3  # how far up and down a swap past others leads, in heights of a look-alike

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


@dataclass(frozen=True)
class Swap:
    """Two look-alikes that change places, or seem to.

    Attributes:
        members: Their positions in the group, from 0.
        first: The frame in which they begin to move.
        last: The frame in which they stand again.
        exchanged: Whether they ended in each other's place; only in a hidden shuffle it may be False.
    """

    members: tuple[int, int]
    first: int
    last: int
    exchanged: bool


@dataclass(frozen=True)
class Choreography:
    """The paths of a shuffled group, what hides it, and its swaps in order."""

    paths: tuple[Path, ...]
    occluder: Path | None
    swaps: tuple[Swap, ...]


def shuffle_paths(
    rng: np.random.Generator,
    frames: int,
    kind: ShuffleKind,
    centre_px: tuple[float, float],
    member_px: tuple[float, float],
    count: int,
    speed_px: float,
) -> Choreography:
    """Look-alikes in a row that change places pair by pair, like the cups of the cup game.

    Args:
        rng: Chooses pairs and directions.
        frames: How many frames; as many swaps are made as fit, up to 4.
        kind: How they pass each other; "none" leaves them standing.
        centre_px: The middle of the row, in scene px.
        member_px: Width and height of one look-alike in px.
        count: How many there are, at least 2.
        speed_px: Their greatest speed in px a frame.

    Raises:
        ValueError: If not even one swap fits into the frames.
    """
    gap = (3.4 if kind == "hidden" else 2.45) * member_px[0]  # room for what hides them
    home = np.array([[centre_px[0] + (k - (count - 1) / 2) * gap, centre_px[1]] for k in range(count)])
    foot = np.repeat(home[:, None], frames, 1)
    depth = foot[:, :, 1].copy()
    slots = list(range(count))  # slots[s] is the member standing at slot s
    pair = _next_pair(rng, kind, count, None)
    occluder = None
    if kind == "hidden":
        occluder = resting_path(frames, (float(home[list(pair), 0].mean()), centre_px[1] + 5), 0.0, 1.0)
    swaps: list[Swap] = []
    start = 14  # they stand still long enough to be seen first
    while kind != "none" and len(swaps) < (1 if kind == "hidden" else 4):
        exchanged = kind != "hidden" or bool(rng.uniform() < 0.5)
        ways = _ways(kind, home[pair[0]], home[pair[1]], member_px, speed_px, exchanged)
        if kind != "hidden" and rng.uniform() < 0.5:
            ways = _mirrored(ways)
        stop = start + ways.shape[1]
        if stop + 6 > frames:
            break
        who = (slots[pair[0]], slots[pair[1]])
        for member, way in zip(who, ways, strict=True):
            foot[member, start:stop] = way
            foot[member, stop:] = way[-1]
            depth[member, start:stop] = way[:, 1]
        if exchanged:
            slots[pair[0]], slots[pair[1]] = who[1], who[0]
        swaps.append(Swap(who, start, stop, exchanged))
        start = stop + int(rng.integers(3, 8))
        pair = _next_pair(rng, kind, count, pair)
    if kind != "none" and not swaps:
        raise ValueError(
            f"{frames} frames are too few for a swap at {speed_px} px a frame; ask for more frames"
        )
    flat = np.ones(frames), np.zeros(frames)
    paths = tuple(Path(foot[m], flat[0], flat[1], depth[m]) for m in range(count))
    return Choreography(paths, occluder, tuple(swaps))


def _next_pair(
    rng: np.random.Generator, kind: ShuffleKind, count: int, before: tuple[int, int] | None
) -> tuple[int, int]:
    """Two slots, the left one first; neighbours if hidden; not the same two again when there are others."""
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if kind != "hidden" or b == a + 1]
    pairs = [p for p in pairs if p != before] or pairs
    return pairs[int(rng.integers(len(pairs)))]


def _ways(
    kind: ShuffleKind,
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    member_px: tuple[float, float],
    speed_px: float,
    exchanged: bool,
) -> NDArray[np.float64]:
    """(2, n, 2) px: ways of the left and the right one of a pair, from beside their slots to the ends."""
    half = (right - left) / 2
    centre = (right + left) / 2
    if kind == "hidden":
        return _hidden_ways(left, right, speed_px, exchanged)
    passes_others = abs(2 * half[0]) > 3 * member_px[0]
    lift = {"apart": WIDEST_ARC if passes_others else 0.72, "overlapping": 0.2}[kind] * member_px[1]
    fine = np.linspace(0, np.pi, 200)
    length = np.hypot(np.diff(half[0] * np.cos(fine)), np.diff(lift * np.sin(fine))).sum()
    n = int(np.ceil(length / speed_px * np.pi / 2)) + 1  # a cosine ease peaks at pi/2 of its mean speed
    along = _even_arc(half[0], lift, n)
    there = np.stack([-half[0] * np.cos(along), lift * np.sin(along)], 1)
    return np.stack([centre + there, centre - there])


def _even_arc(rx: float, ry: float, n: int) -> NDArray[np.float64]:
    """(n,) angles 0..pi on an ellipse, so that the speed along it eases in and out as a cosine."""
    fine = np.linspace(0, np.pi, 2000)
    step = np.hypot(np.diff(rx * np.cos(fine)), np.diff(ry * np.sin(fine)))
    travelled = np.concatenate([[0.0], np.cumsum(step)])
    wanted = travelled[-1] * (0.5 - 0.5 * np.cos(np.pi * np.arange(1, n + 1) / n))
    return np.asarray(np.interp(wanted, travelled, fine), np.float64)


def _hidden_ways(
    left: NDArray[np.float64], right: NDArray[np.float64], speed_px: float, exchanged: bool
) -> NDArray[np.float64]:
    """(2, n, 2) px: both go behind the middle, wait, and come out, in each other's place or not."""
    centre = (left + right) / 2
    n = int(np.ceil(np.hypot(*(centre - left)) / speed_px * np.pi / 2)) + 1
    ease = (0.5 - 0.5 * np.cos(np.pi * np.arange(1, n + 1) / n))[:, None]
    wait = np.repeat(centre[None], 6, 0)
    ins = [start + ease * (centre - start) for start in (left, right)]
    outs = [centre + ease * (end - centre) for end in ((right, left) if exchanged else (left, right))]
    ways = [np.concatenate([go, wait, come]) for go, come in zip(ins, outs, strict=True)]
    return np.asarray(ways, np.float64)


def _mirrored(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same ways with front and back arc changed over."""
    out = ways.copy()
    base = ways[:, -1:, 1]
    out[..., 1] = 2 * base - ways[..., 1]
    return out
