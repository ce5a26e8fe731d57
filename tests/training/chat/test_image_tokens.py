"""Image tokens are counted where a model looks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from covis.training.chat.preflight import image_tokens
from covis.training.models.load import load_model_and_processor

pytestmark = pytest.mark.torch
pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.mark.parametrize(
    ("architecture", "size_px", "tokens"),
    [
        ("qwen2_5_vl", (112, 56), 4 * 2),  # of 28 x 28 pixels
        ("qwen3_vl", (128, 64), 4 * 2),  # of 32 x 32 pixels
        ("gemma3", (50, 80), 16),  # always as many, after another token that announces them
    ],
)
def test_as_many_as_the_picture_needs(
    tiny: Callable[[str], Path], architecture: str, size_px: tuple[int, int], tokens: int
) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    assert image_tokens(processor, size_px) == tokens
    config = model.config
    assert processor.image_token_ids == [getattr(config, "image_token_id", None) or config.image_token_index]
