"""How two things lie to each other for another view, and which thing is nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, corners, distance, heading_of, place_of, spot
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.sot import to_the_right
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

APART = 1.2  # the farther thing is at least so many times as far as the nearest
ASIDE_DEG = 100.0  # at most so far from where the camera looks: behind it, left and right change meaning
A_SCENE = 3  # questions
SETS = 400  # sets of options drawn


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
    for k in rng.permutation(len(found))[:many]:
        image, a, b, apart = found[int(k)]
        if rng.uniform() < 0.5:
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


def nearest_of(place: tuple[float, float], things: Sequence[Thing]) -> Thing | None:
    """The thing nearest to a place by its middle and by its nearest corner; None where that is close."""
    by_middle = sorted(things, key=lambda thing: distance(place, spot(thing)))
    first, second = by_middle[:2]
    if distance(place, spot(second)) < APART * distance(place, spot(first)):
        return None
    nearest_corner = {t.id: min(distance(place, c) for c in corners(t)) for t in things}
    if min(nearest_corner, key=lambda t: nearest_corner[t]) != first.id:
        return None
    return first


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
    """Sets of things each of which is clearly the nearest to some image, with these; no thing twice."""
    free = list(sight.askable)
    places = [place_of(sight.camera(frame)) for frame in sight.kept]
    for _ in range(SETS):
        if len(free) < count:
            return
        things = [free[int(k)] for k in rng.choice(len(free), count, replace=False)]
        answers: dict[int, list[int]] = {}
        for image, place in enumerate(places, 1):
            nearest = nearest_of(place, things)
            if nearest is not None:
                answers.setdefault(nearest.id, []).append(image)
        if len(answers) == count:
            yield things, answers
            free = [thing for thing in free if thing not in things]
