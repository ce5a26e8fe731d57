"""Walking through a room or a house, looking where one goes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.ground import Points
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import FPS, Hold, draw_hold, eased, sway
from covis.worlds.rooms.shots.studio import LEAST_THINGS, Studio

SPEED_M_S = (0.5, 0.9)  # of somebody who films while walking
TOUR_SPEED_M_S = 0.6  # somebody who shows a house goes slowly
STEP_M = 0.02  # between points of a smoothed way
ROUND_M = 0.5  # over which corners of a way are rounded
AHEAD_M = 1.3  # how far ahead on the way the camera looks
INWARD = 0.45  # how much of the look goes to the middle of the room instead: ways lead along walls
FADE_M = 1.5  # from the middle of the room
FASTEST_DEG_S = 130.0  # of the camera, or its pictures would be of nothing
CALM_S = 1.3  # over which the heading is smoothed
BOB_M = 0.012  # up and down of a step
NOD_DEG = 0.5
SWAY_RAD = 0.012
LEG_M = 1.5  # from one place to the next on a way, at least
TRIES = 12
TOURS = 4  # of which the one is taken that shows most
STOPS = 2  # in a room, at most: with more turns, some would be too fast


def walk(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """A way through the first room, looking ahead and into the room.

    Raises:
        CovisError: If the room has no way long enough whose views show something.
    """
    hold = draw_hold(rng)
    length = level.walk_s * float(rng.uniform(*SPEED_M_S))
    spots = studio.ground.spots(0)
    best, shot = LEAST_THINGS - 2, None  # a walk passes poorer places than one chosen to stand at
    for _ in range(TRIES if len(spots) else 0):
        way = _long_way(rng, studio, spots, length)
        if way is None:
            continue
        candidate = _filmed(rng, "walk", hold, studio, way, level.walk_s, level.walk_views)
        if _fastest_deg_s(candidate) > FASTEST_DEG_S:
            continue
        shown = min(studio.worth(candidate.cameras[k]) for k in candidate.kept)
        if shown > best:
            best, shot = shown, candidate
        if best > LEAST_THINGS:
            break
    if shot is None:
        raise CovisError("no way through the room shows enough; try another seed.")
    return shot


def tour(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """Through all rooms, one after the other, as somebody shows a house.

    Raises:
        CovisError: If one of the rooms cannot be walked through calmly.
    """
    hold = draw_hold(rng)
    most, shot = 0, None
    for _ in range(TOURS):
        way = _round(rng, studio, level)
        candidate = _filmed(rng, "tour", hold, studio, way, level.tour_s, level.tour_views)
        shown = sum(studio.worth(candidate.cameras[k]) for k in candidate.kept)
        if shown > most and _fastest_deg_s(candidate) <= FASTEST_DEG_S:
            most, shot = shown, candidate
    if shot is None:
        raise CovisError("a tour turns too fast somewhere; try another seed.")
    return shot


def _round(rng: np.random.Generator, studio: Studio, level: Level) -> Points:
    """A smooth way through all rooms, going about in each of them as long as there is time.

    Raises:
        CovisError: If nobody can stand in one of the rooms.
    """
    share = level.tour_s * TOUR_SPEED_M_S / len(studio.plans)
    at: Points | None = None
    ways: list[Points] = []
    for room, plan in enumerate(studio.plans):
        spots = studio.ground.spots(room)
        if not len(spots):
            raise CovisError(f"nobody can stand in the {plan.room.name}; try another seed.")
        at = spots[int(rng.integers(len(spots)))] if at is None else at
        gone = 0.0
        for _ in range(STOPS):
            stop = _away(rng, spots, at)
            ways.append(studio.ground.way(at, stop))
            gone += float(np.hypot(*np.diff(ways[-1], axis=0).T).sum())
            at = stop
            if gone >= share:
                break
    return rounded(np.concatenate(ways))


def _fastest_deg_s(shot: Shot) -> float:
    """How fast the camera turns where it turns fastest."""
    ahead = np.array([camera.forward[:2] for camera in shot.cameras])
    headings = np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0]))
    return float(np.degrees(np.abs(np.diff(headings)).max()) * shot.fps)


def _away(rng: np.random.Generator, spots: Points, from_m: Points) -> Points:
    """One of these places, not near to where somebody is."""
    apart = np.hypot(*(spots - from_m).T)
    far = spots[apart >= min(LEG_M, float(apart.max()))]
    return np.asarray(far[int(rng.integers(len(far)))], np.float64)


def _long_way(rng: np.random.Generator, studio: Studio, spots: Points, length_m: float) -> Points | None:
    """A smooth way of about this length from one end of the room to another, or None."""
    points = [spots[int(rng.integers(len(spots)))]]
    travelled: list[Points] = []
    total = 0.0
    for _ in range(6):
        points.append(_away(rng, spots, points[-1]))
        travelled.append(studio.ground.way(points[-2], points[-1]))
        total += float(np.hypot(*np.diff(travelled[-1], axis=0).T).sum())
        if total >= length_m:
            break
    way = rounded(np.concatenate(travelled))
    count = int(length_m / STEP_M)
    return way[:count] if len(way) >= 0.8 * count else None


def rounded(way_m: Points) -> Points:
    """A way with rounded corners, points every `STEP_M`; between (n, 2) points of a map."""
    apart = np.hypot(*np.diff(way_m, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(apart)])
    fine = np.arange(0.0, along[-1] + STEP_M / 2, STEP_M)
    dense = np.stack([np.interp(fine, along, way_m[:, k]) for k in range(2)], 1)
    return np.stack([smoothed(dense[:, k], int(ROUND_M / STEP_M)) for k in range(2)], 1)


def smoothed(curve: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """A running mean, twice, whose ends stay where they are; (n,)."""
    for _ in range(2):
        reach = min(width // 2, (len(curve) - 1) // 2)
        if reach < 1:
            return curve
        padded = np.pad(curve, reach, mode="reflect", reflect_type="odd")
        curve = np.convolve(padded, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")
    return curve


def _filmed(
    rng: np.random.Generator,
    kind: Literal["walk", "tour"],
    hold: Hold,
    studio: Studio,
    way: Points,
    seconds: float,
    views: int,
) -> Shot:
    """The shot of somebody who walks this way in this time."""
    frames = round(seconds * FPS)
    at = eased(frames) * (len(way) - 1)
    x, y = (np.interp(at, np.arange(len(way)), way[:, k]) for k in range(2))
    ahead = np.minimum(at + AHEAD_M / STEP_M, len(way) - 1)
    end = way[-1] - way[max(0, len(way) - 1 - int(0.6 / STEP_M))]
    end = end / max(1e-9, float(np.hypot(*end)))
    beyond = (at + AHEAD_M / STEP_M - ahead) * STEP_M
    look = np.stack([np.interp(ahead, np.arange(len(way)), way[:, k]) + beyond * end[k] for k in range(2)], 1)
    middle = studio.middles(np.stack([x, y], 1))
    heading = _blended(look - np.stack([x, y], 1), middle - np.stack([x, y], 1))
    heading = smoothed(np.unwrap(heading), int(CALM_S * FPS)) + SWAY_RAD * sway(rng, frames, FPS, 2.2)
    down = hold.down_deg + NOD_DEG * sway(rng, frames, FPS, 1.8)
    bob = BOB_M * sway(rng, frames, FPS, 1.1)
    cameras = tuple(
        Hold(hold.height_m + float(b), hold.down_deg, hold.hfov_deg).camera(
            float(px), float(py), float(h), float(d)
        )
        for px, py, h, d, b in zip(x, y, heading, down, bob, strict=True)
    )
    kept = tuple(int(k) for k in np.rint(np.linspace(0, frames - 1, views)))
    return Shot(kind, kind, FPS, cameras, tuple(k / FPS for k in range(frames)), kept)


def _blended(ahead: Points, inward: Points) -> NDArray[np.float64]:
    """(n,) headings between two directions, (n, 2) each."""
    onward = ahead / np.maximum(1e-9, np.hypot(*ahead.T))[:, None]
    # Near the middle of the room the direction to it turns fast and says little: it fades.
    towards = inward / np.maximum(FADE_M, np.hypot(*inward.T))[:, None]
    mixed = (1 - INWARD) * onward + INWARD * towards
    return np.asarray(np.arctan2(mixed[:, 1], mixed[:, 0]), np.float64)
