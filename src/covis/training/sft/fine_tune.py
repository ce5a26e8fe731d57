"""One stage of fine-tuning on prompts and completions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.chat.lora import lora_config, merge_adapters
from covis.training.recipes.chat import ChatRecipe
from covis.training.runs.divide import learning
from covis.training.runs.go_on import train_or_go_on
from covis.training.runs.progress import Tell, report_progress
from covis.training.runs.team import join_team

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, ProcessorMixin
    from trl import SFTConfig


@dataclass(frozen=True)
class Stage:
    """How long and how fast a stage learns.

    Attributes:
        name: As its lines begin.
        steps: Optimizer steps.
        batch: Rows at a time on each device.
        accumulate: Batches to one step.
        learning_rate: The highest.
    """

    name: str
    steps: int
    batch: int
    accumulate: int
    learning_rate: float


@dataclass(frozen=True)
class Curve:
    """What a stage logged.

    Attributes:
        log: The trainer's log, an entry each.
        step_s: Seconds a step, in the part that this process did; None if it did none.
    """

    log: tuple[dict[str, Any], ...]
    step_s: float | None

    def values(self, key: str) -> list[tuple[int, float]]:
        """Step and value of one entry, wherever it was logged."""
        return [(entry["step"], float(entry[key])) for entry in self.log if key in entry]


def fine_tune(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    rows: Dataset,
    stage: Stage,
    recipe: ChatRecipe,
    checkpoints: Path,
    tell: Tell,
) -> Curve:
    """Train on completions with TRL's SFTTrainer, or go on from the last checkpoint; the model changes.

    Args:
        model: As it was opened to train.
        processor: Its own.
        rows: prompt, completion and images.
        stage: How long and how fast.
        recipe: The other settings.
        checkpoints: A folder for them.
        tell: Takes lines about the progress.
    """
    from trl import SFTTrainer

    with learning(model, join_team()) as pupil:
        trainer = SFTTrainer(
            model=pupil,
            args=sft_settings(stage, recipe, checkpoints),
            train_dataset=rows,
            processing_class=processor,
            peft_config=lora_config(recipe.lora),
        )
        # A step's loss is the mean over all its tokens, however they are divided among batches and processes.
        # Models may refuse the count of tokens that this takes, but the trainer forms the loss, not they.
        trainer.model_accepts_loss_kwargs = True
        clock = report_progress(trainer, stage.name, tell)
        train_or_go_on(trainer, checkpoints)
        merge_adapters(trainer)
    return Curve(tuple(trainer.state.log_history), clock.step_s)


def sft_settings(stage: Stage, recipe: ChatRecipe, checkpoints: Path) -> SFTConfig:
    """What TRL's SFTTrainer is told.

    Args:
        stage: How long and how fast.
        recipe: The other settings.
        checkpoints: A folder for them.
    """
    from trl import SFTConfig

    return SFTConfig(
        **trainer_settings(stage, recipe, checkpoints),
        max_length=None,  # cutting would cut image tokens
    )


def trainer_settings(stage: Stage, recipe: ChatRecipe, checkpoints: Path) -> dict[str, Any]:
    """What all trainers of the library are told."""
    import torch

    return {
        "output_dir": str(checkpoints),
        "max_steps": stage.steps,
        "per_device_train_batch_size": stage.batch,
        "gradient_accumulation_steps": stage.accumulate,
        "learning_rate": stage.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": round(recipe.warmup_share * stage.steps),
        "weight_decay": recipe.weight_decay,
        "bf16": recipe.precision == "bfloat16",
        "gradient_checkpointing": recipe.recompute,
        "use_cpu": not torch.cuda.is_available(),
        "dataloader_pin_memory": torch.cuda.is_available(),
        "seed": recipe.seed,
        "data_seed": recipe.seed,
        "logging_steps": recipe.log_every,
        "logging_nan_inf_filter": False,  # a loss that is not finite is shown as it is
        "save_steps": recipe.save_every,
        "save_total_limit": 2,
        "report_to": list(recipe.report_to),
        "disable_tqdm": True,
    }
