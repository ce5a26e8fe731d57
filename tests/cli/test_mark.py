import inspect
import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.cli.conftest import Cli, Scene

import covis
from covis.cli import batch
from covis.cli.crew import Death
from covis.cli.job import Job
from covis.cli.mark import mark as command


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_defaults_are_those_of_the_python_function() -> None:
    python = inspect.signature(covis.mark).parameters
    shell = inspect.signature(command).parameters
    shared = set(python) & set(shell) - {"source", "style"}
    assert shared == set(python) - {"source", "style", "progress"}
    assert {n: shell[n].default for n in shared} == {n: python[n].default for n in shared}
    style = covis.MarkStyle()
    assert shell["style"].default == style.kind
    assert shell["diameter"].default == str(style.diameter)
    assert shell["frame_numbers"].default == style.frame_number


def test_one_source_writes_straight_into_its_folder(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = cli("mark", scene.video, "-o", out, "--tracker", scene.tracker, "--frames", 3, "--marks", 2)
    assert done.code == 0, done.err
    assert files(out) == {"marks.json", "manifest.json", "sheet.png", *(f"view_00{k}.png" for k in range(3))}
    assert str(out) in done.out
    marked = covis.MarkedViews.load(out)
    assert len(marked.views) == 3
    assert 1 <= len(marked.objects) <= 2
    assert files(tmp_path) == {"out"}


def test_the_shell_and_python_give_the_same(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    options = ["--frames", 4, "--marks", 3, "--start", 0.2, "--end", 0.8, "--place", "center"]
    options += ["--select", "paper", "--style", "box", "--diameter", 20, "--frame-numbers"]
    frames = tmp_path / "masks"
    frames.mkdir()
    stack = np.load(scene.tracker.removeprefix("masks:"))["arr_0"]
    for k, labels in enumerate(stack):
        Image.fromarray(labels.astype(np.uint8)).save(frames / f"{k:06d}.png")
    tracker = f"masks:{frames}"
    done = cli("mark", scene.video, "-o", tmp_path / "a", "--tracker", tracker, *options)
    assert done.code == 0, done.err
    style = covis.MarkStyle("box", 20, True)
    python = covis.mark(
        scene.video, frames=4, marks=3, tracker=tracker, start_s=0.2, end_s=0.8, place="center",
        select="paper", style=style,
    )  # fmt: skip
    python.save(tmp_path / "b")
    a, b = content(tmp_path / "a"), content(tmp_path / "b")
    by_shell, by_python = json.loads(a.pop("manifest.json")), json.loads(b.pop("manifest.json"))
    assert a == b
    assert by_shell.pop("command")
    assert by_shell == by_python


@pytest.mark.parametrize(("masks", "wanted"), [("rle", "masks.json"), ("png", "mask_001.png")])
def test_masks_on_request(cli: Cli, scene: Scene, tmp_path: Path, masks: str, wanted: str) -> None:
    options = ["--tracker", scene.tracker, "--frames", 2, "--masks", masks]
    assert cli("mark", scene.video, "-o", tmp_path / "out", *options).code == 0
    assert wanted in files(tmp_path / "out")
    assert covis.MarkedViews.load(tmp_path / "out").labels is not None


@pytest.mark.parametrize("workers", [1, 2])
def test_many_sources_and_a_broken_one(cli: Cli, scene: Scene, tmp_path: Path, workers: int) -> None:
    a, b = tmp_path / "a.mp4", tmp_path / "übung [1] ä.mp4"
    shutil.copy(scene.video, a)
    shutil.copy(scene.video, b)
    (tmp_path / "broken.mp4").write_text("no video")
    out = tmp_path / "out folder ☺"
    options = ["-o", out, "--tracker", scene.tracker, "--frames", 2, "--workers", workers, "--json"]
    done = cli("mark", a, tmp_path / "broken.mp4", b, *options)
    assert done.code == 2
    by_name = {Path(s["source"]).stem: s for s in done.summaries}
    assert {name: s["status"] for name, s in by_name.items()} == {
        "a": "done", "übung [1] ä": "done", "broken": "failed",
    }  # fmt: skip
    assert files(out) == {"a", "übung [1] ä"}
    assert "broken.mp4" in by_name["broken"]["error"]
    assert by_name["broken"]["error"] in done.err
    assert "1 of 3 sources failed" in done.err
    assert "Traceback" not in done.err


def test_a_worker_that_dies_fails_its_source_only(
    cli: Cli, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = batch.work_through

    def first_dies(jobs: list[Job], *rest: Any) -> Iterator[tuple[int, Any]]:
        yield 0, Death(-signal.SIGKILL)
        yield from ((k + 1, result) for k, result in whole(jobs[1:], *rest))

    monkeypatch.setattr(batch, "work_through", first_dies)
    sources = [shutil.copy(scene.video, tmp_path / f"{name}.mp4") for name in "ab"]
    done = cli("mark", *sources, "-o", tmp_path / "out", "--tracker", scene.tracker, "--frames", 2, "--json")
    assert done.code == 2
    assert [s["status"] for s in done.summaries] == ["failed", "done"]
    assert f"{sources[0]}: its process was killed" in done.err


def test_json_sums_a_source_up(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    options = ["--tracker", scene.tracker, "--frames", 4, "--json"]
    done = cli("mark", scene.video, "-o", tmp_path / "out", *options)
    assert done.code == 0
    assert done.err == ""
    (summary,) = done.summaries
    marked = covis.MarkedViews.load(tmp_path / "out")
    expected: dict[str, Any] = {
        "source": str(scene.video),
        "out": str(tmp_path / "out"),
        "status": "done",
        "views": 4,
        "objects": len({m.number for m in marked.marks}),
        "marks": len(marked.marks),
        "marks_per_view": [len(marked.marks_on(k)) for k in range(4)],
        "mean_confidence": round(float(np.mean([m.confidence for m in marked.marks])), 3),
        "error": None,
    }
    assert {k: summary[k] for k in expected} == expected
    assert summary["seconds"] > 0
    assert 20 < summary["peak_memory_mb"] < 10_000


def test_pictures_are_one_unordered_scene(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    room = tmp_path / "room é"
    room.mkdir()
    sizes = [(192, 144), (96, 72), (144, 108)]
    for k, view in enumerate(covis.open_views(scene.video).pick([0, 8, 16])):
        Image.fromarray(view.image).resize(sizes[k]).save(room / f"{k}.png")
    stack = np.load(scene.tracker.removeprefix("masks:"))["arr_0"][[0, 8, 16]]
    np.savez(tmp_path / "masks.npz", stack)
    options = ["-o", tmp_path / "out", "--tracker", f"masks:{tmp_path / 'masks.npz'}", "--json"]
    done = cli("mark", *(room / f"{k}.png" for k in range(3)), *options)
    assert done.code == 0, done.err
    assert done.summaries[0]["views"] == 3
    assert [v.size_px for v in covis.MarkedViews.load(tmp_path / "out").views] == sizes


def test_marks_made_by_hand(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    points = [{"index": k, "marks": [{"number": 1, "x_px": 40 + k, "y_px": 50}]} for k in (2, 9)]
    (tmp_path / "hand.json").write_text(json.dumps({"views": points}))
    done = cli("mark", scene.video, "-o", tmp_path / "out", "--tracker", f"marks:{tmp_path / 'hand.json'}")
    assert done.code == 0, done.err
    marked = covis.MarkedViews.load(tmp_path / "out")
    assert [(m.view, m.x_px, m.y_px) for m in marked.marks] == [(2, 42, 50), (9, 49, 50)]
