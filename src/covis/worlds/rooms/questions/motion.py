"""How the camera moved from one view to the other."""

from __future__ import annotations

import math

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import bearing, distance, heading_of, place_of, wrapped
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.truth import SceneTruth

LEAST_TURN_DEG = 15.0  # less is hard to see
MOST_TURN_DEG = 150.0  # beyond, left and right lead to the same view
LEAST_WAY_M = 0.3  # less is hard to see
ASIDE_DEG = (20.0, 160.0)  # where the other camera stands when it is called left or right


def camera_motion(truth: SceneTruth, seed: int) -> list[Sample]:
    """Which way the camera turned, by how much, and to which side it went.

    In which order the two views are shown is drawn, so that left and right are as frequent.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 111))
    first, second = (sight.kept[int(k)] for k in rng.permutation(2))
    one, other = sight.camera(first), sight.camera(second)
    turn = wrapped(math.degrees(heading_of(one) - heading_of(other)))
    frames = (first, second)
    drafts = []
    if LEAST_TURN_DEG <= abs(turn) <= MOST_TURN_DEG:
        drafts.append(_side(rng, "turn", "turned", turn, frames))
        wordings = QUESTIONS["turned by"]
        text = wordings[int(rng.integers(len(wordings)))].fill(i="1", j="2")
        drafts.append(Draft("turn_angle", text, f"{abs(turn):.0f}", frames, (), unit="deg"))
    aside = bearing(place_of(one), heading_of(one), place_of(other))
    far = distance(place_of(one), place_of(other)) >= LEAST_WAY_M
    if far and ASIDE_DEG[0] <= abs(aside) <= ASIDE_DEG[1]:
        drafts.append(_side(rng, "move", "moved", aside, frames))
    return samples(sight, "camera_motion", drafts)


def _side(
    rng: np.random.Generator, category: str, words: str, right_deg: float, frames: tuple[int, ...]
) -> Draft:
    wordings = QUESTIONS[words]
    text = wordings[int(rng.integers(len(wordings)))].fill(i="1", j="2")
    right, wrong = ("to the right", "to the left") if right_deg > 0 else ("to the left", "to the right")
    options, answer = offered(rng, right, [wrong])
    margins = {"degrees": round(abs(right_deg), 1)}
    return Draft(category, text, answer, frames, (), options=options, margins=margins)
