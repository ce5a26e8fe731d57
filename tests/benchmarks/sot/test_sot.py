"""The Spatial Orientation Test: own films, rooms, and what is averaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.rooms.test_rooms import CHOICE, DEPTH, TURNED, write_set
from tests.benchmarks.small_files import by_name, json_lines, picture, put, right_if, score, settings

from covis.benchmarks.grade import Grade
from covis.benchmarks.sot.benchmark import SOT
from covis.errors import CovisError
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample

OWN: dict[str, Any] = {
    "id": "s01_q1",
    "scene": "s01",
    "kind": "camera",
    "video": "s01.mp4",
    "question": "Is the lamp left or right of the door?",
    "options": ["Left", "Right"],
    "answer": "B",
}
THEIRS: dict[str, Any] = {
    "id": "s01_q4",
    "scene": "s01",
    "kind": "spt",
    "frames": ["s01/1.jpg", "s01/2.jpg"],
    "question": "From Ann's view, where is the lamp?",
    "options": ["Right", "Left"],
    "answer": "A",
}


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    put(folder / "s01.mp4", b"a film")
    for k in (1, 2):
        put(folder / "s01" / f"{k}.jpg", picture(k, "JPEG"))
    json_lines(folder / "sot.jsonl", [OWN, THEIRS])
    return folder


def test_own_films_and_frames_are_read(films: Path) -> None:
    for data in (films, films / "sot.jsonl"):
        first, second = SOT.read(settings(data)).samples
        assert (first.video, first.images, first.category, first.answer) == ("s01.mp4", (), "camera", "B")
        assert (second.video, second.images) == (None, ("s01/1.jpg", "s01/2.jpg"))
        assert (second.category, second.options, second.direction) == (
            "perspective",
            ("Right", "Left"),
            "forward",
        )
        assert first.scene == second.scene == "s01"
        assert SOT.chance(first) == 0.5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"options": ["Left", "Up"]}, "'options' must be left and right"),
        ({"options": ["Left", "Right", "left"]}, "'options' must be left and right"),
        ({"answer": "C"}, "'answer' must be one of A, B"),
        ({"answer": "Left"}, "'answer' must be one of A, B"),
        ({"kind": "other"}, "'kind' must be one of camera, perspective, spt"),
        ({"frames": ["s01/1.jpg"]}, "and not both"),
        ({"question": ""}, "'question' must be a text"),
        ({"video": "../s01.mp4"}, "no path below"),
        ({"video": "s02.mp4"}, r"s02\.mp4 is missing"),
    ],
)
def test_a_wrong_line_is_one_sentence(films: Path, change: dict[str, Any], says: str) -> None:
    json_lines(films / "sot.jsonl", [THEIRS, {**OWN, **change}])
    with pytest.raises(CovisError, match=f"row 2.*{says}|{says}.*row 2"):
        SOT.read(settings(films))


def test_neither_film_nor_frames_is_refused(films: Path) -> None:
    json_lines(films / "sot.jsonl", [{k: v for k, v in OWN.items() if k != "video"}])
    with pytest.raises(CovisError, match="'video' or 'frames' must be there"):
        SOT.read(settings(films))


def test_of_rooms_only_this_family_is_read_and_forward(tmp_path: Path) -> None:
    read = SOT.read(settings(write_set(tmp_path / "set", [CHOICE, TURNED, DEPTH])))
    assert [s.id for s in read.samples] == [CHOICE.id]


def test_rooms_without_this_family_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="gives no question of this benchmark"):
        SOT.read(settings(write_set(tmp_path / "set", [DEPTH])))


@pytest.mark.parametrize("rules", ["strict", "harness"])
@pytest.mark.parametrize(
    ("reply", "expected"),
    [("B", 1), ("right", 1), ("To the right.", 1), ("A", 0), ("left", 0), ("left or right", 0), ("", 0)],
)
def test_a_letter_or_a_side_counts(films: Path, rules: Any, reply: str, expected: float) -> None:
    sample = SOT.read(settings(films)).samples[0]
    assert score(SOT, sample, reply, rules) == expected


def test_another_standpoint_comes_with_a_reminder(films: Path) -> None:
    camera, person = SOT.read(settings(films)).samples
    assert "point of view that the question describes" in SOT.question(person)
    assert "point of view that the question describes" not in SOT.question(camera)
    assert SOT.question(person).endswith("A (right) or B (left).")


def many(direction: Any, right: int, of: int) -> list[tuple[Sample, Grade]]:
    samples = [replace(CHOICE, id=f"{k}", direction=direction) for k in range(of)]
    return right_if(samples, [k < right for k in range(of)])


@pytest.mark.parametrize(
    ("origin", "reverse", "harmonic"),
    [(582, 500, 53.8), (580, 504, 53.9), (716, 706, 71.1), (712, 712, 71.2)],
)
def test_the_published_figures_come_out(origin: int, reverse: int, harmonic: float) -> None:
    lines = by_name(SOT.averages([*many("forward", origin, 1000), *many("reverse", reverse, 1000)]))
    assert (lines["origin"], lines["reverse"]) == pytest.approx((origin / 10, reverse / 10))
    assert round(lines["harmonic mean"], 1) == harmonic


def test_one_direction_has_no_harmonic_mean() -> None:
    assert by_name(SOT.averages(many("forward", 3, 4))) == {"origin": 75.0}


def test_kinds_and_levels_stand_apart_where_there_are_several() -> None:
    other = replace(CHOICE, id="o", category="perspective", level=3)
    lines = by_name(SOT.averages(right_if([CHOICE, other], [True, False])))
    assert (lines["camera: origin"], lines["perspective: origin"]) == (100.0, 0.0)
    assert (lines["level 1"], lines["level 3"]) == (100.0, 0.0)


def test_a_question_keeps_its_answer_in_reverse(films: Path) -> None:
    sample = SOT.read(settings(films)).samples[1]
    assert reversed_sample(sample).answer == sample.answer
    assert reversed_sample(sample).images == sample.images[::-1]


@given(st.text(max_size=100))
def test_no_reply_breaks_the_scorer(reply: str) -> None:
    for rules in ("strict", "harness"):
        assert score(SOT, CHOICE, reply, rules) in (0.0, 1.0)
