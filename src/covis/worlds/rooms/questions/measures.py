"""How far: from a camera along its viewing direction, and from thing to thing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from covis.geometry.projection import project
from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, samples
from covis.worlds.rooms.questions.plan import middle
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

BULK = (
    0.35  # a thing's half diagonal in this share of what is measured at most: its middle must mean something
)
DEPTHS_M = (1.7, 2.9)  # most kinds of things are seen at these, near ones and far ones alike
DISTANCES_M = (
    0.9,
    3.0,
)  # from which the answer is drawn: what rooms of every size have, or the room would tell
TOLERANCE = 0.12  # of what is drawn, within which an answer is as good; one of these is drawn
DRAWS = 12  # for each question
A_SCENE = 3  # questions


def _half_diagonal(thing: Thing) -> float:
    return float(np.linalg.norm(thing.size_m)) / 2


def _evenly(
    rng: np.random.Generator, values: Sequence[float], low: float, high: float, many: int
) -> list[int]:
    """Indices of values near numbers drawn evenly between two, each once: so names go with any of them."""
    left = np.arange(len(values))
    known = np.asarray(values, float)
    chosen: list[int] = []
    for wanted in rng.uniform(low, high, DRAWS * many):
        near = left[np.abs(known[left] - wanted) <= TOLERANCE * wanted]
        if len(near) and len(chosen) < many:
            chosen.append(int(near[int(rng.integers(len(near)))]))
            left = left[left != chosen[-1]]
    return chosen


def depth(truth: SceneTruth, seed: int) -> list[Sample]:
    """The depth of a thing's middle in one of two views, metres.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 108))
    found = []
    for image, frame in enumerate(sight.kept, 1):
        for thing in sight.askable:
            if frame in sight.clear[thing.id]:
                deep = float(project(middle(thing)[None], sight.camera(frame))[1][0])
                if deep > 0 and _half_diagonal(thing) <= BULK * deep:
                    found.append((image, thing, deep))
    drafts = []
    for k in _evenly(rng, [deep for *_, deep in found], *DEPTHS_M, A_SCENE):
        image, thing, deep = found[k]
        wordings = QUESTIONS["depth"]
        text = wordings[int(rng.integers(len(wordings)))].fill(i=str(image), a=sight.names[thing.id])
        drafts.append(Draft("depth", text, f"{deep:.2f}", sight.kept, (thing.id,), unit="m"))
    return samples(sight, "depth", drafts)


def distance_between(truth: SceneTruth, seed: int) -> list[Sample]:
    """The distance between the middles of two things, metres.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 109))
    found = []
    for a, b in combinations(sight.askable, 2):
        far = float(np.linalg.norm(middle(a) - middle(b)))
        belongs = a.on == b.id or b.on == a.id or (a.on == b.on != 0)
        if not belongs and max(_half_diagonal(a), _half_diagonal(b)) <= BULK * far:
            found.append((a, b, far))
    drafts = []
    for k in _evenly(rng, [far for *_, far in found], *DISTANCES_M, A_SCENE):
        a, b, far = found[k]
        if rng.uniform() < 0.5:
            a, b = b, a
        wordings = QUESTIONS["distance"]
        text = wordings[int(rng.integers(len(wordings)))].fill(a=sight.names[a.id], b=sight.names[b.id])
        drafts.append(Draft("distance", text, f"{far:.2f}", sight.kept, (a.id, b.id), unit="m"))
    return samples(sight, "distance", drafts)
