"""`covis train hatch` as a user types it, on a tiny model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.training.hatch.small_rooms import write_rooms

from covis.cli.main import main

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("trl")

RECIPE = Path(__file__).parents[2] / "recipes" / "hatch-tiny.yaml"
QUICK = (
    *("max_image_pixels=784", "held_out_samples=2", "log_every=1", "save_every=2", "precision=float32"),
    *("pasta.longest_side_px=64", "pasta.batch_pairs=2", "qa.batch=2", "actor.cold_batch=2"),
    *("actor.batch=2", "actor.generations=2", "actor.max_completion_tokens=96"),
)
ONE_STEP = ("save_every=1", "pasta.steps=1", "qa.steps=1", "actor.cold_steps=1", "actor.steps=1")
STAGES = ("pasta", "answers", "cold start", "GRPO")


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_each_stage_begins_from_the_one_before_and_what_is_done_stays_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = write_rooms(tmp_path / "rooms"), tmp_path / "run"
    command = ("train", "hatch", "-c", RECIPE, f"data={data}", *QUICK, *ONE_STEP, "-o", out)
    assert covis(*command, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [stage["name"] for stage in report["stages"]] == ["pasta", "qa", "actor"]
    assert report["held_out_scenes"] == 1
    bases = [json.loads((out / s / "run.json").read_text())["model"] for s in ("pasta", "qa", "actor")]
    assert bases == ["tiny:qwen2_5_vl", str(out / "pasta" / "model"), str(out / "qa" / "model")]
    assert json.loads((out / "report.json").read_text()) == report

    (out / "actor" / "report.json").unlink()  # as if it was stopped at its very end
    assert covis(*command) == 0
    shown = capsys.readouterr()
    assert "pasta is done." in shown.err
    assert "qa is done." in shown.err
    assert not any(f"{stage}, step" in shown.err for stage in STAGES)
    assert "GRPO: total reward" in shown.out
    assert covis(*command, "qa.learning_rate=0.5") == 2
    assert "holds a run with another qa" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["actor.max_completion_tokens=16"], "raise max_completion_tokens"),
        (["actor.batch=3"], "batch must be a multiple of generations"),
        (["pasta.n=9"], "fewer than the 9 x 9 cells"),
    ],
)
def test_what_would_stop_a_later_stage_is_found_before_the_first_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], values: list[str], sentence: str
) -> None:
    data, out = write_rooms(tmp_path / "rooms"), tmp_path / "run"
    command = ("train", "hatch", "-c", RECIPE, f"data={data}", *QUICK, *ONE_STEP)
    assert covis(*command, "qa=null", *values, "-o", out) == 2
    error = capsys.readouterr().err
    assert error.strip().splitlines()[-1].startswith("covis: ")
    assert sentence in error
    assert not any(f"{stage}, step" in error for stage in STAGES)
    assert not (out / "run.json").exists()


@pytest.mark.slow
def test_killed_in_every_stage_it_ends_with_the_same_losses(tmp_path: Path) -> None:
    data = tmp_path / "rooms"
    assert covis("worlds", "rooms", "-o", data, "--scenes", "3", "--tasks", "distance") == 0
    steps = ("pasta.steps=4", "qa.steps=4", "actor.cold_steps=4", "actor.steps=4")
    command = (
        "train",
        "hatch",
        "-c",
        str(RECIPE),
        f"data={data}",
        *QUICK,
        "qa.max_image_pixels=3136",
        *steps,
    )
    command = (*command, "qa.max_image_pixels=3136", "actor.max_image_pixels=3136", "pasta.n=2", "-o")
    assert run(command, tmp_path / "whole", until=None) == 0
    for stage in STAGES:
        assert run(command, tmp_path / "killed", until=f"{stage}, step 3 of 4") == -signal.SIGKILL
    assert run(command, tmp_path / "killed", until=None) == 0
    whole, killed = curves(tmp_path / "whole"), curves(tmp_path / "killed")
    assert {name: len(curve) for name, curve in whole.items()} == dict.fromkeys(whole, 4)
    for name, curve in whole.items():
        assert killed[name] == [pytest.approx(entry, rel=1e-4, abs=1e-6) for entry in curve], name


def run(command: tuple[str, ...], out: Path, until: str | None) -> int:
    """The exit status; killed without warning as soon as a line begins so."""
    start = "from covis.cli.main import main; main()"
    words = [sys.executable, "-u", "-c", start, *command, str(out)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if until and line.startswith(until):
                process.send_signal(signal.SIGKILL)
        return process.wait()


def curves(out: Path) -> dict[str, list[dict[str, Any]]]:
    """Losses, gradients and rewards of every step, as each trainer logged them."""
    found = {}
    places = ("pasta/checkpoints", "qa/checkpoints", "actor/cold_start/checkpoints", "actor/grpo")
    for stage, place in zip(STAGES, places, strict=True):
        state = json.loads((out / place / "checkpoint-4" / "trainer_state.json").read_text())
        log = [entry for entry in state["log_history"] if "loss" in entry]
        kept = {"step", "loss", "grad_norm", "learning_rate"}
        found[stage] = [{k: v for k, v in e.items() if k in kept or k.startswith("rewards/")} for e in log]
    return found
