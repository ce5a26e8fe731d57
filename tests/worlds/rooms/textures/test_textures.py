"""Every texture: seamless, repeatable, true to its colour."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.furniture.palette import words_for
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.textures.choose import material
from covis.worlds.rooms.textures.table import TEXTURES, texture

every_texture = pytest.mark.parametrize("name", list(TEXTURES))
REPEATED = [name for name, kind in TEXTURES.items() if not kind.whole]
SEAM = 1.1  # how much more than the steepest inner step a seam may change


@every_texture
def test_a_tile_is_a_small_square_of_pixels(name: str) -> None:
    tile = texture(material(name, "blue", 3))
    assert tile.shape == (TEXTURES[name].n, TEXTURES[name].n, 3)
    assert tile.dtype == np.uint8
    assert not tile.flags.writeable
    assert TEXTURES[name].n in (128, 256, 512)


@every_texture
def test_the_same_material_gives_the_same_tile(name: str) -> None:
    one = material(name, "green", 5)
    first = texture(one).copy()
    texture.cache_clear()
    np.testing.assert_array_equal(texture(replace(one)), first)


@pytest.mark.parametrize("name", REPEATED)
def test_no_seam_is_seen_where_tiles_meet(name: str) -> None:
    for seed in range(3):
        tile = texture(material(name, "orange", seed)).astype(float)
        for axis in (0, 1):
            step = np.abs(np.roll(tile, -1, axis) - tile).mean((1 - axis, 2))
            # Joints of boards and tiles may lie on the seam, so it is compared with the steepest step.
            assert step[-1] <= SEAM * step[:-1].max() + 1, (seed, axis)


@pytest.mark.parametrize("name", [name for name, kind in TEXTURES.items() if kind.evened])
def test_the_mean_is_the_main_colour(name: str) -> None:
    for word in ("white", "black", "red", "brown"):
        one = material(name, word, 2)
        mean = texture(one).reshape(-1, 3).mean(0) / 255
        np.testing.assert_allclose(mean, one.color, atol=0.03)


def main_slots() -> set[tuple[str, str]]:
    """Patterns and words of all that things are called by."""
    return {
        (pattern, word)
        for kind in KINDS.values()
        for pattern in kind.slots[0].patterns
        for word in kind.slots[0].colors
    }


def shares(tile: NDArray[np.uint8]) -> dict[str, float]:
    """How much of a tile a stranger would call by each word."""
    patches = cv2.resize(tile, (64, 64), interpolation=cv2.INTER_AREA).reshape(-1, 3) / 255
    return {word: count / len(patches) for word, count in Counter(words_for(patches)).items()}


@pytest.mark.parametrize("pattern", sorted({pattern for pattern, _ in main_slots()}))
def test_a_stranger_gives_every_thing_the_word_of_its_colour(pattern: str) -> None:
    for _, word in sorted(slot for slot in main_slots() if slot[0] == pattern):
        for seed in range(2):
            tile = texture(material(pattern, word, seed))
            if TEXTURES[pattern].whole:
                called = shares(tile)
                mine = called.pop(word, 0.0)
                assert mine > 0.5, (word, seed, mine, called)
                assert mine > 1.4 * max(called.values(), default=0.0), (word, seed, mine, called)
            else:
                assert words_for(tile.reshape(-1, 3).mean(0) / 255) == [word], seed


def test_an_unknown_pattern_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CovisError, match=r"moss.*fabric"):
        texture(replace(material("fabric", "red", 0), pattern="moss"))


def test_accidents_follow_the_seed() -> None:
    first, second = (texture(replace(material("planks", "brown", 1), seed=seed)) for seed in (1, 2))
    assert (first != second).any()


def test_scale_and_gloss_are_the_patterns() -> None:
    one = material("marble", "white", 1)
    assert (one.scale_m, one.gloss) == (TEXTURES["marble"].scale_m, TEXTURES["marble"].gloss)
