"""How many there are, when the same thing shows in several views."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.layout.furnish import COUNTABLE
from covis.worlds.rooms.questions.draft import Draft, samples
from covis.worlds.rooms.questions.names import confused, plural
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import ShotKind
from covis.worlds.rooms.truth import SceneTruth

LEAST, MOST = (
    3,
    9,
)  # pairs are usual of some kinds, so that their name tells the number; of more people lose count
A_SCENE = 2  # questions
DRAWN = frozenset((*COUNTABLE, "chair"))
"""Kinds whose number is drawn; of others a room has two or three, and their name tells it."""


def countable(sight: Sight) -> dict[str, tuple[int, ...]]:
    """Name to the things of that name in view, for the names whose number leaves no doubt.

    Each of them is well seen in some kept view or not seen in any, and nothing else in view could be meant.
    Only kinds whose number is drawn are asked for: else few answers but the least would ever be right.
    """
    found = {}
    ordered = sorted(sight.scene.things, key=lambda thing: thing.name)
    for name, group in groupby(ordered, key=lambda thing: thing.name):
        alike = list(group)
        shown = [thing.id for thing in alike if sight.shown[thing.id]]
        doubtful = any(not sight.is_countable(thing) for thing in shown) or any(
            sight.shown[other.id] and other.name != name and confused(name, other.name)
            for other in sight.scene.things
        )
        drawn = all(thing.kind in DRAWN for thing in alike)
        if drawn and not doubtful and LEAST <= len(shown) <= MOST:
            found[name] = tuple(shown)
    return found


def _ask(kind: ShotKind, task: str, number: int) -> Callable[[SceneTruth, int], list[Sample]]:
    def ask(truth: SceneTruth, seed: int) -> list[Sample]:
        sight = Sight(truth, kind)
        rng = np.random.default_rng((seed, number))
        drafts = []
        there = countable(sight)
        for name in [str(n) for n in rng.permutation(sorted(there))][:A_SCENE]:
            wordings = QUESTIONS["count"]
            text = wordings[int(rng.integers(len(wordings)))].fill(many=plural(name))
            many = len(there[name])
            drafts.append(Draft(task, text, str(many), sight.kept, there[name]))
        return samples(sight, task, drafts)

    return ask


count = _ask("pan", "count", 102)
"""Look-alikes and others over a pan."""

object_count = _ask("walk", "object_count", 103)
"""The same over a walk."""

tour_count = _ask("tour", "tour_count", 104)
"""The same over several rooms."""
