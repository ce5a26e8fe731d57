"""`covis train sparkle` as a user types it, on a tiny model."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import rmtree

import pytest

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
