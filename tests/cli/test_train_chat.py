"""`covis train qa` and `covis train actor` as a user types them, on a tiny model."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from tests.training.small_set import sample, write_set

from covis.cli.main import main
from covis.prompts.sample import PairActions

pytestmark = pytest.mark.torch
pytest.importorskip("transformers")
pytest.importorskip("trl")

RECIPES = Path(__file__).parents[2] / "recipes"
QUICK = ("max_image_pixels=784", "held_out_samples=1", "log_every=1")


def covis(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(map(str, arguments)))
    return int(stop.value.code or 0)


def last_log(checkpoint: Path) -> dict[str, Any]:
    """What the trainer logged at the step of a checkpoint, without what depends on the clock."""
    log = json.loads((checkpoint / "trainer_state.json").read_text())["log_history"]
    return {k: v for k, v in log[-1].items() if "time" not in k and "runtime" not in k}


def changed(model: Path) -> list[str]:
    """Names of the weights in which a trained model differs from the tiny one it began as."""
    import torch
    from transformers import AutoModelForImageTextToText

    from covis.training.models.load import load_model_and_processor

    before = load_model_and_processor("tiny:qwen2_5_vl")[0].state_dict()
    after = AutoModelForImageTextToText.from_pretrained(model).state_dict()
    assert after.keys() == before.keys()
    return [name for name, weight in after.items() if not torch.equal(weight, before[name])]


def stopped_before(out: Path, checkpoint: Path) -> None:
    """Leave what a run leaves that is killed before it writes a checkpoint."""
    rmtree(checkpoint)
    rmtree(out / "model")
    (out / "report.json").unlink()


@pytest.mark.parametrize(
    "what_learns", [[], ["lora.rank=4", "learning_rate=0.01"]], ids=["whole", "adapters"]
)
def test_qa_learns_its_answers_and_goes_on_to_the_same_loss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what_learns: list[str]
) -> None:
    data = write_set(tmp_path / "set", [sample(k) for k in range(4)], [sample(4)])
    out = tmp_path / "run"
    command = ("train", "qa", "-c", RECIPES / "qa-tiny.yaml", f"data={data}", *QUICK, "steps=4", "batch=2")
    command = (*command, *what_learns, "save_every=2", "-o", out, "--json")
    assert covis(*command) == 0
    whole = json.loads(capsys.readouterr().out)
    losses = [loss for _, loss in whole["losses"]]
    assert len(losses) == 4
    assert losses[-1] < losses[0]
    assert (out / "model" / "config.json").is_file()
    assert "base_model: tiny:qwen2_5_vl" in (out / "model" / "README.md").read_text()

    stopped_before(out, out / "checkpoints" / "checkpoint-4")
    assert covis(*command) == 0
    shown = capsys.readouterr()
    assert "step 2 of 4" not in shown.err
    assert json.loads(shown.out)["losses"] == [
        [k, pytest.approx(loss, rel=1e-5)] for k, loss in whole["losses"]
    ]

    assert covis(*command, "learning_rate=0.5") == 2
    assert "another learning_rate (0.0" in capsys.readouterr().err


@pytest.mark.parametrize("what_learns", [[], ["lora={rank: 4}"]], ids=["whole", "adapters"])
def test_actor_starts_cold_is_rewarded_and_goes_on_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what_learns: list[str]
) -> None:
    data = write_set(tmp_path / "set", [sample(k) for k in range(4)], [sample(4)])
    out = tmp_path / "run"
    command = ("train", "actor", "-c", RECIPES / "actor-tiny.yaml", f"data={data}", *QUICK, "cold_steps=2")
    command = (*command, "cold_batch=2", "steps=2", "batch=2", "generations=2", "max_completion_tokens=32")
    command = (*command, *what_learns, "save_every=1", "-o", out, "--json")
    assert covis(*command) == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert "The teacher's completions earn every reward, empty ones none." in shown.err
    assert {name: len(curve) for name, curve in report["rewards"].items()} == {
        "action": 2,
        "answer": 2,
        "format": 2,
    }
    assert (out / "cold_start" / "model" / "config.json").is_file()
    if what_learns:
        learnt = changed(out / "model")
        assert learnt
        assert all("language_model" in name and "_proj" in name for name in learnt)
    last = out / "grpo" / "checkpoint-2"
    then = last_log(last)

    stopped_before(out, last)
    assert covis(*command) == 0
    assert "cold start, step" not in capsys.readouterr().err
    assert last_log(last) == pytest.approx(then, rel=1e-4)


BAD = {
    "no set": ("actor", ["data=nowhere"], {}, "nowhere holds no samples.jsonl"),
    "no motions": ("actor", [], {"actions": ()}, "'s0' tells no motions of the camera"),
    "a free text": (
        "actor",
        [],
        {"options": None, "answer_kind": "text", "answer": "yes"},
        "'s0': its answer is a free text",
    ),
    "completions cut": (
        "actor",
        ["max_completion_tokens=16"],
        {"actions": (PairActions(0, 1, '[{"turn_left_deg": 30.0}, {"move_forward_m": 1.25}]'),)},
        "raise max_completion_tokens",
    ),
    "groups that do not fit": ("actor", ["batch=9"], {}, "batch must be a multiple of generations"),
    "no vLLM": ("actor", ["vllm.port=1", "max_image_pixels=null"], {}, "vLLM is not installed here"),
    "other pictures for vLLM": ("actor", ["vllm={}"], {}, "max_image_pixels would shrink them"),
    "weights": (
        "actor",
        ["action_weight=0", "answer_weight=0", "format_weight=0"],
        {},
        "the weights of the rewards",
    ),
    "places for other pictures": ("qa", [], {"question": "<image> or <image> or <image>?"}, "sample 's0'"),
    "a fixed picture size": ("qa", ["model=tiny:gemma3"], {}, "leave max_image_pixels out"),
    "an unknown setting of the adapters": ("qa", ["lora.depth=1"], {}, "there is no setting lora.depth"),
    "modules that are not there": ("qa", ["lora.target_modules=h"], {}, "lora.target_modules: 'h' names no"),
    "an unknown setting": ("qa", ["epochs=1"], {}, "there is no setting epochs"),
}


@pytest.mark.parametrize(("command", "values", "changes", "sentence"), BAD.values(), ids=BAD)
def test_what_cannot_be_trained_on_is_one_sentence_before_the_first_step(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    values: list[str],
    changes: dict[str, Any],
    sentence: str,
) -> None:
    data = write_set(tmp_path / "set", [sample(0, **changes)], [sample(1)])
    recipe = RECIPES / f"{command}-tiny.yaml"
    assert covis("train", command, "-c", recipe, f"data={data}", *QUICK, *values, "-o", tmp_path / "run") == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert error[-1].startswith("covis: ")
    assert sentence in error[-1]
    assert not any("step 1" in line for line in error)
