"""Ways of things that move: half circles, straight lines, and how fast they are gone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.scene import Waypoint

RATE = 15  # waypoints a second: between two of them things move evenly, and nobody sees the corners

FULL = 0.6  # exponent of the sine of a half ellipse: 1 would be the ellipse itself

Way = NDArray[np.float64]
"""(n, 2) or (n, 3) float64 points, metres; a fourth column is a turn, rad."""


def half_ellipse(start_m: Way, end_m: Way, bulge_m: float, points: int = 200) -> Way:
    """(points, 2) from start to end, (2,) each, around the left of their line if the bulge is positive.

    Fuller than an ellipse at its ends, so that it keeps clear of what stands in a row between the two.
    """
    middle, half = (start_m + end_m) / 2, (end_m - start_m) / 2
    length = float(np.hypot(*half))
    left = np.array([-half[1], half[0]]) / max(length, 1e-9)
    turn = np.linspace(0, math.pi, points)[:, None]
    return np.asarray(
        middle - half * np.cos(turn) + bulge_m * np.abs(np.sin(turn)) ** FULL * left, np.float64
    )


def timed(way_m: Way, start_s: float, top_speed_m_s: float) -> tuple[NDArray[np.float64], Way]:
    """Times (n,) and points (n, 2 or 3) of a way that begins and ends softly and never exceeds a speed.

    The speed follows half a sine, so its mean is 2 / pi of its top.
    """
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way_m, axis=0), axis=1))])
    seconds = along[-1] / top_speed_m_s * math.pi / 2
    count = max(2, math.ceil(seconds * RATE) + 1)
    share = np.linspace(0, 1, count)
    gone = along[-1] * (0.5 - 0.5 * np.cos(math.pi * share))
    points = np.stack([np.interp(gone, along, way_m[:, k]) for k in range(way_m.shape[1])], 1)
    return start_s + share * seconds, points


def waypoints(
    times_s: NDArray[np.float64], points_m: Way, yaws_rad: NDArray[np.float64]
) -> tuple[Waypoint, ...]:
    """The waypoints of a thing: times (n,), points (n, 3) and turns (n,)."""
    return tuple(
        Waypoint(
            round(float(t), 4),
            (round(float(x), 5), round(float(y), 5), round(float(z), 5)),
            round(float(yaw), 6),
        )
        for t, (x, y, z), yaw in zip(times_s, points_m, yaws_rad, strict=True)
    )


def at(motion: tuple[Waypoint, ...], times_s: NDArray[np.float64]) -> Way:
    """(n, 3) where a moving thing is at these times, (n,) seconds."""
    known = np.array([w.time_s for w in motion])
    places = np.array([w.position_m for w in motion])
    return np.stack([np.interp(times_s, known, places[:, k]) for k in range(3)], 1)
