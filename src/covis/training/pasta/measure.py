"""Cell retrieval of a learner on pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from covis.training.adapters.adapter import Adapter
from covis.training.pasta.learner import shown
from covis.training.pasta.loss import cosines
from covis.training.pasta.retrieval import Retrieval, retrieval
from covis.training.pasta.shots import Pair
from covis.training.pasta.targets import cached_overlap
from covis.training.recipes.pasta import PastaRecipe

if TYPE_CHECKING:
    import torch
    from transformers import ProcessorMixin


def measure(
    learner: torch.nn.Module,
    adapter: Adapter,
    processor: ProcessorMixin,
    pairs: Sequence[Pair],
    recipe: PastaRecipe,
    cache: Path,
) -> Retrieval:
    """Cell retrieval on pairs; every picture goes through the encoder once, alone.

    Args:
        learner: From `make_learner`.
        adapter: Of its architecture.
        processor: Its model's.
        pairs: Held-out pairs.
        recipe: The settings.
        cache: Where overlaps are kept.
    """
    import torch

    device = next(learner.parameters()).device
    cells: dict[Path, torch.Tensor] = {}
    with torch.inference_mode():
        for shot in {s.picture: s for pair in pairs for s in pair.shots}.values():
            inputs = adapter.inputs(processor, [shown(shot, recipe.longest_side_px)])
            made = learner.cells(**{name: value.to(device) for name, value in inputs.items()})
            cells[shot.picture] = made[0].float().cpu()
        likenesses = [cosines(cells[p.first.picture], cells[p.second.picture]).numpy() for p in pairs]
    shares = [cached_overlap(pair, recipe.n, cache, recipe.longest_side_px) for pair in pairs]
    return retrieval(likenesses, shares)
