"""Filming things that move: a camera that keeps them in the picture and sees them, still or slowly turning."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.projection import project
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.ground import ground_of
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.shuffle import Shuffling
from covis.worlds.rooms.movement.ways import at
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import FPS, HEIGHT_M, Hold, sway
from covis.worlds.rooms.shots.studio import Studio

BODY_M = 0.28  # somebody who watches a table stands close to other furniture
DISTANCE_M = (0.95, 3.4)  # from the camera to the middle of the row
STEEPEST_DEG = 50.0
HFOV_DEG = (42.0, 72.0)
ASIDE_DEG = 28.0  # how far from straight before the row the camera may stand
MARGIN_PX = 6.0  # between one in the picture and its border
NOD_DEG = 0.15  # of hands that are held still
CALM_S = 1.2  # over which turns of the camera are smoothed
SEEN_SHARE = 0.6  # of the moments at which one is not hidden, at least
TRIES = 60


def film_shuffle(rng: np.random.Generator, studio: Studio, level: Level, shuffling: Shuffling) -> Shot:
    """The shuffle as seen by somebody before it: nothing but what is meant to hide anything does.

    Raises:
        CovisError: If no place shows all of it.
    """
    plan = studio.plans[0]
    row, look = shuffling.row, plan.pieces[shuffling.members[0]].look
    aim = np.array([*row.middle_m, row.z_m + look.size_m[2] / 2])
    spots = ground_of(studio.plans, BODY_M).spots(0)
    frames = round(shuffling.seconds * FPS)
    times = np.arange(frames) / FPS
    offset = _turning(rng, level, shuffling, times)
    for spot in spots[rng.permutation(len(spots))][: 40 * TRIES]:
        away = spot - row.middle_m
        side = np.abs(np.arctan2(away @ row.along, away @ row.front))
        if side > math.radians(ASIDE_DEG):
            continue
        hold = _hold(rng, level, shuffling, spot, aim, look.size_m[0])
        if hold is None:
            continue
        heading = math.atan2(-away[1], -away[0])
        # Towards `along` is to the left or to the right of the picture, by the side the camera stands on.
        leftward = 1.0 if row.along @ [-math.sin(heading), math.cos(heading)] > 0 else -1.0
        x, y = (float(v) for v in spot)
        nod = NOD_DEG * sway(rng, frames, FPS, 2.6)
        cameras = tuple(
            hold.camera(x, y, heading + leftward * float(turn), hold.down_deg + float(tilt))
            for turn, tilt in zip(offset, nod, strict=True)
        )
        if _shows(studio, shuffling, cameras, times):
            kept = _kept(shuffling, level.moving_views)
            return Shot("shuffle", "shuffle", FPS, cameras, tuple(k / FPS for k in range(frames)), kept)
    raise CovisError("no place shows a shuffle whole; try another seed.")


def _turning(
    rng: np.random.Generator, level: Level, shuffling: Shuffling, times_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) rad: how far the camera turns towards `along`; away from it while one is gone."""
    reach = math.radians(level.shuffle_turn_deg) / 2
    keys = {float(t): float(rng.uniform(-1, 1)) * reach for t in np.arange(0.0, shuffling.seconds + 4, 4.0)}
    for start, end in shuffling.out_s:
        keys = {t: v for t, v in keys.items() if not start - 2 < t < end + 2}
        keys |= {start - 0.8: -reach, end + 0.8: -reach}
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


def _shows(
    studio: Studio, shuffling: Shuffling, cameras: tuple[Camera, ...], times_s: NDArray[np.float64]
) -> bool:
    """Whether every member is in the picture and in sight whenever it should be."""
    plan = studio.plans[0]
    look = plan.pieces[shuffling.members[0]].look
    skip = {*shuffling.members, shuffling.hides, shuffling.row.support}
    boxes = [
        p.box
        for other in studio.plans
        for k, p in enumerate(other.pieces)
        if not (other is plan and k in skip) and p.look.of.stands not in ("flat", "opening")
    ]
    some = np.arange(0, len(times_s), 5)
    middle_z = np.array([0.0, 0.0, look.size_m[2] / 2])
    places = np.stack([at(shuffling.motions[index], times_s[some]) + middle_z for index in shuffling.members])
    eye = np.broadcast_to(cameras[0].position_m, places.reshape(-1, 3).shape)
    if hidden(eye, places.reshape(-1, 3), boxes).any():
        return False
    if shuffling.hides >= 0 and not _fairly_hidden(
        plan.pieces[shuffling.hides].box, places, eye, look.size_m[2]
    ):
        return False
    reach = math.hypot(*look.size_m[:2]) / 2
    for k, frame in enumerate(some):
        if not _in_picture(shuffling, cameras[frame], places[:, k], reach, float(times_s[frame])):
            return False
    return True


def _fairly_hidden(
    hiding: Box, places: NDArray[np.float64], eye: NDArray[np.float64], height_m: float
) -> bool:
    """Whether somebody is hidden at times, but never two at once: then nobody could know which is which."""
    members, moments, _ = places.shape
    low, high = (
        hidden(eye, (places + [0, 0, dz]).reshape(-1, 3), [hiding]).reshape(members, moments)
        for dz in (-0.3 * height_m, 0.3 * height_m)
    )
    both = low & high
    return bool(both.any() and both.sum(0).max() <= 1 and (~both).mean(1).min() >= SEEN_SHARE)


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
