"""Scripted models have exactly the ability that their names say, on every kind of answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from covis.errors import CovisError
from covis.models.inspect_chat import is_scripted, open_model, to_inspect, to_reply
from covis.models.scripted import SCRIPTS, scripted_text, truth_of
from covis.prompts.parts import Text
from covis.prompts.sample import Sample
from covis.prompts.table import template_for

PROMPT = (Text("Which?"),)


def sample(k: int, kind: str = "choice", answer: str = "A", options=("left", "right")) -> Sample:
    options = options if kind == "choice" else None
    return Sample(f"s{k}", "scene", "t", "c", ("1.png", "2.png"), "Which?", options, answer, kind)


def said(script: str, one: Sample, repeat: int = 0) -> str:
    (truth,) = truth_of(one, repeat).values()
    return scripted_text(script, truth)


KINDS = [
    sample(0, "choice", "B"),
    sample(1, "choice", "C", ("w", "x", "y", "z")),
    sample(2, "number", "2.5"),
    sample(3, "text", "on the sofa"),
    sample(4, "path", "N1, N5, N3"),
]


@pytest.mark.parametrize("one", KINDS, ids=lambda s: s.answer_kind)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_gives_a_readable_answer_to_every_kind(script: str, one: Sample) -> None:
    model = open_model(f"scripted/{script}")
    reply = to_reply(asyncio.run(model.generate(to_inspect(PROMPT, one))), 1.0)
    reading = template_for(one).read(reply.text, one)
    assert reading.value is not None
    assert script != "oracle" or reading.value == one.answer
    assert reply.stop == "stop"
    assert reply.output_tokens > 0


def test_the_coin_is_fair_and_the_same_each_time() -> None:
    letters = [said("coin", sample(k)) for k in range(2000)]
    assert letters == [said("coin", sample(k)) for k in range(2000)]
    assert 880 < Counter(letters)["A"] < 1120  # six standard deviations of a fair coin are 134
    assert [said("coin", sample(k), repeat=1) for k in range(50)] != letters[:50]


def test_left_is_right_forward_and_wrong_in_reverse() -> None:
    for answer in "AB":
        forward = sample(1, answer=answer)
        assert said("left", forward) == answer
        assert said("left", replace(forward, direction="reverse")) != answer
    many = sample(1, "choice", "C", ("w", "x", "y", "z"))
    assert said("left", many) == said("coin", many)


def test_the_truth_travels_only_where_a_sample_is_given() -> None:
    (message,) = to_inspect(PROMPT)
    assert not message.metadata
    assert is_scripted("scripted/oracle")
    assert not is_scripted("openai/scripted")
    with pytest.raises(CovisError, match="data set"):
        asyncio.run(open_model("scripted/oracle").generate(to_inspect(PROMPT)))


def test_an_unknown_script_is_refused() -> None:
    with pytest.raises(CovisError, match="oracle, coin, left"):
        open_model("scripted/genius")
