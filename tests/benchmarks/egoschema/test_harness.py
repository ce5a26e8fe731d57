"""How lmms-eval reads replies to EgoSchema, quirks included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.egoschema.harness import harness_letter
from covis.prompts.sample import Sample

OPTIONS = ("cook", "clean", "read", "paint the wall", "nap")
QUESTION = Sample("u1", "u1", "egoschema", "egoschema", (), "Main goal?", OPTIONS, "A", "choice")


def read(reply: str) -> str:
    return harness_letter(reply, OPTIONS, QUESTION)


def test_the_forms_it_knows() -> None:
    assert [read(r) for r in ("(C)", "B", "The answer is D.")] == ["C", "B", "D"]


def test_a_man_is_an_a() -> None:
    assert read("A man paints; so it is D") == "A"


def test_of_several_the_one_whose_last_mention_comes_first() -> None:
    assert read("(B) or (C), no, (B)") == "C"


def test_a_long_reply_may_name_the_text_of_an_option() -> None:
    assert read("the person is here to paint the wall") == "D"


def test_without_any_it_guesses_the_same_again() -> None:
    assert read("") == read("") == read("no idea")


@given(st.text())
def test_it_always_answers(reply: str) -> None:
    assert read(reply) in "ABCDE"
