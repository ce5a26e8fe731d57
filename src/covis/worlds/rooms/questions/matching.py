"""Which box of one view is on what a box of another view is on.

All boxes have one size: they say where a thing is and nothing about its shape, by which a reader of the
numbers could match them without the pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.truth import SceneTruth, Seen

SCALE = 1000  # boxes are given in thousandths of the picture's width and height
SIDE = 80  # of every box
APART = 60  # between the middles of two boxes, across or down, at least: they must be different places
OPTIONS = (4, 3)  # so many, or fewer where the views share fewer things
SETS = 60  # of wrong boxes tried for each thing
A_SCENE = 3  # questions

Box = tuple[int, int, int, int]


def box_on(seen: Seen, size_px: tuple[int, int]) -> Box:
    """The box, x0, y0, x1, y1, whose middle is deep inside what is seen of a thing."""
    middle = [round(SCALE * (p + 0.5) / side) for p, side in zip(seen.point_px, size_px, strict=True)]
    x, y = (min(max(m, SIDE // 2), SCALE - SIDE // 2) for m in middle)
    return x - SIDE // 2, y - SIDE // 2, x + SIDE // 2, y + SIDE // 2


def told(box: Box) -> str:
    """A box as the questions write it."""
    return "[" + ", ".join(map(str, box)) + "]"


def position_matching(truth: SceneTruth, seed: int) -> list[Sample]:
    """Something that two views show, found again among the boxes of several things that both show.

    How near the right box is to the first one, among all, is drawn for across and for down before the boxes
    are chosen: so the nearest numbers are right no more often than others.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 110))
    for options in OPTIONS:
        drafts: list[Draft] = []
        asked: set[int] = set()
        found = [
            case
            for views in permutations(range(len(sight.kept)), 2)
            for case in _cases(rng, sight, views, options)
        ]
        for _ in range(A_SCENE):
            ranks = rng.integers(options, size=2)
            free = [case for case in found if case.thing not in asked]
            if free:
                best = min(free, key=lambda case: int(np.abs(case.ranks - ranks).sum()))
                drafts.append(_draft(rng, sight, best))
                asked.add(best.thing)
        if drafts:
            break
    return samples(sight, "position_matching", drafts)


@dataclass(frozen=True, eq=False)
class _Case:
    """A thing to find again, and the boxes of others.

    Attributes:
        thing: Its id.
        views: Indices of the kept views, that of the question and that of the options.
        box: Its box in the first.
        right: Its box in the second.
        wrong: Boxes of other things in the second.
        ranks: (2,) across and down: how many of the wrong boxes are nearer to the first than the right one.
    """

    thing: int
    views: tuple[int, int]
    box: Box
    right: Box
    wrong: tuple[Box, ...]
    ranks: NDArray[np.intp]


def _cases(rng: np.random.Generator, sight: Sight, views: tuple[int, int], options: int) -> list[_Case]:
    """What can be asked about two views: of each thing that both show, some sets of wrong boxes."""
    one, other = (_boxes(sight, sight.kept[k]) for k in views)
    common = sorted(one.keys() & other.keys())
    found = []
    for thing in common:
        rest = [other[k] for k in common if k != thing and _apart(other[k], other[thing])]
        for _ in range(SETS if len(rest) >= options - 1 else 0):
            wrong = tuple(rest[int(k)] for k in rng.choice(len(rest), options - 1, replace=False))
            if all(_apart(a, b) for a, b in permutations(wrong, 2)):
                off = np.abs(np.array([*wrong, other[thing]])[:, :2] - one[thing][:2])
                ranks = (off[:-1] < off[-1]).sum(0)
                found.append(_Case(thing, views, one[thing], other[thing], wrong, ranks))
    return [found[int(k)] for k in rng.permutation(len(found))]


def _boxes(sight: Sight, frame: int) -> dict[int, Box]:
    """The boxes of what is clear in a view."""
    size = sight.camera(frame).size_px
    return {
        thing: box_on(seen, size) for thing, seen in sight.views[frame].items() if sight.is_clear(seen, frame)
    }


def _apart(one: Box, other: Box) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= APART


def _draft(rng: np.random.Generator, sight: Sight, case: _Case) -> Draft:
    wordings = QUESTIONS["match"]
    text = wordings[int(rng.integers(len(wordings)))].fill(
        i=str(case.views[0] + 1), j=str(case.views[1] + 1), box=told(case.box)
    )
    options, answer = offered(rng, told(case.right), [told(box) for box in case.wrong])
    margins = {"nearer": case.ranks.tolist()}
    return Draft(
        "position_matching", text, answer, sight.kept, (case.thing,), options=options, margins=margins
    )
