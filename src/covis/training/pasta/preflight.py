"""What is checked before the first step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covis.errors import CovisError
from covis.training.adapters.adapter import Adapter
from covis.training.pasta.learner import PairItems, collator
from covis.training.recipes.pasta import PastaRecipe

if TYPE_CHECKING:
    import torch
    from transformers import ProcessorMixin


@dataclass(frozen=True)
class Preflight:
    """What was found before training.

    Attributes:
        grid: Rows and columns of features of the first batch's pictures, smallest first, each once.
        learning: How many numbers learn.
        state_mib: Memory of the vision part's weights, gradients and optimizer; activations come on top.
        loss: Of the first batch before any step.
    """

    grid: tuple[tuple[int, int], ...]
    learning: int
    state_mib: float
    loss: float


def check_step(
    learner: torch.nn.Module,
    adapter: Adapter,
    processor: ProcessorMixin,
    items: PairItems,
    recipe: PastaRecipe,
) -> Preflight:
    """One forward and backward pass of a batch, its gradients dropped again.

    Raises:
        CovisError: If there are fewer patches than cells, or the loss or a gradient is not finite.
    """
    import torch

    device = next(learner.parameters()).device
    some = [items[i] for i in range(min(recipe.batch_pairs, len(items)))]
    batch = {name: value.to(device) for name, value in collator(adapter, processor)(some).items()}
    with torch.no_grad():
        inputs = {name: value for name, value in batch.items() if name != "S"}
        grids = {
            (grid.shape[0], grid.shape[1])
            for grid in adapter.features(learner.vision, inputs, recipe.features)
        }
    if min(min(grid) for grid in grids) < recipe.n:
        rows, columns = min(grids, key=min)
        raise CovisError(
            f"Pictures have {rows} x {columns} patches, fewer than the {recipe.n} x {recipe.n} cells of n = "
            f"{recipe.n}; raise longest_side_px or lower n."
        )
    loss = learner(**batch)["loss"]
    loss.backward()
    learning = [p for p in learner.parameters() if p.requires_grad]
    finite = all(p.grad is not None and bool(torch.isfinite(p.grad).all()) for p in learning)
    learner.zero_grad()
    if not (finite and bool(torch.isfinite(loss))):
        raise CovisError("The first batch gives a loss or gradients that are not finite; check the weights.")
    weights = sum(p.numel() for p in learner.parameters())
    numbers = sum(p.numel() for p in learning)
    return Preflight(
        grid=tuple(sorted(grids)),
        learning=numbers,
        # Weights, and for those that learn a gradient and AdamW's two moments, 4 bytes each.
        state_mib=4 * (weights + 3 * numbers) / 2**20,
        loss=float(loss.detach()),
    )
