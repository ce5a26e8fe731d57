"""What ends up on the picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.marks.draw import draw
from covis.marks.mark_types import Mark
from covis.marks.palette import PALETTE, text_colour
from covis.marks.style import KINDS, MarkStyle
from covis.tracks.tracks import LabelMap

GREY = 127


def picture(height: int = 120, width: int = 160) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


def mark_at(x: float, y: float, diameter: float = 41.0, number: int = 1, **more: object) -> Mark:
    return Mark(number, 1, 0, x, y, diameter, 1.0, PALETTE[(number - 1) % 12], **more)  # type: ignore[arg-type]


def changed(image: np.ndarray) -> np.ndarray:
    return (image != GREY).any(axis=2)


@pytest.mark.parametrize("kind", KINDS)
def test_the_input_is_left_alone(kind: str, make_discs: Callable[..., LabelMap]) -> None:
    image, labels = picture(), make_discs(120, 160, (1, 80, 60, 40))
    drawn = draw(image, [mark_at(80, 60)], labels, MarkStyle(kind, frame_number=True), 3)  # type: ignore[arg-type]
    assert not changed(image).any()
    assert changed(drawn).any()
    assert drawn.shape == image.shape
    assert drawn.dtype == np.uint8


def test_without_marks_the_picture_is_a_copy() -> None:
    image = picture()
    drawn = draw(image, [])
    assert (drawn == image).all()
    assert drawn is not image


@settings(max_examples=40, deadline=None)
@given(st.floats(35, 120), st.floats(35, 80), st.floats(14, 60))
def test_a_disc_is_as_wide_as_it_says_and_stands_where_it_says(x: float, y: float, diameter: float) -> None:
    touched = changed(draw(picture(), [mark_at(x, y, diameter)]))
    row, column = np.nonzero(touched)
    distance = np.hypot(column - x, row - y)
    assert distance.max() <= diameter / 2 + 0.5
    rows, columns = np.mgrid[:120, :160]
    assert touched[np.hypot(columns - x, rows - y) < diameter / 2 - 0.5].all()


def ink_box(image: np.ndarray, colour: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is nearer to a colour than to any other, by half coverage."""
    near = np.abs(image.astype(int) - colour).sum(axis=2) < 200
    rows, columns = np.nonzero(near)
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize("number", [1, 2, 4, 5, 7, 8, 10, 12, 99])
def test_numbers_are_centred_in_their_discs(number: int) -> None:
    mark = mark_at(80, 60, 81, number)
    drawn = draw(picture(), [mark])
    # Leave the ring out: only the number remains in the text's colour.
    inner = drawn[60 - 29 : 60 + 30, 80 - 29 : 80 + 30]
    rows, columns = np.mgrid[-29:30, -29:30]
    inner = np.where((np.hypot(rows, columns) < 33)[..., None], inner, np.array(mark.colour, np.uint8))
    left, top, right, bottom = ink_box(inner, text_colour(mark.colour))
    assert (left + right) / 2 == pytest.approx(29, abs=0.75)
    assert (top + bottom) / 2 == pytest.approx(29, abs=0.75)


def test_the_disc_has_the_number_s_colour_and_a_contrasting_rim() -> None:
    mark = mark_at(80, 60, 81)
    drawn = draw(picture(), [mark])
    assert tuple(drawn[60, 80 - 30]) == mark.colour
    assert tuple(drawn[60, 80 - 38]) == text_colour(mark.colour)


def test_marks_may_hang_over_the_edge() -> None:
    drawn = draw(picture(), [mark_at(0, 0), mark_at(159, 119, number=2), mark_at(-300, 50, number=3)])
    assert changed(drawn)[0, 0]
    assert changed(drawn)[119, 159]


def test_a_leader_ends_on_the_object() -> None:
    drawn = draw(picture(), [mark_at(40, 60, 20, points_to_px=(100.0, 90.0))])
    assert tuple(drawn[90, 100]) == PALETTE[0]
    assert tuple(drawn[75, 70]) == PALETTE[0]


def test_outline_box_and_mask_show_the_object(make_discs: Callable[..., LabelMap]) -> None:
    labels = make_discs(120, 160, (1, 80, 60, 40), (2, 10, 10, 5))
    mark = mark_at(80, 60, 15)

    def of(kind: str) -> np.ndarray:
        return changed(draw(picture(), [mark], labels, MarkStyle(kind)))  # type: ignore[arg-type]

    edge, corner, inside, centre = (60, 40), (20, 40), (60, 60), (60, 80)
    assert [of("outline")[p] for p in (edge, corner, inside)] == [True, False, False]
    assert [of("outline+circle")[p] for p in (edge, corner, inside, centre)] == [True, False, False, True]
    assert [of("box")[p] for p in (edge, corner, inside)] == [True, True, False]
    assert [of("mask")[p] for p in (edge, corner, inside)] == [True, False, True]
    # Number 2 has no mark here, so nothing of it is shown.
    assert not of("mask")[10, 10]


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "circle"])
def test_points_alone_cannot_be_outlined(kind: str) -> None:
    with pytest.raises(CovisError, match="needs the objects' masks"):
        draw(picture(), [mark_at(80, 60)], None, MarkStyle(kind))  # type: ignore[arg-type]


def test_the_frame_number_stands_at_the_middle_of_the_bottom_edge() -> None:
    touched = changed(draw(picture(), [], None, MarkStyle(frame_number=True), 12))
    rows, columns = np.nonzero(touched)
    assert rows.max() == 119
    assert rows.min() > 100
    assert (columns.min() + columns.max()) / 2 == pytest.approx(79.5, abs=1)
    assert not changed(draw(picture(), [], None, MarkStyle(), 12)).any()


def test_tiny_pictures_are_drawn_too() -> None:
    drawn = draw(picture(16, 16), [mark_at(8, 8, 14)], None, MarkStyle(frame_number=True), 100)
    assert drawn.shape == (16, 16, 3)


@pytest.mark.parametrize("diameter", [0, -3, 0.0, 1.0, 1.5, -0.1, float("nan"), True, "0.1", None])
def test_impossible_diameters(diameter: object) -> None:
    with pytest.raises(CovisError, match="whole px such as 60"):
        MarkStyle(diameter=diameter)  # type: ignore[arg-type]


def test_unknown_kinds_list_the_known() -> None:
    with pytest.raises(CovisError, match="'disc'; the known ones are circle, outline"):
        MarkStyle("disc")  # type: ignore[arg-type]


def test_diameters_in_px_and_as_a_share() -> None:
    assert MarkStyle(diameter=60).diameter_px((1920, 1080)) == 60
    assert MarkStyle(diameter=0.05).diameter_px((1920, 1080)) == 54
    assert MarkStyle(diameter=0.05).diameter_px((64, 48)) == 14
