from __future__ import annotations

import numpy as np
import pytest

from covis.worlds.rooms.furniture.palette import COLORS, SHADES, lab, words_for

WORDS = list(COLORS)


def test_the_words_are_the_eleven_basic_colour_terms() -> None:
    # Berlin and Kay, Basic Color Terms (1969).
    basic = "white black red green yellow blue brown purple pink orange grey"
    assert set(WORDS) == set(basic.split())
    assert set(SHADES) == set(WORDS)


@pytest.mark.parametrize(
    ("color", "expected"),
    # L*, a*, b* (D65) of the primaries of sRGB, from the definition in IEC 61966-2-1 and CIE 15.
    [
        ((1.0, 1.0, 1.0), (100.0, 0.0, 0.0)),
        ((1.0, 0.0, 0.0), (53.24, 80.09, 67.20)),
        ((0.0, 1.0, 0.0), (87.73, -86.18, 83.18)),
        ((0.0, 0.0, 1.0), (32.30, 79.19, -107.86)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    ],
)
def test_lab_of_known_colours(
    color: tuple[float, float, float], expected: tuple[float, float, float]
) -> None:
    np.testing.assert_allclose(lab(color)[0], expected, atol=0.1)


@pytest.mark.parametrize("word", WORDS)
def test_each_shade_has_its_own_word_with_room_to_spare(word: str) -> None:
    others = lab([shade for other in WORDS if other != word for shade in SHADES[other]])
    assert words_for(SHADES[word]) == [word] * len(SHADES[word])
    for shade in lab(SHADES[word]):
        assert np.linalg.norm(others - shade, axis=1).min() > 18


@pytest.mark.parametrize("word", WORDS)
def test_light_and_shade_do_not_change_a_word(word: str) -> None:
    for factor in (0.88, 1.06):
        assert words_for(np.clip(np.array(COLORS[word]) * factor, 0, 1)) == [word]
