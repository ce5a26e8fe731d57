"""A model of about a million numbers with random weights, for pictures of four image tokens and few words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from covis.prompts.question import question_text
from covis.prompts.sample import Sample
from covis.prompts.wording import own_passage
from covis.training.models.processor import load_processor
from covis.training.models.tiny import make_tiny

WIDTH, INNER, LAYERS, HEADS = 96, 256, 3, 2
SEES = 1  # layers of the vision encoder: a cup with its mark fills about one image token
NAMED = re.compile(r"((?:numbers? \d[^).?\n]*)|on the (?:left|right)|image \d+|to the (?:left|right))")


def make_small(folder: Path, seed: int, samples: Iterable[Sample]) -> None:
    """Save it with its tokenizer and processor; the same seed gives the same weights.

    What questions and answers are made of is one token each, so that a model learns what pictures show and
    not how words are spelt.

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
    words = sorted({word for sample in samples for word in words_of(sample)})
    processor.tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    processor.save_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)
    text, vision = config.text_config, config.vision_config
    text.vocab_size = len(processor.tokenizer)
    text.hidden_size = vision.hidden_size = vision.out_hidden_size = WIDTH
    text.intermediate_size = vision.intermediate_size = INNER
    text.num_hidden_layers, vision.depth = LAYERS, SEES
    text.num_attention_heads = vision.num_heads = HEADS
    text.num_key_value_heads = HEADS
    text.layer_types = text.layer_types[:LAYERS]
    # In a picture of few tokens, columns must be told apart: most frequencies, and fast ones, are for them.
    text.rope_parameters = {**text.rope_parameters, "rope_theta": 100.0, "mrope_section": [2, 2, 20]}
    vision.fullatt_block_indexes = list(range(SEES))
    # The library's 0.02 is for wide models; a narrow one would begin, and long stay, with uniform attention.
    config.initializer_range = text.initializer_range = vision.initializer_range = WIDTH**-0.5
    torch.manual_seed(seed)
    Qwen2_5_VLForConditionalGeneration(config).save_pretrained(folder)


def words_of(sample: Sample) -> list[str]:
    """What becomes a token: names of sides and images, what stands between them, words of answers."""
    around = ["user\n", "assistant\n", *(f"Image {k}:" for k in range(1, len(sample.images) + 1))]
    lines = [*(own_passage(sample) or "").split("\n"), *question_text(sample).split("\n")]
    pieces = [piece for line in lines for piece in NAMED.split(line)]
    answers = re.findall(r" ?\S+", sample.answer)
    return [word for word in (*around, *pieces, *answers) if len(word) > 1]
