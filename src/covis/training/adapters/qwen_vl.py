"""Qwen2.5-VL and Qwen3-VL: patches in blocks that are merged, and in windows for Qwen2.5-VL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, ProcessorMixin


@dataclass(frozen=True)
class QwenVL:
    """Both: the encoder's patches stand block by block, as they are merged.

    Attributes:
        windows: Whether the blocks are also sorted by attention window (Qwen2.5-VL), which is undone.
    """

    windows: bool

    def vision(self, model: PreTrainedModel) -> torch.nn.Module:
        """The vision tower with its merger and its mergers for deeper layers."""
        return model.model.visual

    def encoder_parameters(self, vision: torch.nn.Module) -> list[torch.nn.Parameter]:
        """All but those of `merger` and `deepstack_merger_list`."""
        return [p for name, p in vision.named_parameters() if "merger" not in name.split(".")[0]]

    def inputs(self, processor: ProcessorMixin, pictures: Sequence[Any]) -> dict[str, torch.Tensor]:
        """Flat patches (all patches, values of a patch) and the grid of each picture, (n, 3)."""
        made = processor.image_processor(list(pictures), return_tensors="pt")
        return {"pixel_values": made["pixel_values"], "image_grid_thw": made["image_grid_thw"]}

    def features(
        self, vision: torch.nn.Module, inputs: Mapping[str, torch.Tensor], place: str
    ) -> list[torch.Tensor]:
        """One (rows, columns, channels) grid for each picture."""
        grid = inputs["image_grid_thw"]
        out = vision(inputs["pixel_values"], grid_thw=grid)
        merge = vision.spatial_merge_size
        sides = [(int(h) // merge, int(w) // merge) for _, h, w in grid.tolist()]
        counts = [rows * columns for rows, columns in sides]
        if place == "after_merger":
            merged = out.pooler_output.split(counts)
            return [m.reshape(*side, -1) for m, side in zip(merged, sides, strict=True)]
        blocks = self._in_order(vision, out.last_hidden_state, grid).split(counts)
        grids = []
        for block, (rows, columns) in zip(blocks, sides, strict=True):
            patches = block.reshape(rows, columns, merge, merge, -1).permute(0, 2, 1, 3, 4)
            grids.append(patches.reshape(rows * merge, columns * merge, -1))
        return grids

    def _in_order(self, vision: torch.nn.Module, hidden: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
        """(blocks, patches of a block, channels), blocks row by row."""
        blocks = hidden.reshape(-1, vision.spatial_merge_unit, hidden.shape[-1])
        if not self.windows:
            return blocks
        from transformers.vision_utils import get_vision_window_index

        sorted_by_window, _ = get_vision_window_index(
            grid,
            spatial_merge_size=vision.spatial_merge_size,
            window_size=vision.window_size,
            patch_size=vision.patch_size,
        )
        return blocks[sorted_by_window.argsort()]
