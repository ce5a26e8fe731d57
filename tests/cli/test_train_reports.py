"""What else gets the curves of a run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from tests.training.pasta.rooms import write_walls
from tests.training.small_set import sample, write_set

from covis.cli.main import main

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("trl")
pytest.importorskip("tensorboard")

RECIPES = Path(__file__).parents[2] / "recipes"
SECRET = "7e5f00dd00c0ffee7e5f00dd00c0ffee7e5f00dd"


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


def curves(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Name of each curve in the event files below a folder to its steps and values."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found: dict[str, list[tuple[int, float]]] = {}
    for place in {file.parent for file in folder.rglob("events.out.*")}:
        events = EventAccumulator(str(place))
        events.Reload()
        for tag in events.Tags()["scalars"]:
            found[tag] = [(point.step, point.value) for point in events.Scalars(tag)]
    return found


def test_tensorboard_gets_the_loss_and_every_reward_and_no_file_holds_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("WANDB_API_KEY", "HF_TOKEN"):
        monkeypatch.setenv(name, SECRET)
    data, out = write_set(tmp_path / "set", [sample(k) for k in range(4)]), tmp_path / "run"
    quick = ("max_image_pixels=784", "held_out=0", "log_every=1", "cold_steps=1", "cold_batch=2", "steps=2")
    small = ("batch=2", "generations=2", "max_completion_tokens=32", "report_to=[tensorboard]")
    recipe = RECIPES / "actor-tiny.yaml"
    assert covis("train", "actor", "-c", recipe, f"data={data}", *quick, *small, "-o", out) == 0
    cold, grpo = curves(out / "cold_start"), curves(out / "grpo")
    assert [step for step, _ in cold["train/loss"]] == [1]
    for name in ("loss", "rewards/action/mean", "rewards/answer/mean", "rewards/format/mean"):
        assert [step for step, _ in grpo[f"train/{name}"]] == [1, 2], name
    files = [path for path in out.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.skipif(importlib.util.find_spec("wandb") is not None, reason="wandb is installed")
@pytest.mark.parametrize("stage", ["pasta", "qa", "actor"])
def test_without_wandb_one_sentence_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: str
) -> None:
    if stage == "pasta":
        data = write_walls(tmp_path / "walls")
    else:
        data = write_set(tmp_path / "set", [sample(k) for k in range(4)])
    out = tmp_path / "run"
    recipe = RECIPES / f"{stage}-tiny.yaml"
    assert covis("train", stage, "-c", recipe, f"data={data}", "report_to=[wandb]", "-o", out) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("covis: report_to names wandb, which is not installed: pip install wandb")
    assert not out.exists()
