"""Every recipe in recipes/ is one that its trainer takes, for a model that has the parts it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.training.recipes.families import FAMILIES, on_meta

from covis.training.adapters.adapter import adapter_for
from covis.training.chat.lora import as_it_learns
from covis.training.chat.preflight import state_of
from covis.training.grpo.optimise import grpo_settings
from covis.training.grpo.train import cold_stage
from covis.training.models.tiny import ARCHITECTURES
from covis.training.pasta.learner import make_learner
from covis.training.pasta.train import trainer_arguments
from covis.training.recipes.chat import ActorRecipe, QaRecipe, SparkleRecipe
from covis.training.recipes.hatch import HatchRecipe
from covis.training.recipes.pasta import PastaRecipe
from covis.training.recipes.read import read_recipe
from covis.training.sft.fine_tune import sft_settings
from covis.training.sft.run import stage_of

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("peft")
pytest.importorskip("trl")

FOLDER = Path(__file__).parents[3] / "recipes"
KINDS: dict[str, Any] = {
    "actor": ActorRecipe, "hatch": HatchRecipe, "pasta": PastaRecipe, "qa": QaRecipe,
    "sparkle": SparkleRecipe,
}  # fmt: skip


def kind_of(path: Path) -> str:
    """The stage that a file is for: how its name begins."""
    return path.stem.partition("-")[0]


RECIPES = sorted(FOLDER.glob("*.yaml"))
GIB = 2**30

model_of = cache(on_meta)


def read(path: Path) -> Any:
    return read_recipe(KINDS[kind_of(path)], path)


def header(path: Path) -> str:
    """The comment above the settings, as one line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    top = lines[: next(k for k, line in enumerate(lines) if not line.startswith("#"))]
    return " ".join(line.removeprefix("#").strip() for line in top)


SETTINGS: dict[str, Callable[[Any, Path], list[Any]]] = {
    "actor": lambda r, out: [sft_settings(cold_stage(r), r, out), grpo_settings(r, out)],
    "pasta": lambda r, out: [trainer_arguments(r, out)],
    "qa": lambda r, out: [sft_settings(stage_of(r, "answers"), r, out)],
    "sparkle": lambda r, out: [sft_settings(stage_of(r, "sparkle"), r, out)],
}


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.stem)
def test_its_header_tells_the_commands_and_its_trainer_takes_it(path: Path, tmp_path: Path) -> None:
    kind, recipe = kind_of(path), read(path)
    world = "plane" if kind == "sparkle" else "rooms"
    assert f"covis worlds {world} -o {world}" in header(path)
    assert f"covis train {kind} --config recipes/{path.name} data={world} -o " in header(path)
    stages = recipe.stages() if kind == "hatch" else {kind: recipe}
    for settings in [s for name, stage in stages.items() for s in SETTINGS[name](stage, tmp_path)]:
        assert settings.bf16 == (recipe.precision == "bfloat16")
        assert settings.seed == recipe.seed
    if kind == "actor":
        assert settings.use_vllm == (recipe.vllm is not None)
        assert settings.num_generations == recipe.generations
        if recipe.vllm:
            assert (settings.vllm_mode, settings.vllm_server_port) == ("server", recipe.vllm.port)
    assert recipe.model in FAMILIES or recipe.model.removeprefix("tiny:") in ARCHITECTURES


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_has_as_many_numbers_as_its_published_weights(name: str) -> None:
    assert sum(p.numel() for p in model_of(name).parameters()) == FAMILIES[name][2]


LARGE = [path for path in RECIPES if "tiny" not in path.stem]


@pytest.mark.parametrize("path", [p for p in LARGE if kind_of(p) != "pasta"], ids=lambda p: p.stem)
def test_the_adapters_are_on_every_projection_of_the_language_model_and_on_nothing_else(path: Path) -> None:
    recipe = read(path)
    model = model_of(recipe.model)
    text = model.config.get_text_config()
    with as_it_learns(model, recipe.lora) as learner:
        learning = [name for name, p in learner.named_parameters() if p.requires_grad]
        numbers, size = state_of(learner)
    assert len(learning) == 2 * 7 * text.num_hidden_layers
    assert all("language_model" in name and "lora_" in name for name in learning)
    told = (
        f"{numbers / 1e6:.1f} million numbers learn; weights, gradients and optimizer take {size / GIB:.1f}"
    )
    assert f"{told} GiB" in header(path)


@pytest.mark.parametrize("path", [p for p in LARGE if kind_of(p) == "pasta"], ids=lambda p: p.stem)
def test_patch_alignment_finds_the_encoder_and_leaves_the_merger_frozen(path: Path) -> None:
    recipe = read(path)
    model = on_meta(recipe.model)  # its own: the learner changes what learns
    adapter = adapter_for(model.config.model_type)
    learner = make_learner(model, adapter, recipe)
    learning = {name for name, p in model.named_parameters() if p.requires_grad}
    frozen = {name for name, _ in model.named_parameters()} - learning
    assert learning
    assert all(name.startswith("model.visual.") for name in learning)
    assert {name for name in frozen if "visual" in name} == {
        name for name, _ in model.named_parameters() if "visual.merger" in name or "deepstack_merger" in name
    }
    numbers = sum(p.numel() for p in learner.parameters() if p.requires_grad)
    weights = sum(p.numel() for p in learner.parameters())
    told = f"{numbers / 1e6:.0f} million numbers learn; {4 * (weights + 3 * numbers) / GIB:.1f} GiB"
    assert told in header(path)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_real_architecture_has_its_encoder_apart_from_its_mergers(name: str) -> None:
    model = model_of(name)
    adapter = adapter_for(model.config.model_type)
    vision = adapter.vision(model)
    encoder = {id(p) for p in adapter.encoder_parameters(vision)}
    names = {n for n, p in vision.named_parameters() if id(p) not in encoder}
    assert encoder
    assert names
    assert all(re.match(r"(merger|deepstack_merger_list)\.", n) for n in names)
