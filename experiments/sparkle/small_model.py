"""A model of a million numbers with random weights, for pictures of nine image tokens and few words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from covis.prompts.sample import Sample
from covis.prompts.table import template_for
from covis.training.models.processor import load_processor
from covis.training.models.tiny import make_tiny

WIDTH, INNER, LAYERS, HEADS = 96, 256, 3, 2


def make_small(folder: Path, seed: int, samples: Sequence[Sample]) -> None:
    """Save it with its tokenizer and processor; the same seed gives the same weights.

    What questions and answers are made of is one token each, so that a model learns where things are and not
    how words are spelt.

    Args:
        folder: Where to.
        seed: Of the weights.
        samples: What it will be asked and answer.
    """
    import torch
    from tokenizers import AddedToken
    from transformers import AutoConfig, Qwen2_5_VLForConditionalGeneration

    make_tiny(folder, "qwen2_5_vl")
    processor = load_processor(str(folder))
    words = sorted({word for sample in samples for word in _words(sample)})
    processor.tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    processor.save_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)
    text, vision = config.text_config, config.vision_config
    text.vocab_size = len(processor.tokenizer)
    text.hidden_size = vision.hidden_size = vision.out_hidden_size = WIDTH
    text.intermediate_size = vision.intermediate_size = INNER
    text.num_hidden_layers = vision.depth = LAYERS
    text.num_attention_heads = vision.num_heads = HEADS
    text.num_key_value_heads = HEADS
    text.layer_types = text.layer_types[:LAYERS]
    vision.fullatt_block_indexes = list(range(LAYERS))
    # The library's 0.02 is for wide models; a narrow one would begin, and long stay, with uniform attention.
    config.initializer_range = text.initializer_range = vision.initializer_range = WIDTH**-0.5
    torch.manual_seed(seed)
    Qwen2_5_VLForConditionalGeneration(config).save_pretrained(folder)


def _words(sample: Sample) -> list[str]:
    parted = [*re.split(r"(N\d)", sample.question), *re.split("(, )", sample.answer)]
    return [word for word in (*parted, template_for(sample).instruction(sample)) if len(word) > 1]
