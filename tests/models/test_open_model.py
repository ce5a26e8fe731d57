"""A model that cannot be opened says in one sentence what is missing."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from covis.errors import CovisError
from covis.models.inspect_chat import open_model, to_reply
from covis.models.settings import ModelSettings

KEYS = ("OPENAI_API_KEY", "AZUREAI_OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "NEAR_API_KEY", "NEAR_BASE_URL", "GOOGLE_USE_ADC"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("openai/gpt-4o", "OPENAI_API_KEY"),
        ("anthropic/claude", "ANTHROPIC_API_KEY"),
        ("google/gemini", "GOOGLE_API_KEY"),
        ("openai-api/near/model", "NEAR_API_KEY"),
        ("openai-api/near", "There is no model"),
        ("gpt-4o", "There is no model"),
        ("nobody/model", "There is no model"),
        ("", "There is no model"),
        ("/", "There is no model"),
        ("groq/llama", "pip install groq"),
    ],
)
def test_what_is_missing_is_named(name: str, said: str) -> None:
    with pytest.raises(CovisError, match=said) as error:
        open_model(name)
    assert "\n" not in str(error.value)
    assert "[bold]" not in str(error.value)


def test_a_missing_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEAR_API_KEY", "none")
    with pytest.raises(CovisError, match="NEAR_BASE_URL"):
        open_model("openai-api/near/model")


def test_missing_packages_are_named_with_their_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "inspect_ai", None)
    with pytest.raises(CovisError, match=r"pip install 'covis\[eval\]'"):
        open_model("openai/gpt-4o")


def test_missing_torch_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(CovisError, match=r"pip install 'covis\[sam\]'"):
        open_model("transformers/somewhere")


def test_settings_reach_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ModelSettings(
        max_tokens=50, temperature=0.5, seed=3, reasoning="low", attempt_s=9, retries=2, connections=4
    )
    config = open_model("scripted/coin", settings).config
    assert (config.max_tokens, config.temperature, config.seed, config.reasoning_effort) == (
        50,
        0.5,
        3,
        "low",
    )
    assert (config.attempt_timeout, config.max_retries, config.max_connections) == (9, 2, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tokens": 0},
        {"temperature": -1},
        {"attempt_s": 0},
        {"retries": -1},
        {"connections": 0},
        {"reasoning": "x"},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(CovisError):
        ModelSettings(**wrong)


def output(text: str, stop: str, **usage: int) -> object:
    from inspect_ai.model import ModelOutput, ModelUsage

    made = ModelOutput.from_content("m", text, stop_reason=stop)
    made.usage = ModelUsage(**usage)
    return made


@pytest.mark.parametrize(
    ("stop", "ours"),
    [
        ("stop", "stop"),
        ("max_tokens", "length"),
        ("content_filter", "refused"),
        ("tool_calls", "other"),
        ("unknown", "other"),
    ],
)
def test_why_a_reply_ended_is_kept(stop: str, ours: str) -> None:
    reply = to_reply(output("B", stop, input_tokens=7, output_tokens=3), 1.5)
    assert (reply.text, reply.stop, reply.seconds) == ("B", ours, 1.5)


def test_cached_tokens_count_as_sent_and_reasoning_is_told_apart() -> None:
    usage = {"input_tokens": 7, "input_tokens_cache_read": 20, "input_tokens_cache_write": 3}
    reply = to_reply(output("B", "stop", **usage, output_tokens=9, reasoning_tokens=6), 1.0)
    assert (reply.input_tokens, reply.output_tokens, reply.reasoning_tokens) == (30, 9, 6)


def test_a_servers_sentence_about_a_long_prompt_is_no_reply() -> None:
    reply = to_reply(output("input length exceeds 4096 tokens", "model_length"), 1.0)
    assert (reply.text, reply.stop) == ("", "length")


def test_reasoning_is_not_part_of_the_text() -> None:
    from inspect_ai.model import (
        ChatCompletionChoice,
        ChatMessageAssistant,
        ContentReasoning,
        ContentText,
        ModelOutput,
    )

    said = ChatMessageAssistant(content=[ContentReasoning(reasoning="A or C?"), ContentText(text="B")])
    made = ModelOutput(model="m", choices=[ChatCompletionChoice(message=said, stop_reason="stop")])
    assert to_reply(made, 1.0).text == "B"


def test_a_reply_without_any_choice_is_an_error() -> None:
    with pytest.raises(CovisError, match="holds no answer"):
        to_reply(SimpleNamespace(empty=True), 1.0)
