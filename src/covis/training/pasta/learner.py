"""The part of a model that learns: its vision encoder, with the loss on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.adapters.adapter import Adapter
from covis.training.pasta.loss import cosines, pasta_loss, pooled
from covis.training.pasta.shots import Pair, Shot
from covis.training.pasta.shrink import shrunk_px
from covis.training.pasta.targets import cached_overlap
from covis.training.recipes.pasta import PastaRecipe
from covis.views.images import read_image
from covis.views.view import RGB

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, ProcessorMixin


def make_learner(model: PreTrainedModel, adapter: Adapter, recipe: PastaRecipe) -> torch.nn.Module:
    """A module around a model's vision part whose forward pass is the loss.

    The language model is no part of it: it takes no memory on the device, has no gradients and is in no
    checkpoint. Of the vision part the encoder learns, in float32, and the merger is frozen. The weights are
    the model's own.

    Args:
        model: The model; all its weights are frozen but those of the encoder.
        adapter: Of its architecture.
        recipe: The settings.
    """
    from torch import nn

    class Learner(nn.Module):  # type: ignore[misc]  # a class of an extra
        def __init__(self) -> None:
            super().__init__()
            self.vision = adapter.vision(model)

        def cells(
            self, pixel_values: torch.Tensor, image_grid_thw: torch.Tensor | None = None
        ) -> list[torch.Tensor]:
            """(n², channels) for each picture."""
            inputs = {"pixel_values": pixel_values}
            if image_grid_thw is not None:
                inputs["image_grid_thw"] = image_grid_thw
            return [pooled(g, recipe.n) for g in adapter.features(self.vision, inputs, recipe.features)]

        # The first pictures of all pairs, then the second ones. Without **kwargs, for with them the trainer
        # would leave the division by accumulated batches to this function.
        def forward(
            self,
            S: torch.Tensor,  # noqa: N803 - the paper's letter
            pixel_values: torch.Tensor,
            image_grid_thw: torch.Tensor | None = None,
        ) -> dict[str, torch.Tensor]:
            import torch

            cells = torch.stack(self.cells(pixel_values, image_grid_thw))
            first, second = cells.chunk(2)
            return {"loss": pasta_loss(cosines(first, second), S, recipe.tau1, recipe.tau2)}

    model.requires_grad_(False)
    learner = Learner()
    learner.vision.float()
    for parameter in adapter.encoder_parameters(learner.vision):
        parameter.requires_grad_(True)
    return learner


class PairItems:
    """Pairs as the trainer's loader reads them: two pictures and their overlap, from the cache or into it."""

    def __init__(self, pairs: Sequence[Pair], recipe: PastaRecipe, cache: Path) -> None:
        """Nothing is read yet.

        Args:
            pairs: What to serve.
            recipe: The settings.
            cache: Where overlaps are kept.
        """
        self._pairs, self._recipe, self._cache = pairs, recipe, cache

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self._pairs)

    def __getitem__(self, index: int) -> dict[str, Any]:
        """The two pictures, (H, W, 3) uint8 each, and S, (n², n²)."""
        pair = self._pairs[index]
        pictures = [shown(shot, self._recipe.longest_side_px) for shot in pair.shots]
        S = cached_overlap(pair, self._recipe.n, self._cache, self._recipe.longest_side_px)  # noqa: N806
        return {"pictures": pictures, "S": S}


def collator(
    adapter: Adapter, processor: ProcessorMixin
) -> Callable[[Sequence[dict[str, Any]]], dict[str, torch.Tensor]]:
    """What makes a batch of some items: the first pictures of all pairs, then the second, and S.

    Args:
        adapter: Of the model's architecture.
        processor: The model's.
    """

    def collate(items: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
        import numpy as np
        import torch

        pictures = [item["pictures"][k] for k in (0, 1) for item in items]
        S = torch.from_numpy(np.stack([item["S"] for item in items]))  # noqa: N806
        return {"S": S, **adapter.inputs(processor, pictures)}

    return collate


def shown(shot: Shot, longest_side_px: int | None) -> RGB:
    """(H, W, 3) uint8, a picture, shrunk if its longer side is longer than that."""
    return read_image(shot.picture, shrunk_px(shot.camera.size_px, longest_side_px))
