"""Asking a real server on loopback: what is sent, what comes back, and every way in which it fails."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import numpy as np
import pytest
from tests.models.loopback import CUT, GARBAGE, HANG, LENGTH, NO_CHOICE, REFUSED, Loopback, Step

import covis
from covis.models.failure import scrubbed

MODEL = "openai-api/near/some-model"
KEY = "sk-never-to-be-seen-4711"


def ask(server: Loopback, monkeypatch: pytest.MonkeyPatch, source, *, retries: int = 0, **options):
    server.environment(monkeypatch, "near", KEY)
    settings = covis.ModelSettings(attempt_s=2, retries=retries)
    return covis.ask(source, "Where is it?", model=MODEL, settings=settings, **options)


def test_the_answer_comes_with_its_value_tokens_and_seconds(marked, monkeypatch) -> None:
    with Loopback("The answer is B.") as server:
        answer = ask(server, monkeypatch, marked, options=["left", "right"])
    assert (answer.text, answer.value, answer.unreadable) == ("The answer is B.", "B", "")
    assert answer.reply.input_tokens > 3000  # three pictures of 1,000 tokens each
    assert answer.reply.output_tokens == 4
    assert answer.reply.stop == "stop"
    assert answer.prompt.startswith("Image 1:\n[picture 1]\n")


def test_the_server_gets_what_messages_tells(marked, monkeypatch) -> None:
    with Loopback("B") as server:
        ask(server, monkeypatch, marked, options=["left", "right"], reverse=True)
    (body,) = server.requests
    expected = covis.messages(marked, "Where is it?", options=["left", "right"], reverse=True)
    parts = [
        {k: v for k, v in p.items() if k in ("type", "text", "image_url")}
        for p in body["messages"][0]["content"]
    ]
    for part in parts:
        if part["type"] == "image_url":
            part["image_url"] = {"url": part["image_url"]["url"]}
    assert body["model"] == "some-model"
    assert [{"role": "user", "content": parts}] == expected


HOUSES = {
    "openai/gpt-4o": "OPENAI",
    "anthropic/claude-sonnet-4-5": "ANTHROPIC",
    "google/gemini-2.5-flash": "GOOGLE",
}


@pytest.mark.parametrize("model", HOUSES)
def test_each_provider_gets_the_same_pictures_and_texts_and_gives_a_reply(model, marked, monkeypatch) -> None:
    sent = covis.messages(marked, "Where is it?", options=["left", "right"])[0]["content"]
    with Loopback("B", LENGTH, GARBAGE) as server:
        monkeypatch.setenv(f"{HOUSES[model]}_API_KEY", KEY)
        address = server.url.removesuffix("/v1") if model.startswith(("anthropic", "google")) else server.url
        monkeypatch.setenv(f"{HOUSES[model]}_BASE_URL", address)
        settings = covis.ModelSettings(attempt_s=10, retries=0)
        asked = [
            covis.ask(marked, "Where is it?", model=model, options=["left", "right"], settings=settings)
            for _ in range(2)
        ]
        with pytest.raises(covis.CovisError, match="no valid reply"):
            covis.ask(marked, "Where is it?", model=model, settings=settings)
    assert (asked[0].value, asked[0].reply.stop) == ("B", "stop")
    assert (asked[1].value, asked[1].reply.stop) == (None, "length")
    assert asked[0].reply.input_tokens > 3000
    assert asked[0].reply.output_tokens == 1 + asked[0].reply.reasoning_tokens
    body = json.dumps(server.requests[0])
    for part in sent:
        content = part.get("text") or part["image_url"]["url"].partition(",")[2]
        assert json.dumps(content)[1:-1].replace("+", "-").replace("/", "_") in body.replace(
            "+", "-"
        ).replace("/", "_")
    assert KEY not in body


def test_reasoning_within_the_reply_is_not_read(marked, monkeypatch) -> None:
    with Loopback("<think>Is it A?</think>B") as server:
        answer = ask(server, monkeypatch, marked, options=["left", "right"])
    assert (answer.text, answer.value) == ("B", "B")


@pytest.mark.parametrize(("step", "stop"), [(LENGTH, "length"), (REFUSED, "refused")])
def test_a_cut_or_refused_reply_says_so_and_is_not_an_answer(step, stop, marked, monkeypatch) -> None:
    with Loopback(step) as server:
        answer = ask(server, monkeypatch, marked, options=["left", "right"])
    assert answer.reply.stop == stop
    assert answer.value is None


FAILURES: list[tuple[Step, str]] = [
    (400, "refuses the request .*told to fail with 400"),
    (401, "does not accept the key"),
    (403, "does not allow this"),
    (404, "does not know this model"),
    (429, "too many requests"),
    (500, "failure of its own"),
    (503, "failure of its own"),
    (HANG, "no answer in time"),
    (CUT, "cut its reply short"),
    (GARBAGE, "no valid reply"),
    (NO_CHOICE, "no valid reply|holds no answer"),
]


@pytest.mark.parametrize(("step", "said"), FAILURES, ids=[str(step) for step, _ in FAILURES])
def test_every_failure_is_one_sentence_that_names_the_model(step, said, marked, monkeypatch) -> None:
    with Loopback(step) as server, pytest.raises(covis.CovisError, match=said) as error:
        ask(server, monkeypatch, marked)
    assert str(error.value).startswith(MODEL)
    assert "\n" not in str(error.value)
    assert KEY not in str(error.value)


def test_a_server_that_is_down_cannot_be_reached(marked, monkeypatch) -> None:
    with Loopback() as server:
        pass
    with pytest.raises(covis.CovisError, match="cannot be reached"):
        ask(server, monkeypatch, marked)


@pytest.mark.parametrize("step", [429, 500, CUT])
def test_a_failure_that_passes_is_tried_again(step, marked, monkeypatch) -> None:
    with Loopback(step, step, "A") as server:
        answer = ask(server, monkeypatch, marked, options=["left", "right"], retries=2)
    assert answer.value == "A"
    assert len(server.requests) == 3


def test_it_works_where_a_loop_runs_already_as_in_a_notebook(marked, monkeypatch) -> None:
    async def cell():
        return ask(server, monkeypatch, marked, options=["left", "right"])

    with Loopback("A") as server:
        assert asyncio.run(cell()).value == "A"


def test_the_key_is_sent_to_the_server_and_nowhere_else(marked, monkeypatch, caplog, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    with Loopback("A", 401) as server:
        answer = ask(server, monkeypatch, marked)
        with pytest.raises(covis.CovisError) as error:
            ask(server, monkeypatch, marked)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    out, err = capfd.readouterr()
    for place in (repr(answer), str(error.value), caplog.text, out, err, json.dumps(server.requests)):
        assert KEY not in place


def test_nothing_is_printed_and_no_log_is_written(marked, monkeypatch, capfd, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with Loopback(500, "A") as server:
        ask(server, monkeypatch, marked, retries=1)
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_secrets_of_the_environment_are_scrubbed_from_texts(monkeypatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "abcdef123456")
    monkeypatch.setenv("OTHER_TOKEN", "none")  # a placeholder, not a secret
    assert scrubbed("bad key abcdef123456, none else") == "bad key [SOME_API_KEY], none else"


def test_a_key_that_a_server_echoes_is_not_passed_on(marked, monkeypatch) -> None:
    with Loopback(f"Your key is {KEY}.") as server:
        assert ask(server, monkeypatch, marked).text == "Your key is [NEAR_API_KEY]."


def test_unmarked_sources_are_not_tracked_for_raw_views(monkeypatch) -> None:
    views = np.random.default_rng(0).integers(0, 255, (12, 30, 40, 3), np.uint8)
    answer = covis.ask(
        views, "Where?", model="scripted/coin", raw=True, options=["a", "b"], frames=3, tracker="nonsense"
    )
    assert answer.prompt.count("[picture") == 3
    assert answer.value in ("A", "B")


def test_a_folder_that_covis_mark_wrote_is_taken_as_it_is(marked, tmp_path: Path) -> None:
    marked.save(tmp_path / "m", raw=True)
    loaded = covis.ask(tmp_path / "m", "Where?", model="scripted/coin", options=["a", "b"])
    assert loaded.prompt == covis.ask(marked, "Where?", model="scripted/coin", options=["a", "b"]).prompt
    raw = covis.ask(tmp_path / "m", "Where?", model="scripted/coin", options=["a", "b"], raw=True)
    assert "numbers 1 and 2" in loaded.prompt
    assert "number" not in raw.prompt
