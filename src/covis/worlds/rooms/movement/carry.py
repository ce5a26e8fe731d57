"""Look-alikes that are carried from place to place: put into a room, and the ways they go."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.barriers import barriers
from covis.worlds.rooms.layout.boxes import Box, meets
from covis.worlds.rooms.layout.ground import Ground, Points, ground_of
from covis.worlds.rooms.layout.looks import Look, draw_look
from covis.worlds.rooms.layout.place import SEATS
from covis.worlds.rooms.layout.plan import Piece, Plan
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.layout.walls import FACING_RAD, WALLS, from_wall, inside, span_m
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.movement.ways import Way, timed, waypoints
from covis.worlds.rooms.scene import Wall, Waypoint
from covis.worlds.rooms.shots.walk import rounded

CARRIED = ("box", "basket", "teddy", "ball", "vase", "waste_bin", "figure", "cactus")
HELD_M = 1.05  # height of the underside of what is carried
CHECKED_M = 0.04  # of a way at a time: half a bottle, the slimmest thing that stands about
LIFT_M = 0.12  # above its place before it is carried away
REACH_M = 0.95  # from where somebody stands to a place they put something
APART_M = 0.9  # between two places: "on the desk" and "by the door" are not the same
SPEED_M_S = 1.0  # of somebody who carries something
HIGHEST_M = 1.25  # of a place: people lift no higher
BODY_M = 0.3  # half the width of somebody who carries something
EYE_M = 1.45  # height of a camera
EYE_AWAY_M = 1.1  # from the camera to a place, at least
FLOOR_SHARE = 0.35  # of the places
BESIDE_M = 0.7  # from the mark that a place on the floor is told by: "next to the door"
NOT_BESIDE_M = 1.4  # from the marks of all other places
MARK_M = 0.4  # the longest side of a mark, at least
TOLD = 3  # places at most of a room that must each have a mark of their own; of more, some will
TRIES = 60


@dataclass(frozen=True)
class Place:
    """Where a thing can be put down.

    Attributes:
        plan: Index of its room.
        position_m: The middle of the underside of what stands there.
        yaw_rad: Its turn.
        support: Index of the piece that bears it; -1 for the floor.
        mark: Index of the piece that tells people which place it is: its support, or what it is
            next to; -1 for none.
    """

    plan: int
    position_m: tuple[float, float, float]
    yaw_rad: float
    support: int
    mark: int


@dataclass(frozen=True)
class Carrying:
    """Look-alikes in their places, and free places.

    Attributes:
        look: What they are.
        places: All places; the first ones are taken, in the order of `members`.
        members: Room and index among its pieces of each look-alike.
        eyes_m: For each room, (2,) from where its places were seen before the rest of the furniture came.
    """

    look: Look
    places: tuple[Place, ...]
    members: tuple[tuple[int, int], ...]
    eyes_m: tuple[Points, ...]


@dataclass(frozen=True)
class Carry:
    """One look-alike is carried to another place.

    Attributes:
        who: Which, by its position in `members`.
        start: Index of the place that it is taken from.
        end: Index of the place that it is put down at.
        way: (n, 4) x, y, z, yaw.
    """

    who: int
    start: int
    end: int
    way: Way


def put_carried(rng: np.random.Generator, plans: Sequence[Plan], level: Level) -> Carrying:
    """Put look-alikes into the rooms, and keep as many places free as they can be carried to.

    Raises:
        CovisError: If there are too few places.
    """
    count = max(level.carry_alike + 1 + level.carries // 3, 2 * len(plans) if len(plans) > 1 else 0)
    ground = ground_of(plans, BODY_M)
    spots = [ground.spots(room) for room in range(len(plans))]
    for _ in range(10 if all(map(len, spots)) else 0):
        look = draw_look(rng, str(rng.choice(CARRIED)))
        if any(piece.look.of.name == look.of.name for plan in plans for piece in plan.pieces):
            continue
        eyes = tuple(some[int(rng.integers(len(some)))] for some in spots)
        places: list[Place] = []
        for turn in range(5 * count):
            index = turn % len(plans)
            told = count <= TOLD * len(plans)
            place = _place(rng, plans[index], index, look, places, ground, eyes[index], told)
            if place is not None:
                places.append(place)
            if len(places) == count:
                return _put(rng, plans, level, look, places, eyes)
    raise CovisError("there are too few places to carry things to; try another seed.")


def _put(
    rng: np.random.Generator,
    plans: Sequence[Plan],
    level: Level,
    look: Look,
    places: list[Place],
    eyes: tuple[Points, ...],
) -> Carrying:
    order = [places[int(k)] for k in rng.permutation(len(places))]
    members: list[tuple[int, int]] = []
    for plan, (x, y) in zip(plans, eyes, strict=True):
        plan.free.append(Box(float(x), float(y), 0.6, 0.6, 0.0, 0.0, 1.8))
    for place in order:
        x, y, z = place.position_m
        plan = plans[place.plan]
        if len(members) < level.carry_alike:
            members.append((place.plan, len(plan.pieces)))
            plan.pieces.append(Piece(look, x, y, z, place.yaw_rad, place.support))
        # What is above a place stays free, for things come from above.
        plan.reserved.append(look.at(x, y, z, place.yaw_rad).grown(0.08))
    ground = ground_of(plans, BODY_M)
    for place in order:
        x, y = (float(v) for v in _standing(ground, place))
        plans[place.plan].free.append(Box(x, y, 0.6, 0.6, 0.0, 0.0, 1.8))
    return Carrying(look, tuple(order), tuple(members), eyes)


def _place(
    rng: np.random.Generator,
    plan: Plan,
    index: int,
    look: Look,
    others: Sequence[Place],
    ground: Ground,
    eye: Points,
    told: bool,
) -> Place | None:
    """A place for a look in this room, away from the others, within reach and seen by the eye; or None.

    It lies on or next to a mark; if it must be told, then on or next to one that no other place has.
    """
    marks = _marks(plan)
    here = [other for other in others if other.plan == index]
    solid = [(k, p.box) for k, p in enumerate(plan.pieces) if p.look.of.stands not in ("flat", "opening")]
    for _ in range(TRIES):
        found = _on_floor(rng, plan, look) if rng.uniform() < FLOOR_SHARE else _on_top(rng, plan, look)
        if found is None:
            continue
        (x, y, z), yaw, support = found
        if any(math.hypot(o.position_m[0] - x, o.position_m[1] - y) < APART_M for o in here):
            continue
        mark = support if support >= 0 else _beside(marks, x, y)
        place = Place(index, (x, y, z), yaw, support, mark)
        if any(support >= 0 and other.support == support for other in here):
            continue
        if mark not in marks or (told and not all(_told_apart(marks, place, other) for other in here)):
            continue
        middle = np.array([[x, y, z + look.size_m[2] / 2]])
        boxes = [box for k, box in solid if k != support]
        far = math.hypot(eye[0] - x, eye[1] - y) >= EYE_AWAY_M
        if not far or hidden(np.array([[*eye, EYE_M]]), middle, boxes).any():
            continue
        if _reach_m(ground, place) <= REACH_M:
            return place
    return None


def _marks(plan: Plan) -> dict[int, Box]:
    """Index to box of what places can be told by: large, on the floor, and the only one of its name."""
    names = Counter(piece.look.of.name for piece in plan.pieces)
    return {
        index: piece.box
        for index, piece in enumerate(plan.pieces)
        if names[piece.look.of.name] == 1
        and piece.z_m == 0.0
        and piece.look.of.stands != "flat"
        and max(piece.look.size_m) >= MARK_M
    }


def _beside(marks: Mapping[int, Box], x_m: float, y_m: float) -> int:
    """The mark nearest to a point of the floor, if people would say "next to" it; else -1."""
    near = min(marks, key=lambda k: _edge_m(marks[k], x_m, y_m), default=-1)
    return near if near >= 0 and _edge_m(marks[near], x_m, y_m) <= BESIDE_M else -1


def _told_apart(marks: Mapping[int, Box], one: Place, other: Place) -> bool:
    """Whether nobody could tell either of two places by the mark of the other."""
    if one.mark == other.mark:
        return False
    if one.support >= 0 or other.support >= 0:  # "on" is said of the one, "next to" of the other
        return True
    crossed = ((marks[one.mark], other), (marks[other.mark], one))
    return all(_edge_m(box, *place.position_m[:2]) >= NOT_BESIDE_M for box, place in crossed)


def _edge_m(box: Box, x_m: float, y_m: float) -> float:
    """How far a point of the floor is from the floor plan of a box; 0 within."""
    away = np.abs(box.axes @ [x_m - box.x_m, y_m - box.y_m]) - np.array([box.width_m, box.depth_m]) / 2
    return float(np.hypot(*np.maximum(0.0, away)))


Found = tuple[tuple[float, float, float], float, int]


def _on_floor(rng: np.random.Generator, plan: Plan, look: Look) -> Found | None:
    wall: Wall = WALLS[int(rng.integers(4))]
    low, high = span_m(plan.room, wall)
    along = float(rng.uniform(low + 0.4, high - 0.4))
    x, y = from_wall(plan.room, wall, along, look.size_m[1] / 2 + 0.06)
    box = look.at(x, y, 0.0, FACING_RAD[wall])
    solid = [p.box for p in plan.pieces]
    if not inside(plan.room, box, 0.01) or meets(box, solid, 0.05) or meets(box, plan.free):
        return None
    return (x, y, 0.0), FACING_RAD[wall], -1


def _on_top(rng: np.random.Generator, plan: Plan, look: Look) -> Found | None:
    tops = [
        (index, top)
        for index, piece in enumerate(plan.pieces)
        if piece.look.of.stands in ("wall", "floor") and piece.look.kind not in SEATS
        for top in piece.look.of.tops(piece.look.size_m, piece.look.shape_seed)
        if top.clear_m > 1.0 and piece.z_m + top.z_m < HIGHEST_M
    ]
    if not tops:
        return None
    index, top = tops[int(rng.integers(len(tops)))]
    below = plan.pieces[index]
    x0, y0, x1, y1 = top.box_m
    half_w, half_d = look.size_m[0] / 2 + 0.01, look.size_m[1] / 2 + 0.01
    if x1 - x0 < 2 * half_w or y1 - y0 < 2 * half_d:
        return None
    local = np.array([rng.uniform(x0 + half_w, x1 - half_w), rng.uniform(y0 + half_d, y1 - half_d)])
    x, y = np.array([below.x_m, below.y_m]) + local @ below.box.axes
    z = below.z_m + top.z_m
    box = look.at(float(x), float(y), z, below.yaw_rad)
    if meets(box, [p.box for k, p in enumerate(plan.pieces) if k != index], 0.03):
        return None
    return (float(x), float(y), z), below.yaw_rad, index


def draw_carries(
    rng: np.random.Generator, plans: Sequence[Plan], level: Level, carrying: Carrying, ground: Ground
) -> tuple[Carry, ...]:
    """What is carried where, one after the other, each to a place that is free by then.

    Raises:
        CovisError: If nobody gets to a place, or if what is carried would touch something.
    """
    stands = [_standing(ground, place) for place in carrying.places]
    where = list(range(len(carrying.members)))
    carries: list[Carry] = []
    for _ in range(level.carries):
        last = [carry.who for carry in carries[-1:]]
        carries.append(_choice(rng, plans, carrying, ground, stands, where, last))
        where[carries[-1].who] = carries[-1].end
    return tuple(carries)


def motions_of(
    carrying: Carrying, carries: Sequence[Carry], starts_s: Sequence[float], until_s: float
) -> dict[tuple[int, int], tuple[Waypoint, ...]]:
    """Room and index of each piece that is carried to its way.

    Args:
        carrying: What is carried.
        carries: In order.
        starts_s: When each begins.
        until_s: Until when all is known, after the last one's end.
    """
    motions: dict[tuple[int, int], tuple[Waypoint, ...]] = {}
    for who, member in enumerate(carrying.members):
        place = carrying.places[who]
        parts = [(np.array([0.0]), np.array([[*place.position_m, place.yaw_rad]]))]
        parts += [
            timed(carry.way, start_s, SPEED_M_S)
            for carry, start_s in zip(carries, starts_s, strict=True)
            if carry.who == who
        ]
        if len(parts) > 1:
            times, points = _joined(parts, until_s)
            motions[member] = waypoints(times, points[:, :3], points[:, 3])
    return motions


def _choice(
    rng: np.random.Generator,
    plans: Sequence[Plan],
    carrying: Carrying,
    ground: Ground,
    stands: Sequence[Points],
    where: Sequence[int],
    last: Sequence[int],
) -> Carry:
    """Who is carried next and where: not the last one, into another room if possible, touching nothing."""
    free = [k for k in range(len(carrying.places)) if k not in where]
    options = [(who, to) for who in range(len(where)) for to in free if who not in last or len(where) == 1]
    drawn = [options[int(k)] for k in rng.permutation(len(options))]
    rooms = [place.plan for place in carrying.places]
    for who, to in sorted(drawn, key=lambda option: rooms[where[option[0]]] == rooms[option[1]]):
        start, end = carrying.places[where[who]], carrying.places[to]
        way = _way(start, end, ground, stands[where[who]], stands[to])
        others = [carrying.places[k] for k in where if k != where[who]]
        if _clear(plans, carrying, way, others):
            return Carry(who, where[who], to, way)
    raise CovisError("whatever is carried would touch something on its way; try another seed.")


def _clear(plans: Sequence[Plan], carrying: Carrying, way: Way, others: Sequence[Place]) -> bool:
    """Whether what goes this way touches neither furniture nor its look-alikes in their places."""
    look = carrying.look
    fixed = [
        piece.box
        for room, plan in enumerate(plans)
        for k, piece in enumerate(plan.pieces)
        if (room, k) not in carrying.members and piece.look.of.stands not in ("flat", "opening")
    ]
    fixed += [look.at(*place.position_m, place.yaw_rad) for place in others]
    fixed += barriers([plan.room for plan in plans])
    for x, y, z, yaw in _every(way, CHECKED_M):
        box = look.at(float(x), float(y), float(z) + 0.004, float(yaw))
        if meets(box, fixed):
            return False
    return True


def _every(way: Way, step_m: float) -> Way:
    """A way of x, y, z and yaw in even steps, each no longer than this."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way[:, :3], axis=0), axis=1))])
    steps = np.linspace(0, along[-1], math.ceil(along[-1] / step_m) + 1)
    return np.column_stack([np.interp(steps, along, way[:, k]) for k in range(4)])


def _standing(ground: Ground, place: Place) -> Points:
    """(2,) where somebody stands who reaches the place.

    Raises:
        CovisError: If nobody does.
    """
    spots = ground.spots(place.plan)
    apart = np.hypot(*(spots - np.array(place.position_m[:2])).T) if len(spots) else np.zeros(0)
    if not apart.size or apart.min() > REACH_M:
        raise CovisError("somebody would have to climb to put a thing down; try another seed.")
    return np.asarray(spots[int(apart.argmin())], np.float64)


def _reach_m(ground: Ground, place: Place) -> float:
    """How far somebody has to reach for a place."""
    spots = ground.spots(place.plan)
    return float(np.hypot(*(spots - np.array(place.position_m[:2])).T).min()) if len(spots) else math.inf


def _way(start: Place, end: Place, ground: Ground, stand_a: Points, stand_b: Points) -> Way:
    """(n, 4) x, y, z, yaw: up from its place, over the floor at hand height, down to the other."""
    level = rounded(ground.way(stand_a, stand_b))
    lifted = [np.array(place.position_m) + np.array([0, 0, LIFT_M]) for place in (start, end)]
    held = np.column_stack([level, np.full(len(level), HELD_M)])
    above = [np.array([*point[:2], max(HELD_M, point[2])]) for point in lifted]
    # Something higher than the hand is reached over its edge, not through it.
    raised = [np.array([*way[:2], point[2]]) for way, point in zip((held[0], held[-1]), above, strict=True)]
    parts = [
        np.linspace(start.position_m, above[0], 16),
        np.linspace(above[0], raised[0], 8),
        np.linspace(raised[0], held[0], 4),
        held,
        np.linspace(held[-1], raised[1], 4),
        np.linspace(raised[1], above[1], 8),
        np.linspace(above[1], end.position_m, 16),
    ]
    # It turns while it is in the air, the shorter way round.
    turn = (end.yaw_rad - start.yaw_rad + math.pi) % (2 * math.pi) - math.pi
    shares = [np.zeros(16), np.zeros(12), np.linspace(0, 1, len(held)), np.ones(12), np.ones(16)]
    return np.column_stack([np.concatenate(parts), start.yaw_rad + turn * np.concatenate(shares)])


def _joined(parts: list[tuple[NDArray[np.float64], Way]], until_s: float) -> tuple[NDArray[np.float64], Way]:
    """One way of all its parts; between two of them the thing stands where it was put."""
    times, points = [parts[0][0]], [parts[0][1]]
    for part_times, part_points in parts[1:]:
        times += [np.array([part_times[0] - 1e-3]), part_times]
        points += [points[-1][-1:], part_points]
    times.append(np.array([until_s]))
    points.append(points[-1][-1:])
    return np.concatenate(times), np.concatenate(points)
