"""Low-rank adapters: a few new numbers beside frozen weights learn, and are added to them at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from covis.errors import CovisError
from covis.training.recipes.chat import LoraRecipe
from covis.training.runs.team import Team

if TYPE_CHECKING:
    from peft import LoraConfig
    from transformers import PreTrainedModel, Trainer


def lora_config(lora: LoraRecipe | None) -> LoraConfig | None:
    """The same settings as PEFT and TRL's trainers take them; None where the whole model learns.

    Args:
        lora: Of the recipe.
    """
    if lora is None:
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=lora.target_modules
    )


def check_division(lora: LoraRecipe | None, team: Team) -> None:
    """See that adapters are not to be added to weights of which each process has a part.

    Raises:
        CovisError: If they are.
    """
    if lora is not None and team.sharded:
        raise CovisError(
            "with lora every GPU keeps the whole model; launch it without FSDP, as with "
            "recipes/accelerate/multi_gpu.yaml."
        )


@contextmanager
def as_it_learns(model: PreTrainedModel, lora: LoraRecipe | None) -> Iterator[PreTrainedModel]:
    """The model as the trainer will have it: with new adapters, which are taken off again.

    Args:
        model: As it was loaded; its own weights stay as they are.
        lora: Of the recipe; without it this is the model itself.

    Raises:
        CovisError: If the model has no such modules.
    """
    settings = lora_config(lora)
    if settings is None:
        yield model
        return
    import torch
    from peft import get_peft_model

    try:
        with torch.random.fork_rng():
            adapted = get_peft_model(model, settings)
    except (ValueError, NotImplementedError) as error:
        raise CovisError(
            f"lora.target_modules: {settings.target_modules!r} names no modules of this model that can have "
            "adapters; correct it, or leave it out for all projections of the language model."
        ) from error
    try:
        yield adapted
    finally:
        adapted.unload()


def merge_adapters(trainer: Trainer) -> None:
    """Add what the adapters of a trainer's model learnt to its weights, so that it is a plain model again.

    The weights keep their precision; a model without adapters stays as it is.

    Args:
        trainer: After training.
    """
    merge = getattr(trainer.model, "merge_and_unload", None)
    if merge is not None:
        merge()
