"""MindCube's three ways of looking: turning on the spot, walking around, and standing among things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, distance, heading_of, place_of, spot, wrapped
from covis.worlds.rooms.questions.relation import APART
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.standpoint import facing
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

SIDES: Mapping[str, float] = {"to your left": -90.0, "to your right": 90.0, "behind you": 180.0}
"""Where a thing is said to be to its bearing."""

WIDTH_DEG = 30.0  # a thing at most so far from that bearing is there beyond doubt
CLEAR_OF_DEG = 60.0  # and another is not there beyond doubt if it is at least so far from it
NEAR_M = 0.5  # nothing nearer to a standpoint is asked about: where it lies changes with half a step
OPTIONS = 4
TRIES = 400  # standpoints drawn
SETS = 3000  # sets of options drawn


def rotation(truth: SceneTruth, seed: int) -> list[Sample]:
    """Four views from one place, 90 degrees apart: which of four things lies to a side of one of them.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "rotation")
    rng = np.random.default_rng((seed, 114))
    return samples(sight, "rotation", _beside(rng, sight, "rotation", "beside/view", 3))


def among(truth: SceneTruth, seed: int) -> list[Sample]:
    """Views around a group: what lies to a side of one of the cameras.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "around")
    rng = np.random.default_rng((seed, 115))
    return samples(sight, "among", _beside(rng, sight, "among", "beside/turn", 3))


def _beside(rng: np.random.Generator, sight: Sight, category: str, words: str, many: int) -> list[Draft]:
    """Questions about four things each of which is the answer for some view and side; which is drawn.

    So the names say nothing about the answer, however things are usually placed.
    """
    drafts: list[Draft] = []
    used: set[int] = set()
    for chosen, answers in _rivals(rng, sight):
        if len(used & {thing.id for thing in chosen}) > 1:
            continue
        k = int(rng.integers(OPTIONS))
        image, side = answers[k][int(rng.integers(len(answers[k])))]
        wordings = QUESTIONS[words]
        text = wordings[int(rng.integers(len(wordings)))].fill(i=str(image), side=side)
        wrong = [sight.names[thing.id] for thing in chosen if thing is not chosen[k]]
        options, answer = offered(rng, sight.names[chosen[k].id], wrong)
        ids = tuple(thing.id for thing in chosen)
        drafts.append(Draft(category, text, answer, sight.kept, ids, options=options))
        used |= set(ids)
        if len(drafts) == many:
            break
    return drafts


Rivals = tuple[list[Thing], list[list[tuple[int, str]]]]


def _rivals(rng: np.random.Generator, sight: Sight) -> Iterator[Rivals]:
    """Four things, and for each the images and sides for which it alone is the answer; none without one."""
    things = sight.askable
    if len(things) < OPTIONS:
        return
    cases = list(product(enumerate(sight.kept, 1), SIDES))
    there, away = _sides(sight, [(frame, side) for (_, frame), side in cases])
    sets = np.argsort(rng.random((SETS, len(things))), axis=1)[:, :OPTIONS]
    alone = there[:, sets] & (away[:, sets].sum(2, keepdims=True) - away[:, sets] == OPTIONS - 1)
    for number in np.flatnonzero(alone.any(0).all(1)):
        answers = [
            [(cases[c][0][0], cases[c][1]) for c in np.flatnonzero(alone[:, number, k])]
            for k in range(OPTIONS)
        ]
        yield [things[int(k)] for k in sets[number]], answers


def _sides(sight: Sight, cases: list[tuple[int, str]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(cases, things): it lies to that side of the frame beyond doubt, unseen; it beyond doubt does not."""
    there = np.zeros((len(cases), len(sight.askable)), bool)
    away = np.zeros_like(there)
    for row, (frame, side) in enumerate(cases):
        place, heading = place_of(sight.camera(frame)), heading_of(sight.camera(frame))
        for column, thing in enumerate(sight.askable):
            off = abs(wrapped(bearing(place, heading, spot(thing)) - SIDES[side]))
            near = distance(place, spot(thing)) < NEAR_M
            there[row, column] = off <= WIDTH_DEG and not near and frame not in sight.shown[thing.id]
            away[row, column] = off >= CLEAR_OF_DEG and not near
    return there, away


def around(truth: SceneTruth, seed: int) -> list[Sample]:
    """Views around a group: which of them was taken nearest to a thing, and which from a side of it.

    Each question has the views in an order of its own, so the number of an image says nothing.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "around")
    rng = np.random.default_rng((seed, 116))
    drafts = _nearest_image(rng, sight, 1)
    drafts += _image_at_side(rng, sight, 2)
    return samples(sight, "around", drafts)


def _in_any_order(rng: np.random.Generator, sight: Sight) -> tuple[tuple[int, ...], list[str]]:
    """The kept frames in an order drawn, and what each is called in it, in the order of the frames."""
    order = [int(k) for k in rng.permutation(len(sight.kept))]
    called = [f"image {order.index(k) + 1}" for k in range(len(order))]
    return tuple(sight.kept[k] for k in order), called


def _nearest_image(rng: np.random.Generator, sight: Sight, many: int) -> list[Draft]:
    places = [place_of(sight.camera(frame)) for frame in sight.kept]
    drafts: list[Draft] = []
    for k in rng.permutation(len(sight.askable)):
        thing = sight.askable[int(k)]
        far = [distance(place, spot(thing)) for place in places]
        first, second = (int(i) for i in np.argsort(far)[:2])
        if far[second] < APART * far[first] or len(drafts) == many:
            continue
        wordings = QUESTIONS["image/nearest"]
        text = wordings[int(rng.integers(len(wordings)))].fill(a=sight.names[thing.id])
        frames, called = _in_any_order(rng, sight)
        options, answer = offered(rng, called[first], [c for c in called if c != called[first]])
        drafts.append(Draft("nearest", text, answer, frames, (thing.id,), options=options))
    return drafts


def _image_at_side(rng: np.random.Generator, sight: Sight, many: int) -> list[Draft]:
    places = [place_of(sight.camera(frame)) for frame in sight.kept]
    drafts: list[Draft] = []
    for _ in range(TRIES if sight.places else 0):
        at = sight.places[int(rng.integers(len(sight.places)))]
        towards = sight.askable[int(rng.integers(len(sight.askable)))]
        stand = facing(rng, sight, at, towards)
        side = str(rng.choice(list(SIDES)))
        if stand is None:
            continue
        off = [abs(wrapped(stand.bearing(place) - SIDES[side])) for place in places]
        there = [k for k, degrees in enumerate(off) if degrees <= WIDTH_DEG and stand.strays(places[k]) < 15]
        if len(there) != 1 or sum(degrees >= CLEAR_OF_DEG for degrees in off) != len(places) - 1:
            continue
        wordings = QUESTIONS["image/side"]
        text = wordings[int(rng.integers(len(wordings)))].fill(
            a=sight.names[at.id], b=sight.names[towards.id], side=side
        )
        frames, called = _in_any_order(rng, sight)
        right = called[there[0]]
        options, answer = offered(rng, right, [c for c in called if c != right])
        drafts.append(Draft("side", text, answer, frames, stand.things, options=options))
        if len(drafts) == many:
            break
    return drafts
