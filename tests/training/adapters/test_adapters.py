"""Adapters against a direct convolution of the picture: is every feature where its patch is?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from covis.errors import CovisError

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from covis.training.adapters.adapter import ADAPTERS, adapter_for  # noqa: E402
from covis.training.models.load import load_model_and_processor  # noqa: E402

# Height and width in patches; wider and higher than Qwen2.5-VL's windows of eight patches.
SIZES = [(4, 10), (18, 10), (6, 22)]
MERGE = 2


def without_layers(model: Any) -> Any:
    """The same model whose vision encoder only cuts the picture into patches and embeds them."""
    vision = adapter_for(model.config.model_type).vision(model)
    if model.config.model_type == "gemma3":
        tower = vision["tower"]
        tower.encoder.layers = torch.nn.ModuleList()
        tower.post_layernorm = torch.nn.Identity()
        tower.embeddings.position_embedding.weight.data.zero_()
    else:
        vision.blocks = torch.nn.ModuleList()
        if hasattr(vision, "pos_embed"):
            vision.pos_embed.weight.data.zero_()
    return model


def convolved(model: Any, processor: Any, picture: np.ndarray) -> Any:
    """(rows, columns, channels) what the patch embedding makes of a picture, without any reordering."""
    kind = model.config.model_type
    patch = model.config.vision_config.patch_size
    images = processor.image_processor
    if kind == "gemma3":
        side = model.config.vision_config.image_size
        pixels = processor.image_processor(picture, return_tensors="pt")["pixel_values"]
        assert pixels.shape[-2:] == (side, side)
        layer = model.model.vision_tower.embeddings.patch_embedding
        return torch.nn.functional.conv2d(pixels, layer.weight, layer.bias, stride=patch)[0].permute(1, 2, 0)
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (images.image_mean, images.image_std))
    pixels = (torch.from_numpy(picture).permute(2, 0, 1) / 255 - mean) / std
    layer = model.model.visual.patch_embed.proj
    both_times = layer.weight.sum(2)  # a still is shown twice, to a kernel two frames deep
    out = torch.nn.functional.conv2d(pixels[None], both_times, layer.bias, stride=patch)
    return out[0].permute(1, 2, 0)


def odd_picture(rows: int, columns: int, patch: int, row: int, column: int) -> np.ndarray:
    """Grey but for one patch of noise."""
    picture = np.full((rows * patch, columns * patch, 3), 90, np.uint8)
    noise = np.random.default_rng((row, column)).integers(0, 256, (patch, patch, 3), np.uint8)
    picture[row * patch :, column * patch :][:patch, :patch] = noise
    return picture


@pytest.mark.parametrize("architecture", ["qwen2_5_vl", "qwen3_vl"])
def test_features_lie_where_a_direct_convolution_puts_them(
    tiny: Callable[[str], Path], architecture: str
) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    without_layers(model)
    adapter = ADAPTERS[architecture]
    patch = model.config.vision_config.patch_size
    odd = [(0, columns - 1) for _, columns in SIZES[:2]] + [(5, 17)]
    pictures = [odd_picture(*size, patch, *at) for size, at in zip(SIZES, odd, strict=True)]
    inputs = adapter.inputs(processor, pictures)
    grids = adapter.features(adapter.vision(model), inputs, "before_merger")
    for picture, grid, size, at in zip(pictures, grids, SIZES, odd, strict=True):
        expected = convolved(model, processor, picture)
        assert grid.shape == expected.shape == (*size, 192)
        torch.testing.assert_close(grid, expected, atol=1e-4, rtol=1e-4)
        differs = (grid - grid[1, 1]).abs().amax(-1) > 1e-3
        assert differs.nonzero().tolist() == [list(at)]


@pytest.mark.parametrize("architecture", ["qwen2_5_vl", "qwen3_vl"])
def test_merged_features_lie_where_their_block_is(tiny: Callable[[str], Path], architecture: str) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    without_layers(model)
    adapter = ADAPTERS[architecture]
    patch = model.config.vision_config.patch_size
    odd = [(3, 0), (11, 7), (2, 21)]
    pictures = [odd_picture(*size, patch, *at) for size, at in zip(SIZES, odd, strict=True)]
    grids = adapter.features(adapter.vision(model), adapter.inputs(processor, pictures), "after_merger")
    for grid, (rows, columns), (row, column) in zip(grids, SIZES, odd, strict=True):
        assert grid.shape[:2] == (rows // MERGE, columns // MERGE)
        differs = (grid - grid[0, 1]).abs().amax(-1) > 1e-5
        assert differs.nonzero().tolist() == [[row // MERGE, column // MERGE]]


def test_gemma_shows_the_whole_of_a_picture_that_is_not_square(tiny: Callable[[str], Path]) -> None:
    model, processor = load_model_and_processor(tiny("gemma3"))
    without_layers(model)
    adapter = ADAPTERS["gemma3"]
    pictures = [np.full((56, 224, 3), 90, np.uint8), np.full((224, 112, 3), 90, np.uint8)]
    pictures[0][28:56, 168:196] = 255  # 8 x 8 patches: rows 4 to 7, column 6
    pictures[1][56:112, 0:28] = 255  # rows 2 and 3, columns 0 and 1
    inputs = adapter.inputs(processor, pictures)
    where = [({4, 5, 6, 7}, {6}), ({2, 3}, {0, 1})]
    before = adapter.features(adapter.vision(model), inputs, "before_merger")
    after = adapter.features(adapter.vision(model), inputs, "after_merger")
    for picture, grid, merged, (rows, columns) in zip(pictures, before, after, where, strict=True):
        torch.testing.assert_close(grid, convolved(model, processor, picture), atol=1e-4, rtol=1e-4)
        strength = (grid - grid[0, 4]).norm(dim=-1)
        brightest = {(row, column) for row in rows for column in columns}
        found = strength.flatten().topk(len(brightest)).indices.tolist()
        assert {divmod(i, 8) for i in found} == brightest
        assert merged.shape == (4, 4, 192)
        row, column = divmod(int((merged - merged[0, 2]).norm(dim=-1).argmax()), 4)
        assert row in {r // MERGE for r in rows}
        assert column in {c // MERGE for c in columns}


@pytest.mark.parametrize("architecture", ADAPTERS)
def test_the_encoder_is_all_of_the_vision_part_but_its_mergers(
    tiny: Callable[[str], Path], architecture: str
) -> None:
    model, _ = load_model_and_processor(tiny(architecture))
    adapter = ADAPTERS[architecture]
    vision = adapter.vision(model)
    encoder = {id(p) for p in adapter.encoder_parameters(vision)}
    rest = [name for name, p in vision.named_parameters() if id(p) not in encoder]
    assert encoder
    assert rest
    assert all("merger" in name or name.startswith("projector") for name in rest)
    assert encoder.isdisjoint(id(p) for p in model.model.language_model.parameters())


def test_an_architecture_without_adapter_is_one_sentence() -> None:
    with pytest.raises(CovisError, match="llava are not known; use a checkpoint of qwen2_5_vl"):
        adapter_for("llava")
