"""VSI-Bench: its files, its scorers strict and as published, its averages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.small_files import by_name, json_lines, parquet, put, right_if, score, settings

from covis.benchmarks.records.media import CORRUPT, MISSING
from covis.benchmarks.vsi.benchmark import VSI, VSI_DEBIASED
from covis.errors import CovisError
from covis.prompts.sample import Sample

NUMBERS = {
    "object_counting": 565,
    "object_abs_distance": 834,
    "object_size_estimation": 953,
    "room_size_estimation": 288,
}
CHOICES = {
    "object_rel_distance": 710,
    "object_rel_direction_easy": 217,
    "object_rel_direction_medium": 378,
    "object_rel_direction_hard": 373,
    "route_planning": 194,
    "obj_appearance_order": 618,
}
ALL = {**NUMBERS, **CHOICES}


def row(identity: int, kind: str, **change: Any) -> dict[str, Any]:
    choice = kind in CHOICES
    return {
        "id": identity,
        "dataset": "scannet",
        "scene_name": f"scene{identity % 3}",
        "question_type": kind,
        "question": "Which is nearer?" if choice else "How many chairs are there?",
        "ground_truth": "B" if choice else "4",
        "options": ["A. sofa", "B. lamp", "C. bed"] if choice else None,
        **change,
    }


def write(folder: Path, rows: list[dict[str, Any]], name: str = "test.jsonl") -> Path:
    for k in range(3):
        put(folder / "scannet" / f"scene{k}.mp4", b"a clip")
    (json_lines if name.endswith("jsonl") else parquet)(folder / name, rows)
    return folder


def all_rows() -> list[dict[str, Any]]:
    kinds = [kind for kind, count in ALL.items() for _ in range(count)]
    return [row(k, kind) for k, kind in enumerate(kinds)]


def asked(kind: str, answer: str = "") -> Sample:
    choice = kind in CHOICES
    return Sample(
        id="vsi-1",
        scene="s",
        task="vsi",
        category=kind,
        images=(),
        question="Which is nearer?" if choice else "How many?",
        options=("sofa", "lamp", "bed") if choice else None,
        answer=answer or ("B" if choice else "2"),
        answer_kind="choice" if choice else "number",
        unit={"object_abs_distance": "m", "object_size_estimation": "cm"}.get(kind),
        video="v.mp4",
    )


CHOICE, COUNT = asked("object_rel_distance"), asked("object_counting")


# --- the files ----------------------------------------------------------------------------------------


def test_the_counts_add_up() -> None:
    assert sum(ALL.values()) == 5130


def test_the_official_file_is_accepted_and_no_other_number(tmp_path: Path) -> None:
    assert len(VSI.read(settings(write(tmp_path / "all", all_rows()))).samples) == 5130
    with pytest.raises(CovisError, match="617 instead of 618 of 'obj_appearance_order'"):
        VSI.read(settings(write(tmp_path / "cut", all_rows()[:-1])))


def read_some(folder: Path, *rows: dict[str, Any], **how: Any) -> Any:
    return VSI.read(settings(write(folder, list(rows)), any_size=True, **how))


def test_records_become_samples(tmp_path: Path) -> None:
    read = read_some(
        tmp_path / "some",
        row(0, "object_counting"),
        row(3, "obj_appearance_order"),
        row(6, "room_size_estimation"),
    )
    count, order, room = read.samples
    assert (count.id, count.answer, count.answer_kind, count.unit) == ("vsi-0", "4", "number", None)
    assert (count.video, count.images) == ("scannet/scene0.mp4", ())
    assert (order.options, order.answer) == (("sofa", "lamp", "bed"), "B")
    assert order.meta["one_way"] is True
    assert room.unit == "m2"
    assert {s.scene for s in read.samples} == {"scannet/scene0"}
    assert VSI.chance(order) == pytest.approx(1 / 3)
    assert VSI.chance(count) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question_type": "object_color"}, "'question_type' must be one of"),
        ({"options": ["sofa", "lamp"]}, "'options' must be lettered in order"),
        ({"options": ["B. sofa", "A. lamp"]}, "'options' must be lettered in order"),
        ({"options": None}, "'options' is missing"),
        ({"ground_truth": "lamp"}, "'ground_truth' must be the letter"),
        ({"scene_name": "../x"}, "no path below"),
    ],
)
def test_a_wrong_record_is_one_sentence(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(CovisError, match=says) as caught:
        read_some(tmp_path / "some", row(0, "object_counting"), {**row(1, "object_rel_distance"), **change})
    assert "row 2" in str(caught.value)


def test_clips_that_are_not_there_stop_or_are_counted(tmp_path: Path) -> None:
    put(tmp_path / "some" / "scannet" / "empty.mp4", b"")
    rows = [row(k, "object_counting") for k in range(3)]
    rows[1]["scene_name"], rows[2]["scene_name"] = "lost", "empty"
    with pytest.raises(CovisError, match=r"lost\.mp4 is missing"):
        read_some(tmp_path / "some", *rows)
    read = read_some(tmp_path / "some", *rows, missing="skip")
    assert (len(read.samples), read.left_out[MISSING], read.left_out[CORRUPT]) == (1, 1, 1)


# --- debiased -----------------------------------------------------------------------------------------


def test_debiased_is_the_full_file_without_the_pruned_ids(tmp_path: Path) -> None:
    data = write(tmp_path / "all", all_rows())
    with pytest.raises(CovisError, match=r"neither test_debiased\.parquet nor pruned_ids\.txt"):
        VSI_DEBIASED.read(settings(data))
    put(data / "pruned_ids.txt", "\n".join(str(k) for k in range(0, 5130, 2)).encode())
    read = VSI_DEBIASED.read(settings(data))
    assert len(read.samples) == 2565
    assert all(int(s.id.removeprefix("vsi-")) % 2 for s in read.samples)


def test_debiased_is_read_from_its_own_file_first(tmp_path: Path) -> None:
    data = write(tmp_path / "all", all_rows()[::2], "test_debiased.parquet")
    assert len(VSI_DEBIASED.read(settings(data)).samples) == 2565
    put(data / "pruned_ids.txt", b"0\n2\n")
    with pytest.raises(CovisError, match=r"is among those in pruned_ids\.txt"):
        VSI_DEBIASED.read(settings(data))


def test_what_cannot_be_debiased_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="5,130 questions, which is not VSI-Bench without"):
        VSI_DEBIASED.read(settings(write(tmp_path / "all", all_rows(), "test_debiased.parquet")))
    pruned = write(tmp_path / "pruned", all_rows()[:9], "test_pruned.parquet")
    with pytest.raises(CovisError, match="that were pruned, not those"):
        VSI_DEBIASED.read(settings(pruned / "test_pruned.parquet"))
    few = [row(k, "object_counting") for k in range(3)]
    with pytest.raises(CovisError, match="too many or none of"):
        VSI_DEBIASED.read(settings(write(tmp_path / "few", few, "test_debiased.parquet")))
    some = write(tmp_path / "some", few, "test_debiased.parquet")
    assert len(VSI_DEBIASED.read(settings(some, any_size=True)).samples) == 3


# --- scoring ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("B", 1, 1),
        ("b.", 1, 1),
        ("B because it is", 0, 1),  # only what stands before the first space
        ("(B)", 1, 0),
        ("B, because", 0, 0),
        ("B\nbecause", 0, 0),
        ("lamp", 1, 0),
        ("", 0, 0),
        ("B or C", 0, 1),
    ],
)
def test_choices(reply: str, strict: float, published: float) -> None:
    assert score(VSI, CHOICE, reply, "harness") == published
    assert score(VSI, CHOICE, reply, "strict") in ({strict} if "because" not in reply else {0.0, 1.0})


@pytest.mark.parametrize(
    ("reply", "strict", "published"),
    [
        ("1.9", 1.0, 1.0),
        ("1.8", 0.9, 0.9),
        ("1.5", 0.6, 0.6),
        ("1", 0.1, 0.1),
        ("4", 0.0, 0.0),
        ("two", 1.0, 0.0),
        ("about 2", 1.0, 0.0),
        ("2.", 1.0, 1.0),
        ("2 or 3", 0.0, 1.0),
        ("nan", 0.0, 0.0),
        ("inf", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_numbers(reply: str, strict: float, published: float) -> None:
    assert score(VSI, COUNT, reply, "strict") == pytest.approx(strict)
    assert score(VSI, COUNT, reply, "harness") == pytest.approx(published)


def test_units_are_read_strictly_and_not_as_published() -> None:
    metres = asked("object_abs_distance")
    assert score(VSI, metres, "200 cm", "strict") == 1.0
    assert score(VSI, metres, "200 cm", "harness") == 0.0
    assert score(VSI, metres, "2 m", "harness") == 1.0


@given(st.text(max_size=200))
def test_no_reply_breaks_any_rule(reply: str) -> None:
    for rules in ("strict", "harness"):
        for sample in (CHOICE, COUNT):
            found = score(VSI, sample, reply, rules)
            assert found is not None
            assert 0 <= found <= 1


# --- averages -----------------------------------------------------------------------------------------


def test_three_directions_are_one_of_eight() -> None:
    kinds = list(ALL)
    right = [kind.startswith("object_rel_direction") for kind in kinds]
    lines = by_name(VSI.averages(right_if([asked(kind) for kind in kinds], right)))
    assert lines["macro over types"] == pytest.approx(100 / 8)
    assert lines["micro"] == pytest.approx(100 * 3 / 10)
    assert lines["object_rel_direction"] == 100.0


def test_directions_count_equally_whatever_their_numbers() -> None:
    easy, hard = asked("object_rel_direction_easy"), asked("object_rel_direction_hard")
    lines = by_name(VSI.averages(right_if([easy, easy, easy, hard], [True, True, True, False])))
    assert lines["object_rel_direction"] == lines["macro over types"] == 50.0
    assert lines["micro"] == 75.0


def test_the_question_says_that_pictures_are_frames() -> None:
    assert VSI.question(CHOICE).startswith(
        "The pictures are frames of one video, in order.\nWhich is nearer?\nA. sofa"
    )
    assert VSI.question(asked("object_abs_distance")).endswith("in metres.")
