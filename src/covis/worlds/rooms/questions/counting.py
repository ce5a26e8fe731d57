"""How many there are, when the same thing shows in several views."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.names import confused, plural
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import ShotKind
from covis.worlds.rooms.truth import SceneTruth

LEAST, MOST = 2, 9  # what is counted; one is no count, and of more people lose count
OPTIONS = 4
A_SCENE = 2  # questions


def countable(sight: Sight) -> dict[str, tuple[int, ...]]:
    """Name to the things of that name in view, for the names whose number leaves no doubt.

    Each of them is clear in some kept view or not seen in any, and nothing in view could be taken for one.
    """
    found = {}
    ordered = sorted(sight.scene.things, key=lambda thing: thing.name)
    for name, group in groupby(ordered, key=lambda thing: thing.name):
        shown = [thing.id for thing in group if sight.shown[thing.id]]
        doubtful = any(not sight.clear[thing] for thing in shown) or any(
            sight.shown[other.id] and other.name != name and confused(name, other.name)
            for other in sight.scene.things
        )
        if not doubtful and LEAST <= len(shown) <= MOST:
            found[name] = tuple(shown)
    return found


def _ask(kind: ShotKind, task: str, number: int, options: bool) -> Callable[[SceneTruth, int], list[Sample]]:
    def ask(truth: SceneTruth, seed: int) -> list[Sample]:
        sight = Sight(truth, kind)
        rng = np.random.default_rng((seed, number))
        drafts = []
        there = countable(sight)
        for name in [str(n) for n in rng.permutation(sorted(there))][:A_SCENE]:
            wordings = QUESTIONS["count"]
            text = wordings[int(rng.integers(len(wordings)))].fill(many=plural(name))
            many = len(there[name])
            if not options:
                drafts.append(Draft(task, text, str(many), sight.kept, there[name]))
                continue
            others = [str(k) for k in range(LEAST, MOST + 1) if k != many]
            wrong = [str(k) for k in rng.choice(others, OPTIONS - 1, replace=False)]
            offer, answer = offered(rng, str(many), wrong)
            drafts.append(Draft(task, text, answer, sight.kept, there[name], options=offer))
        return samples(sight, task, drafts)

    return ask


count = _ask("pan", "count", 102, options=True)
"""Look-alikes and others over a pan, as a choice of four numbers."""

object_count = _ask("walk", "object_count", 103, options=False)
"""The same over a walk, as an open number."""

tour_count = _ask("tour", "tour_count", 104, options=False)
"""The same over several rooms."""
