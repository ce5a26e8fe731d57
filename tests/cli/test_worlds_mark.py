"""`covis worlds mark`: one command, resumable, with one sentence where something is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from covis.cli.main import main
from covis.prompts.sample import Sample, read_samples


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A question about two pictures of a square, with its true ids."""
    folder = tmp_path / "data"
    (folder / "ids").mkdir(parents=True)
    names = ("0.png", "1.png")
    for k, name in enumerate(names):
        ids = np.zeros((96, 128), np.uint16)
        ids[20:60, 20 + 30 * k : 60 + 30 * k] = 7
        rgb = np.full((96, 128, 3), 90, np.uint8)
        rgb[ids == 7] = (200, 40, 40)
        Image.fromarray(rgb).save(folder / name)
        Image.fromarray(ids).save(folder / "ids" / name)
    sample = Sample(
        id="q",
        scene="s",
        task="t",
        category="t",
        images=names,
        question="Moved?",
        options=("yes", "no"),
        answer="A",
        answer_kind="choice",
        ids=tuple(f"ids/{name}" for name in names),
    )
    (folder / "samples.jsonl").write_text(sample.to_json() + "\n", encoding="utf-8")
    return folder


def run(*arguments: object) -> int:
    try:
        main([str(a) for a in arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_marks_a_set_and_finds_it_marked(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("worlds", "mark", data, "-o", tmp_path / "out", "--tracker", "true", "--marks", 1)
    assert run(*command) == 0
    assert "1 samples about 1 sets of views" in capsys.readouterr().out
    (sample,) = read_samples(tmp_path / "out" / "samples.jsonl")
    assert str(sample.meta["marks"]).startswith(
        "One object is marked with a circle with a number in it: number 1."
    )
    for name, plain in zip(sample.images, ("0.png", "1.png"), strict=True):
        changed = np.asarray(Image.open(tmp_path / "out" / name)) != np.asarray(Image.open(data / plain))
        assert 0 < changed.any(2).sum() < 40 * 40
    before = {f: f.stat().st_mtime_ns for f in (tmp_path / "out" / "pictures").iterdir()}
    assert run(*command) == 0
    assert before == {f: f.stat().st_mtime_ns for f in (tmp_path / "out" / "pictures").iterdir()}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (("--marks", 2), "was begun with marks 1 instead of 2"),
        (("--tracker", "masks:x"), "no tracker"),
        (("--diameter", "big"), "whole px"),
        (("--style", "star"), "no mark style"),
    ],
)
def test_refuses_in_one_sentence(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: tuple[object, ...],
    sentence: str,
) -> None:
    command = ("worlds", "mark", data, "-o", tmp_path / "out", "--tracker", "true", "--marks", 1)
    assert run(*command) == 0
    capsys.readouterr()
    assert run(*command, *changes) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
