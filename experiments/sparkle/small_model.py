"""A model of a million numbers with random weights, for pictures of nine image tokens and few words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from experiments.sparkle.small_plane import CELL_PX

from covis.prompts.sample import Sample
from covis.prompts.table import template_for
from covis.training.models.processor import load_processor
from covis.training.models.tiny import make_tiny

WIDTH, INNER, LAYERS, HEADS = 128, 336, 3, 4
SPREAD = (
    0.05  # of the first weights; the library's 0.02 is for wide models, a narrow one would long stay even
)
BEFORE, AFTER = "<|im_start|>user\nImage 1:", "<|im_end|>\n<|im_start|>assistant\n"  # every question


def make_small(folder: Path, seed: int, samples: Sequence[Sample]) -> None:
    """Save it with its tokenizer and processor; the same seed gives the same weights.

    What questions and answers are made of is one token each, so that a model learns where things are and not
    how words are spelt. A cell of the picture is one patch and one token, which knows its place by a learnt
    embedding. It is a Qwen3-VL, as the positions that Qwen2.5-VL gives to tokens tell columns apart by its
    slowest turns alone, which on three columns are next to none. Its vision encoder is the embedding of
    patches and the merger, without layers between them: what is where is the language model's to relate.

    Args:
        folder: Where to.
        seed: Of the weights.
        samples: What it will be asked and answer.
    """
    import torch
    from tokenizers import AddedToken
    from transformers import AutoConfig, Qwen3VLForConditionalGeneration

    make_tiny(folder, "qwen3_vl")
    processor = load_processor(str(folder))
    words = sorted({BEFORE, *(word for sample in samples for word in _words(sample))})
    processor.tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    images = processor.image_processor
    images.patch_size, images.merge_size, images.temporal_patch_size = CELL_PX, 1, 1
    images.size = type(images.size)(shortest_edge=CELL_PX**2, longest_edge=(3 * CELL_PX) ** 2)
    processor.save_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)
    text, vision = config.text_config, config.vision_config
    text.vocab_size = len(processor.tokenizer)
    text.hidden_size = vision.hidden_size = vision.out_hidden_size = WIDTH
    text.intermediate_size = vision.intermediate_size = INNER
    text.num_hidden_layers = LAYERS
    text.num_attention_heads = text.num_key_value_heads = vision.num_heads = HEADS
    text.head_dim = WIDTH // HEADS
    text.rope_parameters = {**text.rope_parameters, "mrope_section": [6, 5, 5]}  # half of a head
    vision.depth, vision.deepstack_visual_indexes = 0, []
    vision.patch_size, vision.spatial_merge_size, vision.temporal_patch_size = CELL_PX, 1, 1
    vision.num_position_embeddings = 9
    config.initializer_range = text.initializer_range = vision.initializer_range = SPREAD
    torch.manual_seed(seed)
    Qwen3VLForConditionalGeneration(config).save_pretrained(folder)


def _words(sample: Sample) -> list[str]:
    asked = f"{sample.question}\n{template_for(sample).instruction(sample)}{AFTER}"
    return [word for word in (*re.split(r"(N\d)", asked), *re.split("(, )", sample.answer)) if len(word) > 1]
