"""The motions of every pair of images: written, read back, and read from nothing looser."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.geometry.actions import KINDS, Action
from covis.geometry.pair_actions import image_pairs, pair_actions_from_json, pair_actions_to_json

tenths = st.integers(1, 1800).map(lambda n: n / 10)
actions = st.builds(Action, st.sampled_from(KINDS), tenths)
motions = st.dictionaries(
    st.sampled_from(image_pairs(5)), st.lists(actions, max_size=4).map(tuple), min_size=0, max_size=10
)


@given(motions)
def test_what_is_written_is_read_back(made: dict[tuple[int, int], tuple[Action, ...]]) -> None:
    assert pair_actions_from_json(pair_actions_to_json(made)) == made


def test_pairs_are_those_of_first_and_later() -> None:
    assert image_pairs(3) == ((0, 1), (0, 2), (1, 2))
    assert image_pairs(1) == ()


def test_the_form_is_the_documented_one() -> None:
    text = pair_actions_to_json(
        {(0, 2): (), (0, 1): (Action("turn_right_deg", 30.0), Action("move_forward_m", 1.5))}
    )
    assert text == '{"1-2": [{"turn_right_deg": 30.0}, {"move_forward_m": 1.5}], "1-3": []}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[]]",
        "null",
        '{"1-2": null}',
        '{"2-1": []}',
        '{"1-1": []}',
        '{"0-1": []}',
        '{"1-2": [], "1-2": []}',
        '{"01-2": []}',
        '{"1 - 2": []}',
        '{"1-2": [{"turn_right_deg": NaN}]}',
        '{"1-2": [{"turn_right_deg": 1, "move_up_m": 1}]}',
        '{"1-2": [{"jump_m": 1}]}',
        '{"1-2": [{"move_up_m": -1}]}',
        "{" * 5000,
        " " * 200_000,
    ],
)
def test_anything_looser_is_refused(text: str) -> None:
    with pytest.raises(CovisError):
        pair_actions_from_json(text)


@given(st.text())
def test_reading_any_text_gives_motions_or_one_sentence(text: str) -> None:
    found = {}
    with suppress(CovisError):
        found = pair_actions_from_json(text)
    assert all(i < j for i, j in found)
