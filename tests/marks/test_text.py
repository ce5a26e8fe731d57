"""Ink sits where it is asked to, between pixels too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.marks.text import blend, text_ink, text_size_px


@settings(max_examples=40, deadline=None)
@given(st.floats(-20, 20), st.floats(-20, 20), st.integers(6, 60), st.sampled_from(["0", "8"]))
def test_symmetric_glyphs_weigh_at_their_centre(x: float, y: float, size: int, text: str) -> None:
    ink, (left, top) = text_ink(text, size, (x, y), bold=True)
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    assert left + (ink * columns).sum() / ink.sum() == pytest.approx(x, abs=0.3)
    # An 8 is a little heavier at its foot.
    assert top + (ink * rows).sum() / ink.sum() == pytest.approx(y, abs=0.3 + 0.03 * size)


def test_ink_is_a_share() -> None:
    ink, _ = text_ink("view 3 · 1.5 s", 15, (0.0, 0.0))
    assert ink.dtype == np.float32
    assert 0 <= ink.min() < ink.max() <= 1


def test_size_grows_with_the_font() -> None:
    small, large = text_size_px("12", 20), text_size_px("12", 40)
    assert large == pytest.approx((2 * small[0], 2 * small[1]), rel=0.1)
    assert text_size_px("12", 40, bold=True) > large


def test_blending_is_cut_at_the_edges() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    blend(image, np.ones((3, 3), np.float32), (-2, -2), (10, 20, 30))
    blend(image, np.full((3, 3), 0.5, np.float32), (3, 3), (10, 20, 30))
    blend(image, np.ones((3, 3), np.float32), (9, 9), (10, 20, 30))
    assert tuple(image[0, 0]) == (10, 20, 30)
    assert tuple(image[3, 3]) == (5, 10, 15)
    assert (image.any(axis=2)).sum() == 2
