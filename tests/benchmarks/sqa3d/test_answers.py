"""When an answer to SQA3D counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.metrics.exact_match import matches_exactly, normalised
from covis.benchmarks.sqa3d.answers import first_word_class, matches_relaxed


@pytest.mark.parametrize(
    ("said", "gold"),
    [("Piano.", "piano"), ("The TV", "tv"), ("2", "two"), (" a  trash can ", "trash can"), ("12", "twelve")],
)
def test_case_articles_punctuation_and_digits_do_not_matter(said: str, gold: str) -> None:
    assert matches_exactly(said, gold)


@pytest.mark.parametrize(
    ("said", "gold"), [("", "piano"), ("the", "a"), ("left and right", "left"), ("22", "two")]
)
def test_nothing_and_more_than_the_answer_are_wrong(said: str, gold: str) -> None:
    assert not matches_exactly(said, gold)


def test_the_relaxed_rule_has_the_quirks_it_is_known_for() -> None:
    assert matches_relaxed("", "piano"), "an empty answer is part of everything"
    assert matches_relaxed("left or right", "right"), "any shared word passes"
    assert matches_relaxed("white board", "whiteboard"), "without blanks it is part of it"
    assert matches_relaxed("rigth", "right"), "slips of the pen are repaired in what was said"
    assert not matches_relaxed("TV", "TV"), "the gold answer is not lowered"


@given(st.text(), st.text())
def test_equal_texts_match_unless_they_say_nothing(said: str, gold: str) -> None:
    assert matches_exactly(said, said) == bool(normalised(said))
    assert matches_exactly(said, gold) == matches_exactly(gold, said)
    assert isinstance(matches_relaxed(said, gold), bool)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_a_question_belongs_to_its_first_word() -> None:
    questions = ("What is this?", "is it?", "Can I sit?", "Are there chairs?", " ")
    assert [first_word_class(q) for q in questions] == ["what", "is", "can", "other", "other"]
