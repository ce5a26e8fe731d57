"""The settings of patch alignment, each with its reason and where it is from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from covis.training.adapters.adapter import Place


class PastaRecipe(BaseModel):
    """Patch-level spatial alignment (PaStA of HATCH, arXiv 2602.08735): what is trained, on what, and how.

    Where a default is marked "ours", the paper states none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str, Field(description="A folder, a name on the hub, or tiny:ARCHITECTURE.")]
    data: Annotated[
        Path,
        Field(description="A folder that covis worlds rooms wrote, or one with SPAR-7M's RGB-D scenes."),
    ]
    held_out: Annotated[
        float,
        Field(
            gt=0,
            lt=1,
            description="Share of the scenes to measure on where the data has no test split; ours: a fifth "
            "leaves enough scenes on both sides from 20 scenes on.",
        ),
    ] = 0.2
    held_out_pairs: Annotated[
        int,
        Field(
            ge=1, description="At most how many pairs to measure on; ours: thousands of cells, in seconds."
        ),
    ] = 200

    n: Annotated[
        int, Field(ge=2, le=16, description="Cells along each side; the paper: 4 is best, 5 or more hurts.")
    ] = 4
    tau1: Annotated[
        float,
        Field(
            gt=0,
            description="Temperature of the targets; ours: overlaps are shares in 0..1, and at 0.1 a cell "
            "that shares half of its pixels outweighs one that shares none by e^5.",
        ),
    ] = 0.1
    tau2: Annotated[
        float,
        Field(
            gt=0,
            description="Temperature of the predictions; ours: usual for contrasting cosines (CLIP, arXiv "
            "2103.00020, starts at 0.07).",
        ),
    ] = 0.07
    features: Annotated[
        Place,
        Field(
            description="Where the features are taken; ours: as the vision encoder leaves them, since only "
            "the encoder learns."
        ),
    ] = "before_merger"
    longest_side_px: Annotated[
        int | None,
        Field(
            ge=28,
            description="Shrink pictures to this before the processor sees them; ours: none, as the model "
            "will see them later.",
        ),
    ] = None

    steps: Annotated[int, Field(ge=1, description="Optimizer steps; ours: the paper states none.")] = 1000
    batch_pairs: Annotated[int, Field(ge=1, description="Pairs at a time on each device; ours.")] = 8
    accumulate: Annotated[int, Field(ge=1, description="Batches to one optimizer step; ours.")] = 1
    learning_rate: Annotated[
        float,
        Field(
            gt=0,
            description="Highest learning rate; ours: small, so that a trained encoder keeps what it knows.",
        ),
    ] = 1e-5
    warmup_share: Annotated[
        float, Field(ge=0, lt=1, description="Share of the steps until it is reached; ours: Adam's moments.")
    ] = 0.05
    weight_decay: Annotated[float, Field(ge=0, description="AdamW's; ours.")] = 0.01
    precision: Annotated[
        Literal["float32", "bfloat16"],
        Field(description="Of the computation; weights learn in float32; ours: bfloat16 where a GPU has it."),
    ] = "float32"
    seed: Annotated[int, Field(ge=0, description="Of the split and of the order of pairs.")] = 0
    workers: Annotated[
        int, Field(ge=0, description="Processes that read pictures and compute targets; 0: none beside.")
    ] = 0
    log_every: Annotated[int, Field(ge=1, description="Steps between two reports of the loss.")] = 10
    save_every: Annotated[int, Field(ge=1, description="Steps between two checkpoints.")] = 100
    report_to: Annotated[
        tuple[Literal["tensorboard", "wandb"], ...], Field(description="Who else gets the loss curve.")
    ] = ()
