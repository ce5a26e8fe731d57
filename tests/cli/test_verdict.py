from collections.abc import Callable

import numpy as np
import pytest

from covis.cli.verdict import Verdict, judge
from covis.marks.mark_types import Mark
from covis.worlds.clips.cutouts import Clip, ClipSpec, make_clip


def mark(number: int, view: int, at_px: tuple[float, float]) -> Mark:
    return Mark(number, number, view, *at_px, 20.0, 1.0, (0, 0, 0))


def spot(clip: Clip, view: int, thing: int) -> tuple[float, float]:
    """Some pixel of a thing (0: of the scenery) in a frame."""
    y_px, x_px = np.argwhere(clip.frame(view)[1] == thing)[0]
    return float(x_px), float(y_px)


def ids_of(clip: Clip) -> Callable[[int], np.ndarray]:
    return lambda view: clip.frame(view)[1]


@pytest.fixture(scope="module")
def clip() -> Clip:
    return make_clip(ClipSpec(seed=1, frames=8, size_px=(160, 120), still=3, moves=()))


def test_a_number_stands_for_the_object_under_most_of_its_marks(clip: Clip) -> None:
    first = [mark(1, view, spot(clip, view, 1)) for view in range(3)]
    astray = [mark(1, 3, spot(clip, 3, 2)), mark(1, 4, spot(clip, 4, 0))]
    assert judge([*first, *astray], ids_of(clip)) == Verdict(right=3, wrong=1, second=0, on_nothing=1)


def test_two_numbers_cannot_stand_for_one_object(clip: Clip) -> None:
    marks = [mark(1, view, spot(clip, view, 1)) for view in range(3)]
    marks += [mark(2, view, spot(clip, view, 1)) for view in range(2)]
    assert judge(marks, ids_of(clip)) == Verdict(right=3, wrong=0, second=2, on_nothing=0)


def test_the_place_that_a_mark_points_to_counts(clip: Clip) -> None:
    beside = Mark(1, 1, 0, *spot(clip, 0, 0), 20.0, 1.0, (0, 0, 0), spot(clip, 0, 2))
    assert judge([beside], ids_of(clip)) == Verdict(right=1, wrong=0, second=0, on_nothing=0)
