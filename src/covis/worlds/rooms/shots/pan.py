"""Turning on the spot: a pan from left to right, and four views 90 degrees apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import FPS, Hold, draw_hold, eased, step_for_overlap, sway
from covis.worlds.rooms.shots.studio import LEAST_THINGS, Studio

PAN_S = (3.0, 5.0)  # a pan of the orientation test takes 3 to 5 seconds
WIDE_DEG = 120.0  # a pan wider than this takes the whole time, or it would smear
PLACES = 120  # looked at on the plan
HEADINGS = 24  # from each of them
LOOKS = 10  # of the best of them are looked at with the ray caster
ENOUGH_THINGS = 6  # in the poorest view: no need to look on
NOD_DEG = 0.4  # how far the camera nods during a pan


def pan(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """Turn right in place, so that neighbouring kept views overlap by the level's share.

    Raises:
        CovisError: If no place is found from which all kept views show something.
    """
    hold = draw_hold(rng)
    step = step_for_overlap(hold.hfov_deg, level.pan_overlap)
    turn = step * (level.pan_views - 1)
    seconds = PAN_S[1] if turn > WIDE_DEG else float(rng.uniform(*PAN_S))
    x, y, first = _place(rng, studio, hold, [-step * k for k in range(level.pan_views)], "a pan")
    frames = round(seconds * FPS)
    way = eased(frames)
    wanted = np.linspace(0, 1, level.pan_views)
    kept = tuple(int(np.abs(way - share).argmin()) for share in wanted)  # even in angle, nearly even in time
    nod = NOD_DEG * sway(rng, frames, FPS, 2.5)
    cameras = tuple(
        hold.camera(x, y, first - math.radians(turn * float(share)), hold.down_deg + float(tilt))
        for share, tilt in zip(way, nod, strict=True)
    )
    return Shot("pan", "pan", FPS, cameras, tuple(k / FPS for k in range(frames)), kept)


def rotation(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """Four views from one place, each 90 degrees to the right of the one before.

    Raises:
        CovisError: If no place is found from which all four show something.
    """
    hold = draw_hold(rng, level.rotation_hfov_deg)
    turns = [-90.0 * k for k in range(4)]
    x, y, first = _place(rng, studio, hold, turns, "a rotation")
    cameras = tuple(hold.camera(x, y, first + math.radians(t)) for t in turns)
    return Shot("rotation", "rotation", 0, cameras, (0.0,) * 4, (0, 1, 2, 3))


def _place(
    rng: np.random.Generator, studio: Studio, hold: Hold, turns_deg: Sequence[float], what: str
) -> tuple[float, float, float]:
    """Where to stand and where to look first, so that the poorest view at these turns shows the most."""
    spots = studio.ground.spots(0)
    turns = np.radians(turns_deg)
    found: list[tuple[float, float, float, float]] = []
    for k in rng.permutation(len(spots))[:PLACES]:
        x, y = (float(v) for v in spots[k])
        first = rng.uniform(-math.pi, math.pi) + np.arange(HEADINGS) * 2 * math.pi / HEADINGS
        promise = studio.promise(x, y, first[:, None] + turns, hold.hfov_deg).min(1)
        best = int(promise.argmax())
        found.append((float(promise[best]), x, y, float(first[best])))
    found.sort(key=lambda item: -item[0])
    best, place = LEAST_THINGS - 1, None
    for promise_, x, y, first_ in found[:LOOKS]:
        if promise_ <= 0 or best >= ENOUGH_THINGS:
            break
        worth = min(studio.worth(hold.camera(x, y, first_ + float(turn))) for turn in turns)
        if worth > best:
            best, place = worth, (x, y, first_)
    if place is None:
        raise CovisError(f"no place found for {what} that shows enough; try another seed.")
    return place
