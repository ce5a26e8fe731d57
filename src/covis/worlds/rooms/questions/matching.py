"""Which box of one view holds what a box of another view holds."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.truth import SceneTruth, Seen

SCALE = 1000  # boxes are given in thousandths of the picture's width and height
LEAST_FILL = 0.4  # of a box by the thing that it is the box of: else the box holds something else as well
MOST_SHARED = 0.3  # of two boxes among the options, intersection over union: they must be different places
OPTIONS = 4
A_SCENE = 3  # questions

Box = tuple[int, int, int, int]


def thousandths(seen: Seen, size_px: tuple[int, int]) -> Box:
    """A thing's box, x0, y0, x1, y1, in thousandths of the picture."""
    width, height = size_px
    x0, y0, x1, y1 = seen.box_px
    scaled = (x0 / width, y0 / height, x1 / width, y1 / height)
    a, b, c, d = (round(SCALE * value) for value in scaled)
    return a, b, c, d


def told(box: Box) -> str:
    """A box as the questions write it."""
    return "[" + ", ".join(map(str, box)) + "]"


def position_matching(truth: SceneTruth, seed: int) -> list[Sample]:
    """A thing's box in one view, found again among four boxes of the other.

    How like the first box the right one is, among the four, is drawn first, so that the most similar numbers
    are right no more often than any other.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pair")
    rng = np.random.default_rng((seed, 110))
    drafts: list[Draft] = []
    asked: set[int] = set()
    for _ in range(A_SCENE):
        for rank in rng.permutation(OPTIONS):
            draft = _with_rank(rng, sight, int(rank), asked)
            if draft is not None:
                drafts.append(draft)
                asked |= set(draft.things)
                break
    return samples(sight, "position_matching", drafts)


def _with_rank(rng: np.random.Generator, sight: Sight, rank: int, asked: set[int]) -> Draft | None:
    """A question with this many wrong boxes that are more like the first one than the right box is."""
    views = [pair for pair in permutations(range(len(sight.kept)), 2)]
    for index in rng.permutation(len(views)):
        first, second = views[int(index)]
        one, other = (_boxes(sight, sight.kept[k]) for k in (first, second))
        for thing in rng.permutation(sorted((one.keys() & other.keys()) - asked)):
            wrong = _wrong(rng, one[thing], other, int(thing), rank)
            if wrong is None:
                continue
            wordings = QUESTIONS["match"]
            text = wordings[int(rng.integers(len(wordings)))].fill(
                i=str(first + 1), j=str(second + 1), box=told(one[thing])
            )
            options, answer = offered(rng, told(other[thing]), [told(box) for box in wrong])
            margins = {"more_alike": rank}
            return Draft(
                "position_matching",
                text,
                answer,
                sight.kept,
                (int(thing),),
                options=options,
                margins=margins,
            )
    return None


def _boxes(sight: Sight, frame: int) -> dict[int, Box]:
    """The boxes of what is clear in a view and fills its box."""
    found = {}
    for thing, seen in sight.views[frame].items():
        x0, y0, x1, y1 = seen.box_px
        if sight.is_clear(seen, frame) and seen.pixels >= LEAST_FILL * (x1 - x0) * (y1 - y0):
            found[thing] = thousandths(seen, sight.camera(frame).size_px)
    return found


def _wrong(
    rng: np.random.Generator, asked: Box, boxes: dict[int, Box], right: int, rank: int
) -> list[Box] | None:
    """Three other boxes, `rank` of them more like the asked one than the right box; None if there are not."""
    limit = unlike(asked, boxes[right])
    chosen: list[Box] = []
    counts = [rank, OPTIONS - 1 - rank]
    for thing in rng.permutation([t for t in sorted(boxes) if t != right]):
        box = boxes[int(thing)]
        side = int(unlike(asked, box) > limit)
        if counts[side] and all(_shared(box, other) <= MOST_SHARED for other in [boxes[right], *chosen]):
            chosen.append(box)
            counts[side] -= 1
    return chosen if not any(counts) else None


def unlike(one: Box, other: Box) -> float:
    """How different two boxes are in shape, size and place: what a reader of the numbers could go by."""
    wide = abs(math.log((one[2] - one[0]) / (other[2] - other[0])))
    high = abs(math.log((one[3] - one[1]) / (other[3] - other[1])))
    across = abs(one[0] + one[2] - other[0] - other[2]) / SCALE
    down = abs(one[1] + one[3] - other[1] - other[3]) / SCALE
    return wide + high + across / 2 + down * 2


def _shared(one: Box, other: Box) -> float:
    wide = max(0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)]
    return wide * high / (sum(areas) - wide * high)
