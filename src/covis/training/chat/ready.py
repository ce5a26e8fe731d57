"""What a stage on conversations has at hand when all is checked and nothing has begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covis.training.chat.data import TrainingData
from covis.training.chat.open import kind_of
from covis.training.chat.preflight import Preflight
from covis.training.recipes.chat import ChatRecipe
from covis.training.runs.checkpoints import check_last_checkpoint
from covis.training.runs.folder import check_claim, claim
from covis.training.runs.team import Team

if TYPE_CHECKING:
    import torch
    from datasets import Dataset
    from transformers import PreTrainedModel, ProcessorMixin


@dataclass(frozen=True, eq=False)
class Ready:
    """A model, the samples, and what the check of both found.

    Attributes:
        data: The samples.
        rows: Those to learn from, as the trainers take them.
        model: With float32 weights where it will learn.
        processor: Its own.
        stored_as: The precision that the model was stored in.
        found: By the check.
    """

    data: TrainingData
    rows: Dataset
    model: PreTrainedModel
    processor: ProcessorMixin
    stored_as: torch.dtype
    found: Preflight


def claim_for(
    ready: Ready, recipe: ChatRecipe, out: Path, command: str, checkpoints: Sequence[Path], team: Team
) -> None:
    """Make a folder that of a run, or see that the run in it can go on; the first process writes.

    Args:
        ready: What is at hand, all of it checked: what does not fit leaves nothing behind.
        recipe: The settings.
        out: The folder.
        command: Of the run, such as "covis train qa".
        checkpoints: Folders of them.
        team: The processes.

    Raises:
        CovisError: If the folder holds something else, cannot be written, or its checkpoints are damaged.
    """
    data = {"data (SHA-256)": ready.data.sha256}
    identity = {**recipe.lasting(), **kind_of(ready.model), **team.layout(), **data}
    check_claim(out, command, identity)
    for folder in checkpoints:
        check_last_checkpoint(folder, ready.model)
    if team.first:
        claim(out, command, identity)
