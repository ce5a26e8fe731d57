"""A sample whose fields contradict each other is refused; others are what they were after JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from covis.errors import CovisError
from covis.prompts.sample import PairActions, Sample


def sample(**changed: Any) -> Sample:
    fields: dict[str, Any] = {
        "id": "s7",
        "scene": "room",
        "task": "t",
        "category": "c",
        "images": ("1.png", "2.png"),
        "question": "How far?",
        "options": None,
        "answer": "1.5",
        "answer_kind": "number",
        "unit": "m",
    }
    return Sample(**{**fields, **changed})


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "must not be empty"),
    ({"question": ""}, "must not be empty"),
    ({"answer": ""}, "the answer is empty"),
    ({"answer_kind": "dance"}, "none of choice, number, text, path"),
    *(({"answer": text}, "is not a number") for text in ("far", "NaN", "-inf", "1e999")),
    ({"options": ("a", "b")}, "only a choice has"),
    ({"answer_kind": "choice"}, "a choice has options"),
    ({"answer_kind": "choice", "options": ("a",), "answer": "A"}, "2 to 26 different"),
    ({"answer_kind": "choice", "options": ("a", "a"), "answer": "A"}, "2 to 26 different"),
    ({"answer_kind": "choice", "options": ("a", "b"), "answer": "C"}, "none of the letters AB"),
    ({"answer_kind": "choice", "options": ("a", "b"), "answer": "AB"}, "none of the letters AB"),
    ({"direction": "up"}, "neither forward nor reverse"),
    ({"depth": ("1.depth.png",)}, "2 images but 1 depth"),
    ({"frames": (0, 5, 9)}, "2 images but 3 frames"),
    ({"actions": (PairActions(1, 0, "[]"),)}, "lead from an image to a later one"),
]


@pytest.mark.parametrize(("changed", "said"), WRONG)
def test_a_contradiction_names_the_sample(changed: dict[str, Any], said: str) -> None:
    name = changed.get("id", "s7")
    with pytest.raises(CovisError, match=rf"^sample '{name}': .*{said}"):
        sample(**changed)


def test_an_answer_that_is_not_published_may_be_empty() -> None:
    assert sample(answer="", meta={"answer_hidden": True}).answer == ""


@pytest.mark.parametrize("line", ["", "{", "[1]", "{}", '{"id": 1}', "null"])
def test_a_line_that_is_no_sample_is_refused(line: str) -> None:
    with pytest.raises(CovisError, match="not a sample"):
        Sample.from_json(line)


def test_json_keeps_every_field() -> None:
    one = sample(level=3, frames=(0, 7), depth=("a", "b"), meta={"margin": 1.5, "né": ["x"]})
    again = Sample.from_json(one.to_json())
    assert again.to_json() == one.to_json()
    assert (again.level, again.frames, again.meta) == (3, (0, 7), one.meta)
    assert json.loads(one.to_json())["meta"] == '{"margin": 1.5, "né": ["x"]}'
