"""A model ready to learn from conversations."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.training.chat.pixels import limit_pixels
from covis.training.models.load import load_model_and_processor
from covis.training.models.processor import NEEDS

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, ProcessorMixin


def check_surroundings() -> None:
    """See that what trains on conversations is installed.

    Raises:
        CovisError: If not.
    """
    if any(find_spec(package) is None for package in ("datasets", "peft", "torch", "transformers", "trl")):
        raise CovisError(NEEDS)


def kind_of(model: PreTrainedModel) -> dict[str, Any]:
    """What a model is, which must stay the same when a run goes on: a folder's content may be replaced."""
    return {
        "architecture": model.config.model_type,
        "number of weights": sum(p.numel() for p in model.parameters()),
    }


def open_to_train(
    name_or_path: str, max_image_pixels: int | None, whole: bool = True
) -> tuple[PreTrainedModel, ProcessorMixin, torch.dtype]:
    """A model where it will learn, its processor, and the precision it was stored in.

    Args:
        name_or_path: As for `load_model_and_processor`.
        max_image_pixels: As for `limit_pixels`.
        whole: Whether all its weights learn, and are float32 for that; else they keep their precision.
    """
    import torch

    model, processor = load_model_and_processor(name_or_path)
    limit_pixels(processor, max_image_pixels)
    stored_as = model.dtype
    # By default weights are saved under the names of older releases, which the trainers' resume does not
    # translate back: it would go on with the weights it began with, and only warn.
    model.save_pretrained = partial(model.save_pretrained, save_original_format=False)
    if whole:
        model.float()
    return model.to("cuda" if torch.cuda.is_available() else "cpu"), processor, stored_as
