"""Things that are carried about: where and in which room one ends, where one comes from or was put first.

Look-alikes are told apart by the places they rest at, "the box that was next to the door at the beginning":
only who follows them through the clip knows which is which at the end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import distance, spot, within
from covis.worlds.rooms.questions.sight import FLOOR_M, Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Point, Scene, Thing
from covis.worlds.rooms.truth import SceneTruth

NEXT_TO_M = 0.8  # from a thing's edge to what is next to it, at most
NOT_NEXT_M = 1.3  # and to what nobody would call so, at least
MARK_M = 0.4  # the longest side of what a place can be named after, at least
STEP_M = 0.05  # between two places, at least; what goes less far rests
OPTIONS = 4  # at most
A_SCENE = 3  # questions

CLASSES: Mapping[str, tuple[int, int]] = {
    "room": (0, -1),
    "end": (0, -1),
    "origin": (-1, 0),
    "first": (0, 1),
}
"""Class of questions to the stop that is told and the stop that is asked for; in "room" only its room is."""


def carry(truth: SceneTruth, seed: int) -> list[Sample]:
    """Where and in which room a look-alike ends, where one comes from, and where one was put first.

    The wrong options are places at which the others rest at that time, or which anything was put at: so the
    right one is not told by what things are usually put on.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "carry")
    rng = np.random.default_rng((seed, 120))
    members = _members(sight)
    cases = [(thing, name) for name in CLASSES for thing in members if len(stops(thing)) > 1]
    drafts: list[Draft] = []
    texts: set[str] = set()
    for k in rng.permutation(len(cases)):
        draft = _draft(rng, sight, members, *cases[int(k)])
        if draft is not None and draft.question not in texts:
            drafts.append(draft)
            texts.add(draft.question)
        if len(drafts) == A_SCENE:
            break
    return samples(sight, "carry", drafts)


def _members(sight: Sight) -> list[Thing]:
    """The look-alikes of which some are carried.

    Raises:
        CovisError: If there are none, or other things have their name.
    """
    groups = {thing.group for thing in sight.scene.things if thing.motion and thing.group}
    for group in sorted(groups):
        members = [thing for thing in sight.scene.things if thing.group == group]
        named = [thing for thing in sight.scene.things if thing.name == members[0].name]
        if len(members) > 1 and len(named) == len(members):
            return members
    raise CovisError(f"scene {sight.scene.id} has no look-alikes of one name of which some are carried.")


def stops(thing: Thing) -> list[Point]:
    """The places where a thing rests, in order: its first one, then each that it is put down at."""
    if not thing.motion:
        return [thing.position_m]
    found = [thing.motion[0].position_m]
    for before, after in pairwise(thing.motion):
        still = math.dist(before.position_m, after.position_m) < 1e-6
        if still and math.dist(found[-1], after.position_m) > STEP_M:
            found.append(after.position_m)
    if math.dist(found[-1], thing.motion[-1].position_m) > STEP_M:
        found.append(thing.motion[-1].position_m)
    return found


# --- places in words ----------------------------------------------------------------------------------


def told_place(sight: Sight, place: Point) -> str | None:
    """A place in words, "on the desk" or "next to the door"; None if there is nothing to name it after."""
    marks = _marks(sight)
    if place[2] >= FLOOR_M:
        below = [thing for thing in marks if _is_on(place, thing)]
        return f"on {sight.names[below[0].id]}" if len(below) == 1 else None
    room = room_at(sight.scene, place)
    near = sorted(
        (edge_m(place, thing), thing.id)
        for thing in marks
        if thing.position_m[2] < FLOOR_M and thing.room == room
    )
    return f"next to {sight.names[near[0][1]]}" if near and near[0][0] <= NEXT_TO_M else None


def told_room(sight: Sight, place: Point) -> str:
    """The room of a place, "in the kitchen"."""
    return f"in the {sight.scene.rooms[room_at(sight.scene, place)].name}"


def could_be_told(sight: Sight, place: Point, told: str) -> bool:
    """Whether a person might say so of a place."""
    how, _, name = told.partition("the ")
    if how == "in ":
        return told_room(sight, place) == told
    thing = next(t for t in _marks(sight) if sight.names[t.id] == f"the {name}")
    return _is_on(place, thing) if how == "on " else edge_m(place, thing) < NOT_NEXT_M and place[2] < FLOOR_M


def room_at(scene: Scene, place: Point) -> int:
    """The index of the room that a place lies in, or the nearest one."""
    boxes = np.array([room.box_m for room in scene.rooms])
    off = np.maximum(0, np.maximum(boxes[:, :2] - place[:2], place[:2] - boxes[:, 2:]))
    return int(np.hypot(*off.T).argmin())


def _marks(sight: Sight) -> list[Thing]:
    """Resting things with a name that some frame of the clip shows well and that are large enough."""
    clear = {
        thing
        for frame, view in sight.views.items()
        for thing, seen in view.items()
        if sight.is_well_seen(seen, frame)
    }
    return [
        thing
        for thing in sight.scene.things
        if thing.id in sight.names and thing.id in clear and not thing.motion and max(thing.size_m) >= MARK_M
    ]


def _is_on(place: Point, thing: Thing) -> bool:
    return (
        within(place[:2], thing)
        and thing.position_m[2] < place[2] <= thing.position_m[2] + thing.size_m[2] + 0.01
    )


def edge_m(place: Point, thing: Thing) -> float:
    """How far a point is from the floor plan of a thing; 0 within."""
    c, s = math.cos(thing.yaw_rad), math.sin(thing.yaw_rad)
    dx, dy = place[0] - spot(thing)[0], place[1] - spot(thing)[1]
    along = max(0.0, abs(c * dx + s * dy) - thing.size_m[0] / 2)
    across = max(0.0, abs(-s * dx + c * dy) - thing.size_m[1] / 2)
    return math.hypot(along, across)


# --- questions ----------------------------------------------------------------------------------------


def _draft(
    rng: np.random.Generator, sight: Sight, members: list[Thing], thing: Thing, name: str
) -> Draft | None:
    """A question of one class about one look-alike; None if its places cannot be told apart in words.

    Both places must differ, and the one that is told is no option: else its name would tell that it is wrong.
    """
    known, asked = (stops(thing)[k] for k in CLASSES[name])
    others = [other for other in members if other is not thing]
    begin = _told_start(sight, [stops(other)[CLASSES[name][0]] for other in others], known)
    right = told_room(sight, asked) if name == "room" else told_place(sight, asked)
    if begin is None or right is None or begin == right or not sight.shown[thing.id]:
        return None
    if not all(_witnessed(sight, thing, place) for place in (known, asked)):
        return None
    found = (
        _other_rooms(rng, sight, right) if name == "room" else _wrong(rng, sight, members, thing, name, right)
    )
    wrong = [told for told in found if told != begin][: OPTIONS - 1]
    if not wrong:
        return None
    wordings = QUESTIONS[f"carried/{name}"]
    text = wordings[int(rng.integers(len(wordings)))].fill(many=thing.name, spot=begin)
    options, answer = offered(rng, right, wrong)
    return Draft(name, text, answer, sight.kept, (thing.id,), options=options)


def _told_start(sight: Sight, others: list[Point], known: Point) -> str | None:
    """A place in words, or else its room, that could be said of none of the others; None if there is none."""
    rooms = [told_room(sight, known)] if len(sight.scene.rooms) > 1 else []
    for told in (told_place(sight, known), *rooms):
        if told is not None and not any(could_be_told(sight, other, told) for other in others):
            return told
    return None


def _other_rooms(rng: np.random.Generator, sight: Sight, right: str) -> list[str]:
    """The rooms that are shown, but the right one."""
    places = [camera.position_m for camera in sight.shot.cameras[:: sight.shot.fps or 1]]
    shown = sorted({room_at(sight.scene, (float(x), float(y), 0.0)) for x, y, _ in places})
    told = [f"in the {sight.scene.rooms[room].name}" for room in shown]
    return [told[int(k)] for k in rng.permutation(len(told)) if told[int(k)] != right]


def _wrong(
    rng: np.random.Generator, sight: Sight, members: list[Thing], thing: Thing, name: str, right: str
) -> list[str]:
    """Other places at which look-alikes rest, none of which could be said of the right one.

    First those at which others rest at that time, then all others.
    """
    asked = stops(thing)[CLASSES[name][1]]
    same_time = [stops(other)[CLASSES[name][1]] for other in members if name != "first"]
    every = [place for other in members for place in stops(other)]
    found: list[str] = []
    for places in (same_time, every):
        for k in rng.permutation(len(places)):
            place = places[int(k)]
            told = told_place(sight, place)
            if told is None or told in (right, *found) or distance(place[:2], asked[:2]) < STEP_M:
                continue
            if not could_be_told(sight, asked, told) and not could_be_told(sight, place, right):
                found.append(told)
    return found


def _witnessed(sight: Sight, thing: Thing, place: Point) -> bool:
    """Whether some frame of the clip shows the thing well at rest there."""
    return any(
        thing.id in view
        and math.dist(placed_at(thing, sight.shot.times_s[frame])[0], place) < STEP_M
        and sight.is_well_seen(view[thing.id], frame)
        for frame, view in sight.views.items()
    )
