"""A film put together piece by piece: standing, turning, walking and watching."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.ground import Ground, Points
from covis.worlds.rooms.shots.held import FPS, eased
from covis.worlds.rooms.shots.walk import STEP_M, rounded, smoothed

LOOK_DEG_S = 38.0  # how fast somebody turns who shows something
TURN_DEG_S = 60.0  # and who turns to something else
WALK_M_S = 0.9
AHEAD_M = 1.2  # how far ahead on the way somebody looks who walks
DOWN_DEG = (5.0, 26.0)  # how far people tilt a camera after something
LEVEL_DEG = 9.0  # while they walk
CALM_S = 0.7
ROUND = 5  # decimals of a place, so that one that does not change stays the same to the last bit


@dataclass(frozen=True, eq=False)
class Cut:
    """A film.

    Attributes:
        places: (frames, 2) metres.
        headings: (frames,) radians.
        down_deg: (frames,) below the horizon.
    """

    places: Points
    headings: NDArray[np.float64]
    down_deg: NDArray[np.float64]

    @property
    def fastest_deg_s(self) -> float:
        """How fast the camera turns where it turns fastest."""
        return float(np.degrees(np.abs(np.diff(self.headings)).max()) * FPS)


@dataclass
class Reel:
    """What has been filmed so far.

    Attributes:
        ground: Where one can walk.
        height_m: Of the camera.
        at: (2,) where it is now.
    """

    ground: Ground
    height_m: float
    at: Points
    _places: list[Points] = field(default_factory=list)
    _headings: list[NDArray[np.float64]] = field(default_factory=list)
    _down: list[NDArray[np.float64]] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """How many there are."""
        return sum(map(len, self._headings))

    @property
    def now_s(self) -> float:
        """When the next frame is taken."""
        return self.frames / FPS

    @property
    def eye_m(self) -> Points:
        """(3,) where the camera is now."""
        return np.array([*self.at, self.height_m])

    def turn_rad(self, heading_rad: float) -> float:
        """How far it is to a heading from the present one, not negative; 0 before the first frame."""
        if not self._headings:
            return 0.0
        return abs(_shorter(heading_rad - float(self._headings[-1][-1])))

    def wait(self, seconds: float) -> int:
        """Stand still; the frame in the middle of that."""
        count = max(1, round(seconds * FPS))
        middle = self.frames + count // 2
        heading, down = float(self._headings[-1][-1]), float(self._down[-1][-1])
        self._add(np.repeat(self.at[None], count, 0), np.full(count, heading), np.full(count, down))
        return middle

    def face(self, heading_rad: float, down_deg: float) -> None:
        """Turn to a heading the shorter way."""
        if not self._headings:
            self._add(self.at[None], np.array([heading_rad]), np.array([down_deg]))
            return
        before, down = float(self._headings[-1][-1]), float(self._down[-1][-1])
        turn = _shorter(heading_rad - before)
        count = max(1, math.ceil(abs(turn) / math.radians(TURN_DEG_S) * FPS))
        share = (1 - np.cos(np.pi * np.arange(1, count + 1) / count)) / 2
        places = np.repeat(self.at[None], count, 0)
        self._add(places, before + turn * share, down + (down_deg - down) * share)

    def face_point(self, point_m: Points) -> None:
        """Turn to a point, (3,)."""
        headings, down = _towards(self.eye_m[None], point_m[None])
        self.face(float(headings[0]), float(down[0]))

    def sweep(self, start_rad: float, end_rad: float, down_deg: float) -> None:
        """Turn from the heading that is faced to another one, evenly, not the shorter way but as told."""
        turn = end_rad - start_rad
        count = max(1, math.ceil(abs(turn) / math.radians(LOOK_DEG_S) * FPS))
        headings = float(self._headings[-1][-1]) + turn * np.arange(1, count + 1) / count
        self._add(np.repeat(self.at[None], count, 0), headings, np.full(count, down_deg))

    def go(self, to_m: Points) -> None:
        """Walk to a place, looking ahead.

        Raises:
            CovisError: If there is no way.
        """
        if np.array_equal(np.round(to_m, ROUND), np.round(self.at, ROUND)):
            return
        way = rounded(self.ground.way(self.at, to_m))
        way = np.concatenate([self.at[None], way, to_m[None]])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
        count = max(2, round((along[-1] / WALK_M_S + 0.6) * FPS))
        gone = eased(count, 0.3) * along[-1]
        places = np.stack([np.interp(gone, along, way[:, k]) for k in range(2)], 1)
        there = np.stack([np.interp(gone + AHEAD_M, along, way[:, k]) for k in range(2)], 1)
        onward = way[-1] - way[max(0, len(way) - 2 - int(AHEAD_M / STEP_M))]
        there += np.maximum(0, gone + AHEAD_M - along[-1])[:, None] * onward / max(1e-9, np.hypot(*onward))
        headings = np.unwrap(np.arctan2(*(there - places).T[::-1]))
        self.face(float(headings[0]), LEVEL_DEG)
        self._add(places, headings, np.full(count, LEVEL_DEG))
        self.at = to_m

    def watch(self, eyes_m: Points, targets_m: NDArray[np.float64]) -> None:
        """Look at a point, (frames, 3), from where one walks meanwhile, (frames, 2)."""
        eyes = np.column_stack([eyes_m, np.full(len(eyes_m), self.height_m)])
        self._add(eyes_m, *_towards(eyes, targets_m))
        self.at = eyes_m[-1]

    def cut(self) -> Cut:
        """All of it, with calm turns."""
        headings, down = np.concatenate(self._headings), np.concatenate(self._down)
        calm = int(CALM_S * FPS)
        places = np.asarray(np.round(np.concatenate(self._places), ROUND), np.float64)
        return Cut(places, smoothed(smoothed(headings, calm), calm), smoothed(down, calm))

    def _add(
        self, places_m: Points, headings_rad: NDArray[np.float64], down_deg: NDArray[np.float64]
    ) -> None:
        before = float(self._headings[-1][-1]) if self._headings else float(headings_rad[0])
        headings = np.unwrap(headings_rad)
        headings += 2 * math.pi * round((before - float(headings[0])) / (2 * math.pi))
        self._places.append(places_m)
        self._headings.append(headings)
        self._down.append(down_deg)


def _shorter(turn_rad: float) -> float:
    return (turn_rad + math.pi) % (2 * math.pi) - math.pi


def _towards(eyes_m: Points, targets_m: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Headings and tilts, (n,) both, from points to points, (n, 3) both."""
    away = targets_m - eyes_m
    down = np.degrees(np.arctan2(-away[:, 2], np.hypot(away[:, 0], away[:, 1])))
    return np.arctan2(away[:, 1], away[:, 0]), np.clip(down, *DOWN_DEG)
