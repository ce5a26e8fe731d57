"""Gemma 3: every picture is resized to one square, and its patches stand row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, ProcessorMixin


class Gemma3:
    """Gemma 3 with its SigLIP encoder; its merger averages blocks of patches and projects them."""

    def vision(self, model: PreTrainedModel) -> torch.nn.Module:
        """The vision tower and the projector together."""
        from torch import nn

        whole = model.model
        return nn.ModuleDict({"tower": whole.vision_tower, "projector": whole.multi_modal_projector})

    def encoder_parameters(self, vision: torch.nn.Module) -> list[torch.nn.Parameter]:
        """Those of the tower."""
        return list(vision["tower"].parameters())

    def inputs(self, processor: ProcessorMixin, pictures: Sequence[Any]) -> dict[str, torch.Tensor]:
        """Squares, (n, 3, side, side); never cut out, so that a grid always shows the whole picture."""
        made = processor.image_processor(list(pictures), do_pan_and_scan=False, return_tensors="pt")
        return {"pixel_values": made["pixel_values"]}

    def features(
        self, vision: torch.nn.Module, inputs: Mapping[str, torch.Tensor], place: str
    ) -> list[torch.Tensor]:
        """One (rows, columns, channels) grid for each picture."""
        patches = vision["tower"](pixel_values=inputs["pixel_values"]).last_hidden_state
        if place == "after_merger":
            patches = vision["projector"](patches)
        side = isqrt(patches.shape[1])
        return [patch.reshape(side, side, -1) for patch in patches]
