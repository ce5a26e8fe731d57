"""The real architectures that recipes name, as their published config.json files describe them."""

from __future__ import annotations

from typing import Any


def _qwen2_5(
    hidden: int, inner: int, layers: int, heads: int, keys: int, words: int, tied: bool
) -> dict[str, Any]:
    text = {"hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers}
    text |= {"num_attention_heads": heads, "num_key_value_heads": keys, "vocab_size": words}
    text |= {"max_position_embeddings": 128000, "tie_word_embeddings": tied}
    vision = {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16}
    vision |= {"out_hidden_size": hidden, "window_size": 112, "fullatt_block_indexes": [7, 15, 23, 31]}
    return {"text_config": text, "vision_config": vision, "tie_word_embeddings": tied}


QWEN3_4B: dict[str, Any] = {
    "text_config": {
        **{"hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36},
        **{"num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936},
        **{"max_position_embeddings": 262144, "tie_word_embeddings": True},
    },
    "vision_config": {
        **{"depth": 24, "hidden_size": 1024, "intermediate_size": 4096, "num_heads": 16, "patch_size": 16},
        **{"out_hidden_size": 2560, "num_position_embeddings": 2304, "deepstack_visual_indexes": [5, 11, 17]},
    },
    "tie_word_embeddings": True,
}

FAMILIES: dict[str, tuple[str, dict[str, Any], int]] = {
    "Qwen/Qwen2.5-VL-3B-Instruct": (
        "Qwen2_5_VL",
        _qwen2_5(2048, 11008, 36, 16, 2, 151936, tied=True),
        3_754_622_976,
    ),
    "Qwen/Qwen2.5-VL-7B-Instruct": (
        "Qwen2_5_VL",
        _qwen2_5(3584, 18944, 28, 28, 4, 152064, tied=False),
        8_292_166_656,
    ),
    "Qwen/Qwen3-VL-4B-Instruct": ("Qwen3VL", QWEN3_4B, 4_437_815_808),
}
"""Name on the hub to: family, settings of its config, and how many numbers the published weights hold."""


def on_meta(name: str) -> Any:
    """The real model of a name, without any memory for its weights, in bfloat16 as it is published."""
    import torch
    import transformers

    family, settings, _ = FAMILIES[name]
    config = getattr(transformers, f"{family}Config")(**settings)
    with torch.device("meta"):
        model = getattr(transformers, f"{family}ForConditionalGeneration")(config)
    model.tie_weights()
    return model.to(torch.bfloat16)
