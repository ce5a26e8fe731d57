"""MindCube: its file, its scorers strict and as published, its averages."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, json_lines, picture, put, right_if, score, settings

from covis.benchmarks.mindcube.benchmark import MINDCUBE, MINDCUBE_TINY
from covis.benchmarks.mindcube.harness import published_letter
from covis.benchmarks.mindcube.settings import setting_of
from covis.benchmarks.records.media import MISSING
from covis.errors import CovisError
from covis.prompts.sample import Sample

FOLDER = "other_all_image/among/x"
QUESTION = "Based on these views, what is behind the sofa? A. window B. lamp C. bed D. door"
TINY = {"rotation": 200, "among": 600, "around": 250}
FULL = {"rotation": 1081, "among": 18204, "around": 1869}
ASKED = Sample(
    "mindcube-among_q1",
    "s",
    "mindcube",
    "among",
    ("1.png",),
    "What is behind the sofa?",
    ("window", "lamp", "bed", "door"),
    "B",
    "choice",
)


def row(identity: str, **change: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "category": ["perspective taking"],
        "type": "2_frame",
        "meta_info": [],
        "question": QUESTION,
        "images": [f"{FOLDER}/1.png", f"{FOLDER}/2.png"],
        "gt_answer": "B",
        **change,
    }


def write(data: Path, rows: list[dict[str, Any]], name: str = "MindCube_tinybench") -> Path:
    for k in (1, 2):
        put(data / FOLDER / f"{k}.png", picture(k))
    json_lines(data / "raw" / f"{name}.jsonl", rows)
    return data


def many(counts: dict[str, int]) -> list[dict[str, Any]]:
    rows = [row(f"{setting}_group{k}_q1") for setting, count in counts.items() for k in range(count)]
    random.Random(0).shuffle(rows)
    return rows


# --- the file -----------------------------------------------------------------------------------------


def test_the_official_tiny_set_is_accepted_and_no_other_number(tmp_path: Path) -> None:
    data = write(tmp_path / "data", many(TINY))
    assert len(MINDCUBE_TINY.read(settings(data)).samples) == 1050
    cut = write(tmp_path / "cut", many({**TINY, "among": 599}))
    with pytest.raises(CovisError, match="599 instead of 600 of 'among'"):
        MINDCUBE_TINY.read(settings(cut))
    assert len(MINDCUBE_TINY.read(settings(cut, any_size=True)).samples) == 1049


def test_the_official_full_set_is_accepted_and_the_tiny_one_is_not_it(tmp_path: Path) -> None:
    data = write(tmp_path / "data", many(FULL), "MindCube")
    assert len(MINDCUBE.read(settings(data)).samples) == 21154
    with pytest.raises(CovisError, match="21,154 questions, but 1,050"):
        MINDCUBE.read(settings(write(tmp_path / "tiny", many(TINY), "MindCube")))


def read_some(data: Path, *rows: dict[str, Any], **how: Any) -> Any:
    return MINDCUBE_TINY.read(settings(write(data, list(rows)), any_size=True, **how))


def test_records_become_samples(tmp_path: Path) -> None:
    read = read_some(tmp_path / "data", row("among_group9_q1"), row("aroundnew_2_q3"))
    first, second = read.samples
    assert (first.id, first.category, first.answer) == ("mindcube-among_group9_q1", "among", "B")
    assert first.question == "Based on these views, what is behind the sofa?"
    assert first.options == ("window", "lamp", "bed", "door")
    assert first.meta["original"] == QUESTION
    assert first.images == (f"{FOLDER}/1.png", f"{FOLDER}/2.png")
    assert read.root == tmp_path / "data"
    assert second.category == "around"
    assert first.scene == second.scene == FOLDER, "questions about the same views are of one scene"


def test_pictures_that_all_lie_in_one_folder_make_no_scene(tmp_path: Path) -> None:
    put(tmp_path / "data" / "all" / "1.png", picture())
    flat = [row(f"among_group{g}_q{q}", images=["all/1.png"]) for g in (1, 2) for q in (1, 2)]
    read = read_some(tmp_path / "data", *flat)
    assert [s.scene for s in read.samples] == ["among_group1"] * 2 + ["among_group2"] * 2


def test_a_file_is_read_where_it_lies_and_media_from_where_it_is_said(tmp_path: Path) -> None:
    data = write(tmp_path / "data", [row("among_1_q1")])
    file = data / "raw" / "MindCube_tinybench.jsonl"
    assert MINDCUBE_TINY.read(settings(file, any_size=True)).root == data
    moved = put(tmp_path / "elsewhere.jsonl", file.read_bytes())
    assert MINDCUBE_TINY.read(settings(moved, media=data, any_size=True)).root == data


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gt_answer": "lamp"}, "'gt_answer' must be the letter"),
        ({"gt_answer": None}, "'gt_answer' is missing"),
        ({"images": []}, "'images' must be a list"),
        ({"images": ["../1.png"]}, "'images' is '../1.png', which is no path below"),
        ({"images": ["x/9.png"]}, r"9\.png is missing"),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(CovisError, match=says) as caught:
        read_some(tmp_path / "data", row("among_1_q1"), row("among_2_q1", **change))
    assert "row 2" in str(caught.value)


def test_missing_pictures_may_be_skipped(tmp_path: Path) -> None:
    rows = [row("among_1_q1"), row("among_2_q1", images=["x/9.png"])]
    read = read_some(tmp_path / "data", *rows, missing="skip")
    assert read.left_out[MISSING] == len(read.samples) == 1


def test_settings_are_found_in_ids_as_the_authors_do() -> None:
    names = ("Rotation_1", "aroundnew_3", "among_x", "translation_1", "among_around_1", "x")
    assert [setting_of(name) for name in names] == [
        *("rotation", "around", "among", "translation", "around", "other")
    ]


# --- scoring ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("<answer>B</answer>", 1, 1),
        ("<answer>B. lamp</answer>", 1, 1),
        ("B", 1, 1),
        ("The answer is B.", 1, 1),
        ("I rule out A and D.\n<answer>B</answer>", 1, 0),  # the last letter before a full stop wins
        ("I rule out vitamin D. So: B", 0, 0),
        ("<answer>B</answer> (not view C )", 0, 0),  # a letter before a space wins over one in tags
        ("<Answer>my answer is B</Answer>", 0, 1),
        ("", 0, 0),
        ("A or B", 0, 1),  # the last one wins
        ("lamp", 1, 0),
    ],
)
def test_replies(reply: str, strict: float, published: float) -> None:
    assert score(MINDCUBE, ASKED, reply, "strict") == strict
    assert score(MINDCUBE, ASKED, reply, "harness") == published


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("Not A. Maybe C. Or D.", "D"),
        ("USA. is no answer", "A"),  # even at the end of a word
        ("<Answer>The answer is C</Answer> but E", "C"),
        ('I take "C"', "C"),
        ("Answer: D!", "D"),
        ("(B)", "B"),
        ("the first line has (B)\nthe second (C)", "C"),
        ("A man stands there", "A"),
        ("nothing here", None),
        ("F.", None),
    ],
)
def test_the_authors_rule_finds_what_it_finds(reply: str, letter: str | None) -> None:
    assert published_letter(reply) == letter


@given(st.text(max_size=200))
def test_no_reply_breaks_any_rule(reply: str) -> None:
    for rules in ("strict", "harness"):
        assert score(MINDCUBE, ASKED, reply, rules) in (0.0, 1.0)
    assert published_letter(reply) in {None, *"ABCDE"}


# --- averages -----------------------------------------------------------------------------------------


def test_micro_leaves_translation_out_and_macro_counts_settings() -> None:
    def of(setting: str) -> Sample:
        return Sample(setting, "s", "mindcube", setting, (), "Q?", ("x", "y"), "A", "choice")

    graded = right_if(
        [of("among")] * 3 + [of("rotation"), of("translation")], [True, True, True, False, False]
    )
    lines = by_name(MINDCUBE.averages(graded))
    assert lines["micro"] == 75.0
    assert lines["macro over settings"] == 50.0
    assert lines["translation (in no average)"] == 0.0
    assert (lines["among"], lines["rotation"]) == (100.0, 0.0)


def test_the_question_asks_for_one_letter_in_tags() -> None:
    text = MINDCUBE.question(ASKED)
    assert text.endswith("between <answer> and </answer>.")
    assert "B. lamp" in text
    assert MINDCUBE.chance(ASKED) == 0.25
