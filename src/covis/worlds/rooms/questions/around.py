"""MindCube's three ways of looking: turning on the spot, walking around, and standing among things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, permutations, product

import numpy as np
from numpy.typing import NDArray

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, distance, heading_of, place_of, spot, wrapped
from covis.worlds.rooms.questions.relation import APART, ASIDE_DEG
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.sot import to_the_right
from covis.worlds.rooms.questions.standpoint import facing
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

SIDES: Mapping[str, float] = {"to your left": -90.0, "to your right": 90.0, "behind you": 180.0}
"""Where a thing is said to be to its bearing."""

WIDTH_DEG = 40.0  # a thing at most so far from that bearing is there; the next side begins at 45
CLEAR_OF_DEG = 55.0  # another is not there if it is at least so far from it
APART_DEG = 30.0  # and so much farther from it than the one that is
NEAR_M = 0.5  # nothing nearer to a standpoint is asked about: where it lies changes with half a step
OPTIONS = 4  # or one less in rooms where no four things will do
TRIES = 400  # standpoints drawn
SETS = 1500  # sets of options drawn
A_SCENE = 3  # questions
LEAST_IMAGES = 3  # among which one is to be found


def rotation(truth: SceneTruth, seed: int) -> list[Sample]:
    """Four views from one place, 90 degrees apart: which of several things lies to a side of one of them.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "rotation")
    rng = np.random.default_rng((seed, 114))
    return samples(sight, "rotation", _beside(rng, sight, A_SCENE))


def _beside(rng: np.random.Generator, sight: Sight, many: int) -> list[Draft]:
    """Questions about four things, or else three, each right for some view and side; which of them is drawn.

    So the names say nothing about the answer, however things are usually placed.
    """
    drafts: list[Draft] = []
    used: set[int] = set()
    for chosen, answers in chain(*(_rivals(rng, sight, count) for count in (OPTIONS, OPTIONS - 1))):
        if len(used & {thing.id for thing in chosen}) > 1:
            continue
        k = int(rng.integers(len(chosen)))
        image, side = answers[k][int(rng.integers(len(answers[k])))]
        wordings = QUESTIONS["beside/view"]
        text = wordings[int(rng.integers(len(wordings)))].fill(i=str(image), side=side)
        wrong = [sight.names[thing.id] for thing in chosen if thing is not chosen[k]]
        options, answer = offered(rng, sight.names[chosen[k].id], wrong)
        ids = tuple(thing.id for thing in chosen)
        drafts.append(Draft("rotation", text, answer, sight.kept, ids, options=options))
        used |= set(ids)
        if len(drafts) == many:
            break
    return drafts


Rivals = tuple[list[Thing], list[list[tuple[int, str]]]]


def _rivals(rng: np.random.Generator, sight: Sight, count: int) -> Iterator[Rivals]:
    """So many things, and for each the images and sides for which it alone is right; none without one."""
    things = sight.askable
    if len(things) < count:
        return
    cases = list(product(enumerate(sight.kept, 1), SIDES))
    off, fit = _sides(sight, [(frame, side) for (_, frame), side in cases])
    sets = np.argsort(rng.random((SETS, len(things))), axis=1)[:, :count]
    ordered = np.sort(off[:, sets], axis=2)
    clear = ordered[..., 1] >= np.maximum(CLEAR_OF_DEG, ordered[..., 0] + APART_DEG)
    first = off[:, sets].argmin(2)
    clear &= np.take_along_axis(fit[:, sets], first[..., None], 2)[..., 0]
    for number, chosen in enumerate(sets.tolist()):
        rows = [np.flatnonzero(clear[:, number] & (first[:, number] == k)) for k in range(count)]
        if all(len(found) for found in rows):
            answers = [[(cases[c][0][0], cases[c][1]) for c in found] for found in rows]
            yield [things[k] for k in chosen], answers


def _sides(sight: Sight, cases: list[tuple[int, str]]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(cases, things): how many degrees off that side of the frame a thing lies, and whether to ask for it.

    It can be asked for if it is there, not too near, and out of the picture.
    """
    off = np.zeros((len(cases), len(sight.askable)))
    fit = np.zeros(off.shape, bool)
    for row, (frame, side) in enumerate(cases):
        place, heading = place_of(sight.camera(frame)), heading_of(sight.camera(frame))
        for column, thing in enumerate(sight.askable):
            near = distance(place, spot(thing)) < NEAR_M
            # What is too near to tell where it is rules the side out for all.
            off[row, column] = 0 if near else abs(wrapped(bearing(place, heading, spot(thing)) - SIDES[side]))
            fit[row, column] = (
                not near and off[row, column] <= WIDTH_DEG and frame not in sight.shown[thing.id]
            )
    return off, fit


# --- among things -------------------------------------------------------------------------------------


def among(truth: SceneTruth, seed: int) -> list[Sample]:
    """Views around a group: from which single camera one thing lies to the left, or to the right, of another.

    Each question has the views in an order of its own, so the number of an image says nothing.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "around")
    rng = np.random.default_rng((seed, 115))
    found = [
        (a, b, sides, side)
        for a, b in permutations(sight.askable, 2)
        if len(sides := _sides_of(sight, a, b)) >= LEAST_IMAGES
        for side in ("left", "right")
        if list(sides.values()).count(side) == 1
    ]
    drafts: list[Draft] = []
    used: set[int] = set()
    for k in rng.permutation(len(found)):
        a, b, sides, side = found[int(k)]
        if used & {a.id, b.id}:
            continue
        used |= {a.id, b.id}
        drafts.append(_only_one(rng, sight, a, b, sides, side))
        if len(drafts) == A_SCENE:
            break
    return samples(sight, "among", drafts)


def _sides_of(sight: Sight, a: Thing, b: Thing) -> dict[int, str]:
    """Frame to the side of B on which its camera has A; without the frames for which that is not clear."""
    found = {}
    for frame in sight.kept:
        place, heading = place_of(sight.camera(frame)), heading_of(sight.camera(frame))
        if max(abs(bearing(place, heading, spot(thing))) for thing in (a, b)) <= ASIDE_DEG:
            apart = to_the_right(place, heading, a, b)
            if apart is not None:
                found[frame] = "right" if apart > 0 else "left"
    return found


def _only_one(
    rng: np.random.Generator, sight: Sight, a: Thing, b: Thing, sides: dict[int, str], side: str
) -> Draft:
    frames = tuple(int(frame) for frame in rng.permutation(list(sides)))
    called = {frame: f"image {k}" for k, frame in enumerate(frames, 1)}
    right = next(called[frame] for frame in frames if sides[frame] == side)
    wordings = QUESTIONS["image/only"]
    text = wordings[int(rng.integers(len(wordings)))].fill(
        side=side, a=sight.names[a.id], b=sight.names[b.id]
    )
    options, answer = offered(rng, right, [c for c in called.values() if c != right])
    return Draft("among", text, answer, frames, (a.id, b.id), options=options)


# --- around a group -----------------------------------------------------------------------------------


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
    asked: set[tuple[int, ...]] = set()
    for _ in range(TRIES if sight.places else 0):
        at = sight.places[int(rng.integers(len(sight.places)))]
        towards = sight.askable[int(rng.integers(len(sight.askable)))]
        stand = facing(rng, sight, at, towards)
        side = str(rng.choice(list(SIDES)))
        if stand is None or stand.things in asked:
            continue
        off = [abs(wrapped(stand.bearing(place) - SIDES[side])) for place in places]
        first, second = (int(k) for k in np.argsort(off)[:2])
        if off[first] > WIDTH_DEG or stand.strays(places[first]) > 15:
            continue
        if off[second] < max(CLEAR_OF_DEG, off[first] + APART_DEG):
            continue
        wordings = QUESTIONS["image/side"]
        text = wordings[int(rng.integers(len(wordings)))].fill(
            a=sight.names[at.id], b=sight.names[towards.id], side=side
        )
        frames, called = _in_any_order(rng, sight)
        right = called[first]
        options, answer = offered(rng, right, [c for c in called if c != right])
        drafts.append(Draft("side", text, answer, frames, stand.things, options=options))
        asked.add(stand.things)
        if len(drafts) == many:
            break
    return drafts
