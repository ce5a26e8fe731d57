"""The cup game: look-alikes in a row that change places pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from covis.worlds.clips.paths import Path, Track2D, resting_path

ShuffleKind = Literal["none", "apart", "overlapping", "hidden"]
"""How look-alikes change places: not at all; never overlapping; one partly in front of the other; both
fully behind the same occluder."""

WIDEST_ARC = 1.3  # how far up and down a swap past others leads, in heights of a look-alike
STANDING = 14  # frames before the first swap, long enough to be seen standing
MOST_SWAPS = 4


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
        frames: How many frames; as many swaps are made as fit, up to `MOST_SWAPS`.
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
    slots = list(range(count))  # slots[s] is the member standing at slot s
    pair = _next_pair(rng, kind, count, None)
    occluder = None
    if kind == "hidden":
        occluder = resting_path(frames, (float(home[list(pair), 0].mean()), centre_px[1] + 5), 0.0, 1.0)
    swaps: list[Swap] = []
    start = STANDING
    while kind != "none" and len(swaps) < (1 if kind == "hidden" else MOST_SWAPS):
        exchanged = kind != "hidden" or bool(rng.uniform() < 0.5)
        ways = _ways(rng, kind, home[list(pair)], member_px, speed_px, exchanged)
        stop = start + ways.shape[1]
        if stop + 6 > frames:
            break
        who = (slots[pair[0]], slots[pair[1]])
        for member, way in zip(who, ways, strict=True):
            foot[member, start:stop], foot[member, stop:] = way, way[-1]
        if exchanged:
            slots[pair[0]], slots[pair[1]] = who[1], who[0]
        swaps.append(Swap(who, start, stop, exchanged))
        start = stop + int(rng.integers(3, 8))
        pair = _next_pair(rng, kind, count, pair)
    if kind != "none" and not swaps:
        raise ValueError(f"{frames} frames are too few for a swap at {speed_px} px a frame; ask for more")
    one, zero = np.ones(frames), np.zeros(frames)
    paths = tuple(Path(f, one, zero, f[:, 1].copy()) for f in foot)  # lower on the screen is in front
    return Choreography(paths, occluder, tuple(swaps))


def _next_pair(
    rng: np.random.Generator, kind: ShuffleKind, count: int, before: tuple[int, int] | None
) -> tuple[int, int]:
    """Two slots, the left one first; neighbours if hidden; not the same two again when there are others."""
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if kind != "hidden" or b == a + 1]
    pairs = [p for p in pairs if p != before] or pairs
    return pairs[int(rng.integers(len(pairs)))]


def _ways(
    rng: np.random.Generator,
    kind: ShuffleKind,
    ends: Track2D,
    member_px: tuple[float, float],
    speed_px: float,
    exchanged: bool,
) -> NDArray[np.float64]:
    """(2, n, 2) px: ways of the left and the right one of a pair that stand at `ends`, (2, 2) px."""
    left, right = ends
    if kind == "hidden":
        return _hidden_ways(left, right, speed_px, exchanged)
    half, centre = (right - left) / 2, (right + left) / 2
    passes_others = 2 * half[0] > 3 * member_px[0]
    lift = {"apart": WIDEST_ARC if passes_others else 0.72, "overlapping": 0.2}[kind] * member_px[1]
    fine = np.linspace(0, np.pi, 200)
    length = np.hypot(np.diff(half[0] * np.cos(fine)), np.diff(lift * np.sin(fine))).sum()
    along = _even_arc(half[0], lift, _duration(length, speed_px))
    front = 1 if rng.uniform() < 0.5 else -1  # whether the left one passes in front
    there = np.stack([-half[0] * np.cos(along), front * lift * np.sin(along)], 1)
    return np.stack([centre + there, centre - there])


def _duration(length_px: float, speed_px: float) -> int:
    """Frames for a way, when a cosine eases it in and out and so peaks at pi / 2 of the mean speed."""
    return int(np.ceil(length_px / speed_px * np.pi / 2)) + 1


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
    n = _duration(float(np.hypot(*(centre - left))), speed_px)
    ease = (0.5 - 0.5 * np.cos(np.pi * np.arange(1, n + 1) / n))[:, None]
    wait = np.repeat(centre[None], 6, 0)
    ins = [start + ease * (centre - start) for start in (left, right)]
    outs = [centre + ease * (end - centre) for end in ((right, left) if exchanged else (left, right))]
    ways = [np.concatenate([go, wait, come]) for go, come in zip(ins, outs, strict=True)]
    return np.asarray(ways, np.float64)
