"""Several processes give what one gives: `accelerate launch` as a user types it, on CPUs (gloo)."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from subprocess import CompletedProcess
from typing import Any

import pytest
from tests.training.hatch.small_rooms import write_rooms
from tests.training.launch.start import launched, started
from tests.training.pasta.rooms import write_walls
from tests.training.small_set import sample, write_set

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("trl")

RECIPES = Path(__file__).parents[2] / "recipes"
LAUNCH = Path(__file__).parents[1] / "training" / "launch"
NO_DEEPSPEED = pytest.mark.skipif(not find_spec("deepspeed"), reason="deepspeed is not installed")
CONFIGS = ("multi_gpu", "fsdp", pytest.param("deepspeed", marks=NO_DEEPSPEED))
TOLERANCE = 1e-4  # relative, of losses; sums are formed in another order


def qa(data: Path, out: Path, batch: int) -> tuple[object, ...]:
    quick = ("max_image_pixels=784", "held_out_samples=3", "log_every=1", "steps=4", "save_every=2")
    return (
        "train",
        "qa",
        "-c",
        RECIPES / "qa-tiny.yaml",
        f"data={data}",
        *quick,
        f"batch={batch}",
        "-o",
        out,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set", [sample(k) for k in range(8)], [sample(k) for k in range(8, 11)])


def reported(run: CompletedProcess[str]) -> dict[str, Any]:
    """The report; the launcher prints lines of its own before it where deepspeed is installed."""
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def test_what_no_process_can_do_is_said_once(tmp_path: Path) -> None:
    run = launched(2, *qa(tmp_path / "nowhere", tmp_path / "out", 2))
    assert run.returncode != 0
    said = [line for line in run.stderr.splitlines() if line.startswith("covis: ")]
    assert said == [
        f"covis: {tmp_path / 'nowhere'} holds no samples.jsonl; name a folder that covis worlds wrote."
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("config", CONFIGS)
def test_two_processes_fine_tune_like_one(data: Path, tmp_path: Path, config: str) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    alone = launched(1, *qa(data, one, 4), "--json")
    both = launched(2, *qa(data, two, 2), "--json", config=config)
    assert both.returncode == 0, both.stderr
    expected, found = reported(alone), reported(both)
    assert len(found["losses"]) == 4
    for key in ("measured", "before", "after"):
        assert found[key] == expected[key]
    assert found["losses"] == [[k, pytest.approx(loss, rel=TOLERANCE)] for k, loss in expected["losses"]]
    trained = weights(two / "model")
    for name, value in weights(one / "model").items():
        torch.testing.assert_close(trained[name], value, rtol=0, atol=1e-5)
    assert json.loads((two / "run.json").read_text())["number of processes"] == 2

    rmtree(two / "checkpoints" / "checkpoint-4")
    rmtree(two / "model")
    again = launched(2, *qa(data, two, 2), "--json", config=config)
    assert "step 2 of 4" not in again.stderr
    assert reported(again)["losses"] == found["losses"]
    for name, value in weights(two / "model").items():
        torch.testing.assert_close(trained[name], value, rtol=0, atol=0)

    other = launched(1, *qa(data, two, 2))
    assert other.returncode == 2
    assert "holds a run with another number of processes (2, not 1)" in other.stderr


@pytest.mark.slow
@pytest.mark.parametrize("config", CONFIGS)
def test_two_processes_learn_from_rewards_like_one(tmp_path: Path, config: str) -> None:
    script = LAUNCH / "alike_grpo.py"
    one, two = tmp_path / "one", tmp_path / "two"
    assert started(1, script, one, 8).returncode == 0
    run = started(2, script, two, 4, *(["--fsdp"] if config == "fsdp" else []), config=config)
    assert run.returncode == 0, run.stderr
    expected, found = (json.loads((place / "found.json").read_text()) for place in (one, two))
    assert expected[0]["reward_std"] > 0
    assert expected[0]["grad_norm"] > 0
    for then, now in zip(expected, found, strict=True):
        assert now == pytest.approx(then, rel=1e-4, abs=1e-6)


@pytest.mark.slow
def test_two_processes_act_then_answer_like_one(data: Path, tmp_path: Path) -> None:
    reports = []
    for processes, batch in ((1, 4), (2, 2)):
        out = tmp_path / str(processes)
        quick = ("max_image_pixels=784", "held_out_samples=3", "log_every=1", "cold_steps=3", "steps=1")
        sizes = ("generations=4", f"batch={batch}", f"cold_batch={batch}", "max_completion_tokens=32")
        recipe = RECIPES / "actor-tiny.yaml"
        run = launched(
            processes, "train", "actor", "-c", recipe, f"data={data}", *quick, *sizes, "-o", out, "--json"
        )
        assert run.returncode == 0, run.stderr
        assert (out / "model" / "config.json").is_file()
        assert run.stderr.count("After GRPO") == 1
        reports.append(reported(run))
    assert reports[1]["cold_losses"] == [
        [k, pytest.approx(loss, rel=TOLERANCE)] for k, loss in reports[0]["cold_losses"]
    ]
    assert reports[1]["cold"] == pytest.approx(reports[0]["cold"], abs=1e-6)


@pytest.mark.slow
def test_two_processes_go_through_all_stages_like_one(tmp_path: Path) -> None:
    rooms, found = write_rooms(tmp_path / "rooms"), []
    for processes, batch in ((1, 4), (2, 2)):
        quick = ("max_image_pixels=784", "held_out_samples=2", "log_every=1", "precision=float32")
        pasta = ("pasta.longest_side_px=64", "pasta.steps=2", f"pasta.batch_pairs={batch}")
        rest = ("qa.steps=2", f"qa.batch={batch}", "actor.cold_steps=2", f"actor.cold_batch={batch}")
        grpo = ("actor.steps=1", "actor.generations=2", f"actor.batch={batch}")
        settings = (f"data={rooms}", *quick, *pasta, *rest, *grpo)
        out = tmp_path / str(processes)
        recipe = RECIPES / "hatch-tiny.yaml"
        run = launched(processes, "train", "hatch", "-c", recipe, *settings, "-o", out, "--json")
        assert run.returncode == 0, run.stderr
        assert run.stderr.count("After GRPO") == 1
        stages = ("pasta", "qa", "actor")
        pasta_losses, losses, cold = (
            dict(json.loads((out / stage / "report.json").read_text())[key])
            for stage, key in zip(stages, ("losses", "losses", "cold_losses"), strict=True)
        )
        found.append((reported(run), pasta_losses, losses, cold))
    alone, both = found
    for then, now in zip(alone[1:], both[1:], strict=True):
        assert len(then) == 2
        assert now == pytest.approx(then, rel=TOLERANCE)
    assert [s["name"] for s in both[0]["stages"]] == [s["name"] for s in alone[0]["stages"]]


@pytest.mark.slow
def test_a_failure_while_learning_ends_all_with_its_sentence(data: Path, tmp_path: Path) -> None:
    run = started(2, LAUNCH / "second_fails.py", *qa(data, tmp_path / "out", 2))
    assert run.returncode != 0
    said = [line for line in run.stderr.splitlines() if line.startswith("covis: ")]
    assert said == ["covis: the second process cannot go on; replace it."]
    assert "gloo" not in run.stderr


@pytest.mark.slow
def test_fsdp_in_bfloat16_gives_the_loss_of_one_process(data: Path, tmp_path: Path) -> None:
    settings = ("precision=bfloat16", "recompute=true", "--json")
    alone = launched(1, *qa(data, tmp_path / "one", 4), *settings)
    both = launched(2, *qa(data, tmp_path / "two", 2), *settings, config="fsdp")
    expected, found = (reported(run)["losses"] for run in (alone, both))
    assert found == [[k, pytest.approx(loss, rel=2e-3)] for k, loss in expected]  # bfloat16 has 3 digits


@pytest.mark.slow
def test_what_fsdp_does_not_fit_is_one_sentence(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    no_gpu = started(2, "-m", "tests.training.launch.the_command", *qa(data, out, 2), config="fsdp")
    assert no_gpu.stderr.count("FSDP divides a model among GPUs, and there are none; launch without it.") == 1
    adapters = launched(2, *qa(data, out, 2), "lora={rank: 4}", config="fsdp")
    assert adapters.stderr.count("covis: with lora every GPU keeps the whole model") == 1
    walls = write_walls(tmp_path / "walls")
    recipe = RECIPES / "pasta-tiny.yaml"
    aligned = launched(2, "train", "pasta", "-c", recipe, f"data={walls}", "-o", out, config="fsdp")
    assert aligned.stderr.count("covis: covis train pasta keeps the whole vision encoder") == 1
    assert not out.exists()


@pytest.mark.slow
@NO_DEEPSPEED
def test_weights_that_deepspeed_divides_are_refused_in_a_sentence(data: Path, tmp_path: Path) -> None:
    given = (RECIPES / "accelerate" / "deepspeed.yaml").read_text()
    assert "zero_stage: 2" in given
    third = tmp_path / "third.yaml"
    third.write_text(given.replace("zero_stage: 2", "zero_stage: 3"))
    run = launched(2, *qa(data, tmp_path / "out", 2), config=third)
    assert run.stderr.count("covis: DeepSpeed's stage 3 divides the weights") == 1
    assert not (tmp_path / "out").exists()
