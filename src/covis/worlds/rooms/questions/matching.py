"""Which box of one view is on what a box of another view is on.

All boxes have one size: they say where a thing is and nothing about its shape, by which a reader of the
numbers could match them without the pictures. The wrong box lies where the thing would be seen if it were
nearer or farther: how far and which way things shift between two views tells little either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.projection import project
from covis.prompts.sample import Sample
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.truth import SceneTruth, Seen

SCALE = 1000  # boxes are given in thousandths of the picture's width and height
SIDE = 80  # of every box
DEPTHS_M = np.geomspace(1.2, 4.5, 14)  # at which nearly all things of a room are seen
APART = 60  # between the middles of two boxes, across or down, at least: they must be different places
USUAL = 0.73  # of the share of a view that the other does not show: so far things go across in most pairs
A_SCENE = 3  # questions

Box = tuple[int, int, int, int]


def box_at(x: float, y: float) -> Box:
    """The box, x0, y0, x1, y1, around a point given in thousandths; moved inwards at the picture's border."""
    x, y = (min(max(round(m), SIDE // 2), SCALE - SIDE // 2) for m in (x, y))
    return x - SIDE // 2, y - SIDE // 2, x + SIDE // 2, y + SIDE // 2


def box_on(seen: Seen, size_px: tuple[int, int]) -> Box:
    """The box whose middle is deep inside what is seen of a thing."""
    return box_at(*(SCALE * (p + 0.5) / side for p, side in zip(seen.point_px, size_px, strict=True)))


def told(box: Box) -> str:
    """A box as the questions write it."""
    return "[" + ", ".join(map(str, box)) + "]"


def position_matching(truth: SceneTruth, seed: int) -> list[Sample]:
    """Something that two views show, found again: where it is, or where it would be at another depth.

    Whether the right box is the nearer one to the first, the lower one, and the one that went as far as is
    usual, is drawn of what the scene allows both ways: as it is, and with all three the other way round.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 110))
    cells: dict[Cell, list[_Case]] = {}
    for views in permutations(range(len(sight.kept)), 2):
        for thing in sorted(_clear(sight, views[0]) & _clear(sight, views[1])):
            for case in _cases(sight, views, thing):
                cells.setdefault(case.cell, []).append(case)
    drafts: list[Draft] = []
    asked: set[int] = set()
    for _ in range(A_SCENE):
        free = {cell for cell, cases in cells.items() if any(case.thing not in asked for case in cases)}
        both = sorted(cell for cell in free if tuple(not x for x in cell) in free)
        if not both:
            break
        left = [case for case in cells[both[int(rng.integers(len(both)))]] if case.thing not in asked]
        case = left[int(rng.integers(len(left)))]
        drafts.append(_draft(rng, sight, case))
        asked.add(case.thing)
    return samples(sight, "position_matching", drafts)


def _clear(sight: Sight, view: int) -> set[int]:
    """What a kept view shows clearly."""
    frame = sight.kept[view]
    return {thing for thing, seen in sight.views[frame].items() if sight.is_clear(seen, frame)}


Cell = tuple[bool, bool, bool]
"""What a reader of the numbers could go by: see `_cell`."""


@dataclass(frozen=True)
class _Case:
    """A thing to find again.

    Attributes:
        thing: Its id.
        views: Indices of the kept views, that of the question and that of the options.
        box: Its box in the first.
        right: Its box in the second.
        wrong: The other option.
        cell: How the two compare.
    """

    thing: int
    views: tuple[int, int]
    box: Box
    right: Box
    wrong: Box
    cell: Cell


def _cases(sight: Sight, views: tuple[int, int], thing: int) -> Iterator[_Case]:
    """With wrong boxes where the second view would show a thing if its depth in the first were another one.

    They lie within the picture, beside all that is seen of the thing, and far enough from its own box.
    """
    one, other = (sight.camera(sight.kept[k]) for k in views)
    seen, again = (sight.views[sight.kept[k]][thing] for k in views)
    size = other.size_px
    box, right = box_on(seen, one.size_px), box_on(again, size)
    places = project(_along_ray(one, seen.point_px, np.array([seen.depth_m, *DEPTHS_M])), other)[0]
    x0, y0, x1, y1 = again.box_px
    # Whole pixels, as the right boxes have: else the last digits of the numbers would tell.
    for x, y in (np.round(places[1:] - places[0]) + again.point_px).tolist():
        beside = not (x0 <= x < x1 and y0 <= y < y1)
        # False also for what would be behind the second camera, whose place is not a number.
        if beside and 0 <= x < size[0] and 0 <= y < size[1]:
            wrong = box_at(SCALE * (x + 0.5) / size[0], SCALE * (y + 0.5) / size[1])
            if max(abs(wrong[0] - right[0]), abs(wrong[1] - right[1])) >= APART:
                cell = _cell(sight.level, box, right, wrong)
                yield _Case(thing, views, box, right, wrong, cell)


def _cell(level: Level, box: Box, right: Box, wrong: Box) -> Cell:
    """Whether the right box is nearer across than the wrong one, is lower, and went more as is usual."""
    usual = USUAL * SCALE * (1 - level.pair_overlap)
    went, other = abs(right[0] - box[0]), abs(wrong[0] - box[0])
    return went < other, right[1] > wrong[1], abs(went - usual) < abs(other - usual)


def _along_ray(camera: Camera, pixel: tuple[int, int], depths_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 3) the points, metres, that a camera sees at a pixel at these depths."""
    toward = camera.T_world_from_cam[:3, :3] @ np.linalg.inv(camera.K) @ np.array([*pixel, 1.0])
    return np.asarray(camera.position_m + depths_m[:, None] * toward, np.float64)


def _draft(rng: np.random.Generator, sight: Sight, case: _Case) -> Draft:
    wordings = QUESTIONS["match"]
    text = wordings[int(rng.integers(len(wordings)))].fill(
        i=str(case.views[0] + 1), j=str(case.views[1] + 1), box=told(case.box)
    )
    options, answer = offered(rng, told(case.right), [told(case.wrong)])
    return Draft("position_matching", text, answer, sight.kept, (case.thing,), options=options)
