"""Things that are carried about: which of several look-alikes is where, and where one was put first."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.moving import LEAST_GAP
from covis.worlds.rooms.questions.names import plural
from covis.worlds.rooms.questions.plan import distance, within
from covis.worlds.rooms.questions.sight import FLOOR_M, Sight
from covis.worlds.rooms.questions.wordings import NUMBERS, QUESTIONS
from covis.worlds.rooms.scene import Point, Thing
from covis.worlds.rooms.truth import SceneTruth

NEXT_TO_M = 0.8  # from a thing's edge to what is next to it, at most
ALONE = 1.5  # so many times as far, or farther, is the next thing that could be meant
STEP_M = 0.05  # what two places that are called different are apart at least; less is rest
OPTIONS = 4
A_SCENE = 2  # questions of each class


def carry(truth: SceneTruth, seed: int) -> list[Sample]:
    """Which look-alike stood where at first, and where a thing was put first.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "carry")
    rng = np.random.default_rng((seed, 120))
    return samples(sight, "carry", [*_which(rng, sight), *_first_put(rng, sight)])


def stops(thing: Thing) -> list[Point]:
    """The places where a thing rests, in order: its first one, then each that it is put down at."""
    if not thing.motion:
        return [thing.position_m]
    found = [thing.motion[0].position_m]
    for before, after in zip(thing.motion, thing.motion[1:], strict=False):
        still = math.dist(before.position_m, after.position_m) < 1e-6
        if still and math.dist(found[-1], after.position_m) > STEP_M:
            found.append(after.position_m)
    if math.dist(found[-1], thing.motion[-1].position_m) > STEP_M:
        found.append(thing.motion[-1].position_m)
    return found


def told_place(sight: Sight, place: Point) -> str | None:
    """A place in words, "on the desk" or "next to the door"; None where they would leave doubt."""
    x, y, z = place
    marks = [t for t in sight.askable if max(t.size_m) >= NEXT_TO_M / 2]
    if z >= FLOOR_M:
        below = [t for t in marks if within((x, y), t) and t.position_m[2] < z]
        return f"on {sight.names[below[0].id]}" if len(below) == 1 else None
    near = sorted((_edge_m((x, y), thing), thing.id) for thing in marks)
    if not near or near[0][0] > NEXT_TO_M:
        return None
    if len(near) > 1 and near[1][0] < ALONE * near[0][0] + STEP_M:
        return None
    return f"next to {sight.names[near[0][1]]}"


def _edge_m(point: tuple[float, float], thing: Thing) -> float:
    """How far a point of the floor is from a thing's floor plan; 0 under it."""
    away = distance(point, (thing.position_m[0], thing.position_m[1]))
    if within(point, thing) or not away:
        return 0.0
    c, s = math.cos(thing.yaw_rad), math.sin(thing.yaw_rad)
    dx, dy = point[0] - thing.position_m[0], point[1] - thing.position_m[1]
    along = max(0.0, abs(c * dx + s * dy) - thing.size_m[0] / 2)
    across = max(0.0, abs(-s * dx + c * dy) - thing.size_m[1] / 2)
    return math.hypot(along, across)


# --- which of the look-alikes -------------------------------------------------------------------------


def _which(rng: np.random.Generator, sight: Sight) -> list[Draft]:
    """Questions about groups of which something was carried: by its place at first, one in the last view.

    Only look-alikes that the last view shows are counted there, each must be clear, and two at least.
    """
    last = sight.kept[-1]
    drafts: list[Draft] = []
    for members in _groups(sight):
        row = _row(sight, members, last)
        if row is None:
            continue
        begins = {thing: told_place(sight, stops(sight.things[thing])[0]) for thing in row}
        told = Counter(told_place(sight, stops(thing)[0]) for thing in members)
        fit = [thing for thing in row if begins[thing] is not None and told[begins[thing]] == 1]
        if not fit:
            continue
        thing = fit[int(rng.integers(len(fit)))]
        many = plural(members[0].name)
        wordings = QUESTIONS["carried/which"]
        text = wordings[int(rng.integers(len(wordings)))].fill(
            many=many, spot=str(begins[thing]), j=str(len(sight.kept))
        )
        words = NUMBERS[: len(row)]
        right = words[row.index(thing)]
        options, answer = offered(rng, right, [word for word in words if word != right])
        drafts.append(Draft("which", text, answer, sight.kept, tuple(row), options=options))
        if len(drafts) == A_SCENE:
            break
    return drafts


def _groups(sight: Sight) -> list[list[Thing]]:
    """Look-alikes of which at least one is carried and whose name nothing else has."""
    found = []
    for group in sorted({thing.group for thing in sight.scene.things if thing.group and thing.motion}):
        members = [thing for thing in sight.scene.things if thing.group == group]
        if sum(thing.name == members[0].name for thing in sight.scene.things) == len(members) > 1:
            found.append(members)
    return found


def _row(sight: Sight, members: list[Thing], frame: int) -> list[int] | None:
    """The members that a view shows, from left to right; None unless that is plain to see."""
    view, camera = sight.views[frame], sight.camera(frame)
    there = [thing.id for thing in members if thing.id in view]
    if not 2 <= len(there) <= len(NUMBERS) or any(not sight.is_clear(view[t], frame) for t in there):
        return None
    across = {thing: (view[thing].box_px[0] + view[thing].box_px[2]) / 2 for thing in there}
    row = sorted(there, key=lambda thing: across[thing])
    gaps = np.diff([across[thing] for thing in row])
    return row if gaps.min() >= LEAST_GAP * camera.size_px[0] else None


# --- where it was put first ---------------------------------------------------------------------------


def _first_put(rng: np.random.Generator, sight: Sight) -> list[Draft]:
    """Questions about carried things with a name of their own, or told by where they were at first.

    The wrong options are places where the same thing or others rest at other times, so that the right one is
    not told by what things are usually put on.
    """
    carried = [thing for thing in sight.scene.things if thing.motion and len(stops(thing)) > 1]
    every = [
        told_place(sight, place) for thing in sight.scene.things if thing in carried for place in stops(thing)
    ]
    starts = Counter(told_place(sight, stops(thing)[0]) for thing in sight.scene.things if thing.group)
    drafts: list[Draft] = []
    for k in rng.permutation(len(carried)):
        thing = carried[int(k)]
        begin, right = (told_place(sight, place) for place in stops(thing)[:2])
        wrong = sorted({place for place in every if place not in (None, right, begin)}, key=str)
        wrong = [str(place) for place in rng.permutation(wrong)][: OPTIONS - 2]
        if right is None or begin is None or right == begin:
            continue
        wordings, gaps = _called(sight, thing, begin, starts[begin] == 1)
        if not gaps or not all(_witnessed(sight, thing, place) for place in stops(thing)[:2]):
            continue
        text = QUESTIONS[wordings][int(rng.integers(len(QUESTIONS[wordings])))].fill(**gaps)
        others = wrong if wordings == "carried/alike" else [begin, *wrong]
        if not others:
            continue
        options, answer = offered(rng, right, others)
        drafts.append(Draft("first", text, answer, sight.kept, (thing.id,), options=options))
        if len(drafts) == A_SCENE:
            break
    return drafts


def _witnessed(sight: Sight, thing: Thing, place: Point) -> bool:
    """Whether some frame of the clip shows the thing clearly at rest there."""
    return any(
        thing.id in view
        and math.dist(placed_at(thing, sight.shot.times_s[frame])[0], place) < STEP_M
        and sight.is_clear(view[thing.id], frame)
        for frame, view in sight.views.items()
    )


def _called(sight: Sight, thing: Thing, begin: str, alone: bool) -> tuple[str, dict[str, str]]:
    """The key of the wordings and what fills them: a name or the place at first; empty if neither does."""
    if " on the " not in sight.names.get(thing.id, " on the "):
        return "carried/first", {"a": sight.names[thing.id]}
    if thing.group and alone:
        return "carried/alike", {"many": thing.name, "spot": begin}
    return "", {}
