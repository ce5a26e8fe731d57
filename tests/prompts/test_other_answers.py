"""Free text, paths, and action-then-answer replies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.prompts.samples import FURNITURE, number, path, text

from covis.geometry.actions import Action
from covis.prompts.action_answer import (
    ActionAnswer,
    action_answer,
    action_answer_instruction,
    action_answer_text,
)
from covis.prompts.free_text import read_text
from covis.prompts.ordered_path import read_ordered_path
from covis.prompts.table import TEMPLATES

ACTIONS = '{"1-2": [{"turn_right_deg": 30.0}, {"move_forward_m": 1.5}]}'
SHOWN = replace(FURNITURE, images=("1.png", "2.png"))


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("towel rack", "towel rack"),
        (" towel\n rack ", "towel rack"),
        ("Answer: towel rack", "towel rack"),
        ("**Answer:** towel rack", "towel rack"),
        ("It hangs beside the door.\nFinal answer: towel rack", "towel rack"),
        ("<think>towel?</think>towel rack", "towel rack"),
        ("<answer>towel rack</answer>", "towel rack"),
        ("", None),
        (" \n", None),
        ("...", None),
        ("Answer: towel\nAnswer: rack", None),
        ("<answer></answer>", None),
        ("<answer>a</answer><answer>b</answer>", None),
        ("<think>towel rack", None),
    ],
)
def test_free_text_is_one_text(reply: str, value: str | None) -> None:
    reading = read_text(reply, text())
    assert reading.value == value
    assert (value is None) == bool(reading.why)


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("N1, N5, N3", "N1, N5, N3"),
        ("N1 -> N5 -> N3", "N1, N5, N3"),
        ("[N1, N5, N3].", "N1, N5, N3"),
        ("Step by step: N1 leads to N5.\nThe shortest path is: N1, N5, N3", "N1, N5, N3"),
        ("One path is: N1, N2, N3\nThe shortest path is: N1, N5, N3", "N1, N5, N3"),
        ("N2 is far away.\n\nN1, N5, N3", "N1, N5, N3"),
        ("", None),
        ("from N1 to N3", None),
        ("N1, N5 or N3", None),
        ("Answer: N1, N2\nAnswer: N1, N3", None),
        ("N1, N2\nN1, N3", None),
    ],
)
def test_a_path_is_one_list_of_labels(reply: str, value: str | None) -> None:
    assert read_ordered_path(reply, path()).value == value


def test_actions_and_answer_are_both_read() -> None:
    reply = f"<action>{ACTIONS}</action>\n<answer>B</answer>"
    motions = {(0, 1): (Action("turn_right_deg", 30.0), Action("move_forward_m", 1.5))}
    assert action_answer(reply, 2) == ActionAnswer(motions, "B")
    assert action_answer(action_answer_text(motions, "B"), 2) == ActionAnswer(motions, "B")
    assert TEMPLATES["action_answer"].read(reply, SHOWN).value == "B"
    numeric = replace(number("3", "m"), images=SHOWN.images)
    reply = '<action>{"1-2": []}</action><answer>3 m</answer>'
    assert TEMPLATES["action_answer"].read(reply, numeric).value == "3"


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "B",
        "<answer>B</answer>",
        f"<action>{ACTIONS}</action>",
        f"<answer>B</answer><action>{ACTIONS}</action>",
        f"<action>{ACTIONS}</action><answer>B</answer><answer>B</answer>",
        f"<action>{ACTIONS}</action><action>{ACTIONS}</action><answer>B</answer>",
        f"<action>{ACTIONS}<answer>B</answer></action>",
        f"<action>{ACTIONS}</action><answer>A or B</answer>",
        f"<action>{ACTIONS}</action><answer></answer>",
        f"The answer is B. <action>{ACTIONS}</action><answer>B</answer>",
        f"<action>{ACTIONS}</action> so <answer>B</answer>",
        f"<action>{ACTIONS}</action><answer>B</answer> or C",
        "<action>turn right</action><answer>B</answer>",
        "<action>{}</action><answer>B</answer>",
        '<action>[{"turn_right_deg": 30}]</action><answer>B</answer>',
        '<action>{"1-2": [{"turn_right_deg": NaN}]}</action><answer>B</answer>',
        '<action>{"1-2": [{"turn_right_deg": -1}]}</action><answer>B</answer>',
        '<action>{"1-2": [{"fly_m": 1}]}</action><answer>B</answer>',
        '<action>{"1-3": []}</action><answer>B</answer>',
        '<action>{"1-2": [], "1-3": []}</action><answer>B</answer>',
        '<action>{"1-2": [], "1-2": []}</action><answer>B</answer>',
        "<action></action><answer>B</answer>",
    ],
)
def test_a_reply_of_another_form_is_unreadable(reply: str) -> None:
    reading = TEMPLATES["action_answer"].read(reply, SHOWN)
    assert reading.value is None
    assert reading.why


def test_the_instruction_names_every_action_and_the_form_of_the_answer() -> None:
    said = action_answer_instruction(replace(FURNITURE, images=("1.png", "2.png", "3.png")))
    assert "<action>" in said
    assert "1-2, 1-3, 2-3" in said
    assert "move_down_m" in said
    assert "letter of the correct option" in said
