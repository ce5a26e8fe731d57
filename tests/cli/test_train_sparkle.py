"""`covis train sparkle` as a user types it, on a tiny model."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from shutil import rmtree

import pytest
from tests.training.launch.start import killed, launched

from covis.cli.main import main
from covis.worlds.plane.data_set import PlaneSettings, write_plane

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("trl")

RECIPE = Path(__file__).parents[2] / "recipes" / "sparkle-tiny.yaml"


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


def test_basic_skills_are_learnt_composite_tasks_are_measured_and_a_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "plane", tmp_path / "run"
    write_plane(data, PlaneSettings(configurations=2, tests=1))
    command = ("train", "sparkle", "-c", RECIPE, f"data={data}", "max_image_pixels=784", "steps=4", "batch=2")
    command = (*command, "lora.rank=4", "save_every=2", "log_every=1", "-o", out, "--json")
    assert covis(*command) == 0
    shown = capsys.readouterr()
    assert "Samples to learn from: 10 of direction, 12 of distance, 12 of localization." in shown.err
    whole = json.loads(shown.out)
    tests = {"direction", "distance", "localization", "spp 4x4", "spp 5x5", "tsp 4", "tsp 5"}
    for when in ("before", "after"):
        assert set(whole[when]) == {*tests, "basic", "composite"}
        scores = json.loads((out / f"{when}.json").read_text())
        assert {name: len(of) for name, of in scores.items()} == dict.fromkeys(tests, 1)
    losses = [loss for _, loss in whole["losses"]]
    assert len(losses) == 4
    assert "composite tasks were only measured" in (out / "model" / "README.md").read_text()

    rmtree(out / "checkpoints" / "checkpoint-4")
    rmtree(out / "model")
    assert covis(*command) == 0
    shown = capsys.readouterr()
    assert "step 2 of 4" not in shown.err
    again = json.loads(shown.out)
    assert [loss for _, loss in again["losses"]] == pytest.approx(losses, rel=1e-5)
    assert again["after"] == whole["after"]

    assert covis(*command, "composite_control=true") == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "is of localization, which is no composite task" in error


def quick(data: Path, batch: int, out: Path) -> tuple[object, ...]:
    sizes = ("max_image_pixels=784", "steps=4", "save_every=2", "log_every=1", f"batch={batch}")
    return ("train", "sparkle", "-c", RECIPE, f"data={data}", *sizes, "-o", out)


@pytest.mark.slow
def test_killed_while_it_learns_it_ends_with_the_same_losses(tmp_path: Path) -> None:
    data = tmp_path / "plane"
    write_plane(data, PlaneSettings(configurations=2, tests=1))
    whole = launched(1, *quick(data, 2, tmp_path / "whole"), "--json")
    assert whole.returncode == 0, whole.stderr
    command = quick(data, 2, tmp_path / "killed")
    assert killed("sparkle, step 3 of 4", *command) == -signal.SIGKILL
    assert not (tmp_path / "killed" / "report.json").exists()
    again = launched(1, *command, "--json")
    assert again.returncode == 0, again.stderr
    assert "step 2 of 4" not in again.stderr
    expected, found = json.loads(whole.stdout), json.loads(again.stdout)
    assert found["losses"] == [[k, pytest.approx(loss, rel=1e-5)] for k, loss in expected["losses"]]
    assert [k for k, _ in found["losses"]] == [1, 2, 3, 4]
    for when in ("before", "after"):
        assert found[when] == expected[when]


@pytest.mark.slow
def test_two_processes_learn_adapters_like_one(tmp_path: Path) -> None:
    data = tmp_path / "plane"
    write_plane(data, PlaneSettings(configurations=2, tests=1))
    alone = launched(1, *quick(data, 4, tmp_path / "one"), "lora.rank=4", "--json")
    assert alone.returncode == 0, alone.stderr
    both = launched(2, *quick(data, 2, tmp_path / "two"), "lora.rank=4", "--json")
    assert both.returncode == 0, both.stderr
    expected, found = json.loads(alone.stdout), json.loads(both.stdout)
    assert found["losses"] == [[k, pytest.approx(loss, rel=1e-4)] for k, loss in expected["losses"]]
    assert [k for k, _ in found["losses"]] == [1, 2, 3, 4]
    for when in ("before", "after"):
        assert found[when] == expected[when]
