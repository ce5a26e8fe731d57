"""OpenEQA from its official file to its table."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.openeqa.benchmark import FILE, OFFICIAL, OPENEQA
from covis.benchmarks.openeqa.llm_match import read_mark, score_of_mark
from covis.errors import CovisError

RECORD = {
    "question": "Where is the kettle?",
    "answer": "on the stove",
    "extra_answers": ["by the sink", "near the oven", "left of the fridge", "on the hob"],
    "category": "object localization",
    "question_id": "f2e8",
    "episode_history": "hm3d-v0/000-x",
}


@pytest.fixture
def copy(tmp_path: Path) -> ReadSettings:
    (tmp_path / FILE).write_text(json.dumps([RECORD]))
    frames = tmp_path / "frames" / "hm3d-v0" / "000-x"
    frames.mkdir(parents=True)
    (frames / "00000-rgb.png").write_bytes(b"x")
    (frames / "00000-depth.png").write_bytes(b"x")
    return ReadSettings(tmp_path, None, "stop", tmp_path / "unpack", any_size=True)


def test_the_official_file_has_the_official_counts(covis_data: Path, tmp_path: Path) -> None:
    """1,636 questions, 152 episode histories; the 263 of object localization have more answers."""
    file = covis_data / "openeqa" / FILE
    for history in {record["episode_history"] for record in json.loads(file.read_text())}:
        (tmp_path / history).mkdir(parents=True)
        (tmp_path / history / "0-rgb.png").write_bytes(b"x")
    samples = OPENEQA.read(ReadSettings(file, tmp_path, "stop", tmp_path)).samples
    assert Counter(sample.category for sample in samples) == OFFICIAL
    assert (len(samples), len({sample.scene for sample in samples})) == (1636, 152)
    several = [sample for sample in samples if sample.meta.get("extra_answers")]
    assert {sample.category for sample in several} == {"object localization"}
    lengths = Counter(len(sample.meta["extra_answers"]) for sample in several)
    assert lengths == {4: 262, 3: 1}, "one of four is blank in the file"


def test_frames_leave_the_depth_pictures_aside(copy: ReadSettings) -> None:
    (sample,) = OPENEQA.read(copy).samples
    assert sample.video == "frames/hm3d-v0/000-x/*-rgb.png"


def test_a_history_cannot_leave_the_media(copy: ReadSettings) -> None:
    (copy.data / FILE).write_text(json.dumps([{**RECORD, "episode_history": "../../etc"}]))
    with pytest.raises(CovisError, match="'episode_history' must be a plain name"):
        OPENEQA.read(copy)


def test_missing_frames_stop_with_their_name(copy: ReadSettings) -> None:
    (copy.data / "frames" / "hm3d-v0" / "000-x" / "00000-rgb.png").unlink()
    with pytest.raises(CovisError, match=r"frames/hm3d-v0/000-x/\*-rgb.png is missing"):
        OPENEQA.read(copy)


def test_answers_wait_for_the_judge_but_nothing_scores_nothing(copy: ReadSettings) -> None:
    (sample,) = OPENEQA.read(copy).samples
    said, silent = OPENEQA.grade([(sample, "on the hob"), (sample, "  ")], "strict")
    assert (said.score, said.value) == (None, "on the hob")
    assert (silent.score, silent.value, bool(silent.unreadable)) == (0.0, None, True)
    assert OPENEQA.judge is not None
    assert OPENEQA.judge.read("Your mark: 4").value == str(score_of_mark(4))


def test_published_code_cuts_after_the_last_full_stop(copy: ReadSettings) -> None:
    (sample,) = OPENEQA.read(copy).samples
    assert [g.value for g in OPENEQA.grade([(sample, "1.5 m"), (sample, "It is. On the")], "harness")] == [
        "1.",
        "It is.",
    ]


def test_llm_match_is_the_mean_over_questions(copy: ReadSettings) -> None:
    (sample,) = OPENEQA.read(copy).samples
    grades = [
        (sample, replace(g, score=float(read_mark(f"Your mark: {mark}").value or 0)))
        for g, mark in zip(OPENEQA.grade([(sample, "x")] * 5, "strict"), range(1, 6), strict=True)
    ]
    lines = OPENEQA.averages(grades)
    assert [(a.name, a.value, a.of) for a in lines] == [("LLM-Match", 50, 5), ("object localization", 50, 5)]


def test_the_submission_names_every_question(copy: ReadSettings) -> None:
    (sample,) = OPENEQA.read(copy).samples
    (grade,) = OPENEQA.grade([(sample, "on the hob")], "strict")
    assert OPENEQA.submission is not None
    assert OPENEQA.submission([(sample, grade)]) == [{"question_id": "f2e8", "answer": "on the hob"}]
