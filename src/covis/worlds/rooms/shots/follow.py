"""Walking after something that is carried, so that it stays in sight.

How far along its way the camera is at each moment is found by dynamic programming over a grid of moments and
of places on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.ground import Points
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.shots.held import FPS
from covis.worlds.rooms.shots.walk import smoothed

MOMENT_FRAMES = 5  # between moments of the grid
PACE_M = 0.08  # between places of the grid
PACES = 2  # from one moment to the next, at most: 0.96 m/s
PASS_M = 0.8  # from the camera to what is carried, at least
NEAR_M, FAR_M = 1.2, 3.5  # between these it is seen well
HIDDEN, TOO_NEAR, NEAR, FAR, WALKING = 8.0, 60.0, 4.0, 0.5, 0.05  # what each costs
HIDDEN_SHARE = 0.12  # of a carry that furniture and walls may hide
HIDDEN_S = 1.0  # at a time
SURE_S = 0.7  # at its beginning and at its end it is in sight
CALM_S = 1.0


def follow(
    way_m: Points,
    height_m: float,
    times_s: NDArray[np.float64],
    targets_m: NDArray[np.float64],
    boxes: Sequence[Box],
) -> tuple[Points, NDArray[np.float64]]:
    """Where the camera is, (frames, 2), and what it looks at, (frames, 3), until it is at the end of its way.

    Args:
        way_m: (n, 2) the way of the camera; one point if it stays.
        height_m: Of the camera.
        times_s: (k,) from 0.
        targets_m: (k, 3) where the middle of what is carried is then; after the last it rests.
        boxes: What may hide it.

    Raises:
        CovisError: If it would be hidden for too long or pass too near.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way_m, axis=0).T))])
    paces = int(np.ceil(along[-1] / PACE_M))
    carried = int(np.ceil(times_s[-1] * FPS))
    moments = carried // MOMENT_FRAMES + 2 + (paces // PACES + 3 if paces else 0)
    grid_s = np.arange(moments) * MOMENT_FRAMES / FPS
    targets = _at(grid_s, times_s, targets_m)
    eyes = _eyes(np.arange(paces + 1, dtype=np.float64) * PACE_M, along, way_m, height_m)
    chosen = _cheapest(_costs(eyes, targets, boxes))
    frames = np.arange((moments - 1) * MOMENT_FRAMES + 1)
    pace = smoothed(np.interp(frames, np.arange(moments) * MOMENT_FRAMES, chosen), int(CALM_S * FPS))
    last = max(carried, int(np.flatnonzero(pace < paces - 1e-9)[-1]) + 1) if paces else carried
    frames = frames[: last + 1]
    found = _eyes(pace[: last + 1] * PACE_M, along, way_m, height_m)
    seen = _at(frames / FPS, times_s, targets_m)
    _check(found, seen, carried, boxes)
    return found[:, :2], seen


def _check(
    eyes: NDArray[np.float64], targets: NDArray[np.float64], carried: int, boxes: Sequence[Box]
) -> None:
    """Raise CovisError where a human who watches might lose sight of what is carried."""
    rows = np.arange(0, carried + 1, 3)
    if np.hypot(*(eyes - targets)[rows, :2].T).min() < PASS_M:
        raise CovisError("what is carried comes too near to the camera; try another seed.")
    out = hidden(eyes[rows], targets[rows], boxes)
    sure, most = round(SURE_S * FPS / 3), round(HIDDEN_S * FPS / 3)
    runs = np.convolve(out, np.ones(most + 1), "valid") if len(out) > most else np.zeros(1)
    if out[:sure].any() or out[-sure:].any() or out.mean() > HIDDEN_SHARE or runs.max() > most:
        raise CovisError("what is carried cannot be kept in sight; try another seed.")


def _costs(
    eyes: NDArray[np.float64], targets: NDArray[np.float64], boxes: Sequence[Box]
) -> NDArray[np.float64]:
    """(moments, places) what it costs to be there then."""
    shape = (len(targets), len(eyes), 3)
    pairs = np.broadcast_to(eyes[None], shape).reshape(-1, 3), np.broadcast_to(targets[:, None], shape)
    out = hidden(pairs[0], pairs[1].reshape(-1, 3), boxes).reshape(shape[:2])
    away = np.hypot(*(targets[:, None, :2] - eyes[None, :, :2]).transpose(2, 0, 1))
    cost = HIDDEN * out + TOO_NEAR * (away < PASS_M + 0.1) + NEAR * np.maximum(0, NEAR_M - away)
    return np.asarray(cost + FAR * np.maximum(0, away - FAR_M), np.float64)


def _cheapest(costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """(moments,) the places of the cheapest way from the first to the last that never goes back."""
    moments, places = costs.shape
    total = np.full(places, np.inf)
    total[0] = costs[0, 0]
    steps = np.zeros((moments, places), np.int64)
    for moment in range(1, moments):
        options = np.full((PACES + 1, places), np.inf)
        for step in range(PACES + 1):
            options[step, step:] = total[: places - step] + WALKING * step
        steps[moment] = options.argmin(0)
        total = options.min(0) + costs[moment]
    chosen = np.zeros(moments, np.int64)
    chosen[-1] = places - 1
    for moment in range(moments - 1, 0, -1):
        chosen[moment - 1] = chosen[moment] - steps[moment, chosen[moment]]
    return chosen


def _at(
    seconds: NDArray[np.float64], times_s: NDArray[np.float64], points_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([np.interp(seconds, times_s, points_m[:, k]) for k in range(3)], 1)


def _eyes(
    gone_m: NDArray[np.float64], along: NDArray[np.float64], way_m: Points, height_m: float
) -> NDArray[np.float64]:
    """(n, 3) the camera after so much of its way."""
    flat = [np.interp(gone_m, along, way_m[:, k]) for k in range(2)]
    return np.column_stack([*flat, np.full(len(gone_m), height_m)])
