"""All views are on the page, whole and apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.marks.sheet import CELL_PX, MARGIN_PX, contact_sheet

SIZES = st.tuples(st.integers(16, 900), st.integers(16, 900))


@settings(max_examples=30, deadline=None)
@given(st.lists(SIZES, min_size=1, max_size=9))
def test_every_picture_is_there_in_its_shape(sizes: list[tuple[int, int]]) -> None:
    colours = [(20 * i + 10, 0, 255 - 20 * i) for i in range(len(sizes))]
    images = [np.full((h, w, 3), c, np.uint8) for (w, h), c in zip(sizes, colours, strict=True)]
    page = contact_sheet(images, [f"view {i}" for i in range(len(sizes))])
    for (w, h), colour in zip(sizes, colours, strict=True):
        rows, columns = np.nonzero((page == colour).all(axis=2))
        shown_w, shown_h = np.ptp(columns) + 1, np.ptp(rows) + 1
        factor = min(1, CELL_PX[0] / w, CELL_PX[1] / h)
        assert (shown_w, shown_h) == pytest.approx((max(1, w * factor), max(1, h * factor)), abs=0.51)
        assert len(rows) == shown_w * shown_h
        assert rows.min() >= MARGIN_PX
        assert columns.min() >= MARGIN_PX


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (6, 3), (8, 4), (12, 4), (16, 4)]
)
def test_grids_of_wide_pictures(count: int, columns: int) -> None:
    page = contact_sheet([np.zeros((270, 480, 3), np.uint8)] * count, [""] * count)
    assert page.shape[1] == columns * (480 + MARGIN_PX) + MARGIN_PX


@pytest.mark.parametrize("caption", ["two\nlines", "\udcff.jpg", "日本", "\u200b", "a\0b"])
def test_odd_file_names(caption: str) -> None:
    plain = contact_sheet([np.zeros((100, 100, 3), np.uint8)], [""])
    assert contact_sheet([np.zeros((100, 100, 3), np.uint8)], [caption]).shape == plain.shape


def test_long_captions_stay_in_their_column() -> None:
    images = [np.zeros((100, 100, 3), np.uint8)] * 2
    page = contact_sheet(images, ["x" * 500, " "])
    first, second = slice(0, MARGIN_PX + 100), slice(MARGIN_PX + 100, None)
    below = page[MARGIN_PX + 100 :]
    assert (below[:, first] != 255).any()
    assert (below[:, second] == 255).all()
