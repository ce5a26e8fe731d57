"""Text and pictures stand in the order in which a model should read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.prompts.samples import FURNITURE, number, path, text

from covis.errors import CovisError
from covis.prompts.compose import compose
from covis.prompts.parts import Picture, Text, prompt_text
from covis.prompts.question import question_text

ONE, TWO, THREE = (Picture(Path(f"{k}.png"), (4, 3)) for k in (1, 2, 3))


def test_frames_come_first_with_captions_then_the_passage_then_the_text() -> None:
    parts = compose("Where?", [ONE, TWO], passage="Marks.")
    assert parts == (Text("Image 1:"), ONE, Text("Image 2:"), TWO, Text("Marks."), Text("Where?"))
    assert prompt_text(parts) == "Image 1:\n[picture 1]\nImage 2:\n[picture 2]\nMarks.\nWhere?"


def test_text_may_come_first_and_captions_may_be_left_out() -> None:
    assert compose("Where?", [ONE, TWO], layout="text first", caption=None) == (Text("Where?"), ONE, TWO)
    assert compose("Where?", [ONE], passage="Marks.", layout="text first") == (
        Text("Marks."), Text("Where?"), Text("Image 1:"), ONE,
    )  # fmt: skip


def test_places_are_filled_in_order() -> None:
    parts = compose("In <image> a cup, in <image> a jug.", [ONE, TWO], passage="Marks.")
    assert parts == (Text("Marks."), Text("In"), ONE, Text("a cup, in"), TWO, Text("a jug."))


def test_numbered_places_say_which_picture_and_name_it_when_it_comes_again() -> None:
    parts = compose("<image 2> and <image1>; which of <image 2>?", [ONE, TWO])
    assert parts == (TWO, Text("and"), ONE, Text("; which of"), Text("image 2"), Text("?"))


def test_a_single_place_takes_all_pictures() -> None:
    assert compose("<image>\nWhere?", [ONE]) == (ONE, Text("Where?"))
    assert compose("<image>\nWhere?", [ONE, TWO]) == (
        Text("Image 1:"),
        ONE,
        Text("Image 2:"),
        TWO,
        Text("Where?"),
    )


@pytest.mark.parametrize(
    "question", ["<image> and <image>", "<image 1> and <image 4>", "<image><image><image><image>"]
)
def test_another_number_of_places_is_refused(question: str) -> None:
    with pytest.raises(CovisError, match="places for images"):
        compose(question, [ONE, TWO, THREE])


def test_without_pictures_only_words_are_left() -> None:
    assert compose("In <image> and <image>, where?", []) == (Text("In and , where?"),)
    assert compose("Where?", [], passage="Marks.") == (Text("Marks."), Text("Where?"))


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(CovisError, match="frames first, text first"):
        compose("Where?", [ONE], layout="sideways")


@given(
    st.text(min_size=1).filter(str.strip), st.integers(1, 3), st.sampled_from(["frames first", "text first"])
)
def test_every_picture_is_sent_once_and_no_text_is_empty(words: str, count: int, layout) -> None:
    parts = compose(words.replace("<", ""), [ONE, TWO, THREE][:count], layout=layout)
    assert [part for part in parts if isinstance(part, Picture)] == [ONE, TWO, THREE][:count]
    assert all(part.text for part in parts if isinstance(part, Text))


def test_a_question_has_its_options_a_line_each_and_says_how_to_answer() -> None:
    assert question_text(FURNITURE) == (
        "Which?\nA. lamp\nB. sofa\nC. table\nD. chair\nAnswer with the letter of the correct option only."
    )
    assert question_text(number(unit="m")) == "How much?\nAnswer with one number only, in metres."
    assert question_text(number(unit="steps")) == "How much?\nAnswer with one number only, in steps."
    assert question_text(number()) == "How much?\nAnswer with one number only."
    assert question_text(text(), "Be brief.") == "What?\nBe brief."
    assert question_text(path(), "") == "Which way?"
