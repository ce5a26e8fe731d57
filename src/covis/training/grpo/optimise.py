"""The stage of ActoR that learns from rewards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.chat.lora import lora_config, merge_adapters
from covis.training.grpo.reward_functions import RewardFunction
from covis.training.grpo.vllm import vllm_settings
from covis.training.recipes.chat import ActorRecipe
from covis.training.runs.divide import learning
from covis.training.runs.go_on import train_or_go_on
from covis.training.runs.progress import Tell, report_progress
from covis.training.runs.team import join_team
from covis.training.sft.fine_tune import Curve, Stage, trainer_settings

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, ProcessorMixin
    from trl import GRPOConfig


def optimise(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    rows: Dataset,
    functions: Sequence[RewardFunction],
    recipe: ActorRecipe,
    checkpoints: Path,
    tell: Tell,
) -> Curve:
    """Train with TRL's GRPOTrainer, or go on from the last checkpoint; the model changes.

    Args:
        model: As it was opened to train.
        processor: Its own.
        rows: prompt, images and sample; completions are not looked at.
        functions: Of action, answer and format, in this order.
        recipe: The settings.
        checkpoints: A folder for them.
        tell: Takes lines about the progress.
    """
    from trl import GRPOTrainer

    with learning(model, join_team()) as pupil, _padding_left(processor):
        trainer = GRPOTrainer(
            model=pupil,
            reward_funcs=list(functions),
            args=grpo_settings(recipe, checkpoints),
            train_dataset=rows.remove_columns("completion"),
            processing_class=processor,
            peft_config=lora_config(recipe.lora),
        )
        clock = report_progress(trainer, "GRPO", tell)
        train_or_go_on(trainer, checkpoints)
        merge_adapters(trainer)
    return Curve(tuple(trainer.state.log_history), clock.step_s)


@contextmanager
def _padding_left(processor: ProcessorMixin) -> Iterator[None]:
    """Have a processor pad prompts on the left.

    The trainer pads prompts on the left itself, but takes from the processor, as that pads, which of their
    tokens are of an image. Padded on the right, a prompt shorter than others of its batch would have its
    images at the wrong places.
    """
    tokenizer: Any = processor.tokenizer
    side, tokenizer.padding_side = tokenizer.padding_side, "left"
    try:
        yield
    finally:
        tokenizer.padding_side = side


def grpo_settings(recipe: ActorRecipe, checkpoints: Path) -> GRPOConfig:
    """What TRL's trainer is told.

    Args:
        recipe: The settings.
        checkpoints: A folder for them.
    """
    from trl import GRPOConfig

    stage = Stage("GRPO", recipe.steps, recipe.batch, recipe.accumulate, recipe.learning_rate)
    return GRPOConfig(
        **trainer_settings(stage, recipe, checkpoints),
        **vllm_settings(recipe.vllm),
        num_generations=recipe.generations,
        max_completion_length=recipe.max_completion_tokens,
        temperature=recipe.temperature,
        beta=recipe.beta,
        reward_weights=[recipe.action_weight, recipe.answer_weight, recipe.format_weight],
    )
