"""Silhouettes: cut out, put down again, and found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tracks.flow.staging import HEIGHT, RED, WIDTH, disc, ground, paint

from covis.tracks.flow.colour import colour_histogram, colour_index, own_colour_table
from covis.tracks.flow.silhouette import best_place, cut_out, laid_down, seat

SHAPE = (HEIGHT, WIDTH)
NOBODY = np.zeros(SHAPE, np.bool_)


def key_shape(x: int = 50, y: int = 40) -> np.ndarray:
    """A disc with a bar to one side: it fits in one place only."""
    mask = disc(x, y, 9)
    mask[y - 2 : y + 3, x : x + 22] = True
    return mask


@given(st.integers(-30, 100), st.integers(-30, 70))
@settings(max_examples=40)
def test_what_is_laid_down_is_what_was_cut_out_wherever_it_is_put(dx: int, dy: int) -> None:
    mask = key_shape()
    silhouette, corner = cut_out(mask, ground())
    assert silhouette.area_px == mask.sum()
    assert silhouette.side_px == pytest.approx(np.sqrt(mask.sum()))
    assert np.array_equal(laid_down(silhouette, corner, SHAPE), mask)
    moved = np.pad(mask, 200)[200 - dy : 200 - dy + HEIGHT, 200 - dx : 200 - dx + WIDTH]
    assert np.array_equal(laid_down(silhouette, corner + np.array([dx, dy]), SHAPE), moved)


@given(st.integers(-60, 200), st.integers(-60, 200))
def test_a_seat_lies_inside_frame_and_silhouette(x: int, y: int) -> None:
    silhouette, _ = cut_out(key_shape(), ground())
    place = seat(silhouette, np.array([x, y], float), SHAPE)
    h, w = silhouette.mask.shape
    outside = x >= WIDTH or y >= HEIGHT or x + w <= 0 or y + h <= 0
    assert (place is None) == outside
    if place is not None:
        assert np.zeros(SHAPE)[place.frame].shape == silhouette.mask[place.part].shape


def test_widening_contains_the_silhouette_and_its_neighbours() -> None:
    mask = key_shape()
    silhouette, corner = cut_out(mask, ground())
    wide = laid_down(silhouette, corner, SHAPE, 2)
    assert wide[mask].all()
    y, x = np.nonzero(mask)
    assert wide[y + 2, x - 2].all()
    assert wide.sum() < 2 * mask.sum()


def test_the_middle_is_the_centre_of_mass() -> None:
    silhouette, corner = cut_out(disc(50, 40, 9), ground())
    assert corner + silhouette.middle_px == pytest.approx([50, 40])


def found(mask: np.ndarray, picture: np.ndarray, taken: np.ndarray, reach_px: int = 20):
    """Where the red key's silhouette is found in a picture, as a shift."""
    before = paint(ground(), mask, RED)
    index = colour_index(before)
    silhouette, corner = cut_out(mask, before)
    own = own_colour_table(colour_histogram(index[mask]), colour_histogram(index[~mask]))
    place = best_place(silhouette, own, colour_index(picture), taken, corner, reach_px, 0.1)
    return None if place is None else ((place[0] - corner).tolist(), place[1])


@pytest.mark.parametrize("shift", [(0, 0), (9, -7), (-12, 5), (17, 17)])
def test_a_shifted_silhouette_is_found_exactly(shift: tuple[int, int]) -> None:
    mask = key_shape()
    moved = np.roll(mask, shift[::-1], (0, 1))
    where = found(mask, paint(ground(), moved, RED), NOBODY)
    assert where is not None
    assert where[0] == list(shift)
    assert 0.2 < where[1] <= 0.5


def test_one_that_leaves_the_picture_is_found_exactly() -> None:
    mask = key_shape(x=12)
    gone = np.pad(mask, ((0, 0), (0, 12)))[:, 12:]
    where = found(mask, paint(ground(), gone, RED), NOBODY)
    assert where is not None
    assert where[0] == [-12, 0]


def test_of_two_alike_the_unclaimed_one_is_preferred() -> None:
    mask = disc(60, 40, 8)
    left, right = disc(46, 40, 8), disc(74, 40, 8)
    picture = paint(paint(ground(), left, RED), right, RED)
    for claimed, dx in ((left, 14), (right, -14)):
        where = found(mask, picture, claimed)
        assert where is not None
        assert where[0] == [dx, 0]


def test_the_nearer_of_two_alike_is_preferred() -> None:
    mask = disc(60, 40, 8)
    picture = paint(paint(ground(), disc(42, 40, 8), RED), disc(79, 40, 8), RED)
    where = found(mask, picture, NOBODY)
    assert where is not None
    assert where[0] == [-18, 0]


def test_out_of_reach_of_the_picture_there_is_no_place() -> None:
    silhouette, _ = cut_out(disc(50, 40, 9), ground())
    index = colour_index(ground())
    own = np.zeros(int(index.max()) + 1, np.float32)
    assert best_place(silhouette, own, index, NOBODY, np.array([400.0, 0.0]), 10, 0.1) is None
