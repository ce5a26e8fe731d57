"""What a stage on conversations has at hand when all is checked and nothing has begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covis.training.chat.data import TrainingData
from covis.training.chat.preflight import Preflight

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
