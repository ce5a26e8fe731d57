"""Run folders come from anywhere: whatever is wrong with one is said in a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.benchmarks.report.made_run import MadeCell, make_run, samples_of

from covis.benchmarks.report.read_run import is_inside, read_run
from covis.benchmarks.runs.folder import CELL, GRADES, MANIFEST, PREDICTIONS, SAMPLES, cell_folder
from covis.errors import CovisError

RAW = MadeCell("raw", "forward", 0.5)
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_run(tmp_path / "run", [RAW, MadeCell("marked", "forward", 0.5)], samples_of(3, 2))


def change_line(file: Path, change: Change) -> None:
    """Change the second line of a file of records."""
    lines = file.read_text().splitlines()
    record = json.loads(lines[1])
    change(record)
    lines[1] = json.dumps(record)
    file.write_text("\n".join(lines) + "\n")


def refusal(folder: Path) -> str:
    with pytest.raises(CovisError) as error:
        read_run(folder)
    text = str(error.value)
    assert "\n" not in text
    assert len(text) < 600
    return text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r.update(pictures=["../../../etc/passwd"]), "outside of the run"),
        (lambda r: r.update(pictures=["/etc/passwd"]), "outside of the run"),
        (lambda r: r.update(pictures=["a\\..\\b.png"]), "outside of the run"),
        (lambda r: r.update(pictures=[7]), "outside of the run"),
        (lambda r: r.update(pictures=None), "not one of a run"),
        (lambda r: r.update(sample="nobody"), "does not hold"),
        (lambda r: r.update(sample=[1]), "does not hold"),
        (lambda r: r.update(repeat=-1), "is of repeat"),
        (lambda r: r.update(repeat=10**12), "is of repeat"),
        (lambda r: r.update(repeat=True), "is of repeat"),
        (lambda r: r["reply"].update(seconds="soon"), "seconds"),
        (lambda r: r["reply"].update(input_tokens=float("inf")), "input_tokens"),
        (lambda r: r["reply"].update(output_tokens=-5), "output_tokens"),
        (lambda r: r["reply"].update(seconds=1e308), "seconds"),
        (lambda r: r["reply"].update(text=None), "no text"),
        (lambda r: r["reply"].pop("stop"), "not one of a run"),
        (lambda r: r.pop("reply"), "not one of a run"),
        (lambda r: r.update(more=1), "not one of a run"),
        (lambda r: r.update(reply=[]), "not one of a run"),
    ],
)
def test_broken_predictions(folder: Path, change: Change, says: str) -> None:
    change_line(cell_folder(folder, RAW.cell) / PREDICTIONS, change)
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r.update(score=2), "has the score 2"),
        (lambda r: r.update(score="1"), "has the score '1'"),
        (lambda r: r.update(score=float("nan")), "has the score nan"),
        (lambda r: r.pop("sample"), "not one of a run"),
        (lambda r: r.update(sample={}), "not one of a run"),
        (lambda r: r.update(value="<b>", surprise=1), "not one of a run"),
    ],
)
def test_broken_grades(folder: Path, change: Change, says: str) -> None:
    change_line(cell_folder(folder, RAW.cell) / GRADES, change)
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "../../elsewhere"}, "names another folder"),
        ({"arm": "painted"}, "no way of asking"),
        ({"direction": "sideways"}, "no way of asking"),
        ({"model": ""}, "no way of asking"),
        ({"model": "\x1b[31mred"}, "no way of asking"),
        ({"factors": {"frames": [4]}}, "no way of asking"),
        ({"factors": None}, "no way of asking"),
        ({"colour": 1}, "not one of a run"),
    ],
)
def test_broken_cells(folder: Path, change: dict[str, Any], says: str) -> None:
    file = cell_folder(folder, RAW.cell) / CELL
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert says in refusal(folder)


@pytest.mark.parametrize("name", [PREDICTIONS, GRADES, CELL])
@pytest.mark.parametrize("content", [b"{\n", b"[]\n", b"\xff\xfe\n", b'{"sample": \n', b"null\n"])
def test_files_that_are_something_else(folder: Path, name: str, content: bytes) -> None:
    (cell_folder(folder, RAW.cell) / name).write_bytes(content)
    assert name in refusal(folder)


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"id": 1}'])
def test_broken_samples(folder: Path, content: str) -> None:
    (folder / SAMPLES).write_text(content)
    assert str(folder) in refusal(folder)


def test_a_sample_told_twice(folder: Path) -> None:
    (folder / SAMPLES).write_text((folder / SAMPLES).read_text() * 2)
    assert "one twice" in refusal(folder)


def test_a_broken_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")
    assert MANIFEST in refusal(folder)
    (folder / MANIFEST).write_text(
        '{"benchmark": ["sot"], "settings": 3, "same_as": [], "unmarked": {"x": "y"}}'
    )
    assert len(read_run(folder).cells) == 2


def test_what_is_no_run(tmp_path: Path) -> None:
    assert "holds no run" in refusal(tmp_path)
    assert "holds no run" in refusal(tmp_path / "missing")


def test_a_line_that_a_kill_cut_off_is_passed_over(folder: Path) -> None:
    file = cell_folder(folder, RAW.cell) / PREDICTIONS
    file.write_text(file.read_text()[:-20])
    assert {cell.cell.arm: cell.answered for cell in read_run(folder).cells} == {"raw": 5, "marked": 6}


def test_an_answer_given_twice_counts_once(folder: Path) -> None:
    file = cell_folder(folder, RAW.cell) / PREDICTIONS
    file.write_text(file.read_text() * 2)
    assert all(cell.answered == 6 for cell in read_run(folder).cells)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("a.png", True),
        ("ab/cd.png", True),
        ("../a.png", False),
        ("a/../../b", False),
        ("/a", False),
        ("", False),
    ],
)
def test_where_a_picture_may_lie(name: str, inside: bool) -> None:
    assert is_inside(name) is inside
