"""Left or right is read from a letter or from words, but never from both sides."""

from __future__ import annotations

import pytest
from tests.prompts.samples import FURNITURE, choice

from covis.prompts.left_right import is_left_right, left_right_instruction, read_left_right
from covis.prompts.table import template_for

SIDES = choice("Left", "Right")
PHRASED = choice("to the right", "to the left")


@pytest.mark.parametrize(
    "reply",
    [
        "A",
        "left",
        "Left.",
        "to the left",
        "On the left side.",
        "A. Left",
        "It is on the left.",
        "It's on the left.",
    ],
)
def test_left(reply: str) -> None:
    assert read_left_right(reply, SIDES).value == "A"


@pytest.mark.parametrize(
    "reply", ["B", "left", "to the left", "the left", "B. to the left", "The answer is left."]
)
def test_the_letter_follows_the_order_of_the_options(reply: str) -> None:
    assert read_left_right(reply, PHRASED).value == "B"


@pytest.mark.parametrize(
    "reply",
    ["left or right", "left\nright", "right, left", "A. right", "B. left", "Left? No, right.", "not left",
     "The lamp is left of the sofa", "leftmost", "all right", "You are right", "", "left/right",
     "the left and the right"],
)  # fmt: skip
def test_both_sides_or_a_sentence_are_unreadable(reply: str) -> None:
    assert read_left_right(reply, SIDES).value is None


def test_only_a_choice_between_the_two_has_this_template() -> None:
    assert template_for(SIDES).name == template_for(PHRASED).name == "left_right"
    assert template_for(FURNITURE).name == "choice"
    assert not is_left_right(choice("left", "left side"))
    assert not is_left_right(choice("left", "right", "behind"))
    assert not is_left_right(choice("left lamp", "right lamp"))


def test_the_instruction_says_which_letter_is_which_side() -> None:
    assert left_right_instruction(PHRASED) == "Answer with one letter only: A (right) or B (left)."
