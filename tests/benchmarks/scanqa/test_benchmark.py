"""ScanQA from its official file to its table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.scanqa import captions
from covis.benchmarks.scanqa.benchmark import FILE, SCANQA
from covis.errors import CovisError

RECORDS = [
    {
        "question_id": "val-scene0011-0",
        "scene_id": "scene0011_00",
        "question": "What is by the sink?",
        "answers": ["towel rack", "a rack"],
        "object_ids": [4],
        "object_names": ["rack"],
    },
    {
        "question_id": "val-scene0015-1",
        "scene_id": "scene0015_00",
        "question": "Where is the lamp?",
        "answers": ["on the desk"],
        "object_id": [1],
        "object_names": ["lamp"],
    },
]


@pytest.fixture
def copy(tmp_path: Path) -> ReadSettings:
    """A part of the benchmark: one scan as frames, the other as a clip."""
    (tmp_path / FILE).write_text(json.dumps(RECORDS))
    frames = tmp_path / "media" / "scene0011_00" / "color"
    frames.mkdir(parents=True)
    (frames / "0.jpg").write_bytes(b"x")
    (tmp_path / "media" / "scene0015_00.mp4").write_bytes(b"x")
    return ReadSettings(tmp_path, tmp_path / "media", "stop", tmp_path / "unpack", any_size=True)


@pytest.fixture
def without_meteor(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pycocoevalcap")
    if shutil.which("java") is None:
        pytest.skip("needs Java")
    monkeypatch.setattr(captions, "_meteor", lambda true, said: None)  # its start takes seconds


def test_each_question_knows_its_scan(copy: ReadSettings) -> None:
    first, second = SCANQA.read(copy).samples
    assert (first.video, second.video) == ("scene0011_00/color/*.jpg", "scene0015_00.mp4")
    assert (first.scene, first.category, first.answer) == ("scene0011_00", "what", "towel rack")
    assert first.meta["answers"] == ["towel rack", "a rack"]


def test_another_number_of_questions_is_told(copy: ReadSettings) -> None:
    with pytest.raises(CovisError, match="has 4,675 questions, but 2 were found"):
        SCANQA.read(replace(copy, any_size=False))


def test_a_scan_without_pictures_stops_or_is_counted(copy: ReadSettings) -> None:
    assert copy.media is not None
    (copy.media / "scene0015_00.mp4").unlink()
    with pytest.raises(CovisError, match=r"scene0015_00\.mp4 is missing"):
        SCANQA.read(copy)
    assert len(SCANQA.read(replace(copy, missing="skip")).samples) == 1


def broken(field: str, value: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda record: {**record, field: value}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (broken("answers", "rack"), "row 1: 'answers' must be a list"),
        (broken("scene_id", "../scene0011_00"), "row 1: 'scene_id' must be a plain name"),
        (broken("scene_id", "/etc"), "row 1: 'scene_id' must be a plain name"),
        (broken("question", None), "row 1: 'question' is missing"),
    ],
)
def test_a_broken_record_is_named(
    copy: ReadSettings, change: Callable[[dict[str, Any]], dict[str, Any]], complaint: str
) -> None:
    (copy.data / FILE).write_text(json.dumps([change(RECORDS[0]), RECORDS[1]]))
    with pytest.raises(CovisError, match=complaint):
        SCANQA.read(copy)


@pytest.mark.usefixtures("without_meteor")
def test_exact_match_counts_any_of_the_answers(copy: ReadSettings) -> None:
    first, second = SCANQA.read(copy).samples
    grades = SCANQA.grade([(first, "The rack."), (second, "")], "strict")
    assert [(g.score, g.extra["em_raw"]) for g in grades] == [(1.0, 0.0), (0.0, 0.0)]
    assert grades[1].unreadable
    harness = SCANQA.grade([(first, "The rack."), (second, "on the desk")], "harness")
    assert [g.score for g in harness] == [0.0, 1.0]


@pytest.mark.usefixtures("without_meteor")
def test_the_table_holds_the_metrics_of_the_field(copy: ReadSettings) -> None:
    samples = SCANQA.read(copy).samples
    replies = [(sample, sample.answer) for sample in samples]
    lines = {
        a.name: a for a in SCANQA.averages(list(zip(samples, SCANQA.grade(replies, "strict"), strict=True)))
    }
    assert lines["EM@1"].value == lines["EM@1 raw"].value == pytest.approx(100)
    assert lines["rouge_l"].value == pytest.approx(100)
    assert {"bleu_1", "bleu_4", "cider", "what", "other"} <= set(lines)
    assert lines["what"].of == 1
