"""The settings of fine-tuning on conversations, each with its reason and where it is from."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FREE = {"report_to", "log_every", "host", "port"}
"""Settings that change nothing of the result."""


class LoraRecipe(BaseModel):
    """Low-rank adapters (LoRA, arXiv 2106.09685): matrices B A of a low rank beside frozen weights learn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: Annotated[
        int, Field(ge=1, description="Of each adapter; ours: LoRA's authors found 8 enough for one task.")
    ] = 16
    alpha: Annotated[
        float, Field(gt=0, description="Adapters count alpha / rank; ours: twice the rank, as is common.")
    ] = 32
    dropout: Annotated[
        float,
        Field(
            ge=0, lt=1, description="Before each adapter; ours: none, for GRPO compares chances of one text."
        ),
    ] = 0.0
    target_modules: Annotated[
        str,
        Field(
            min_length=1,
            description="What has adapters, an expression for whole names; ours: every projection of the "
            "language model (QLoRA, arXiv 2305.14314: all layers are needed), and not the vision encoder, "
            "which PaStA trained.",
        ),
    ] = r".*language_model.*\.(q|k|v|o|gate|up|down)_proj"


HeldOut = Annotated[
    float,
    Field(ge=0, lt=1, description="Share of the scenes to measure on if the data has no test split; ours."),
]
"""What recipes of data sets that need not be split share."""


class ChatRecipe(BaseModel):
    """What every training on questions needs. Where a default is marked "ours", no paper states one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str, Field(description="A folder, a name on the hub, or tiny:ARCHITECTURE.")]
    data: Annotated[Path, Field(description="A folder that covis worlds wrote.")]
    lora: Annotated[
        LoraRecipe | None,
        Field(description="Adapters to learn instead of the whole model; ours: none, for it is never worse."),
    ] = None
    held_out_samples: Annotated[
        int, Field(ge=0, description="At most how many samples to measure on, before and after; ours: quick.")
    ] = 100
    max_image_pixels: Annotated[
        int | None,
        Field(ge=28 * 28, description="Shrink larger pictures; ours: none, as the processor's own limit is."),
    ] = None
    precision: Annotated[
        Literal["float32", "bfloat16"],
        Field(
            description="Of the computation; what learns is in float32; ours: bfloat16 where a GPU has it."
        ),
    ] = "float32"
    recompute: Annotated[
        bool, Field(description="Compute activations twice to save memory; ours: off, on for 3 B and more.")
    ] = False
    seed: Annotated[int, Field(ge=0, description="Of the order of samples and of what is sampled.")] = 0
    weight_decay: Annotated[float, Field(ge=0, description="AdamW's; ours.")] = 0.01
    warmup_share: Annotated[
        float,
        Field(ge=0, lt=1, description="Share of a stage's steps until its rate is reached; ours."),
    ] = 0.05
    log_every: Annotated[int, Field(ge=1, description="Steps between two reports.")] = 10
    save_every: Annotated[int, Field(ge=1, description="Steps between two checkpoints.")] = 100
    report_to: Annotated[
        tuple[Literal["tensorboard", "wandb"], ...], Field(description="Who else gets the curves.")
    ] = ()

    def lasting(self) -> dict[str, Any]:
        """The settings that must stay the same when a run goes on, as plain JSON values."""
        return lasting_of(self.model_dump(mode="json"), FREE)


def lasting_of(settings: Mapping[str, Any], free: Set[str]) -> dict[str, Any]:
    """Settings without those, in any section, that may change when a run goes on.

    Args:
        settings: As plain JSON values.
        free: The names to leave out.
    """
    return {
        k: lasting_of(v, free) if isinstance(v, dict) else v for k, v in settings.items() if k not in free
    }


class AnswersRecipe(ChatRecipe):
    """Fine-tuning on questions and their answers."""

    steps: Annotated[int, Field(ge=1, description="Optimizer steps; ours.")] = 1000
    batch: Annotated[int, Field(ge=1, description="Samples at a time on each device; ours.")] = 4
    accumulate: Annotated[int, Field(ge=1, description="Batches to one optimizer step; ours.")] = 4
    learning_rate: Annotated[float, Field(gt=0, description="Highest; ours: for whole 3 B models.")] = 1e-5


class QaRecipe(AnswersRecipe):
    """Fine-tuning on questions and answers, the second stage of HATCH (arXiv 2602.08735).

    The paper states no steps, batches and rates.
    """

    held_out: HeldOut = 0.2


class SparkleRecipe(AnswersRecipe):
    """Fine-tuning on the plane's basic skills, measured on composite tasks (Sparkle, arXiv 2410.16162).

    `held_out_samples` counts those of each test. The published set's size is that of `covis worlds plane`;
    steps, batches and rates are ours.
    """

    composite_control: Annotated[
        bool,
        Field(
            description="Learn from composite tasks and nothing else: the control of an experiment, and the "
            "only way to train on them."
        ),
    ] = False


class VllmRecipe(BaseModel):
    """Where vLLM writes the completions of GRPO."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Annotated[
        Literal["server", "colocate"],
        Field(description="A server on other GPUs, or within the trainer's; ours: apart, as neither waits."),
    ] = "server"
    host: Annotated[str, Field(min_length=1, description="Of the server.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Of the server; as TRL's default.")] = 8000
    memory_share: Annotated[
        float,
        Field(gt=0, lt=1, description="Of the GPU, for vLLM within the trainer; ours: TRL's default."),
    ] = 0.3


class ActorRecipe(ChatRecipe):
    """Action-then-answer (ActoR of HATCH): a cold start on the teacher's completions, then GRPO."""

    held_out: HeldOut = 0.2
    cold_share: Annotated[
        float, Field(gt=0, le=1, description="Share of the samples for the cold start; the paper: 10 %.")
    ] = 0.1
    cold_steps: Annotated[int, Field(ge=1, description="Optimizer steps of it; ours.")] = 200
    cold_batch: Annotated[int, Field(ge=1, description="Samples at a time on each device; ours.")] = 4
    cold_learning_rate: Annotated[float, Field(gt=0, description="Highest; ours: as for answers.")] = 1e-5

    steps: Annotated[int, Field(ge=1, description="Steps of GRPO; ours: the paper states none.")] = 500
    batch: Annotated[
        int, Field(ge=2, description="Completions at a time on each device, a multiple of generations; ours.")
    ] = 8
    accumulate: Annotated[int, Field(ge=1, description="Batches to one step; ours.")] = 1
    generations: Annotated[
        int, Field(ge=2, description="Completions of a question that are compared; ours: as TRL's default.")
    ] = 8
    learning_rate: Annotated[float, Field(gt=0, description="Highest; ours: TRL's default.")] = 1e-6
    temperature: Annotated[float, Field(gt=0, description="Of sampling; ours: as TRL's default.")] = 1.0
    beta: Annotated[
        float, Field(ge=0, description="Weight of the distance from the start; ours: 0, as TRL's default.")
    ] = 0.0
    max_completion_tokens: Annotated[
        int, Field(ge=16, description="At most; must hold the longest completion of the teacher; ours.")
    ] = 1024
    vllm: Annotated[
        VllmRecipe | None,
        Field(description="Have vLLM write the completions; ours: none, for it needs other packages."),
    ] = None
    action_weight: Annotated[
        float, Field(ge=0, description="l1; ours: the motions count as much as the answer they prepare.")
    ] = 1.0
    answer_weight: Annotated[float, Field(ge=0, description="l2; ours.")] = 1.0
    format_weight: Annotated[
        float, Field(ge=0, description="l3; ours: little, for without form the others are nothing.")
    ] = 0.2
    translation_scale_m: Annotated[
        float,
        Field(gt=0, description="Error at which its half of the reward is 1/e; ours: a step or two."),
    ] = 1.0
    rotation_scale_deg: Annotated[
        float, Field(gt=0, description="The same for the turn; ours: half a common field of view.")
    ] = 30.0
