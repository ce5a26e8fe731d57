"""The cup game in a room: look-alikes in a row change places pair by pair."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.boxes import gaps_m
from covis.worlds.rooms.layout.looks import Look, draw_look
from covis.worlds.rooms.layout.plan import Piece, Plan
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.rows import Row, floor_row, need_of, table_row
from covis.worlds.rooms.movement.ways import RATE, Way, at, half_ellipse, timed, waypoints
from covis.worlds.rooms.scene import Waypoint

ON_TABLES = ("cup", "candle", "toy_duck", "figure", "cactus", "teapot")
ON_FLOOR = ("ball", "box", "figure", "teddy", "toy_duck", "basket", "waste_bin")
BEFORE_TABLE_M = 0.22  # free depth for what hides them: a vase, a box of tea
BEFORE_FLOOR_M = 0.4
FIRST_REST_S = 1.0  # long enough to be seen standing
REST_S = (0.3, 0.6)  # between two exchanges
FEINT_SHARE = 0.5  # two look-alikes go half of the way and back this often, so that both ends are as likely
TRIES = 30


@dataclass(frozen=True)
class Shuffling:
    """A shuffle that has been put into a room.

    Attributes:
        row: Where it happens.
        members: Indices of the look-alikes among the room's pieces, as they stand at first along the row.
        motions: Index of a piece to its way.
        rests_s: Moments at which all stand still: one before the first exchange and one after each.
        seconds: Length of the clip.
        out_s: From when to when one is away, for each time that one leaves.
    """

    row: Row
    members: tuple[int, ...]
    motions: dict[int, tuple[Waypoint, ...]]
    rests_s: tuple[float, ...]
    seconds: float
    out_s: tuple[tuple[float, float], ...] = field(default=())


def put_shuffle(rng: np.random.Generator, plan: Plan, level: Level) -> Shuffling:
    """Put a row of look-alikes on a table or on the floor of a room, and draw how they change places.

    Raises:
        CovisError: If neither a table nor the floor has the space.
    """
    for _ in range(TRIES):
        on_table = rng.uniform() < 0.5
        keys = ON_TABLES if on_table else ON_FLOOR
        look = draw_look(rng, keys[int(rng.integers(len(keys)))])
        before = (BEFORE_TABLE_M if on_table else BEFORE_FLOOR_M) if level.shuffle_hidden else 0.0
        need = need_of(rng, look, level.shuffle_members, level.shuffle_leaves, before)
        row = table_row(rng, plan, look, need) if on_table else floor_row(rng, plan, look, need)
        # Where only neighbours change places, the ends keep theirs too often, and a guess would pay.
        if row is not None and (row.passes_others or level.shuffle_members == 2):
            return _put(rng, plan, level, look, row)
    raise CovisError(f"the {plan.room.name} has no space for a shuffle; try another seed.")


def _put(rng: np.random.Generator, plan: Plan, level: Level, look: Look, row: Row) -> Shuffling:
    first = len(plan.pieces)
    count = level.shuffle_members
    homes = [row.slot_m(slot, count) for slot in range(count)]
    plan.pieces += [Piece(look, float(x), float(y), row.z_m, row.yaw_rad, row.support) for x, y in homes]
    dance = choreography(rng, level, row, homes, level.shuffle_speed * look.size_m[0])
    motions = {
        first + k: waypoints(
            times, np.column_stack([way, np.full(len(way), row.z_m)]), np.full(len(way), row.yaw_rad)
        )
        for k, (times, way) in enumerate(dance.ways)
    }
    shuffling = Shuffling(
        row,
        tuple(range(first, first + count)),
        motions,
        tuple(dance.rests_s),
        level.shuffle_s,
        tuple(dance.out_s),
    )
    _check_apart(plan, shuffling)
    return shuffling


Timed = tuple[NDArray[np.float64], Way]


@dataclass(frozen=True)
class Dance:
    """How look-alikes change places.

    Attributes:
        ways: For each its times (n,) in s and its way (n, 2) in metres.
        rests_s: Moments at which all stand still.
        out_s: From when to when one is away, for each time that one leaves.
    """

    ways: list[Timed]
    rests_s: list[float]
    out_s: list[tuple[float, float]]


def choreography(
    rng: np.random.Generator, level: Level, row: Row, homes: list[Way], speed_m_s: float
) -> Dance:
    """How the look-alikes of a row change places, pair by pair; where one ends tells nothing of its start.

    Raises:
        CovisError: If the level's time is too short for an exchange.
    """
    count = len(homes)
    now = FIRST_REST_S
    slots = list(range(count))  # slots[s] is the member standing in slot s
    legs: list[list[Timed]] = [[(np.array([0.0]), home[None])] for home in homes]
    rests, out = [now - 0.2], []
    leaving = _leave_times(level)
    away: tuple[int, float] | None = None  # the member that is away, and since when
    leave_s = row.away_m / speed_m_s * 1.6 + 0.5
    widest = half_ellipse(homes[0], homes[-1], row.bulge_m if count > 2 else row.near_m)
    longest_s = _length_m(widest) / speed_m_s * math.pi / 2
    while True:
        if leaving and away is None and now >= leaving[0] and now + 4 * leave_s < level.shuffle_s:
            leaving.pop(0)
            member = slots[-1]
            step = _straight(homes[-1], homes[-1] + row.along * row.away_m, now, speed_m_s)
            legs[member].append(step)
            away = (member, float(step[0][-1]))
            now = float(step[0][-1]) + 0.2
        back_s = leave_s if away is not None else 0.0
        # Time for any pair, or the last exchange would be one of neighbours more often than not.
        if now + longest_s + back_s > level.shuffle_s - FIRST_REST_S * 0.6:
            break
        pair = _pair(rng, count - (away is not None))
        feint = count == 2 and rng.uniform() < FEINT_SHARE
        moves = _exchange(rng, row, homes, pair, now, longest_s, feint)
        end = now + longest_s
        for slot, move in zip(pair, moves, strict=True):
            legs[slots[slot]].append(move)
        if not feint:
            slots[pair[0]], slots[pair[1]] = slots[pair[1]], slots[pair[0]]
        now = end + float(rng.uniform(*REST_S))
        if away is not None:
            step = _straight(homes[-1] + row.along * row.away_m, homes[-1], now, speed_m_s)
            legs[away[0]].append(step)
            out.append((away[1], now))
            now, away = float(step[0][-1]) + float(rng.uniform(*REST_S)), None
        rests.append(now - 0.15)
    if away is not None:
        step = _straight(homes[-1] + row.along * row.away_m, homes[-1], now, speed_m_s)
        legs[away[0]].append(step)
        out.append((away[1], now))
        rests.append(min(float(step[0][-1]) + 0.15, level.shuffle_s - 0.1))
    if len(rests) < 2:
        raise CovisError(f"{level.shuffle_s} s are too short for an exchange; ask for a lower level.")
    return Dance([_joined(parts, level.shuffle_s) for parts in legs], rests, out)


def _leave_times(level: Level) -> list[float]:
    """When one leaves: after the first exchanges, and once more in a long clip."""
    if not level.shuffle_leaves:
        return []
    return (
        [0.25 * level.shuffle_s, 0.6 * level.shuffle_s] if level.shuffle_s >= 18 else [0.3 * level.shuffle_s]
    )


def _pair(rng: np.random.Generator, slots: int) -> tuple[int, int]:
    """Any two slots, the first one first; also the same two again, so that three end anywhere as often."""
    first, second = sorted(rng.choice(slots, 2, replace=False).tolist())
    return first, second


def _exchange(
    rng: np.random.Generator,
    row: Row,
    homes: list[Way],
    pair: tuple[int, int],
    start_s: float,
    seconds: float,
    feint: bool,
) -> list[Timed]:
    """The ways of the two in a pair of slots that change places, or go half of it and back.

    All pairs take as long: else how often things change places would hang on who does, and tell who did.
    """
    one, other = (homes[slot] for slot in pair)
    bulge = row.bulge_m if pair[1] - pair[0] > 1 else row.near_m
    bulge *= float(rng.choice([-1.0, 1.0]))
    ways = [half_ellipse(one, other, bulge), half_ellipse(other, one, bulge)]
    if feint:
        return [_there_and_back(way[: len(way) // 2], start_s, seconds) for way in ways]
    return [_lasting(way, start_s, seconds) for way in ways]


def _there_and_back(way_m: Way, start_s: float, seconds: float) -> Timed:
    """Along a way to its end, where it stops, and back."""
    times, points = _lasting(way_m, start_s, seconds / 2)
    back_times, back_points = _lasting(way_m[::-1], start_s + seconds / 2, seconds / 2)
    return np.concatenate([times, back_times[1:]]), np.concatenate([points, back_points[1:]])


def _lasting(way_m: Way, start_s: float, seconds: float) -> Timed:
    """A way gone in so many seconds, softly at both ends."""
    return timed(way_m, start_s, _length_m(way_m) / seconds * math.pi / 2)


def _length_m(way_m: Way) -> float:
    return float(np.linalg.norm(np.diff(way_m, axis=0), axis=1).sum())


def _straight(start: Way, end: Way, start_s: float, speed_m_s: float) -> Timed:
    return timed(np.linspace(start, end, 50), start_s, speed_m_s)


def _joined(parts: list[Timed], seconds: float) -> Timed:
    """One way of all its parts; between two of them the member rests."""
    times: list[NDArray[np.float64]] = []
    points: list[Way] = []
    for part_times, part_points in parts:
        if times and part_times[0] > times[-1][-1] + 1e-6:
            times.append(np.array([part_times[0] - 1e-3]))
            points.append(points[-1][-1:])
        times.append(part_times)
        points.append(part_points)
    times.append(np.array([max(seconds, times[-1][-1] + 1e-3)]))
    points.append(points[-1][-1:])
    return np.concatenate(times), np.concatenate(points)


def _check_apart(plan: Plan, shuffling: Shuffling) -> None:
    """Raise CovisError if two members, or one and what stands about, ever come nearer than a hair."""
    times = np.arange(0.0, shuffling.seconds, 0.5 / RATE)
    paths = [at(shuffling.motions[index], times) for index in shuffling.members]
    look, yaw = plan.pieces[shuffling.members[0]].look, shuffling.row.yaw_rad
    skip = {*shuffling.members, shuffling.row.support}
    fixed = [p.box for k, p in enumerate(plan.pieces) if k not in skip and p.look.of.stands != "flat"]
    z0, z1 = shuffling.row.z_m, shuffling.row.z_m + look.size_m[2]
    fixed = [box for box in fixed if box.z0_m < z1 and z0 < box.z1_m]
    for k in range(len(times)):
        boxes = [look.at(float(p[k, 0]), float(p[k, 1]), z0, yaw) for p in paths]
        for i, box in enumerate(boxes):
            others = boxes[i + 1 :] + fixed
            if others and gaps_m(box, others).min() < 0.003:
                raise CovisError("things that change places would touch; try another seed.")
