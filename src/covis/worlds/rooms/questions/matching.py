"""Which box of one view is on what a box of another view is on.

All boxes have one size: they say where a thing is and nothing about its shape, by which a reader of the
numbers could match them without the pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.truth import SceneTruth, Seen

SCALE = 1000  # boxes are given in thousandths of the picture's width and height
SIDE = 80  # of every box
APART = 60  # between the middles of two boxes, across or down, at least: they must be different places
OPTIONS = 2  # of more, one in the middle could always be found, and would be right too often
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
    """Something that two views show, found again: in the box of it or of another thing that both show.

    How near the right box is to the first one is drawn, for across and for down, of what the
    scene allows both ways: as near as this and as far as this. So the nearest numbers are right no more often
    than the farthest.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 110))
    cells: dict[tuple[int, int], list[_Case]] = {}
    for views in permutations(range(len(sight.kept)), 2):
        for case in _cases(rng, sight, views):
            cells.setdefault(case.nearer, []).append(case)
    drafts: list[Draft] = []
    asked: set[int] = set()
    for _ in range(A_SCENE):
        free = {cell for cell, cases in cells.items() if any(case.thing not in asked for case in cases)}
        both = sorted(cell for cell in free if (OPTIONS - 1 - cell[0], OPTIONS - 1 - cell[1]) in free)
        if not both:
            break
        left = [case for case in cells[both[int(rng.integers(len(both)))]] if case.thing not in asked]
        case = left[int(rng.integers(len(left)))]
        drafts.append(_draft(rng, sight, case))
        asked.add(case.thing)
    return samples(sight, "position_matching", drafts)


@dataclass(frozen=True, eq=False)
class _Case:
    """A thing to find again, and the boxes of others.

    Attributes:
        thing: Its id.
        views: Indices of the kept views, that of the question and that of the options.
        box: Its box in the first.
        right: Its box in the second.
        wrong: The box of another thing in the second.
        nearer: Across and down: how many of the wrong boxes are nearer to the first than the right one.
    """

    thing: int
    views: tuple[int, int]
    box: Box
    right: Box
    wrong: tuple[Box, ...]
    nearer: tuple[int, int]


def _cases(rng: np.random.Generator, sight: Sight, views: tuple[int, int]) -> list[_Case]:
    """What can be asked about two views: of each thing that both show, some sets of wrong boxes."""
    one, other = (_boxes(sight, sight.kept[k]) for k in views)
    common = sorted(one.keys() & other.keys())
    found = []
    for thing in common:
        rest = [other[k] for k in common if k != thing and _apart(other[k], other[thing])]
        for _ in range(SETS if len(rest) >= OPTIONS - 1 else 0):
            wrong = tuple(rest[int(k)] for k in rng.choice(len(rest), OPTIONS - 1, replace=False))
            if all(_apart(a, b) for a, b in permutations(wrong, 2)):
                off = np.abs(np.array([*wrong, other[thing]])[:, :2] - one[thing][:2])
                across, down = (off[:-1] < off[-1]).sum(0).tolist()
                found.append(_Case(thing, views, one[thing], other[thing], wrong, (across, down)))
    return found


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
    margins = {"nearer": list(case.nearer)}
    return Draft(
        "position_matching", text, answer, sight.kept, (case.thing,), options=options, margins=margins
    )
