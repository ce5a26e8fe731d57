"""EgoSchema from its files to its table and its submission."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.egoschema.benchmark import ANSWERS, EGOSCHEMA, EGOSCHEMA_FULL, QUESTIONS
from covis.errors import CovisError

TEXTS = ("cook", "clean", "read", "paint", "nap")


def record(name: str) -> dict[str, str]:
    options = {f"option {k}": text for k, text in enumerate(TEXTS)}
    return {"q_uid": name, "google_drive_id": "g", "question": "Main goal of C?", **options}


@pytest.fixture
def copy(tmp_path: Path) -> ReadSettings:
    """Two questions, of which the second has a published answer."""
    (tmp_path / QUESTIONS).write_text(json.dumps([record("u1"), record("u2")]))
    (tmp_path / ANSWERS).write_text(json.dumps({"u2": 3}))
    (tmp_path / "videos").mkdir()
    for name in ("u1", "u2"):
        (tmp_path / "videos" / f"{name}.mp4").write_bytes(b"x")
    return ReadSettings(tmp_path, None, "stop", tmp_path / "unpack", any_size=True)


def test_the_subset_is_what_has_an_answer(copy: ReadSettings) -> None:
    (sample,) = EGOSCHEMA.read(copy).samples
    assert (sample.id, sample.answer, sample.options, sample.video) == ("u2", "D", TEXTS, "videos/u2.mp4")


def test_the_full_set_asks_all_and_scores_what_is_known(copy: ReadSettings) -> None:
    samples = EGOSCHEMA_FULL.read(copy).samples
    grades = EGOSCHEMA_FULL.grade([(samples[0], "B"), (samples[1], "D")], "strict")
    assert [(g.score, g.value) for g in grades] == [(None, "B"), (1.0, "D")]
    graded = list(zip(samples, grades, strict=True))
    assert [(a.name, a.value, a.of) for a in EGOSCHEMA_FULL.averages(graded)] == [("accuracy", 100, 1)]
    assert EGOSCHEMA_FULL.submission is not None
    assert EGOSCHEMA_FULL.submission(graded) == {"u1": 1, "u2": 3}


def test_a_submission_has_no_place_for_what_could_not_be_read(copy: ReadSettings) -> None:
    samples = EGOSCHEMA_FULL.read(copy).samples
    grades = EGOSCHEMA_FULL.grade([(s, "") for s in samples], "strict")
    assert EGOSCHEMA_FULL.submission is not None
    with pytest.raises(CovisError, match=r"2 replies could not be read \(u1 is the first\)"):
        EGOSCHEMA_FULL.submission(list(zip(samples, grades, strict=True)))


def test_a_man_is_no_answer_here_but_an_a_there(copy: ReadSettings) -> None:
    (sample,) = EGOSCHEMA.read(copy).samples
    reply = "A man paints a wall."
    assert EGOSCHEMA.grade([(sample, reply)], "strict")[0].value is None
    assert EGOSCHEMA.grade([(sample, reply)], "harness")[0].value == "A"


def test_early_files_of_twenty_rows_are_refused(copy: ReadSettings) -> None:
    (copy.data / QUESTIONS).write_text(json.dumps([record(f"u{k}") for k in range(20)]))
    with pytest.raises(CovisError, match="has 5,031 questions, but 20 were found"):
        EGOSCHEMA_FULL.read(replace(copy, any_size=False))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        (QUESTIONS, [{"q_uid": "u2"}], "row 1: 'question' is missing"),
        (QUESTIONS, [{**record("u2"), "option 4": ""}], "row 1: 'option 4' must be a text"),
        (QUESTIONS, [{**record("../u2")}], "gives no question|no path below"),
        (ANSWERS, {"u2": 5}, "must map questions to options 0 to 4"),
        (ANSWERS, {}, "is missing; it belongs beside"),
    ],
)
def test_broken_files_are_named(copy: ReadSettings, name: str, content: object, complaint: str) -> None:
    (copy.data / name).write_text(json.dumps(content))
    with pytest.raises(CovisError, match=complaint):
        EGOSCHEMA.read(copy)
