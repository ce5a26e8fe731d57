"""Colours as histograms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.tracks.flow.colour import BINS, colour_histogram, colour_index, likeness, own_colour_table

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((6, 5, 3), colour, np.uint8)


@given(COLOURS)
def test_a_histogram_sums_to_one_and_is_most_like_itself(colour: tuple[int, int, int]) -> None:
    index = colour_index(plain(colour))
    assert index.shape == (6, 5)
    assert 0 <= index.min() <= index.max() < BINS
    own = colour_histogram(index)
    assert own.sum() == pytest.approx(1, abs=1e-5)
    assert likeness(own, own) == pytest.approx(1, abs=1e-4)


@given(COLOURS, COLOURS)
def test_likeness_is_symmetric_and_a_share(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    a, b = (colour_histogram(colour_index(plain(c))) for c in (one, other))
    assert likeness(a, b) == pytest.approx(likeness(b, a), abs=1e-6)
    assert -1e-6 <= likeness(a, b) <= 1 + 1e-4


def test_black_and_white_have_nothing_in_common_and_neighbouring_reds_much() -> None:
    hist = {c: colour_histogram(colour_index(plain(c))) for c in ((0, 0, 0), (255, 255, 255))}
    assert likeness(*hist.values()) == pytest.approx(0, abs=1e-6)
    red, next_red = (colour_histogram(colour_index(plain((r, 40, 40)))) for r in (200, 208))
    assert likeness(red, next_red) > 0.5


def test_no_pixels_have_no_colours() -> None:
    none = colour_histogram(np.zeros(0, np.int32))
    assert not none.any()
    assert likeness(none, none) == 0


def test_a_colour_is_the_things_where_the_ground_has_none_of_it() -> None:
    red, grey = colour_index(plain((220, 30, 30))), colour_index(plain((120, 120, 120)))
    table = own_colour_table(colour_histogram(red), colour_histogram(grey))
    assert table[red].min() > 0.9
    assert table[grey].max() < 0.1
    unseen = table[colour_index(plain((20, 30, 250)))]
    assert unseen.max() < 0.1
    same = own_colour_table(colour_histogram(red), colour_histogram(red))
    assert 0.1 < same[red].min() < 0.5
