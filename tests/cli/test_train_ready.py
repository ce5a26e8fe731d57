"""The ready recipes for large models, but for the model and the length, on a tiny one in bfloat16."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Cli
from tests.training.small_set import sample, write_set

from covis.worlds.plane.data_set import PlaneSettings, write_plane

pytestmark = [pytest.mark.torch, pytest.mark.slow]
torch = pytest.importorskip("torch")
pytest.importorskip("peft")
pytest.importorskip("trl")

RECIPES = Path(__file__).parents[2] / "recipes"
SHORT = ("steps=2", "accumulate=1", "log_every=1", "held_out_samples=1", "report_to=[]")
ACTOR = ("cold_steps=2", "cold_batch=2", "generations=2", "max_completion_tokens=32", "max_image_pixels=1024")
VALUES = {
    "qa": ("batch=2", "max_image_pixels=1024"),
    "actor": ("batch=2", *ACTOR),
    "sparkle": ("batch=2", "max_image_pixels=1024"),
}


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[[str], Path]:
    """A tiny checkpoint whose weights are stored in bfloat16, as large ones are."""

    def made(architecture: str) -> Path:
        from covis.training.models.load import load_model_and_processor

        model, processor = load_model_and_processor(f"tiny:{architecture}")
        model.to(torch.bfloat16).save_pretrained(tmp_path / architecture)
        processor.save_pretrained(tmp_path / architecture)
        return tmp_path / architecture

    return made


@pytest.mark.parametrize(
    ("recipe", "architecture"),
    [
        ("qa-qwen2_5-vl-3b", "qwen2_5_vl"),
        ("qa-qwen3-vl-4b", "qwen3_vl"),
        ("actor-qwen2_5-vl-3b", "qwen2_5_vl"),
        ("sparkle-qwen2_5-vl-3b", "qwen2_5_vl"),
    ],
)
def test_it_trains_and_leaves_a_model_as_it_was_stored(
    recipe: str, architecture: str, tmp_path: Path, cli: Cli, tiny: Callable[[str], Path]
) -> None:
    from transformers import AutoModelForImageTextToText

    kind, data = recipe.partition("-")[0], tmp_path / "set"
    if kind == "sparkle":
        write_plane(data, PlaneSettings(configurations=1, tests=1))
    else:
        write_set(data, [sample(k) for k in range(20)], [sample(20)])
    values = [f"model={tiny(architecture)}", f"data={data}", *SHORT, *VALUES[kind]]
    done = cli("train", kind, "-c", RECIPES / f"{recipe}.yaml", *values, "-o", tmp_path / "run")
    assert done.code == 0, done.err
    model, loading = AutoModelForImageTextToText.from_pretrained(
        tmp_path / "run" / "model", dtype="auto", output_loading_info=True
    )
    assert model.dtype == torch.bfloat16
    assert not loading["missing_keys"]
    assert not loading["unexpected_keys"]
