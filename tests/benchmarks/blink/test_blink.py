"""BLINK's four tasks: their files, scorers strict and as published, averages, predictions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, parquet, picture, right_if, score, settings

from covis.benchmarks.blink.benchmark import BLINK
from covis.benchmarks.blink.harness import published_letter
from covis.benchmarks.blink.tasks import VAL
from covis.benchmarks.metrics.averages import macro, micro, per_class
from covis.benchmarks.records.count import NOT_HERE
from covis.errors import CovisError
from covis.prompts.sample import Sample

SIZES = {
    "Multi-view_Reasoning": 133,
    "Visual_Correspondence": 172,
    "Semantic_Correspondence": 139,
    "Functional_Correspondence": 130,
}
GPT4O_RIGHT = {
    "Visual_Similarity": 98,
    "Counting": 59,
    "Relative_Depth": 92,
    "Jigsaw": 83,
    "Art_Style": 97,
    "Functional_Correspondence": 53,
    "Semantic_Correspondence": 75,
    "Spatial_Relation": 99,
    "Object_Localization": 73,
    "Visual_Correspondence": 129,
    "Multi-view_Reasoning": 79,
    "Relative_Reflectance": 50,
    "Forensic_Detection": 105,
    "IQ_Test": 47,
}
"""How many validation questions of each of the fourteen tasks GPT-4o answered rightly, as published."""

ASKED = Sample(
    "blink-val_Visual_Correspondence_1",
    "s",
    "blink",
    "Visual_Correspondence",
    ("1.png", "2.png"),
    "Which point on the second image is the one marked on the first?",
    ("Point A", "Point B", "Point C", "Point D"),
    "B",
    "choice",
    meta={"idx": "val_Visual_Correspondence_1"},
)


def row(task: str, number: int, split: str = "val", **change: Any) -> dict[str, Any]:
    left_right = task == "Multi-view_Reasoning"
    return {
        "idx": f"{split}_{task}_{number}",
        "question": "Which way did the camera turn?" if left_right else "Which point is it?",
        "sub_task": task,
        "image_1": {"bytes": picture(), "path": "1.jpg"},
        "image_2": {"bytes": picture(1), "path": "2.jpg"},
        "image_3": None,
        "image_4": None,
        "choices": ["left", "right"] if left_right else ["Point A", "Point B", "Point C", "Point D"],
        "answer": "(B)" if split == "val" else "hidden",
        "prompt": "Which? (A) ... (B) ...",
        **change,
    }


def write(folder: Path, counts: dict[str, int], split: str = "val", **change: Any) -> Path:
    for task, count in counts.items():
        rows = [row(task, k, split, **change) for k in range(1, count + 1)]
        parquet(folder / task / f"{split}-00000-of-00001.parquet", rows)
    return folder


# --- the files ----------------------------------------------------------------------------------------


def test_the_official_files_are_accepted_and_no_other_number(tmp_path: Path) -> None:
    read = BLINK.read(settings(write(tmp_path / "all", SIZES)))
    assert Counter(s.category for s in read.samples) == SIZES
    with pytest.raises(CovisError, match="129 instead of 130 of 'Functional_Correspondence'"):
        BLINK.read(settings(write(tmp_path / "cut", {**SIZES, "Functional_Correspondence": 129})))


def test_a_task_that_is_missing_is_named(tmp_path: Path) -> None:
    data = write(tmp_path / "some", {"Visual_Correspondence": 2})
    with pytest.raises(CovisError, match="no val questions of Multi-view_Reasoning, Semantic"):
        BLINK.read(settings(data))
    read = BLINK.read(settings(data, any_size=True))
    assert (len(read.samples), read.left_out) == (2, {NOT_HERE: 572})


@pytest.mark.parametrize("named", ["file", "empty"])
def test_what_is_no_folder_of_tasks_is_refused(tmp_path: Path, named: str) -> None:
    file = parquet(tmp_path / "empty" / "x.parquet", [row("Visual_Correspondence", 1)])
    with pytest.raises(CovisError, match=r"is no folder|holds no questions of BLINK"):
        BLINK.read(settings(file if named == "file" else file.parent))


def test_records_become_samples(tmp_path: Path) -> None:
    data = write(tmp_path / "some", {"Multi-view_Reasoning": 1, "Visual_Correspondence": 1})
    turn, point = BLINK.read(settings(data, any_size=True)).samples
    assert (turn.id, turn.answer, turn.options) == (
        "blink-val_Multi-view_Reasoning_1",
        "B",
        ("left", "right"),
    )
    assert (turn.meta["one_way"], point.meta.get("one_way")) == (True, None)
    assert (len(point.images), point.meta["original"]) == (2, "Which? (A) ... (B) ...")
    assert (BLINK.chance(turn), BLINK.chance(point)) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"answer": "right"}, "'answer' must be the letter"),
        ({"choices": []}, "'choices' must be a list"),
        ({"image_1": None, "image_2": None}, "'image_1' holds no picture"),
        ({"prompt": ""}, "'prompt' must be a text"),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    data = write(tmp_path / "some", {"Visual_Correspondence": 1}, **change)
    with pytest.raises(CovisError, match=f"row 1: {says}"):
        BLINK.read(settings(data, any_size=True))


def test_hidden_answers_have_no_score_but_predictions(tmp_path: Path) -> None:
    counts = {**SIZES, "Semantic_Correspondence": 140}
    samples = BLINK.read(settings(write(tmp_path / "test", counts, "test"))).samples
    assert len(samples) == 575
    replies = [(sample, "A" if k else "no idea") for k, sample in enumerate(samples)]
    graded = list(zip(samples, BLINK.grade(replies, "strict"), strict=True))
    assert {grade.score for _, grade in graded} == {None}
    assert BLINK.averages(graded) == []
    assert BLINK.submission is not None
    predictions = BLINK.submission(graded)
    assert isinstance(predictions, dict)
    assert list(predictions.items())[:2] == [
        ("test_Multi-view_Reasoning_1", "(Z)"),
        ("test_Multi-view_Reasoning_2", "(A)"),
    ]
    assert json.loads(json.dumps(predictions)) == predictions


# --- scoring ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("(B)", 1, 1),
        ("b", 1, 1),
        ("B. Point B", 1, 1),
        ("Point B", 1, 0),  # P comes first
        ("The answer is (B)", 1, 0),
        ("Behind the wheel it is A", 0, 1),
        ("**B**", 1, 0),
        ("", 0, 0),
        ("A or B", 0, 0),
    ],
)
def test_replies(reply: str, strict: float, published: float) -> None:
    assert score(BLINK, ASKED, reply, "strict") == strict
    assert score(BLINK, ASKED, reply, "harness") == published


def test_the_published_rule_takes_the_first_letter() -> None:
    assert [published_letter(text) for text in (" ((c", "The REF is", "1. B", "")] == ["C", "T", None, None]


@given(st.text(max_size=200))
def test_no_reply_breaks_any_rule(reply: str) -> None:
    for rules in ("strict", "harness"):
        assert score(BLINK, ASKED, reply, rules) in (0.0, 1.0)


# --- averages -----------------------------------------------------------------------------------------


def answers(data: Path) -> dict[str, str]:
    file = data / "blink" / "val_answers.json"
    if not file.is_file():
        pytest.skip(f"no {file}; name the folder of recorded data in COVIS_DATA")
    found: dict[str, str] = json.loads(file.read_text())
    return found


def task_of(idx: str) -> str:
    return idx.removeprefix("val_").rsplit("_", 1)[0]


def test_the_official_answers_have_our_sizes(covis_data: Path) -> None:
    sizes = Counter(map(task_of, answers(covis_data)))
    assert {task: sizes[task] for task in VAL} == dict(VAL) == SIZES
    assert sum(sizes.values()) == 1901


def test_averages_of_gpt_4o_are_those_published(covis_data: Path) -> None:
    """Over all fourteen tasks: macro 60.04, micro 59.92; on our four 59.4, 75.0, 54.0 and 40.8."""
    seen: Counter[str] = Counter()
    samples, right = [], []
    for idx in answers(covis_data):
        task = task_of(idx)
        samples.append(Sample(idx, "s", "blink", task, (), "Q?", ("x", "y"), "A", "choice"))
        right.append(seen[task] < GPT4O_RIGHT[task])
        seen[task] += 1
    graded = right_if(samples, right)
    tasks = per_class(graded, lambda s: s.category)
    assert len(tasks) == 14
    assert round(macro("macro", tasks)[0].value, 2) == 60.04
    assert round(micro("micro", graded)[0].value, 2) == 59.92
    four = by_name(BLINK.averages([(s, g) for s, g in graded if s.category in VAL]))
    assert [round(four[task], 1) for task in SIZES] == [59.4, 75.0, 54.0, 40.8]
    assert four["macro over tasks"] == pytest.approx(sum(four[task] for task in SIZES) / 4)


def test_the_official_answers_are_letters_that_are_read(covis_data: Path) -> None:
    ours = {idx: answer for idx, answer in answers(covis_data).items() if task_of(idx) in VAL}
    assert {published_letter(answer) for answer in ours.values()} <= set("ABCD")
    for answer in sorted(set(ours.values())):
        asked = Sample("i", "s", "blink", "x", (), "Q?", ASKED.options, answer.strip("()"), "choice")
        assert score(BLINK, asked, answer) == 1.0
