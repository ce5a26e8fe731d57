"""Filming what is carried about: all places are shown, each carry is followed, all are shown again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.barriers import barriers
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.ground import Ground, Points, ground_of
from covis.worlds.rooms.layout.plan import Piece, Plan
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.carry import (
    BODY_M,
    SPEED_M_S,
    Carry,
    Carrying,
    draw_carries,
    motions_of,
)
from covis.worlds.rooms.movement.ways import Way, timed
from covis.worlds.rooms.scene import Shot, Waypoint
from covis.worlds.rooms.shots.follow import follow
from covis.worlds.rooms.shots.held import FPS, HEIGHT_M, Hold, sway
from covis.worlds.rooms.shots.reel import Reel
from covis.worlds.rooms.shots.walk import rounded

HFOV_DEG = (66.0, 75.0)  # wide, as one chooses to keep much in the picture
AWAY_M = 1.0  # from the camera to a place, at least
PAUSE_S = 0.8
FASTEST_DEG_S = 95.0  # of the camera, or its pictures would be of nothing
TRIES = 16  # standpoints in a room
FILMS = 10  # of one carrying, from other standpoints or of other carries


@dataclass(frozen=True)
class Filmed:
    """A carrying with its film.

    Attributes:
        motions: Room and index of each piece that is carried to its way.
        shot: The film.
    """

    motions: dict[tuple[int, int], tuple[Waypoint, ...]]
    shot: Shot


@dataclass(frozen=True, eq=False)
class Set:
    """Where it is filmed.

    Attributes:
        plans: All rooms of the house.
        carrying: What is carried; it goes through the first rooms.
        ground: Where somebody can walk past everything that stands or will be put down on the floor.
        middles: (places, 3) the middle of what stands at each place.
        boxes: What may hide them.
    """

    plans: tuple[Plan, ...]
    carrying: Carrying
    ground: Ground
    middles: NDArray[np.float64]
    boxes: Sequence[Box]

    def of_room(self, room: int) -> NDArray[np.float64]:
        """(n, 3) the middles at the places of one room."""
        return self.middles[[place.plan == room for place in self.carrying.places]]


def film_carry(rng: np.random.Generator, plans: tuple[Plan, ...], level: Level, carrying: Carrying) -> Filmed:
    """The carries as seen by somebody who turns after what is carried and follows it to other rooms.

    Raises:
        CovisError: If no place shows all of it.
    """
    here = _set(plans, carrying)
    height_m = float(rng.uniform(*HEIGHT_M))
    stands = [_stands(rng, here, room, eye, height_m) for room, eye in enumerate(carrying.eyes_m)]
    last = "no place shows where things are carried from and to; try another seed."
    for _ in range(FILMS if all(stands) else 0):
        chosen = [some[int(rng.integers(min(3, len(some))))] for some in stands]
        try:
            carries = draw_carries(rng, plans, level, carrying, here.ground)
            return _filmed(rng, here, level, carries, chosen, height_m)
        except CovisError as error:
            last = str(error)
    raise CovisError(last)


def _set(plans: tuple[Plan, ...], carrying: Carrying) -> Set:
    height_m = carrying.look.size_m[2]
    places = np.array([place.position_m for place in carrying.places])
    supports = {(place.plan, place.support) for place in carrying.places}
    boxes = [
        piece.box
        for room, plan in enumerate(plans)
        for k, piece in enumerate(plan.pieces)
        if piece.look.of.stands not in ("flat", "opening")
        and (room, k) not in carrying.members
        and (room, k) not in supports
    ]
    boxes += barriers([plan.room for plan in plans])
    ground = ground_of([_filled(plan, room, carrying) for room, plan in enumerate(plans)], BODY_M)
    return Set(plans, carrying, ground, places + np.array([0, 0, height_m / 2]), boxes)


def _filled(plan: Plan, room: int, carrying: Carrying) -> Plan:
    """The room with something at every place on its floor."""
    there = [
        Piece(carrying.look, *place.position_m, place.yaw_rad)
        for place in carrying.places
        if place.plan == room and place.support < 0
    ]
    return Plan(plan.room, [*plan.pieces, *there])


def _stands(rng: np.random.Generator, here: Set, room: int, eye_m: Points, height_m: float) -> list[Points]:
    """(2,) each: where somebody sees all places of a room; first where all were seen before, if still."""
    middles, spots = here.of_room(room), here.ground.spots(room)
    some = spots[rng.permutation(len(spots))[:TRIES]]
    found = []
    for spot in [eye_m, *some]:
        eyes = np.broadcast_to([*spot, height_m], middles.shape)
        away_m = np.hypot(*(middles[:, :2] - spot).T).min() if len(middles) else AWAY_M
        fits = bool(here.ground.is_free(spot[None])[0]) and away_m >= AWAY_M
        if fits and not hidden(eyes, middles, here.boxes).any():
            found.append(np.asarray(spot, np.float64))
    return found


def _filmed(
    rng: np.random.Generator,
    here: Set,
    level: Level,
    carries: tuple[Carry, ...],
    stands: Sequence[Points],
    height_m: float,
) -> Filmed:
    """The film from these standpoints.

    Raises:
        CovisError: If something is carried out of sight, or the camera would have to turn too fast.
    """
    hfov = float(rng.uniform(*HFOV_DEG))
    places = here.carrying.places
    first = places[carries[0].start].plan
    rooms = sorted(range(len(stands)), key=lambda room: -abs(room - first))
    reel = Reel(here.ground, height_m, stands[rooms[0]])
    looks = _look_around(reel, here, stands, rooms, hfov)
    starts_s = []
    for one in carries:
        start_s = _follow(reel, here, stands, one)
        starts_s.append(start_s)
        reel.wait(PAUSE_S)
    last = places[carries[-1].end].plan
    rooms = sorted(range(len(stands)), key=lambda room: abs(room - last))
    looks += _look_around(reel, here, stands, rooms, hfov)
    cut = reel.cut()
    if cut.fastest_deg_s > FASTEST_DEG_S:
        raise CovisError("the camera turns too fast after what is carried; try another seed.")
    frames = len(cut.headings)
    nods = cut.down_deg + 0.3 * sway(rng, frames, FPS, 2.4)
    hold = Hold(height_m, 0.0, hfov)
    cameras = tuple(
        hold.camera(float(x), float(y), float(heading), float(nod))
        for (x, y), heading, nod in zip(cut.places, cut.headings, nods, strict=True)
    )
    times = tuple(k / FPS for k in range(frames))
    kept = np.unique(np.rint(np.linspace(0, len(looks) - 1, level.moving_views)).astype(int))
    shown = tuple(min(looks[k], frames - 1) for k in kept)
    shot = Shot("carry", "carry", FPS, cameras, times, shown)
    return Filmed(motions_of(here.carrying, carries, starts_s, frames / FPS), shot)


def _look_around(
    reel: Reel, here: Set, stands: Sequence[Points], rooms: Sequence[int], hfov_deg: float
) -> list[int]:
    """Go to these rooms and show the places of each; the frames that show its first and its last places."""
    frames = []
    for room in rooms:
        reel.go(stands[room])
        eye, middles = reel.eye_m, here.of_room(room)
        down = _down_deg(eye, middles)
        ends = _ends(eye, middles, hfov_deg)
        if reel.turn_rad(ends[1]) < reel.turn_rad(ends[0]):
            ends = ends[::-1]
        reel.face(ends[0], down)
        frames.append(reel.wait(PAUSE_S))
        reel.sweep(ends[0], ends[1], down)
        frames.append(reel.wait(PAUSE_S))
    return frames


def _follow(reel: Reel, here: Set, stands: Sequence[Points], one: Carry) -> float:
    """Go to where something is taken from and follow it to where it is put; the time at which that begins.

    Raises:
        CovisError: If it cannot be kept in sight.
    """
    start, end = (here.carrying.places[k].plan for k in (one.start, one.end))
    reel.go(stands[start])
    middle = np.array([0, 0, here.carrying.look.size_m[2] / 2])
    reel.face_point(one.way[0, :3] + middle)
    reel.wait(PAUSE_S)
    start_s = reel.now_s
    times, points = timed(one.way, start_s, SPEED_M_S)
    way = reel.at[None] if start == end else rounded(here.ground.way(reel.at, stands[end]))
    targets = points[:, :3] + middle
    eyes, seen = follow(way, reel.height_m, times - start_s, targets, here.boxes)
    reel.watch(eyes, seen)
    return start_s


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
    return float(np.clip((down.min() + down.max()) / 2, 6.0, 24.0))
