"""Options taken out of a question's text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.records.inline_options import (
    answer_letter,
    inline_choice,
    inline_question_text,
    split_options,
)
from covis.benchmarks.records.row import Row
from covis.errors import CovisError
from covis.prompts.sample import Sample

ROW = Row(Path("f.json"), 1, {})
WORDS = st.lists(
    st.sampled_from(["sofa", "lamp", "to the left", "two metres", "red", "a man"]),
    min_size=2,
    max_size=4,
    unique=True,
)


@pytest.mark.parametrize(
    ("text", "question", "options"),
    [
        ("Where is it? A. sofa B. lamp", "Where is it?", ("sofa", "lamp")),
        ("Where?\nA. left\nB. right\nC. behind\n", "Where?", ("left", "right", "behind")),
        (
            "Which way? Options: A: left, B: right, C: up, D: down",
            "Which way?",
            ("left", "right", "up", "down"),
        ),
        (
            "Where is the man, in view A?\nOptions: A: Front, left, B: Back; right",
            "Where is the man, in view A?",
            ("Front, left", "Back; right"),
        ),
        (
            "Which point?\nSelect from the following choices.\n(A) left (B) right",
            "Which point?\nSelect from the following choices.",
            ("left", "right"),
        ),
        (
            "See A. Then where? A. the sofa B. the lamp C. a bed",
            "See A. Then where?",
            ("the sofa", "the lamp", "a bed"),
        ),
    ],
)
def test_usual_forms_come_apart(text: str, question: str, options: tuple[str, ...]) -> None:
    assert split_options(text) == (question, options)


@pytest.mark.parametrize("text", ["Where is it?", "A. sofa", "A. sofa B. sofa", "A. B. C.", "", "B. x C. y"])
def test_what_has_no_options_does_not_come_apart(text: str) -> None:
    assert split_options(text) is None


@given(WORDS, st.sampled_from([". ", ": ", ") "]), st.sampled_from([" ", "\n", ", ", "; "]))
def test_options_come_back_whatever_parts_them(options: list[str], after: str, between: str) -> None:
    lettered = [f"{letter}{after}{option}" for letter, option in zip("ABCD", options, strict=False)]
    assert split_options(f"Which one? {between.join(lettered)}") == ("Which one?", tuple(options))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    found = split_options(text)
    assert found is None or (len(found[1]) >= 2 and all(option in text for option in found[1]))


def test_a_text_that_does_not_come_apart_is_asked_as_it_stands() -> None:
    choice = inline_choice(ROW, "Which of the four?", "C")
    assert (choice.question, choice.options) == ("Which of the four?", ("A", "B", "C", "D"))
    assert inline_choice(ROW, "Which? A. x B. y", "E").options == ("A", "B", "C", "D", "E")
    sample = Sample("i", "s", "t", "t", (), choice.question, choice.options, "C", "choice", meta=choice.meta)
    assert inline_question_text(sample, "Answer.") == "Which of the four?\nAnswer."


def test_the_text_of_the_file_is_kept() -> None:
    assert inline_choice(ROW, "Which? A. x B. y", "B").meta == {"original": "Which? A. x B. y"}


@pytest.mark.parametrize("text", ["B", "(B)", "B.", " B "])
def test_letters_are_read_in_their_usual_forms(text: str) -> None:
    assert answer_letter(Row(Path("f.json"), 1, {"answer": text}), "answer") == "B"


@pytest.mark.parametrize("text", ["b", "sofa", "A, B", "1"])
def test_something_else_than_a_letter_is_refused(text: str) -> None:
    with pytest.raises(CovisError, match="'answer' must be the letter"):
        answer_letter(Row(Path("f.json"), 1, {"answer": text}), "answer")
