from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.benchmarks.experiment.budget import PICTURE_TOKENS, Purse, answer_tokens, prompt_tokens, tokens_of
from covis.models.reply import Reply
from covis.prompts.parts import Picture, Text


@pytest.mark.parametrize(
    ("provider", "size_px", "tokens"),
    [
        # OpenAI, "Images and vision", calculating costs: the guide's own two examples.
        ("openai", (1024, 1024), 765),
        ("openai", (2048, 4096), 1105),
        # Anthropic, "Vision", evaluate image size: about 1334 for 1000 x 1000 and 54 for 200 x 200.
        ("anthropic", (1000, 1000), 1334),
        ("anthropic", (200, 200), 54),
        # Google, "Image understanding", token calculation: 258 up to 768 px.
        ("google", (384, 384), 258),
    ],
)
def test_pictures_cost_what_their_providers_say(provider: str, size_px: tuple[int, int], tokens: int) -> None:
    assert PICTURE_TOKENS[provider](size_px) == tokens


def test_a_prompt_costs_its_text_and_its_pictures() -> None:
    text = (Text("x" * 400),)
    picture = Picture(Path("x.jpg"), (280, 280))
    bare = prompt_tokens(text, "vllm/some")
    assert 100 <= bare <= 150
    assert prompt_tokens((*text, picture, picture), "vllm/some") == bare + 200


def test_an_answer_is_no_longer_than_its_limit() -> None:
    assert answer_tokens(16, "high") == 16
    assert answer_tokens(None, "none") < answer_tokens(None, "low") < answer_tokens(None, "high")


def test_what_a_provider_does_not_tell_is_estimated() -> None:
    assert tokens_of(Reply("A", "stop", 0, 0, 0, 0.1), 70) == 70
    assert tokens_of(Reply("A", "stop", 30, 5, 2, 0.1), 70) == 35


@settings(deadline=None)
@given(st.integers(0, 300), st.lists(st.tuples(st.integers(1, 50), st.integers(0, 40)), max_size=20))
def test_a_purse_never_promises_more_than_it_holds(budget: int, calls: list[tuple[int, int]]) -> None:
    purse = Purse(budget)
    for promised, spent in calls:
        if not purse.promise(promised):
            assert purse.closed
            continue
        assert purse.spent + purse.promised <= budget
        purse.settle(promised, min(spent, promised))
    assert purse.promised == 0
    assert purse.spent <= budget


def test_a_purse_without_a_bound_promises_everything_and_a_closed_one_nothing() -> None:
    assert Purse(None).promise(10**12)
    purse = Purse(10)
    assert not purse.promise(11)
    assert not purse.promise(1)
