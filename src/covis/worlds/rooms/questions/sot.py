"""The Spatial Orientation Test in furnished rooms: left or right, over views that never show both things.

After the test of the same name: an in-place pan, five questions a scene, three from the camera's own
viewpoint and two from another standpoint, each on the views as filmed and on the same views in reverse order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, zip_longest

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, extent, heading_of, place_of, spot
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.standpoint import (
    Standpoint,
    composed,
    facing,
    seats_and_doors,
)
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

FROM_CAMERA, FROM_ELSEWHERE = 3, 2  # questions a scene, as in the test
LEAST_DEG = 15.0  # between the middles of the two things: people judge less than that unsurely
MOST_DEG = 150.0  # beyond, one might as well turn the other way round
FRONT_DEG = 80.0  # things at a standpoint lie at most so far aside: what is behind one has no left and right
STRAY_DEG = 10.0  # a reader's other idea of the same standpoint may turn things so far, no farther
TRIES = 400  # standpoints drawn before a scene is given up


def ask(truth: SceneTruth, seed: int) -> list[Sample]:
    """Ten samples: five questions, each in both orders.

    Args:
        truth: Of a scene with a pan.
        seed: What the choice is drawn from.

    Raises:
        CovisError: If the scene does not give five fair questions.
    """
    sight = Sight(truth, "pan")
    rng = np.random.default_rng((seed, 101))
    own = _from_camera(rng, sight)
    other = _from_elsewhere(rng, sight)
    if len(own) < FROM_CAMERA or len(other) < FROM_ELSEWHERE:
        raise CovisError(
            f"scene {truth.scene.id} gives {len(own)} of {FROM_CAMERA} fair questions from the camera and "
            f"{len(other)} of {FROM_ELSEWHERE} from another standpoint."
        )
    drafts = [*own, *other]
    return samples(sight, "sot", [*drafts, *(_reversed(draft) for draft in drafts)])


def _reversed(draft: Draft) -> Draft:
    return Draft(
        draft.category,
        draft.question,
        draft.answer,
        draft.frames[::-1],
        draft.things,
        draft.options,
        draft.unit,
        "reverse",
        draft.margins,
    )


def to_the_right(place: tuple[float, float], heading_rad: float, a: Thing, b: Thing) -> float | None:
    """By how many degrees A lies to the right of B; None where that is too close to call or they overlap."""
    apart = bearing(place, heading_rad, spot(a)) - bearing(place, heading_rad, spot(b))
    if not LEAST_DEG <= abs(apart) <= MOST_DEG:
        return None
    left, right = (b, a) if apart > 0 else (a, b)
    if extent(place, heading_rad, left)[1] >= extent(place, heading_rad, right)[0]:
        return None
    return apart


def _separate(sight: Sight) -> Iterator[tuple[Thing, Thing]]:
    """Pairs that no kept view shows together."""
    for a, b in combinations(sight.askable, 2):
        if not sight.together(a.id, b.id):
            yield a, b


def _from_camera(rng: np.random.Generator, sight: Sight) -> list[Draft]:
    middle = sight.camera(sight.kept[len(sight.kept) // 2])
    place, heading = place_of(middle), heading_of(middle)
    fair = [
        (a, b, apart)
        for a, b in _separate(sight)
        if (apart := to_the_right(place, heading, a, b)) is not None
    ]
    drafts: list[Draft] = []
    used: list[int] = []
    sides = either_side(rng)
    for k in _fresh_first(rng, [(a.id, b.id) for a, b, _ in fair], used, FROM_CAMERA):
        a, b, apart = fair[k]
        drafts.append(_draft(rng, sight, "camera", "side/camera", "", a, b, apart, (), next(sides)))
    return drafts


def _fresh_first(
    rng: np.random.Generator, pairs: list[tuple[int, int]], used: list[int], count: int
) -> list[int]:
    """Indices of pairs drawn such that things that have not been asked about come first."""
    order = [int(k) for k in rng.permutation(len(pairs))]
    chosen: list[int] = []
    while order and len(chosen) < count:
        best = min(order, key=lambda k: sum(used.count(thing) for thing in pairs[k]))
        order.remove(best)
        chosen.append(best)
        used += pairs[best]
    return chosen


def either_side(rng: np.random.Generator) -> Iterator[str]:
    """Left and right equally often, in an order drawn."""
    while True:
        yield from (("left", "right") if rng.uniform() < 0.5 else ("right", "left"))


def _draft(
    rng: np.random.Generator,
    sight: Sight,
    category: str,
    words: str,
    where: str,
    a: Thing,
    b: Thing,
    apart_deg: float,
    more: tuple[int, ...],
    side: str,
) -> Draft:
    """The question with A and B in the order that makes a side the answer, so that the text tells nothing."""
    if (apart_deg > 0) != (side == "right"):
        a, b, apart_deg = b, a, -apart_deg
    wordings = QUESTIONS[words]
    gaps = {"where": where} if where else {}
    text = wordings[int(rng.integers(len(wordings)))].fill(a=sight.names[a.id], b=sight.names[b.id], **gaps)
    right, wrong = ("right", "left") if apart_deg > 0 else ("left", "right")
    options, answer = offered(rng, right, [wrong])
    margins = {"apart_deg": round(abs(apart_deg), 1)}
    return Draft(category, text, answer, sight.kept, (*more, a.id, b.id), options=options, margins=margins)


# --- from another standpoint --------------------------------------------------------------------------


def _from_elsewhere(rng: np.random.Generator, sight: Sight) -> list[Draft]:
    """Questions from standpoints; for half of them the camera's own view would give the other answer."""
    middle = sight.camera(sight.kept[len(sight.kept) // 2])
    place, heading = place_of(middle), heading_of(middle)
    pairs = list(_separate(sight))
    found: dict[bool, list[Draft]] = {True: [], False: []}
    used: set[tuple[int, int]] = set()
    sides = {True: either_side(rng), False: either_side(rng)}
    for stand in _standpoints(rng, sight):
        for k in rng.permutation(len(pairs)):
            a, b = pairs[int(k)]
            if {a.id, b.id} & set(stand.things) or (a.id, b.id) in used:
                continue
            apart = side_from(stand, a, b)
            seen = to_the_right(place, heading, a, b)
            if apart is None or seen is None or len(found[apart * seen > 0]) == FROM_ELSEWHERE:
                continue
            same = apart * seen > 0
            words, more = "side/standpoint", stand.things
            draft = _draft(rng, sight, "perspective", words, stand.text, a, b, apart, more, next(sides[same]))
            found[same].append(draft)
            used.add((a.id, b.id))
            break
        if all(len(drafts) >= FROM_ELSEWHERE for drafts in found.values()):
            break
    first = bool(rng.uniform() < 0.5)
    mixed = [draft for pair in zip_longest(found[first], found[not first]) for draft in pair if draft]
    return mixed[:FROM_ELSEWHERE]


def _standpoints(rng: np.random.Generator, sight: Sight) -> Iterator[Standpoint]:
    """Standpoints in an order drawn: those of seats and doors first, then at one thing facing another."""
    fronts = list(seats_and_doors(rng, sight))
    for k in rng.permutation(len(fronts)):
        yield composed(rng, sight, fronts[int(k)])
    for _ in range(TRIES if sight.places else 0):
        at = sight.places[int(rng.integers(len(sight.places)))]
        towards = sight.askable[int(rng.integers(len(sight.askable)))]
        stand = facing(rng, sight, at, towards)
        if stand is not None:
            yield composed(rng, sight, stand)


def side_from(stand: Standpoint, a: Thing, b: Thing) -> float | None:
    """The same from a standpoint; None also where one is not before it or the place itself leaves doubt."""
    if any(abs(stand.bearing(spot(t))) > FRONT_DEG or stand.strays(spot(t)) > 45 for t in (a, b)):
        return None
    apart = to_the_right(stand.place, stand.heading_rad, a, b)
    if apart is None:
        return None
    for place in stand.around:
        there = bearing(place, stand.heading_rad, spot(a)) - bearing(place, stand.heading_rad, spot(b))
        if there * apart <= 0 or abs(there) < STRAY_DEG:
            return None
    return apart
