"""Sparkle: sets of the plane read, scored and averaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, score, settings

from covis.benchmarks.records.count import NOT_HERE
from covis.benchmarks.sparkle.benchmark import SPARKLE
from covis.errors import CovisError
from covis.prompts.plane_words import CELLS, DIRECTIONS, read_word
from covis.prompts.sample import Sample
from covis.worlds.data_set.plane import write_plane_set
from covis.worlds.plane.data_set import PlaneSettings
from covis.worlds.plane.direction import SECTORS
from covis.worlds.plane.localization import CELLS as WORLDS_CELLS

TESTS = 6
POINTS = {"N1": [1, 1], "N2": [2, 5], "N3": [9, 9]}
DIRECTION = Sample(
    "d", "s", "direction", "direction", (), "Where?", None, "northeast", "text",
    meta={"ask": "direction", "about": ["N1", "N2"], "points": POINTS},
)  # fmt: skip
NEAREST = replace(
    DIRECTION,
    task="distance",
    category="compare",
    answer="N2",
    meta={"ask": "nearest", "about": ["N1"], "points": POINTS},
)


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plane") / "set"
    write_plane_set(folder, PlaneSettings(configurations=2, tests=TESTS))
    return folder


def test_all_tests_of_a_set_are_read_and_no_training(plane: Path) -> None:
    read = SPARKLE.read(settings(plane))
    kinds = {(s.task, s.category if s.task in ("spp", "tsp") else "") for s in read.samples}
    assert kinds == {
        *((skill, "") for skill in ("direction", "distance", "localization")),
        *(("spp", "4x4"), ("spp", "5x5"), ("tsp", "4"), ("tsp", "5")),
    }
    assert len(read.samples) == 7 * TESTS
    assert not read.left_out
    assert all("train" not in s.id for s in read.samples)


def test_one_test_alone_may_be_read(plane: Path) -> None:
    assert len(SPARKLE.read(settings(plane / "test_tsp_4.jsonl")).samples) == TESTS


def test_a_cut_file_is_refused_unless_accepted(plane: Path, tmp_path: Path) -> None:
    for file in (plane / "manifest.json", plane / "test_tsp_4.jsonl"):
        lines = file.read_text().splitlines(keepends=True)
        (tmp_path / file.name).write_text("".join(lines[:-1] if file.suffix == ".jsonl" else lines))
    with pytest.raises(CovisError, match=f"{TESTS - 1} instead of {TESTS}"):
        SPARKLE.read(settings(tmp_path, media=plane))
    read = SPARKLE.read(settings(tmp_path, media=plane, any_size=True))
    assert (len(read.samples), read.left_out) == (TESTS - 1, {NOT_HERE: 1})


def test_other_sets_are_refused(plane: Path, tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="covis worlds plane"):
        SPARKLE.read(settings(tmp_path))
    sample = Sample("r", "s", "sot", "camera", (), "Q?", ("left", "right"), "A", "choice")
    (tmp_path / "test_x.jsonl").write_text(sample.to_json() + "\n")
    with pytest.raises(CovisError, match="'r' is no question about the plane"):
        SPARKLE.read(settings(tmp_path, any_size=True))


@pytest.mark.parametrize("rules", ["strict", "harness"])
def test_every_true_answer_is_right(plane: Path, rules: str) -> None:
    samples = SPARKLE.read(settings(plane)).samples
    for sample in samples:
        assert score(SPARKLE, sample, sample.answer, rules) == 1.0, sample.id
        assert score(SPARKLE, sample, "", rules) == 0.0


def test_any_optimal_way_is_right_and_longer_ones_tell_their_ratio(plane: Path) -> None:
    tour = next(s for s in SPARKLE.read(settings(plane)).samples if s.task == "tsp")
    labels = tour.answer.split(", ")
    backwards = ", ".join([labels[0], *labels[:0:-1]])
    assert score(SPARKLE, tour, backwards) == 1.0
    swapped = ", ".join([labels[0], labels[2], labels[1], *labels[3:]])
    (grade,) = SPARKLE.grade([(tour, swapped)], "strict")
    assert grade.score == 0.0
    assert grade.extra["valid"] == 1.0
    assert grade.extra["length_ratio"] > 1


def test_averages_name_skills_tests_validity_and_length(plane: Path) -> None:
    samples = SPARKLE.read(settings(plane)).samples
    replies = [(s, s.answer if s.task in ("direction", "spp") else "N1, N2") for s in samples]
    graded = list(zip(samples, SPARKLE.grade(replies, "strict"), strict=True))
    lines = by_name(SPARKLE.averages(graded))
    assert (lines["direction"], lines["direction: choice"], lines["direction: open"]) == (100.0, 100.0, 100.0)
    assert lines["composite: macro"] == 50.0
    assert (lines["spp 4x4: valid"], lines["spp 4x4: length over shortest"]) == (100.0, 1.0)
    assert lines["tsp 4: valid"] == 0.0
    assert "tsp 4: length over shortest" not in lines
    assert lines["basic: macro"] < 100


# --- words --------------------------------------------------------------------------------------------


def test_the_words_are_those_of_the_world() -> None:
    assert DIRECTIONS == SECTORS
    assert CELLS == WORLDS_CELLS


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("northeast", 1),
        ("Northeast.", 1),
        ("north-east", 1),
        ("north east", 1),
        ("It lies to the northeast of N1.", 1),
        ("The answer is: **northeast**", 1),
        ("north", 0),
        ("northeast or east", 0),
        ("north, then east", 0),
        ("northeastern", 0),
        ("", 0),
    ],
)
def test_a_direction_is_one_of_eight_words(reply: str, expected: float) -> None:
    assert score(SPARKLE, DIRECTION, reply) == expected


@pytest.mark.parametrize(
    ("reply", "expected"), [("N2", 1), ("n2.", 1), ("N3", 0), ("N2 or N3", 0), ("N22", 0)]
)
def test_a_label_is_one_of_the_points(reply: str, expected: float) -> None:
    assert score(SPARKLE, NEAREST, reply) == expected


def test_several_words_or_none_are_unreadable() -> None:
    for reply in ("north or south", "somewhere"):
        (grade,) = SPARKLE.grade([(DIRECTION, reply)], "strict")
        assert grade.unreadable


def test_guessing_knows_how_many_words_there_are() -> None:
    assert SPARKLE.chance(DIRECTION) == 1 / 8
    assert SPARKLE.chance(NEAREST) == 1 / 2
    cell = replace(DIRECTION, meta={"ask": "cell", "about": ["N1"], "points": POINTS})
    assert SPARKLE.chance(cell) == 1 / 9
    assert SPARKLE.chance(replace(DIRECTION, answer="2", answer_kind="number")) is None


@given(st.sampled_from(CELLS), st.sampled_from(["{}", "the {} cell", "It is {}.", "**{}**"]))
def test_a_cell_is_read_in_usual_sentences(cell: str, sentence: str) -> None:
    for spelt in (cell, cell.upper(), cell.replace(" ", "-")):
        assert read_word(sentence.format(spelt), CELLS).value == cell


@given(st.text(max_size=100))
def test_no_reply_breaks_the_scorer(reply: str) -> None:
    assert score(SPARKLE, DIRECTION, reply) in (0.0, 1.0)
