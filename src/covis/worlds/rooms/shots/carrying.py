"""Filming what is carried about: all places are shown, each carry is followed, all are shown again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.ground import Ground, ground_of
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.carry import BODY_M, Carries, Carrying, carry
from covis.worlds.rooms.movement.ways import Way, at
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import FPS, HEIGHT_M, Hold, sway
from covis.worlds.rooms.shots.walk import smoothed

HFOV_DEG = (66.0, 75.0)  # wide, as one chooses to keep much in the picture
AWAY_M = 1.0  # from the camera to a place, at least
PASS_M = 0.8  # from the camera to what is carried past it, at least
HIDDEN_SHARE = 0.12  # of a carry that furniture may hide
LOOK_DEG_S = 38.0  # how fast somebody turns who shows all places
PAUSE_S = 0.8
CALM_S = 0.7
FASTEST_DEG_S = 95.0  # of the camera, or its pictures would be of nothing
TRIES = 16  # standpoints
CHOICES = 3  # of what is carried where, for each


@dataclass(frozen=True)
class Filmed:
    """A carrying with its film."""

    carries: Carries
    shot: Shot


def film_carry(rng: np.random.Generator, plans: tuple[Plan, ...], level: Level, carrying: Carrying) -> Filmed:
    """The carries as seen by somebody who stands in the room and turns after what is carried.

    Raises:
        CovisError: If no place shows all of it.
    """
    ground = ground_of(plans, BODY_M)
    places = np.array([place.position_m for place in carrying.places])
    middles = places + np.array([0, 0, carrying.look.size_m[2] / 2])
    spots = ground.spots(0)
    apart = np.hypot(*(spots[:, None] - places[None, :, :2]).transpose(2, 0, 1)).min(1)
    spots = spots[apart >= AWAY_M]
    boxes = [
        p.box
        for plan in plans
        for k, p in enumerate(plan.pieces)
        if p.look.of.stands not in ("flat", "opening")
        and (0, k) not in carrying.members
        and k not in {place.support for place in carrying.places}
    ]
    others = spots[rng.permutation(len(spots))[:TRIES]]
    for spot in np.concatenate([carrying.eye_m[None], carrying.eye_m[None], others]):
        eye = np.array([*spot, float(rng.uniform(*HEIGHT_M))])
        if not ground.is_free(spot[None])[0]:
            continue
        if hidden(np.broadcast_to(eye, middles.shape), middles, boxes).any():
            continue
        for _ in range(CHOICES):
            filmed = _filmed(rng, plans, level, carrying, ground, eye, middles, boxes)
            if filmed is not None:
                return filmed
    raise CovisError("no place shows where things are carried from and to; try another seed.")


def _filmed(
    rng: np.random.Generator,
    plans: tuple[Plan, ...],
    level: Level,
    carrying: Carrying,
    ground: Ground,
    eye: Way,
    middles: NDArray[np.float64],
    boxes: Sequence[Box],
) -> Filmed | None:
    hold = Hold(float(eye[2]), _down_deg(eye, middles), float(rng.uniform(*HFOV_DEG)))
    ends = _ends(eye, middles, hold.hfov_deg)
    look_s = PAUSE_S + abs(ends[1] - ends[0]) / math.radians(LOOK_DEG_S)
    try:
        carries = carry(rng, plans, level, carrying, ground, look_s + 2 * PAUSE_S)
    except CovisError:
        return None
    last = carries.spans_s[-1][1]
    seconds = last + PAUSE_S + look_s + 2 * PAUSE_S
    frames = round(seconds * FPS)
    times = np.arange(frames) / FPS
    heading = np.interp(times, [0, PAUSE_S, look_s], [ends[0], ends[0], ends[1]])
    for span, who in zip(carries.spans_s, carries.movers, strict=True):
        during = (times >= span[0] - PAUSE_S) & (times <= span[1] + PAUSE_S / 2)
        way = at(carries.motions[carrying.members[who]], times[during])
        away = way[:, :2] - eye[:2]
        if np.hypot(*away.T).min() < PASS_M:
            return None
        points = way + np.array([0, 0, carrying.look.size_m[2] / 2])
        if hidden(np.broadcast_to(eye, points.shape), points, boxes).mean() > HIDDEN_SHARE:
            return None
        bearing = np.unwrap(np.arctan2(away[:, 1], away[:, 0]))
        before = heading[during.argmax() - 1]
        bearing += 2 * math.pi * round(float(before - bearing[0]) / (2 * math.pi))
        heading[during] = bearing
        heading[times > times[during][-1]] = bearing[-1]
    final = times > last + PAUSE_S
    near = ends if abs(heading[-1] - ends[0]) < abs(heading[-1] - ends[1]) else ends[::-1]
    back = np.interp(times, [last + 2 * PAUSE_S, seconds - PAUSE_S], near)
    heading = np.where(final, back, heading)
    heading = smoothed(smoothed(heading, int(CALM_S * FPS)), int(CALM_S * FPS))
    if np.abs(np.diff(heading)).max() * FPS > math.radians(FASTEST_DEG_S):
        return None
    nods = hold.down_deg + 0.3 * sway(rng, frames, FPS, 2.4)
    x, y = float(eye[0]), float(eye[1])
    cameras = tuple(hold.camera(x, y, float(h), float(n)) for h, n in zip(heading, nods, strict=True))
    kept = (
        int(0.4 * PAUSE_S * FPS),
        round((look_s + PAUSE_S) * FPS),
        round((last + 2 * PAUSE_S) * FPS),
        frames - 3,
    )
    return Filmed(carries, Shot("carry", "carry", FPS, cameras, tuple(float(t) for t in times), kept))


def _ends(eye: Way, middles: NDArray[np.float64], hfov_deg: float) -> tuple[float, float]:
    """Headings that show the leftmost and the rightmost place, turning right through all others."""
    away = middles[:, :2] - eye[:2]
    bearings = np.sort(np.arctan2(away[:, 1], away[:, 0]))
    gaps = np.diff(np.append(bearings, bearings[0] + 2 * math.pi))
    widest = int(gaps.argmax())  # nothing lies there: the places begin after it, counter-clockwise
    right = float(bearings[(widest + 1) % len(bearings)])
    left = right + 2 * math.pi - float(gaps[widest])
    inset = min(math.radians(hfov_deg) * 0.3, (left - right) / 2)
    return left - inset, right + inset


def _down_deg(eye: Way, middles: NDArray[np.float64]) -> float:
    """A tilt between those of the highest and the lowest place."""
    flat = np.hypot(*(middles[:, :2] - eye[:2]).T)
    down = np.degrees(np.arctan2(eye[2] - middles[:, 2], flat))
    return float(np.clip((down.min() + down.max()) / 2, 6.0, 22.0))
