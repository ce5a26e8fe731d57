"""SQA3D from its official files to its table."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.sqa3d.benchmark import ANNOTATIONS, QUESTIONS, SQA3D
from covis.errors import CovisError


def write(folder: Path, questions: list[dict[str, object]], annotations: list[dict[str, object]]) -> None:
    (folder / QUESTIONS).write_text(json.dumps({"info": {}, "questions": questions}))
    (folder / ANNOTATIONS).write_text(json.dumps({"info": {}, "annotations": annotations}))


@pytest.fixture
def copy(tmp_path: Path) -> ReadSettings:
    question = {
        "scene_id": "scene0050_00",
        "situation": "I face the door.",
        "alternative_situation": [],
        "question": "What is on my left?",
        "question_id": 7,
    }
    answer = {"answer": "desk", "answer_confidence": "yes", "answer_id": 1}
    write(tmp_path, [question], [{"question_id": 7, "scene_id": "scene0050_00", "answers": [answer]}])
    (tmp_path / "scene0050_00.mp4").write_bytes(b"x")
    return ReadSettings(tmp_path, None, "stop", tmp_path / "unpack", any_size=True)


def test_the_official_files_have_the_official_counts(covis_data: Path, tmp_path: Path) -> None:
    """3,519 questions about 67 scenes; by first word 1,144, 652, 465, 351, 338 and 569 others."""
    for scene in {
        q["scene_id"] for q in json.loads((covis_data / "sqa3d" / QUESTIONS).read_text())["questions"]
    }:
        (tmp_path / f"{scene}.mp4").write_bytes(b"x")
    questions = SQA3D.read(ReadSettings(covis_data / "sqa3d", tmp_path, "stop", tmp_path))
    assert len(questions.samples) == 3519
    assert len({sample.scene for sample in questions.samples}) == 67
    right = SQA3D.grade([(sample, sample.answer) for sample in questions.samples], "strict")
    lines = {a.name: a for a in SQA3D.averages(list(zip(questions.samples, right, strict=True)))}
    counts = {name: lines[name].of for name in ("what", "is", "how", "which", "can", "other")}
    assert counts == {"what": 1144, "is": 652, "how": 465, "which": 351, "can": 338, "other": 569}
    assert lines["EM@1"].value == 100
    assert lines["relaxed"].value == pytest.approx(100 * 3509 / 3519), (
        "ten answers are TV, which it cannot match"
    )


def test_the_situation_comes_before_the_question(copy: ReadSettings) -> None:
    (sample,) = SQA3D.read(copy).samples
    assert SQA3D.question(sample).startswith("I face the door. What is on my left?")


def test_an_empty_reply_is_wrong_but_passes_the_published_rule(copy: ReadSettings) -> None:
    (sample,) = SQA3D.read(copy).samples
    (strict,), (harness,) = SQA3D.grade([(sample, "")], "strict"), SQA3D.grade([(sample, "")], "harness")
    assert (strict.score, bool(strict.unreadable), harness.score) == (0.0, True, 1.0)


def test_a_question_without_annotation_is_named(copy: ReadSettings) -> None:
    questions = json.loads((copy.data / QUESTIONS).read_text())["questions"]
    write(copy.data, questions, [])
    with pytest.raises(CovisError, match="row 1: 'question_id' is 7, of which"):
        SQA3D.read(copy)


def test_the_wrong_file_is_named(copy: ReadSettings) -> None:
    (copy.data / QUESTIONS).write_text("[]")
    with pytest.raises(CovisError, match="has no list of questions"):
        SQA3D.read(copy)
    with pytest.raises(CovisError, match="SQA3D's test questions"):
        SQA3D.read(replace(copy, data=copy.data / "nowhere"))
