"""Filming things that change places: a camera that sees them all, still or slowly turning."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.projection import project
from covis.worlds.rooms.layout.ground import ground_of
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.hiding import put_hiding
from covis.worlds.rooms.movement.rows import Row
from covis.worlds.rooms.movement.shuffle import Shuffling
from covis.worlds.rooms.movement.ways import Way, at
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import FPS, HEIGHT_M, Hold, sway

BODY_M = 0.28  # somebody who watches a table stands close to other furniture
DISTANCE_M = (0.95, 4.2)  # from the camera to the middle of the row
STEEPEST_DEG = 52.0
HFOV_DEG = (42.0, 78.0)
ASIDE_DEG = 28.0  # how far from straight before the row the camera may stand
MARGIN_PX = 6.0  # between one in the picture and its border
NOD_DEG = 0.15  # of hands that are held still
FAR, OUT = 0.5, 1.5  # of half its whole turn: so far at random, and so far away from who is gone
CALM_S = 1.2  # over which turns of the camera are smoothed
TRIES = 140  # standpoints
BEHIND_SHARE = 0.12  # of the moments at which furniture hides a member, at most
HIDING_TRIES = 8  # of them, from which something could hide a member


def film_shuffle(
    rng: np.random.Generator, plans: tuple[Plan, ...], level: Level, shuffling: Shuffling
) -> Shot:
    """The shuffle as seen by somebody before it: nothing but what is meant to hide anything does.

    Raises:
        CovisError: If no place shows all of it.
    """
    plan = plans[0]
    row, look = shuffling.row, plan.pieces[shuffling.members[0]].look
    aim = np.array([*row.middle_m, row.z_m + look.size_m[2] / 2])
    frames = round(shuffling.seconds * FPS)
    times = np.arange(frames) / FPS
    offset = _turning(rng, level, shuffling, times)
    some = np.arange(0, frames, 6)
    middle = np.array([0.0, 0.0, look.size_m[2] / 2])
    places = np.stack([at(shuffling.motions[k], times[some]) + middle for k in shuffling.members])
    hidden_from = 0
    for spot, heading in _stands(rng, plans, row)[:TRIES]:
        hold = _hold(rng, level, shuffling, spot, aim, look.size_m[0])
        if hold is None:
            continue
        behind = _behind_furniture(plan, shuffling, np.array([*spot, hold.height_m]), places)
        if not _followed(level, behind):
            continue
        # Towards `along` is to the left or to the right of the picture, by the side the camera stands on.
        leftward = 1.0 if row.along @ [-math.sin(heading), math.cos(heading)] > 0 else -1.0
        x, y = (float(v) for v in spot)
        turns = heading + leftward * offset
        reach = math.hypot(*look.size_m[:2]) / 2
        if not all(
            _in_picture(shuffling, hold.camera(x, y, float(turns[f])), places[:, k], reach, float(times[f]))
            for k, f in enumerate(some)
        ):
            continue
        eye = np.array([x, y, hold.height_m])
        if level.shuffle_hidden and not behind.any() and not put_hiding(rng, plan, shuffling, eye, places):
            hidden_from += 1
            if hidden_from == HIDING_TRIES:
                break
            continue
        nods = hold.down_deg + NOD_DEG * sway(rng, frames, FPS, 2.6)
        cameras = tuple(
            hold.camera(x, y, float(turn), float(nod)) for turn, nod in zip(turns, nods, strict=True)
        )
        kept = _kept(shuffling, level.moving_views)
        return Shot("shuffle", "shuffle", FPS, cameras, tuple(float(t) for t in times), kept)
    raise CovisError("no place shows a shuffle whole; try another seed.")


def _stands(rng: np.random.Generator, plans: tuple[Plan, ...], row: Row) -> list[tuple[Way, float]]:
    """Places before the row, in any order, and the heading from each to its middle."""
    spots = ground_of(plans, BODY_M).spots(0)
    away = spots - row.middle_m
    aside = np.abs(np.arctan2(away @ row.along, away @ row.front))
    distance = np.hypot(*away.T)
    fit = np.flatnonzero((aside < math.radians(ASIDE_DEG)) & (distance > 0.6) & (distance < DISTANCE_M[1]))
    return [(spots[k], math.atan2(-float(away[k, 1]), -float(away[k, 0]))) for k in rng.permutation(fit)]


def _turning(
    rng: np.random.Generator, level: Level, shuffling: Shuffling, times_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) rad: how far the camera turns towards `along`; away from it while one is gone."""
    reach = math.radians(level.shuffle_turn_deg) / 2
    even = np.arange(0.0, shuffling.seconds + 4, 4.0)
    keys = {float(t): float(rng.uniform(-FAR, FAR)) * reach for t in even}
    for start, end in shuffling.out_s:
        keys = {t: v for t, v in keys.items() if not start - 2 < t < end + 2}
        keys |= {start - 0.8: -OUT * reach, end + 0.8: -OUT * reach}
    known = sorted(keys)
    line = np.interp(times_s, known, [keys[t] for t in known])
    width = int(CALM_S * FPS) | 1
    padded = np.pad(line, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, mode="valid")


def _hold(
    rng: np.random.Generator,
    level: Level,
    shuffling: Shuffling,
    spot: NDArray[np.float64],
    aim: NDArray[np.float64],
    width_m: float,
) -> Hold | None:
    """A height, a tilt and a lens that hold the row, or None from a place that is too near or too far."""
    height = float(rng.uniform(*HEIGHT_M))
    flat = float(np.hypot(*(spot - aim[:2])))
    distance = math.hypot(flat, height - aim[2])
    down = math.degrees(math.atan2(height - aim[2], flat))
    if not DISTANCE_M[0] <= distance <= DISTANCE_M[1] or down > STEEPEST_DEG:
        return None
    row = shuffling.row
    half = (len(shuffling.members) - 1) / 2 * row.spacing_m + width_m
    angle = math.atan2(1.12 * half, flat) + math.radians(level.shuffle_turn_deg) / 2
    # The picture is flat and looks down: what lies beside the aim moves outwards by less than this.
    hfov = math.degrees(2 * angle) if level.shuffle_leaves else math.degrees(2 * angle) * 1.08
    if hfov > HFOV_DEG[1]:
        return None
    return Hold(height, down, max(hfov, HFOV_DEG[0]))


def _behind_furniture(
    plan: Plan, shuffling: Shuffling, eye_m: Way, places: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(members, moments): whether something hides a member from the eye; places (members, moments, 3)."""
    skip = {*shuffling.members, shuffling.row.support}
    boxes = [
        piece.box
        for k, piece in enumerate(plan.pieces)
        if k not in skip and piece.look.of.stands not in ("flat", "opening")
    ]
    eyes = np.broadcast_to(eye_m, places.reshape(-1, 3).shape)
    return hidden(eyes, places.reshape(-1, 3), boxes).reshape(places.shape[:2])


def _followed(level: Level, behind: NDArray[np.bool_]) -> bool:
    """Whether who watches knows all the time which is which: never two are hidden, and none for long."""
    if not level.shuffle_hidden:
        return not behind.any()
    at_ends = behind[:, [0, -1]].any()
    return bool(not at_ends and behind.sum(0).max() <= 1 and behind.mean(1).max() <= BEHIND_SHARE)


def _in_picture(
    shuffling: Shuffling, camera: Camera, places: NDArray[np.float64], reach_m: float, time_s: float
) -> bool:
    """Whether all are inside the picture, but outside it who is away."""
    pixels, depth = project(places, camera)
    wide, high = camera.size_px
    reach = reach_m * camera.K[0, 0] / depth + MARGIN_PX
    x, y = pixels.T
    inside = (x > reach) & (x < wide - reach) & (y > reach) & (y < high - reach)
    gone = [start <= time_s <= end for start, end in shuffling.out_s]
    if not any(gone):
        moving_out = any(start - 3 < time_s < end + 3 for start, end in shuffling.out_s)
        return bool(inside.all()) if not moving_out else int((~inside).sum()) <= 1
    outside = (x < -reach) | (x > wide + reach) | (y < -reach) | (y > high + reach)
    return int(outside.sum()) == 1 and int(inside.sum()) == len(places) - 1


def _kept(shuffling: Shuffling, count: int) -> tuple[int, ...]:
    """Frames at moments of rest, first and last among them; between any two at least one exchange."""
    rests = shuffling.rests_s
    chosen = np.unique(np.rint(np.linspace(0, len(rests) - 1, count)).astype(int))
    return tuple(round(rests[k] * FPS) for k in chosen)
