"""The paper's centre: literal masks, and a transcription of its pseudo-code."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from covis.marks.center import find_center


def mask_of(drawing: str) -> np.ndarray:
    return np.array([[c == "#" for c in line] for line in drawing.split()])


@pytest.mark.parametrize(
    ("drawing", "center"),
    [
        pytest.param("#", (0, 0), id="single pixel"),
        pytest.param("..... ..... ...#. .....", (3, 2), id="single pixel off the corner"),
        pytest.param("##### ##### #####", (2, 1), id="rectangle"),
        # The mean and both medians of a ring fall into its hole; the centre of the box remains.
        pytest.param("##### #...# #...# #...# #####", (2, 2), id="ring"),
        # Column 2 holds rows 0 and 4: their median 2 is in the hole. Row 2 holds column 0: that is c2.
        # Their mean (1, 2) is in the hole, c1 (2, 2) too, so c2 it is.
        pytest.param("##### #.... #.... #.... #####", (0, 2), id="C"),
        # The same turned: column 2 holds row 0 only.
        pytest.param("##### #...# #...# #...# #...#", (2, 0), id="C lying on its back"),
        # Nothing on the middle column 3; the middle row 1 holds 0, 1, 5, 6, median 3: not in the mask.
        pytest.param("##...## ##...## ##...##", (3, 1), id="two components"),
        # The middle row 1 holds 0, 1, 2, 6, median 1: c2 is in the mask.
        pytest.param("###...# ###...# ###...#", (1, 1), id="two components of unequal width"),
        # Bounds 0 and 3: column 1; rows 0 and 1: row 0.
        pytest.param("#### ####", (1, 0), id="even sides round down"),
        # c1 = (2, 0) and c2 = (0, 2); their mean (1, 1) is out, so the first in the mask.
        pytest.param("..#.. ..... #.... ..... ....#", (2, 0), id="first on the column"),
    ],
)
def test_literal_masks(drawing: str, center: tuple[int, int]) -> None:
    assert find_center(mask_of(drawing)) == center


def test_an_empty_mask_has_none() -> None:
    with pytest.raises(ValueError, match="empty"):
        find_center(np.zeros((3, 3), bool))


def transcribed(mask: np.ndarray) -> tuple[int, int]:
    """Figure 1 of the appendix, line by line, on a set of pixels."""
    pixels = {(int(x), int(y)) for y, x in zip(*np.nonzero(mask), strict=True)}
    left, right = min(x for x, _ in pixels), max(x for x, _ in pixels)
    upper, lower = min(y for _, y in pixels), max(y for _, y in pixels)
    x_center = int(statistics.median([left, right]))
    exist_y = [y for y in range(upper, lower + 1) if (x_center, y) in pixels]
    center1 = (x_center, int(statistics.median(exist_y))) if exist_y else None
    y_center = int(statistics.median([upper, lower]))
    exist_x = [x for x in range(left, right + 1) if (x, y_center) in pixels]
    center2 = (int(statistics.median(exist_x)), y_center) if exist_x else None
    if center1 and center2:
        average = (int((center1[0] + center2[0]) / 2), int((center1[1] + center2[1]) / 2))
        if average in pixels:
            return average
    if center1 in pixels:
        return center1
    if center2 in pixels:
        return center2
    return (left + right) // 2, (upper + lower) // 2


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9)).filter(lambda m: m.any()))
def test_equals_the_pseudo_code(mask: np.ndarray) -> None:
    assert find_center(mask) == transcribed(mask)


@given(arrays(bool, (6, 7)).filter(lambda m: m.any()), st.integers(0, 5), st.integers(0, 5))
def test_moves_with_the_mask(mask: np.ndarray, dx: int, dy: int) -> None:
    x, y = find_center(np.pad(mask, ((2 * dy, 0), (2 * dx, 0))))
    assert (x - 2 * dx, y - 2 * dy) == find_center(mask)
