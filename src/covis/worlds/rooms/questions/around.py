"""MindCube's three ways of looking: turning on the spot, walking around, and standing among things."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

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
TRIES = 400  # sets of options drawn


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
    things = sight.askable
    used: set[int] = set()
    for _ in range(TRIES if len(things) >= OPTIONS else 0):
        chosen = [things[int(k)] for k in rng.choice(len(things), OPTIONS, replace=False)]
        if len(used & {thing.id for thing in chosen}) > 1:
            continue
        answers = _answers(sight, chosen)
        if len(answers) < OPTIONS:
            continue
        target = chosen[int(rng.integers(OPTIONS))]
        image, side = answers[target.id][int(rng.integers(len(answers[target.id])))]
        wordings = QUESTIONS[words]
        text = wordings[int(rng.integers(len(wordings)))].fill(i=str(image), side=side)
        wrong = [sight.names[thing.id] for thing in chosen if thing is not target]
        options, answer = offered(rng, sight.names[target.id], wrong)
        ids = tuple(thing.id for thing in chosen)
        drafts.append(Draft(category, text, answer, sight.kept, ids, options=options))
        used |= set(ids)
        if len(drafts) == many:
            break
    return drafts


def _answers(sight: Sight, things: list[Thing]) -> dict[int, list[tuple[int, str]]]:
    """Thing to the images and sides for which it alone is the answer, and which do not show it."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (image, frame), (side, centre) in product(enumerate(sight.kept, 1), SIDES.items()):
        camera = sight.camera(frame)
        place, heading = place_of(camera), heading_of(camera)
        off = [abs(wrapped(bearing(place, heading, spot(thing)) - centre)) for thing in things]
        there = [k for k, degrees in enumerate(off) if degrees <= WIDTH_DEG]
        clear = sum(degrees >= CLEAR_OF_DEG for degrees in off) == len(things) - 1
        if len(there) == 1 and clear:
            thing = things[there[0]]
            if frame not in sight.shown[thing.id] and distance(place, spot(thing)) >= NEAR_M:
                found.setdefault(thing.id, []).append((image, side))
    return found


def around(truth: SceneTruth, seed: int) -> list[Sample]:
    """Views around a group: which of them was taken nearest to a thing, and which from a side of it.

    The views come in no order, so the number of an image says nothing.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "around")
    rng = np.random.default_rng((seed, 116))
    drafts = _nearest_image(rng, sight, 1)
    drafts += _image_at_side(rng, sight, 2)
    return samples(sight, "around", drafts)


def _images(sight: Sight) -> list[str]:
    return [f"image {k}" for k in range(1, len(sight.kept) + 1)]


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
        wrong = [image for i, image in enumerate(_images(sight)) if i != first]
        options, answer = offered(rng, f"image {first + 1}", wrong)
        drafts.append(Draft("nearest", text, answer, sight.kept, (thing.id,), options=options))
    return drafts


def _image_at_side(rng: np.random.Generator, sight: Sight, many: int) -> list[Draft]:
    places = [place_of(sight.camera(frame)) for frame in sight.kept]
    drafts: list[Draft] = []
    things = sight.askable
    for _ in range(TRIES if len(things) > 1 else 0):
        at, towards = (things[int(k)] for k in rng.choice(len(things), 2, replace=False))
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
        wrong = [image for i, image in enumerate(_images(sight)) if i != there[0]]
        options, answer = offered(rng, f"image {there[0] + 1}", wrong)
        drafts.append(Draft("side", text, answer, sight.kept, stand.things, options=options))
        if len(drafts) == many:
            break
    return drafts
