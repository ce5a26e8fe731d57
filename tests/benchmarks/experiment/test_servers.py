"""Servers that answer, fail and break off: nothing is lost, nothing is scored that was not answered."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.benchmarks.experiment.data_set import write_small_set
from tests.benchmarks.experiment.experiments import done, experiment, predictions
from tests.models.loopback import CUT, GARBAGE, HANG, LENGTH, NO_CHOICE, REFUSED, Loopback

from covis.benchmarks.benchmark import Judge
from covis.benchmarks.experiment.settings import Handling
from covis.benchmarks.grade import Grade
from covis.benchmarks.table import BENCHMARKS
from covis.prompts.reading import Reading

CELL = "openai-api-near-any_raw_forward"


def test_what_is_sent_is_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=1, questions=1).folder
    with Loopback("B") as server:
        server.environment(monkeypatch, "near")
        settings = {"arms": ("raw",), "seed": 7, "temperature": 0.5, "max_tokens": 33}
        e = experiment(data, tmp_path / "run", "openai-api/near/any", **settings)
        result = done(e)
    assert (result.missing, result.cells[0].score) == (0, 0.0)
    (body,) = server.requests
    assert (body["seed"], body["temperature"], body["max_tokens"]) == (7, 0.5, 33)
    (prediction,) = predictions(tmp_path / "run")[CELL]
    parts = body["messages"][0]["content"]
    sent = [part["image_url"]["url"].partition(",")[2] for part in parts if part["type"] == "image_url"]
    assert [hashlib.sha256(base64.b64decode(s)).hexdigest()[:32] for s in sent] == [
        name.removesuffix(".jpg") for name in prediction.pictures
    ]
    assert "answer_kind" not in str(body)
    assert prediction.reply.text == "B"


@pytest.mark.parametrize("step", [500, 429, CUT, GARBAGE, NO_CHOICE, 401], ids=str)
def test_a_call_that_fails_leaves_no_prediction_and_is_made_good(
    step: str | int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=1, questions=3).folder
    handling = Handling(retries=0, max_connections=1)
    e = experiment(data, tmp_path / "run", "openai-api/near/any", arms=("raw",), handling=handling)
    with Loopback("A", step, step, step, step) as server:
        server.environment(monkeypatch, "near")
        result = done(e)
    assert (result.missing, result.failed.total()) == (2, 2)
    assert "test-key" not in str(result.failed)
    assert result.cells[0].answered == len(predictions(tmp_path / "run")[CELL]) == 1
    with Loopback("B") as server:
        server.environment(monkeypatch, "near")
        assert done(e).missing == 0
        assert len(server.requests) == 2


def test_a_server_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=1, questions=2).folder
    handling = Handling(retries=0, timeout_s=2)
    e = experiment(data, tmp_path / "run", "openai-api/near/any", arms=("raw",), handling=handling)
    with Loopback(HANG, "A") as server:
        server.environment(monkeypatch, "near")
        result = done(e)
    assert (result.missing, len(predictions(tmp_path / "run")[CELL])) == (1, 1)


def test_cut_and_refused_replies_are_answers_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=1, questions=2).folder
    handling = Handling(retries=0, max_connections=1)
    e = experiment(data, tmp_path / "run", "openai-api/near/any", arms=("raw",), handling=handling)
    with Loopback(LENGTH, REFUSED) as server:
        server.environment(monkeypatch, "near")
        assert done(e).missing == 0
    assert {p.reply.stop for p in predictions(tmp_path / "run")[CELL]} == {"length", "refused"}


def test_all_cells_are_asked_with_no_more_calls_at_a_time_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=2, questions=6).folder
    handling = Handling(max_connections=3)
    e = experiment(data, tmp_path / "run", "openai-api/near/any", arms=("raw", "blind"), handling=handling)
    with Loopback("A", delay_s=0.05) as server:
        server.environment(monkeypatch, "near")
        assert done(e).missing == 0
    assert len(server.requests) == 24
    assert 1 < server.most_at_once <= 3


def test_a_judge_on_a_server_scores_all_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_small_set(tmp_path / "data", clips=0, stills=1, questions=2).folder
    benchmark = replace(
        BENCHMARKS["rooms"],
        grade=lambda replies, rules: [Grade(None, reply) for _, reply in replies],
        averages=lambda graded: [],
        judge=Judge(lambda sample, reply: f"Rate {reply}.", lambda said: Reading(said)),
    )
    e = experiment(
        data,
        tmp_path / "run",
        benchmark=benchmark,
        arms=("raw", "blind"),
        judge="openai-api/near/judge",
        temperature=0.7,
        max_tokens=3,
    )
    with Loopback("0.75") as server:
        server.environment(monkeypatch, "near")
        result = done(e)
    assert [cell.score for cell in result.cells] == [75.0, 75.0]
    assert len(server.requests) == 4
    assert not {"temperature", "max_tokens"} & set(server.requests[0])
