"""Strict grades: one answer or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.metrics.strict import choice_chance, grade_letter, grade_strictly
from covis.errors import CovisError
from covis.prompts.sample import Sample

GRAPH = {
    "edges": [["N1", "N2", 1], ["N2", "N3", 1], ["N1", "N4", 1], ["N4", "N5", 1], ["N5", "N3", 1]],
    "start": "N1",
    "goal": "N3",
    "length": 2,
}
CHOICE = Sample("c", "s", "t", "t", (), "Which?", ("sofa", "lamp", "A man"), "B", "choice")
NUMBER = Sample("n", "s", "t", "t", (), "How far?", None, "2", "number", unit="m")
PATH = Sample("p", "s", "t", "t", (), "Which way?", None, "N1, N2, N3", "path", meta=GRAPH)
HIDDEN = Sample("h", "s", "t", "t", (), "Which?", ("x", "y"), "", "choice", meta={"answer_hidden": True})
TEXT = Sample("x", "s", "t", "t", (), "What?", None, "a sofa", "text")


@pytest.mark.parametrize("reply", ["B", "(b)", "B. lamp", "The answer is B.", "<answer>B</answer>", "lamp"])
def test_one_answer_is_read(reply: str) -> None:
    assert grade_strictly(CHOICE, reply).score == 1.0


@pytest.mark.parametrize("reply", ["", "  ", "B or C", "A man stands before the lamp", "E"])
def test_no_answer_or_several_is_unreadable_and_scores_nothing(reply: str) -> None:
    grade = grade_strictly(CHOICE, reply)
    assert (grade.score, grade.value) == (0.0, None)
    assert grade.unreadable


def test_numbers_score_by_their_error_in_the_unit_asked_for() -> None:
    assert grade_strictly(NUMBER, "1.8 m").score == pytest.approx(0.9)
    assert grade_strictly(NUMBER, "180 cm").score == pytest.approx(0.9)
    assert grade_strictly(NUMBER, "2").extra == {"exact": 1.0}
    assert grade_strictly(NUMBER, "between 1 and 2").score == 0.0


def test_paths_are_right_only_if_shortest_and_tell_how_much_longer_they_are() -> None:
    assert grade_strictly(PATH, "N1, N2, N3").score == 1.0
    longer = grade_strictly(PATH, "N1 -> N4 -> N5 -> N3")
    assert (longer.score, dict(longer.extra)) == (0.0, {"valid": 1.0, "length_ratio": 1.5})
    wrong = grade_strictly(PATH, "N1, N5, N3")
    assert (wrong.score, dict(wrong.extra)) == (0.0, {"valid": 0.0})


def test_where_the_answer_is_hidden_there_is_no_score() -> None:
    assert grade_strictly(HIDDEN, "B").score is None
    assert grade_strictly(HIDDEN, "B").value == "B"
    assert grade_strictly(HIDDEN, "").score is None


def test_a_free_text_has_no_rule_of_its_own() -> None:
    with pytest.raises(CovisError, match="'x'"):
        grade_strictly(TEXT, "a sofa")


def test_a_letter_found_by_another_rule_is_graded_the_same_way() -> None:
    assert grade_letter(CHOICE, "B").score == 1.0
    assert grade_letter(CHOICE, "E").score == 0.0
    assert grade_letter(CHOICE, None).unreadable


def test_guessing_scores_one_of_the_options() -> None:
    assert choice_chance(CHOICE) == pytest.approx(1 / 3)
    assert choice_chance(NUMBER) is None


@given(st.text(max_size=200))
def test_no_reply_breaks_it(reply: str) -> None:
    for sample in (CHOICE, NUMBER, PATH):
        grade = grade_strictly(sample, reply)
        assert grade.score is not None
        assert 0 <= grade.score <= 1
        assert (grade.value is None) == bool(grade.unreadable)
