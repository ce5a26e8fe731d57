"""MMSI-Bench: its file, its scorers strict and as published, its averages, plain and circular."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, parquet, picture, right_if, score, settings

from covis.benchmarks.mmsi.benchmark import MMSI, MMSI_CIRCULAR
from covis.benchmarks.mmsi.harness import published_letter
from covis.benchmarks.mmsi.read import rotations
from covis.benchmarks.records.count import NOT_HERE
from covis.errors import CovisError
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample

COUNTS = {
    "Positional Relationship (Cam.–Cam.)": 93,
    "Positional Relationship (Obj.–Obj.)": 94,
    "Positional Relationship (Reg.–Reg.)": 81,
    "Positional Relationship (Cam.–Obj.)": 86,
    "Positional Relationship (Obj.–Reg.)": 85,
    "Positional Relationship (Cam.–Reg.)": 83,
    "Attribute (Meas.)": 64,
    "Attribute (Appr.)": 66,
    "Motion (Cam.)": 74,
    "Motion (Obj.)": 76,
    "MSR": 198,
}
QUESTION = "Which way do you move? Options: A: left, B: right, C: up, D: down"
ASKED = Sample(
    "mmsi-1",
    "s",
    "mmsi",
    "Motion (Cam.)",
    ("1.png",),
    "Which way do you move?",
    ("left", "right", "up", "down"),
    "B",
    "choice",
)


def row(identity: int, kind: str = "Motion (Cam.)", **change: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "images": [picture(), picture(1, "JPEG")],
        "question_type": kind,
        "question": QUESTION,
        "answer": "B",
        "thought": "It moves.",
        "difficulty": "easy",
        **change,
    }


def write(folder: Path, rows: list[dict[str, Any]]) -> Path:
    parquet(folder / "MMSI_Bench.parquet", rows)
    return folder


def all_rows() -> list[dict[str, Any]]:
    kinds = [kind for kind, count in COUNTS.items() for _ in range(count)]
    return [row(k, kind) for k, kind in enumerate(kinds)]


def test_the_counts_add_up_to_a_thousand_in_four_groups() -> None:
    groups = [
        sum(n for kind, n in COUNTS.items() if kind.startswith(g)) for g in ("Pos", "Att", "Mot", "MSR")
    ]
    assert groups == [522, 130, 150, 198]


def test_the_official_file_is_accepted_and_no_other_number(tmp_path: Path) -> None:
    read = MMSI.read(settings(write(tmp_path / "all", all_rows())))
    assert len(read.samples) == 1000
    assert len(list(read.root.iterdir())) == 2
    with pytest.raises(CovisError, match="197 instead of 198 of 'MSR'"):
        MMSI.read(settings(write(tmp_path / "cut", all_rows()[:-1])))


def read_some(folder: Path, *rows: dict[str, Any]) -> Any:
    return MMSI.read(settings(write(folder, list(rows)), any_size=True))


def test_records_become_samples(tmp_path: Path) -> None:
    read = read_some(tmp_path / "some", row(1), row(2, "MSR", difficulty="hard"))
    first, second = read.samples
    assert (first.id, first.question, first.answer) == ("mmsi-1", "Which way do you move?", "B")
    assert first.options == ("left", "right", "up", "down")
    assert first.meta == {"original": QUESTION, "difficulty": "easy", "one_way": True}
    assert second.meta["difficulty"] == "hard"
    assert len(first.images) == 2
    assert read.left_out == {NOT_HERE: 998}
    assert MMSI.chance(first) == 0.25


def test_hyphens_are_read_as_the_en_dashes_of_the_authors(tmp_path: Path) -> None:
    read = read_some(tmp_path / "some", row(1, "Positional Relationship (Cam.-Cam.)"))
    assert read.samples[0].category == "Positional Relationship (Cam.–Cam.)"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question_type": "Motion"}, "'question_type' is 'Motion', which is no type"),
        ({"answer": "up"}, "'answer' must be the letter"),
        ({"images": []}, "'images' must be a list"),
        ({"images": [b"x"]}, "'images' holds no picture"),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(CovisError, match=f"row 2: {says}"):
        read_some(tmp_path / "some", row(1), row(2, **change))


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("``B``", 1, 1),
        ("`B`", 1, 1),
        ("B", 1, 1),
        ("B: right", 1, 1),
        ("{B}", 1, 1),
        ("b", 1, 0),  # capitals only
        ("``A`` no, ``B``", 0, 0),  # the first place in backticks
        ("A or B", 0, 1),  # a letter before a word is none
        ("A man moves right, so B", 0, 1),
        ("", 0, 0),
        ("right", 1, 0),
    ],
)
def test_replies(reply: str, strict: float, published: float) -> None:
    assert score(MMSI, ASKED, reply, "strict") == strict
    assert score(MMSI, ASKED, reply, "harness") == published


@pytest.mark.parametrize(
    ("reply", "letter"), [("B is right", None), ("Answer: B, is it?", "B"), ("A B C", None), ("E", None)]
)
def test_the_authors_rule_finds_what_it_finds(reply: str, letter: str | None) -> None:
    assert published_letter(reply) == (letter if reply != "A B C" else "C")


@given(st.text(max_size=200))
def test_no_reply_breaks_any_rule(reply: str) -> None:
    for rules in ("strict", "harness"):
        assert score(MMSI, ASKED, reply, rules) in (0.0, 1.0)


def test_micro_groups_and_types() -> None:
    of = {kind: replace(ASKED, id=kind, category=kind) for kind in COUNTS}
    asked = [of["MSR"], of["MSR"], of["MSR"], of["Attribute (Meas.)"], of["Attribute (Appr.)"]]
    lines = by_name(MMSI.averages(right_if(asked, [True, True, True, True, False])))
    assert lines["micro"] == 80.0
    assert lines["macro over types"] == pytest.approx(200 / 3)
    assert (lines["attribute"], lines["multi-step reasoning"]) == (50.0, 100.0)
    assert (lines["Attribute (Meas.)"], lines["Attribute (Appr.)"], lines["MSR"]) == (100.0, 0.0, 100.0)


# --- circular -----------------------------------------------------------------------------------------


def test_every_rotation_has_the_right_option_under_another_letter() -> None:
    turned = rotations(ASKED)
    assert [s.answer for s in turned] == ["B", "C", "D", "A"]
    assert {s.options["ABCD".index(s.answer)] for s in turned if s.options} == {"right"}
    assert len({s.id for s in turned}) == len({s.options for s in turned}) == 4
    assert turned[0].options == ASKED.options


def test_circular_reads_four_questions_for_each(tmp_path: Path) -> None:
    data = settings(write(tmp_path / "some", [row(1), row(2)]), any_size=True)
    assert len(MMSI_CIRCULAR.read(data).samples) == 8


def test_a_question_is_right_only_if_every_rotation_is() -> None:
    turned = [*rotations(ASKED), *rotations(replace(ASKED, id="mmsi-2"))]
    lines = by_name(MMSI_CIRCULAR.averages(right_if(turned, [True] * 7 + [False])))
    assert lines["micro"] == 50.0
    always_b = MMSI_CIRCULAR.grade([(s, "B") for s in turned], "strict")
    assert by_name(MMSI_CIRCULAR.averages(list(zip(turned, always_b, strict=True))))["micro"] == 0.0


def test_a_question_of_which_a_rotation_was_not_answered_is_not_counted() -> None:
    turned = [*rotations(ASKED), *rotations(replace(ASKED, id="mmsi-2"))[:3]]
    (first, *_) = MMSI_CIRCULAR.averages(right_if(turned, [True] * 7))
    assert (first.value, first.of) == (100.0, 1)


def test_repeats_are_judged_one_by_one() -> None:
    turned = rotations(ASKED)
    twice = [*right_if(turned, [True] * 4), *right_if(turned, [True, True, False, True])]
    assert by_name(MMSI_CIRCULAR.averages(twice))["micro"] == 50.0
    both = [*right_if(turned, [True] * 4), *right_if([reversed_sample(s) for s in turned], [True] * 4)]
    assert by_name(MMSI_CIRCULAR.averages(both))["micro"] == 100.0
