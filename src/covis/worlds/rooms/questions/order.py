"""In which order things come into view."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise, permutations
from typing import Literal

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import ShotKind, Thing
from covis.worlds.rooms.truth import SceneTruth

THINGS = (3, 2)  # to be put in order; two in scenes that don't show three one after the other
A_SCENE = 2  # questions


def _ask(kind: ShotKind, task: str, number: int) -> Callable[[SceneTruth, int], list[Sample]]:
    def ask(truth: SceneTruth, seed: int) -> list[Sample]:
        sight = Sight(truth, kind)
        rng = np.random.default_rng((seed, number))
        drafts: list[Draft] = []
        for many in THINGS:
            drafts = drafts or _drafts(rng, sight, task, many)
        return samples(sight, task, drafts)

    return ask


def _drafts(rng: np.random.Generator, sight: Sight, task: str, many: int) -> list[Draft]:
    """Questions about so many things each; no thing is in two of them."""
    drafts: list[Draft] = []
    used: set[int] = set()
    sets = list(combinations(sight.askable, many))
    for k in rng.permutation(len(sets)):
        order = in_order(sight, sets[int(k)])
        if order is None or used & {thing.id for thing in order}:
            continue
        drafts.append(_draft(rng, sight, task, order))
        used |= {thing.id for thing in order}
        if len(drafts) == A_SCENE:
            break
    return drafts


def in_order(sight: Sight, things: tuple[Thing, ...]) -> list[Thing] | None:
    """Things by the view that shows them first; None unless that order leaves no doubt.

    It does if the first views that show as much as a pixel of them come in this order, each after the other,
    and those that show them clearly do not contradict it. The last views must come in the same order: then
    the reverse of the views gives the reverse of the order.
    """
    order = sorted(things, key=lambda thing: sight.shown[thing.id][0])
    for end in (0, -1):
        glimpsed = [sight.shown[thing.id][end] for thing in order]
        clear = [sight.clear[thing.id][end] for thing in order]
        if any(b <= a for a, b in pairwise(glimpsed)) or any(b < a for a, b in pairwise(clear)):
            return None
    return order


def _draft(rng: np.random.Generator, sight: Sight, task: str, order: list[Thing]) -> Draft:
    """The views as filmed or in reverse, by a fair draw: so an order and its reverse are as often right.

    The options are the order and its reverse, of three things also another one and its reverse.
    """
    backwards = bool(rng.uniform() < 0.5)
    frames = sight.kept[::-1] if backwards else sight.kept
    direction: Literal["forward", "reverse"] = "reverse" if backwards else "forward"
    right = order[::-1] if backwards else order
    other = [list(p) for p in permutations(order) if list(p) not in (order, order[::-1])]
    odd = other[int(rng.integers(len(other)))] if other else []
    wrong = [right[::-1], odd, odd[::-1]] if odd else [right[::-1]]
    options, answer = offered(rng, _told(sight, right), [_told(sight, o) for o in wrong])
    named = [right[int(k)] for k in rng.permutation(len(right))]
    names = [sight.names[thing.id] for thing in named]
    wordings = QUESTIONS["order"]
    text = wordings[int(rng.integers(len(wordings)))].fill(things=f"{', '.join(names[:-1])} and {names[-1]}")
    ids = tuple(thing.id for thing in order)
    return Draft(task, text, answer, frames, ids, options=options, direction=direction)


def _told(sight: Sight, order: list[Thing]) -> str:
    return ", ".join(sight.names[thing.id] for thing in order)


appearance_order = _ask("walk", "appearance_order", 117)
"""Of things on a walk."""

tour_order = _ask("tour", "tour_order", 118)
"""Of things on a tour of several rooms."""
