"""SPAR-Bench: its file, its scorers strict and as published, its averages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, parquet, picture, right_if, score, settings

from covis.benchmarks.records.count import NOT_HERE
from covis.benchmarks.records.media import CORRUPT, MISSING
from covis.benchmarks.spar.benchmark import SPAR, SPAR_MV, SPAR_TINY
from covis.benchmarks.spar.tasks import HIGH, LOW, MIDDLE, MULTI_VIEW, TASKS
from covis.benchmarks.spar.view_change import motion_text, published_score, score_motion
from covis.errors import CovisError
from covis.prompts.sample import Sample

PNG = picture()
ONE = [{"bytes": PNG, "path": "1.png"}]
TRUTH = "move_left:0.2,move_up:0,move_forward:1,rotate_up:5,rotate_right:20"
KNOWN = {
    "obj_spatial_relation_oc_mv": 400,
    "obj_spatial_relation_oo_mv": 361,
    "spatial_imagination_oc_mv": 344,
    "spatial_imagination_oo_mv": 357,
}


def row(identity: int, task: str, **change: Any) -> dict[str, Any]:
    """A record as the file has it: kind of answer by its task."""
    question, answer = "Which box is it? A. sofa B. lamp C. bed D. door", "B"
    if task in LOW:
        question, answer = "How deep is the lamp, in meters?", "2"
    elif task == "view_change_infer":
        question, answer = "How did the camera move?", TRUTH
    return {
        "id": identity,
        "img_type": "multi_view",
        "format_type": "select",
        "task": task,
        "source": "scannet",
        "image": [{"bytes": PNG, "path": "1.png"}, {"bytes": picture(1), "path": "2.png"}],
        "question": question,
        "answer": answer,
        **change,
    }


def write(folder: Path, rows: list[dict[str, Any]]) -> Path:
    parquet(folder / "data" / "test-00000-of-00001.parquet", rows)
    return folder


def sample(task: str) -> Sample:
    spoken = row(1, task)
    choice = task not in (*LOW, "view_change_infer")
    return Sample(
        id="spar-1",
        scene="s",
        task="spar",
        category=task,
        images=("1.png",),
        question="Which box is it?" if choice else spoken["question"],
        options=("sofa", "lamp", "bed", "door") if choice else None,
        answer=spoken["answer"],
        answer_kind="choice" if choice else "number" if task in LOW else "text",
        unit="m" if task in LOW else None,
    )


SELECT, SINGLE, MULTI = (
    sample(t) for t in ("spatial_imagination_oo", "depth_prediction_oc", "depth_prediction_oc_mv")
)
MOTION = sample("view_change_infer")


# --- the file -----------------------------------------------------------------------------------------


def test_the_tasks_are_those_of_three_levels_and_of_several_views() -> None:
    assert (len(LOW), len(MIDDLE), len(HIGH), len(set(TASKS))) == (8, 3, 9, 20)
    levels = [sum(task in level for task in MULTI_VIEW) for level in (LOW, MIDDLE, HIGH)]
    assert levels == [4, 3, 5]


def test_the_official_number_of_questions_is_accepted_and_no_other(tmp_path: Path) -> None:
    others = [task for task in TASKS if task not in KNOWN]
    tasks = [task for task, count in KNOWN.items() for _ in range(count)]
    tasks += [others[k % len(others)] for k in range(7207 - len(tasks))]
    rows = [row(k, task, image=ONE) for k, task in enumerate(tasks)]
    read = SPAR.read(settings(write(tmp_path / "full", rows)))
    assert len(read.samples) == 7207
    assert len(list(read.root.iterdir())) == 1, "equal pictures are unpacked once"
    several = SPAR_MV.read(settings(tmp_path / "full"))
    assert {s.category for s in several.samples} == set(MULTI_VIEW)
    short = write(tmp_path / "short", rows[:-1])
    for benchmark in (SPAR, SPAR_MV):
        with pytest.raises(CovisError, match="7,207 questions, but 7,206"):
            benchmark.read(settings(short))


def test_a_part_is_read_on_purpose_and_told(tmp_path: Path) -> None:
    read = read_some(tmp_path, row(1, "position_matching"))
    assert (len(read.samples), read.left_out) == (1, {NOT_HERE: 7206})


def test_a_wrong_number_in_a_task_of_known_size_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "x", [row(k, TASKS[k % 20], image=ONE) for k in range(7207)])
    with pytest.raises(CovisError, match="instead of 400 of 'obj_spatial_relation_oc_mv'"):
        SPAR.read(settings(data))
    assert not (tmp_path / "unpacked").exists(), "nothing is unpacked of a wrong file"


def test_the_tiny_set_has_fifty_of_each_task(tmp_path: Path) -> None:
    rows = [row(20 * k + j, task) for k in range(50) for j, task in enumerate(TASKS)]
    assert len(SPAR_TINY.read(settings(write(tmp_path / "tiny", rows))).samples) == 1000
    with pytest.raises(CovisError, match="49 instead of 50"):
        SPAR_TINY.read(settings(write(tmp_path / "cut", rows[1:])))


def test_a_file_of_several_views_alone_needs_all_twelve_tasks(tmp_path: Path) -> None:
    tasks = [task for task, count in KNOWN.items() for _ in range(count)]
    tasks += [task for task in MULTI_VIEW if task not in KNOWN]
    rows = [row(k, task, image=ONE) for k, task in enumerate(tasks)]
    assert len(SPAR_MV.read(settings(write(tmp_path / "mv", rows))).samples) == len(rows)
    with pytest.raises(CovisError, match="holds no questions of"):
        SPAR_MV.read(settings(write(tmp_path / "cut", rows[:-1])))


def read_some(tmp_path: Path, *rows: dict[str, Any], missing: Any = "stop") -> Any:
    data = write(tmp_path / "some", list(rows))
    return SPAR.read(settings(data, any_size=True, missing=missing))


def test_records_become_samples(tmp_path: Path) -> None:
    choice, number, motion = read_some(
        tmp_path, row(1, "position_matching"), row(2, "depth_prediction_oo_mv"), row(3, "view_change_infer")
    ).samples
    assert (choice.id, choice.answer_kind, choice.answer) == ("spar-1", "choice", "B")
    assert (choice.question, choice.options) == ("Which box is it?", ("sofa", "lamp", "bed", "door"))
    assert choice.meta["original"] == "Which box is it? A. sofa B. lamp C. bed D. door"
    assert len(choice.images) == 2
    assert (number.answer_kind, number.answer, number.unit) == ("number", "2", "m")
    assert (motion.answer_kind, motion.answer) == ("text", TRUTH)
    assert choice.scene == number.scene, "questions about the same pictures are of one scene"
    assert motion.meta["one_way"] is True
    assert [SPAR.chance(s) for s in (choice, number, motion)] == [0.25, None, None]


def test_an_answer_in_centimetres_has_that_unit(tmp_path: Path) -> None:
    (number,) = read_some(tmp_path, row(1, LOW[0], question="How many centimeters deep is it?")).samples
    assert number.unit == "cm"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"task": "new_task"}, "'task' must be one of"),
        ({"answer": "two"}, "'answer' must be the letter"),
        ({"question": " "}, "'question' must be a text"),
        ({"task": "depth_prediction_oc", "answer": "far"}, "'answer' must be a number"),
        ({"task": "view_change_infer", "answer": "left"}, "'answer' must be motions"),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(CovisError, match=f"row 2: {says}"):
        read_some(
            tmp_path,
            row(1, "position_matching"),
            {**row(2, change.get("task", "position_matching")), **change},
        )


def test_another_version_of_the_file_is_refused(tmp_path: Path) -> None:
    renamed = {("type" if k == "task" else k): v for k, v in row(1, LOW[0]).items()}
    with pytest.raises(CovisError, match=r"'task' is missing.*another version"):
        read_some(tmp_path, renamed)


def test_pictures_that_are_not_whole_stop_or_are_counted(tmp_path: Path) -> None:
    rows = [
        row(1, LOW[0]),
        row(2, LOW[0], image=[{"bytes": PNG[:-20], "path": "x"}]),
        row(3, LOW[0], image=[{"bytes": None, "path": "x"}]),
    ]
    with pytest.raises(CovisError, match="row 2: 'image'"):
        read_some(tmp_path, *rows)
    read = read_some(tmp_path, *rows, missing="skip")
    assert [s.id for s in read.samples] == ["spar-1"]
    assert (read.left_out[CORRUPT], read.left_out[MISSING]) == (1, 1)


# --- scoring ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("B", 1, 1),
        ("b", 1, 1),
        ("B. lamp", 1, 1),
        ("", 0, 1),  # a part of every letter
        ("Behind the sofa", 0, 1),  # begins with its character
        ("A", 0, 0),
        ("(B)", 1, 0),
        ("The answer is B", 1, 0),
        ("B or C", 0, 1),
        (" B", 1, 0),
    ],
)
def test_choices(reply: str, strict: float, published: float) -> None:
    assert score(SPAR, SELECT, reply, "strict") == strict
    assert score(SPAR, SELECT, reply, "harness") == published


@pytest.mark.parametrize(
    ("question", "reply", "strict", "published"),
    [
        (SINGLE, "1.8", 0.9, 0.9),
        (SINGLE, "1.8 or 4", 0.0, 0.9),  # the first one counts
        (MULTI, "1.8 or 4", 0.0, 0.0),  # the last one counts
        (MULTI, "4, no: 1.8", 0.0, 0.9),
        (SINGLE, "-2", 0.0, 1.0),  # signs are not seen
        (SINGLE, "180 cm", 0.9, 0.0),
        (SINGLE, "", 0.0, 0.0),
        (MULTI, "", 0.0, 0.0),
        (SINGLE, "far", 0.0, 0.0),
    ],
)
def test_numbers(question: Sample, reply: str, strict: float, published: float) -> None:
    assert score(SPAR, question, reply, "strict") == pytest.approx(strict)
    assert score(SPAR, question, reply, "harness") == pytest.approx(published)


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        (TRUTH, 1.0, 1.0),
        ("move_right:-0.2,move_forward:1,rotate_up:5,rotate_right:20", 0.0, 1.0),
        # Axis by axis: left/right, up/down, forward/back, right/left, up/down.
        ("move_left:0.2,move_forward:2,rotate_up:5,rotate_right:20", 0.8, (1 + 1 + 0.1 + 1 + 1) / 5),
        ("move_left:0.2,move_forward:0.5,rotate_up:5,rotate_right:20", (4 + 0.1) / 5, 0.8),
        ("I think: " + TRUTH, 1.0, 0.0),
        ("", 0.0, 0.0),
        ("move_left:0.2 and more", 0.0, 0.0),
        (f"{TRUTH}\nor {TRUTH.replace('20', '10')}", 0.0, 0.0),
        ("move_left:0.2,move_left:0.2", 0.0, 0.4),
    ],
)
def test_motions(reply: str, strict: float, published: float) -> None:
    assert score(SPAR, MOTION, reply, "strict") == pytest.approx(strict)
    assert score(SPAR, MOTION, reply, "harness") == pytest.approx(published)


def test_errors_of_motions_are_relative_to_the_truth_and_as_published_to_the_reply() -> None:
    # 1 for 2 is off by half of the truth, but by all of what was answered.
    assert score_motion("move_up:1", "move_up:2") == pytest.approx((4 + 0.1) / 5)
    assert published_score("move_up:1", "move_up:2") == pytest.approx(4 / 5)
    assert published_score("move_up:2", "move_up:1") == pytest.approx((4 + 0.1) / 5)


def test_opposite_motions_are_one_axis() -> None:
    assert score_motion("move_up:3,move_down:1", "move_up:2") == 1.0
    assert score_motion("rotate_left:5", "rotate_right:5") == pytest.approx(4 / 5)


def test_an_axis_of_zero_is_measured_absolutely() -> None:
    assert score_motion("move_up:0.3", "move_up:0") == pytest.approx((4 + 0.5) / 5)


AMOUNTS = st.dictionaries(
    st.sampled_from(["move_left", "move_up", "move_forward", "rotate_up", "rotate_right"]),
    st.integers(0, 50).map(lambda n: n / 10),
    min_size=1,
)


@given(AMOUNTS)
def test_what_is_right_scores_all(motions: dict[str, float]) -> None:
    text = ",".join(f"{name}:{amount}" for name, amount in motions.items())
    assert motion_text(f"The motion is {text}.").value == text
    assert score_motion(text, text) == published_score(text, text) == 1.0


@given(st.text(max_size=120))
def test_no_reply_breaks_any_rule(reply: str) -> None:
    for asked in (SELECT, SINGLE, MULTI, MOTION):
        for rules in ("strict", "harness"):
            (grade,) = SPAR.grade([(asked, reply)], rules)
            assert grade.score is not None
            assert 0 <= grade.score <= 1


@given(st.text(alphabet="move_leftrotup:,0123456789. -einfa", max_size=60))
def test_no_motions_break_any_rule(reply: str) -> None:
    assert 0 <= published_score(reply, TRUTH) <= 1
    reading = motion_text(reply)
    assert reading.value is None or 0 <= score_motion(reading.value, TRUTH) <= 1


def test_an_empty_reply_is_told_apart_from_a_wrong_one_in_strict_reading() -> None:
    for asked in (SELECT, SINGLE, MOTION):
        (grade,) = SPAR.grade([(asked, "")], "strict")
        assert grade.unreadable
        assert grade.value is None


# --- averages -----------------------------------------------------------------------------------------


def test_levels_are_macro_and_the_average_of_all_is_not_theirs() -> None:
    asked = [sample(task) for task in TASKS]
    lines = by_name(SPAR.averages(right_if(asked, [task in LOW for task in TASKS])))
    assert (lines["level: low"], lines["level: middle"], lines["level: high"]) == (100.0, 0.0, 0.0)
    assert lines["macro over tasks"] == pytest.approx(100 * 8 / 20)
    assert lines["several views: macro over tasks"] == pytest.approx(100 * 4 / 12)


def test_macro_and_micro_differ_where_tasks_have_different_sizes() -> None:
    asked = [sample("position_matching")] * 3 + [sample("depth_prediction_oc")]
    lines = by_name(SPAR_MV.averages(right_if(asked, [True, True, True, False])))
    assert (lines["macro over tasks"], lines["micro"]) == (50.0, 75.0)
    assert lines["several views: micro"] == 100.0


def test_of_several_views_alone_nothing_is_said_twice() -> None:
    lines = by_name(SPAR_MV.averages(right_if([sample("position_matching")], [True])))
    assert next(iter(lines)) == "micro"
    assert not [name for name in lines if name.startswith("several views")]


def test_questions_say_how_to_answer() -> None:
    assert "thousandths" in SPAR.question(sample("position_matching"))
    assert "thousandths" not in SPAR.question(SELECT)
    assert SPAR.question(SELECT).count("B. lamp") == 1
    assert SPAR.question(SINGLE).endswith("in metres.")
    assert SPAR.question(MOTION) == MOTION.question
