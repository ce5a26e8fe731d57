"""What every adapter does, and which there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from covis.errors import CovisError
from covis.training.adapters.gemma3 import Gemma3
from covis.training.adapters.qwen_vl import QwenVL

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, ProcessorMixin

Place = Literal["before_merger", "after_merger"]
"""Features as the vision encoder leaves them, or as the merger (projector) hands them on to the text."""


class Adapter(Protocol):
    """Patch features of one architecture, and which of its weights are the vision encoder's.

    Rows and columns of a grid divide the whole picture evenly, so a patch shows the part of the picture that
    lies at the same place.
    """

    def vision(self, model: PreTrainedModel) -> torch.nn.Module:
        """The part of a model that turns pictures into features, merger included."""

    def encoder_parameters(self, vision: torch.nn.Module) -> list[torch.nn.Parameter]:
        """The weights of the vision encoder proper: without the merger."""

    def inputs(self, processor: ProcessorMixin, pictures: Sequence[Any]) -> dict[str, torch.Tensor]:
        """What the vision part takes for some pictures, each (H, W, 3) uint8."""

    def features(
        self, vision: torch.nn.Module, inputs: Mapping[str, torch.Tensor], place: Place
    ) -> list[torch.Tensor]:
        """One (rows, columns, channels) grid for each picture, top row and left column first."""


ADAPTERS: dict[str, Adapter] = {
    "qwen2_5_vl": QwenVL(windows=True),
    "qwen3_vl": QwenVL(windows=False),
    "gemma3": Gemma3(),
}
"""A checkpoint's `model_type` to its adapter."""


def adapter_for(model_type: str) -> Adapter:
    """The adapter of an architecture.

    Args:
        model_type: As in a checkpoint's config.json.

    Raises:
        CovisError: If there is none.
    """
    if model_type not in ADAPTERS:
        raise CovisError(
            f"Patch features of {model_type} are not known; use a checkpoint of {', '.join(ADAPTERS)}."
        )
    return ADAPTERS[model_type]
