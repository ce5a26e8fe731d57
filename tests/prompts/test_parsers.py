"""What holds for every parser, whatever a reply holds: these parsers also pay rewards."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.prompts.samples import FURNITURE, choice, number, path, text

from covis.prompts.sample import Sample
from covis.prompts.table import TEMPLATES, template_for

SAMPLES = {
    "choice": FURNITURE,
    "left_right": choice("Left", "Right"),
    "number": number("2.5", "m"),
    "text": text("on the sofa"),
    "path": path("N1, N5, N3"),
}

PIECES = st.sampled_from(
    [*"ABCDEaI.,:;()[]{}`?!%°$—ﬁⅧ٣²½", "**", '"', "'", " ", "\n", "\n\n", "\u202e", "\0", "\ud800",
     "lamp", "sofa", "left", "right", "3", "-4", "0.5", "1,000", "two", "m", "cm", "N1", "N2", "->", "NaN",
     "1e999", "or", "and", "not", "the answer is", "Answer:", "option", "because", "\\boxed{", "<answer>",
     "</answer>", "<think>", "</think>", "<action>", "</action>", '[{"turn_left_deg": 5}]', "[]"]
)  # fmt: skip
REPLIES = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(max_size=60),
)


def allowed(value: str, sample: Sample) -> bool:
    """Whether a value could be an answer to the sample."""
    if sample.options is not None:
        return len(value) == 1 and value in "ABCDEFGH"[: len(sample.options)]
    if sample.answer_kind == "number":
        return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)) and math.isfinite(float(value))
    if sample.answer_kind == "path":
        return all(re.fullmatch(r"[A-Za-z]*[0-9]+", label) for label in value.split(", "))
    return bool(value.strip()) and "\n" not in value


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=250, deadline=None)
@given(reply=REPLIES)
def test_no_reply_raises_and_every_value_is_an_allowed_answer(kind: str, reply: str) -> None:
    sample = SAMPLES[kind]
    for template in (template_for(sample), TEMPLATES["action_answer"]):
        reading = template.read(reply, sample)
        assert (reading.value is None) == bool(reading.why)
        assert reading.value is None or allowed(reading.value, sample)


@pytest.mark.parametrize("kind", ["choice", "left_right", "number"])
@settings(max_examples=100, deadline=None)
@given(reply=REPLIES)
def test_the_truth_has_no_say_in_what_is_read(kind: str, reply: str) -> None:
    sample = SAMPLES[kind]
    other = replace(sample, answer="B" if sample.options else "7")
    assert template_for(sample).read(reply, sample) == template_for(other).read(reply, other)


OPTION = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), min_size=1, max_size=12)


@given(st.lists(OPTION, min_size=2, max_size=8, unique=True), st.data())
def test_the_letter_of_any_option_is_read_alone_and_in_tags(options: list[str], data: st.DataObject) -> None:
    letter = data.draw(st.sampled_from("ABCDEFGH"[: len(options)]))
    sample = choice(*options)
    read = template_for(sample).read
    for said in (
        letter,
        f"({letter})",
        f"{letter}.",
        f"<answer>{letter}</answer>",
        f"The answer is {letter}.",
    ):
        assert read(said, sample).value == letter


THINGS = ["red", "blue", "round", "big", "wooden", "sofa", "lamp", "table", "left"]
WORDS = st.lists(st.sampled_from(THINGS), min_size=2, max_size=4)


@given(st.lists(WORDS.map(" ".join), min_size=2, max_size=6, unique=True), st.data())
def test_the_text_of_any_option_is_read_alone_and_after_its_letter(
    options: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(options) - 1))
    sample = choice(*options)
    letter, option = "ABCDEF"[place], options[place]
    for said in (option, f"{letter}. {option}", f"({letter}) {option}", f"Answer: {option}."):
        assert template_for(sample).read(said, sample).value == letter


@given(
    st.sets(st.sampled_from("ABCD"), min_size=2), st.sampled_from([", ", " or ", " and ", "/", "\n", " & "])
)
def test_two_letters_are_never_read(letters: set[str], between: str) -> None:
    said = between.join(sorted(letters))
    for reply in (
        said,
        f"The answer is {said}",
        f"<answer>{said}</answer>",
        f"**{said}**",
        f"\\boxed{{{said}}}",
    ):
        assert template_for(FURNITURE).read(reply, FURNITURE).value is None


@given(st.text("ABCD", min_size=1, max_size=1), st.text("ABCD", min_size=1, max_size=1))
def test_two_statements_are_read_only_where_they_agree(first: str, second: str) -> None:
    reply = f"The answer is {first}.\nSo the final answer is {second}."
    assert template_for(FURNITURE).read(reply, FURNITURE).value == (first if first == second else None)


@given(st.lists(st.integers(1, 99).map(lambda n: f"N{n}"), min_size=1, max_size=12))
def test_a_path_comes_back_as_it_is(labels: list[str]) -> None:
    said = ", ".join(labels)
    sample = path(said)
    for reply in (said, f"<answer>{said}</answer>", f"The shortest path is {said}.", f"[{said}]"):
        assert template_for(sample).read(reply, sample).value == said


@given(st.lists(st.sampled_from(["a", "the", "towel", "rack", "on", "3", "chairs"]), min_size=1, max_size=6))
def test_a_text_comes_back_as_it_is(words: list[str]) -> None:
    said = " ".join(words)
    for reply in (said, f"  {said}\n", f"<answer>{said}</answer>", f"Answer: {said}", f'"{said}"'):
        assert template_for(text(said)).read(reply, text(said)).value == said


def test_every_kind_has_its_template_and_every_template_an_instruction() -> None:
    assert list(TEMPLATES) == ["choice", "number", "text", "path", "left_right", "action_answer"]
    assert {name: template_for(sample).name for name, sample in SAMPLES.items()} == {n: n for n in SAMPLES}
    for template in TEMPLATES.values():
        sample = SAMPLES.get(template.name, FURNITURE)
        assert template.instruction(sample).strip()
