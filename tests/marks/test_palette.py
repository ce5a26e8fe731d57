"""Colours are apart from each other and from the ground."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from covis.marks.mark_types import Mark
from covis.marks.palette import ENOUGH_CONTRAST, PALETTE, coloured, lab, text_colour


def marks_for(numbers: int, view: int = 0) -> list[Mark]:
    return [Mark(k, k, view, 30.0 * k, 30.0, 20.0, 1.0, (0, 0, 0)) for k in range(1, numbers + 1)]


def ground(colour: tuple[int, int, int], width: int = 800) -> np.ndarray:
    return np.full((60, width, 3), colour, np.uint8)


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        # CIE 1976 L*a*b* of sRGB white, black and red under D65.
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
    ],
)
def test_lab(rgb: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    assert lab(np.array(rgb, np.uint8)) == pytest.approx(expected, abs=0.5)


def test_any_two_colours_are_well_apart() -> None:
    entries = lab(np.array(PALETTE, np.uint8))
    assert min(np.linalg.norm(a - b) for a, b in combinations(entries, 2)) >= 30


def test_text_is_told_from_its_colour() -> None:
    for colour in PALETTE:
        pair = lab(np.array([colour, text_colour(colour)], np.uint8))
        assert abs(pair[0, 0] - pair[1, 0]) > 35


def test_on_a_neutral_ground_numbers_have_their_own_colours() -> None:
    colours = [m.colour for m in coloured(marks_for(5), {0: ground((128, 128, 128))})]
    assert colours == list(PALETTE[:5])


def test_no_colour_is_put_on_its_like() -> None:
    for entry in PALETTE:
        for mark in coloured(marks_for(5), {0: ground(entry)}):
            pair = lab(np.array([mark.colour, entry], np.uint8))
            assert np.linalg.norm(pair[0] - pair[1]) >= ENOUGH_CONTRAST - 1


def test_one_number_has_one_colour_and_every_view_counts() -> None:
    marks = marks_for(3) + marks_for(3, view=7)
    found = coloured(marks, {0: ground(PALETTE[0]), 7: ground(PALETTE[1])})
    by_number = {n: {m.colour for m in found if m.number == n} for n in (1, 2, 3)}
    assert all(len(c) == 1 for c in by_number.values())
    used = [c.pop() for c in by_number.values()]
    assert len(set(used)) == 3
    assert not {PALETTE[0], PALETTE[1]} & set(used)


def test_more_numbers_than_colours() -> None:
    found = coloured(marks_for(26), {0: ground((128, 128, 128))})
    assert len(found) == 26
    for start in (0, 12):
        assert {m.colour for m in found[start : start + 12]} == set(PALETTE)


def test_no_marks_no_colours() -> None:
    assert coloured([], {}) == []
