"""The trained model as a checkpoint like any other, with a card that says how it was made."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from covis.training.pasta.retrieval import Retrieval
from covis.training.recipes.pasta import PastaRecipe
from covis.training.runs.save import whole_folder
from covis.training.runs.videos import keep_video_settings

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin


def save_model(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    recipe: PastaRecipe,
    data_sha256: str,
    before: Retrieval,
    after: Retrieval,
    folder: Path,
) -> None:
    """Save the whole model, language model included, with its processor and a model card.

    Args:
        model: With the trained weights.
        processor: Its own.
        recipe: The settings of the run.
        data_sha256: Of the samples it learnt from.
        before: Retrieval before.
        after: Retrieval after.
        folder: Where to; there whole or not at all.

    Raises:
        CovisError: If there is no room for it.
    """
    with whole_folder(folder) as part:
        model.save_pretrained(part)
        processor.save_pretrained(part)
        keep_video_settings(processor, recipe.model, part)
        (part / "README.md").write_text(_card(recipe, data_sha256, before, after), encoding="utf-8")


def _card(recipe: PastaRecipe, data_sha256: str, before: Retrieval, after: Retrieval) -> str:
    settings = json.dumps(recipe.model_dump(mode="json"), indent=1)
    return f"""---
base_model: {recipe.model}
library_name: transformers
tags: [covis, pasta]
---
# Patch-level spatial alignment

The vision encoder of {recipe.model} was trained by covis {version("covis")} to find the same surface in two
pictures of a scene (PaStA of HATCH, arXiv 2602.08735). All other weights are those of the base model.

Cell retrieval top-1 on {after.pairs} pairs of scenes that it did not see, {after.cells} cells:
{before.top1:.3f} before, {after.top1:.3f} after. Answering with the same place scores
{after.same_place:.3f}, chance {after.chance:.3f}.

Samples (SHA-256 of their files): {data_sha256}

```json
{settings}
```
"""
