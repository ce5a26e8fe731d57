"""How two things lie to each other for another view, and which thing is nearest to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, corners, distance, heading_of, place_of, spot
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.sot import either_side, to_the_right
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

APART = 1.2  # the farther thing is at least so many times as far as the nearest
ASIDE_DEG = 100.0  # at most so far from where the camera looks: behind it, left and right change meaning
A_SCENE = 3  # questions
SETS = 2000  # sets of options drawn


def object_relation(truth: SceneTruth, seed: int) -> list[Sample]:
    """Left or right, and nearer or farther, seen from one view, of things that it does not show together.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 112))
    drafts = _sides(rng, sight, 2)
    drafts += _nearest(rng, sight, "nearer", 2, 1)
    return samples(sight, "object_relation", drafts)


def relative_distance(truth: SceneTruth, seed: int) -> list[Sample]:
    """Which of three things is closest to where a view was taken, over a walk.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "walk")
    rng = np.random.default_rng((seed, 113))
    drafts = _nearest(rng, sight, "relative_distance", 3, A_SCENE)
    drafts = drafts or _nearest(rng, sight, "relative_distance", 2, A_SCENE)
    return samples(sight, "relative_distance", drafts)


def _sides(rng: np.random.Generator, sight: Sight, many: int) -> list[Draft]:
    found = []
    for image, frame in enumerate(sight.kept, 1):
        camera = sight.camera(frame)
        place, heading = place_of(camera), heading_of(camera)
        for a, b in combinations(sight.askable, 2):
            if frame in sight.shown[a.id] and frame in sight.shown[b.id]:
                continue
            if max(abs(bearing(place, heading, spot(t))) for t in (a, b)) > ASIDE_DEG:
                continue
            apart = to_the_right(place, heading, a, b)
            if apart is not None:
                found.append((image, a, b, apart))
    drafts = []
    sides = either_side(rng)
    for k in rng.permutation(len(found))[:many]:
        image, a, b, apart = found[int(k)]
        if (apart > 0) != (next(sides) == "right"):
            a, b, apart = b, a, -apart
        wordings = QUESTIONS["side/view"]
        text = wordings[int(rng.integers(len(wordings)))].fill(
            i=str(image), a=sight.names[a.id], b=sight.names[b.id]
        )
        right, wrong = ("right", "left") if apart > 0 else ("left", "right")
        options, answer = offered(rng, right, [wrong])
        margins = {"apart_deg": round(abs(apart), 1)}
        drafts.append(Draft("side", text, answer, sight.kept, (a.id, b.id), options=options, margins=margins))
    return drafts


def _nearest(rng: np.random.Generator, sight: Sight, category: str, options: int, many: int) -> list[Draft]:
    """Questions about things each of which is the nearest to some view; which view is asked for is drawn.

    So the names say nothing about the answer, however things are usually placed.
    """
    drafts: list[Draft] = []
    for things, answers in _rivals(rng, sight, options):
        target = things[int(rng.integers(len(things)))]
        images = answers[target.id]
        image = images[int(rng.integers(len(images)))]
        words = "nearer/view" if options == 2 else "nearest/view"
        gaps = {"i": str(image)}
        if options == 2:
            order = rng.permutation(2)
            gaps |= {gap: sight.names[things[int(k)].id] for gap, k in zip("ab", order, strict=True)}
        wordings = QUESTIONS[words]
        text = wordings[int(rng.integers(len(wordings)))].fill(**gaps)
        wrong = [sight.names[thing.id] for thing in things if thing is not target]
        offer, answer = offered(rng, sight.names[target.id], wrong)
        ids = tuple(thing.id for thing in things)
        drafts.append(Draft(category, text, answer, sight.kept, ids, options=offer))
        if len(drafts) == many:
            break
    return drafts


def _rivals(
    rng: np.random.Generator, sight: Sight, count: int
) -> Iterator[tuple[list[Thing], dict[int, list[int]]]]:
    """Sets of things each of which is clearly the nearest to some image, with these; no thing twice.

    Nearest by its middle, by a margin, and by its nearest corner as well.
    """
    things = sight.askable
    if len(things) < count:
        return
    places = [place_of(sight.camera(frame)) for frame in sight.kept]
    middle = np.array([[distance(place, spot(thing)) for thing in things] for place in places])
    corner = np.array([[min(distance(p, c) for c in corners(thing)) for thing in things] for p in places])
    sets = np.argsort(rng.random((SETS, len(things))), axis=1)[:, :count]
    far = np.sort(middle[:, sets], axis=2)
    first = middle[:, sets].argmin(2)
    clear = (far[..., 1] >= APART * far[..., 0]) & (first == corner[:, sets].argmin(2))
    used: set[int] = set()
    for number, chosen in enumerate(sets.tolist()):
        images = [np.flatnonzero(clear[:, number] & (first[:, number] == k)) for k in range(count)]
        if all(len(found) for found in images) and not used & set(chosen):
            used |= set(chosen)
            answers = {
                things[k].id: [int(i) + 1 for i in found] for k, found in zip(chosen, images, strict=True)
            }
            yield [things[k] for k in chosen], answers
