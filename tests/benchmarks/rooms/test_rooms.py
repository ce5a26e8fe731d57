"""Data sets of rooms as a benchmark: read, checked, scored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.benchmarks.small_files import by_name, picture, put, right_if, score, settings
from tests.worlds.data_set.fakes import makers

from covis.benchmarks.records.count import NOT_HERE
from covis.benchmarks.records.media import MISSING
from covis.benchmarks.rooms.benchmark import ROOMS
from covis.benchmarks.rooms.read import TWIN
from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.data_set.rooms import write_rooms
from covis.worlds.data_set.settings import RoomsSettings

VIEWS = ("v/1.png", "v/2.png")
CHOICE = Sample("s-1", "s", "sot", "camera", VIEWS, "Left?", ("left", "right"), "A", "choice", level=1)
COUNT = Sample("s-2", "s", "count", "count", VIEWS, "How many?", None, "4", "number", level=2)
DEPTH = Sample("s-3", "s", "depth", "depth", VIEWS, "How deep?", None, "2.00", "number", unit="m", level=1)
TURNED = replace(CHOICE, id="s-4", images=VIEWS[::-1], direction="reverse")
ORDER = Sample(
    "s-5", "s", "appearance_order", "x", VIEWS, "Order?", ("a, b", "b, a"), "B", "choice", direction="reverse"
)


def write_set(folder: Path, samples: list[Sample], told: int | None = None, name: str = "samples") -> Path:
    for view in VIEWS:
        put(folder / view, picture())
    put(folder / f"{name}.jsonl", "".join(s.to_json() + "\n" for s in samples).encode())
    rows = [{"split": name, "task": "x", "samples": len(samples) if told is None else told}]
    put(folder / "manifest.json", json.dumps({"counts": {"rows": rows}}).encode())
    return folder


def test_a_set_made_by_covis_is_read_whole(tmp_path: Path) -> None:
    made = write_rooms(tmp_path / "set", RoomsSettings(scenes=2, tasks=("color", "stills"), level=2), makers)
    read = ROOMS.read(settings(tmp_path / "set"))
    assert len(read.samples) == sum(made.samples.values())
    assert {s.scene for s in read.samples} == set(made.scenes)
    assert {s.level for s in read.samples} == {2}
    assert read.root == tmp_path / "set"
    assert not read.left_out
    for sample in read.samples:
        assert score(ROOMS, sample, sample.answer) == 1.0
        assert ROOMS.chance(sample) == 0.25


def test_a_set_with_a_test_split_is_asked_its_test_split(tmp_path: Path) -> None:
    half = RoomsSettings(scenes=2, tasks=("color",), level=2, test_share=0.5)
    made = write_rooms(tmp_path / "set", half, makers)
    read = ROOMS.read(settings(tmp_path / "set"))
    assert len({s.scene for s in read.samples}) == 1
    assert 0 < len(read.samples) < sum(made.samples.values())


def test_the_same_views_in_reverse_are_no_question_of_their_own(tmp_path: Path) -> None:
    read = ROOMS.read(settings(write_set(tmp_path / "set", [CHOICE, TURNED])))
    assert [s.id for s in read.samples] == ["s-1"]
    assert read.left_out == {TWIN: 1}


def test_a_question_of_its_own_in_reverse_stays_as_it_is_shown(tmp_path: Path) -> None:
    (sample,) = ROOMS.read(settings(write_set(tmp_path / "set", [ORDER]))).samples
    assert sample.images == ORDER.images
    assert sample.direction == "forward"
    assert sample.meta == {"one_way": True, "filmed": "in reverse"}


def test_a_reverse_with_another_answer_is_no_twin(tmp_path: Path) -> None:
    other = replace(TURNED, answer="B")
    assert len(ROOMS.read(settings(write_set(tmp_path / "set", [CHOICE, other]))).samples) == 2


def test_an_unfinished_set_or_another_number_is_refused_unless_accepted(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", [CHOICE, COUNT], told=3)
    with pytest.raises(CovisError, match="2 instead of 3"):
        ROOMS.read(settings(folder))
    assert ROOMS.read(settings(folder, any_size=True)).left_out == {NOT_HERE: 1}
    (folder / "manifest.json").unlink()
    with pytest.raises(CovisError, match=r"no manifest\.json.*--any-size"):
        ROOMS.read(settings(folder))
    assert len(ROOMS.read(settings(folder, any_size=True)).samples) == 2


def test_what_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"holds no test\.jsonl or samples\.jsonl"):
        ROOMS.read(settings(tmp_path))
    folder = write_set(tmp_path / "set", [CHOICE])
    put(folder / "manifest.json", b'{"counts": 3}')
    with pytest.raises(CovisError, match="no manifest of covis"):
        ROOMS.read(settings(folder))
    put(folder / "samples.jsonl", b'{"id": 1}\n')
    with pytest.raises(CovisError, match="line 1"):
        ROOMS.read(settings(folder))


def test_media_is_looked_for_and_may_be_skipped(tmp_path: Path) -> None:
    lost = replace(COUNT, images=("v/1.png", "v/9.png"))
    folder = write_set(tmp_path / "set", [CHOICE, lost])
    with pytest.raises(CovisError, match=r"9\.png is missing.*'s-2'"):
        ROOMS.read(settings(folder))
    read = ROOMS.read(settings(folder, missing="skip"))
    assert ([s.id for s in read.samples], read.left_out) == (["s-1"], {MISSING: 1})


@pytest.mark.parametrize("path", ["../x.png", "/etc/passwd"])
def test_no_path_leaves_the_set(tmp_path: Path, path: str) -> None:
    folder = write_set(tmp_path / "set", [replace(CHOICE, images=(path,))])
    with pytest.raises(CovisError, match="no path below"):
        ROOMS.read(settings(folder, missing="skip"))


def test_ids_are_unique(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", [CHOICE, replace(COUNT, id="s-1")])
    with pytest.raises(CovisError, match="'s-1' occurs twice"):
        ROOMS.read(settings(folder))


def test_numbers_score_relatively_and_choices_in_full() -> None:
    assert score(ROOMS, DEPTH, "1.5") == pytest.approx(0.6)
    assert score(ROOMS, COUNT, "3") == pytest.approx(0.6)
    assert score(ROOMS, CHOICE, "left") == 1.0
    assert score(ROOMS, CHOICE, "") == 0.0
    assert ROOMS.chance(COUNT) is None


def test_averages_name_families_categories_levels_and_exact_counts() -> None:
    samples = [CHOICE, replace(CHOICE, id="p", category="perspective"), COUNT, DEPTH]
    lines = by_name(ROOMS.averages(right_if(samples, [True, False, True, False])))
    assert lines["micro"] == 50.0
    assert lines["macro over families"] == pytest.approx(50.0)
    assert lines["sot"] == 50.0
    assert lines["sot: perspective"] == 0.0
    assert lines["level 2"] == 100.0
    graded = list(zip([COUNT, COUNT], ROOMS.grade([(COUNT, "4"), (COUNT, "5")], "strict"), strict=True))
    assert by_name(ROOMS.averages(graded))["exact: count"] == 50.0


def test_the_question_has_its_options_and_says_how_to_answer() -> None:
    text = ROOMS.question(CHOICE)
    assert "A. left\nB. right" in text
    assert text.index("Left?") < text.index("A. left") < text.rindex("letter")
