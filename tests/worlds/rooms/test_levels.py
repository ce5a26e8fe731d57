from __future__ import annotations

from dataclasses import fields

import pytest

from covis.worlds.rooms.levels import LEVELS, Level

HARDER_IF_LESS = {
    "pan_views",
    "pan_overlap",
    "rotation_hfov_deg",
    "walk_views",
    "pair_overlap",
    "least_px",
    "least_visible",
}


def test_there_are_five_levels_under_their_numbers() -> None:
    assert {number: level.level for number, level in LEVELS.items()} == {k: k for k in range(1, 6)}


@pytest.mark.parametrize("name", [field.name for field in fields(Level)])
def test_no_column_gets_easier(name: str) -> None:
    values = [getattr(LEVELS[number], name) for number in range(1, 6)]
    assert values == sorted(values, reverse=name in HARDER_IF_LESS)


def test_the_overlaps_reach_from_sixty_to_five_percent() -> None:
    assert (LEVELS[1].pan_overlap, LEVELS[5].pan_overlap) == (0.60, 0.05)
    assert (LEVELS[1].pair_overlap, LEVELS[5].pair_overlap) == (0.60, 0.05)


@pytest.mark.parametrize("name", [field.name for field in fields(Level) if field.name != "level"])
def test_every_column_is_explained(name: str) -> None:
    assert Level.__doc__ is not None
    assert f"        {name}: " in Level.__doc__
