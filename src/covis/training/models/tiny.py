"""Models of a few million parameters, with random weights, to try a whole recipe on a CPU."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.training.models.processor import NEEDS, without_videos
from covis.training.models.words import WORDS, whole_words

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase, ProcessorMixin

SPACE = "\u0120"  # as the byte alphabet of GPT-2 writes it

TEXT = {
    "hidden_size": 192,
    "intermediate_size": 512,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 48,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": True,
}

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TURNS = (
    "<bos>{% for message in messages %}<start_of_turn>"
    "{{ 'model' if message['role'] == 'assistant' else message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}"
    "<start_of_image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}"
    "<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)


def make_tiny(folder: Path, architecture: str, seed: int = 0) -> None:
    """Save a model of 3 to 5 million random parameters with its tokenizer and processor.

    It is a checkpoint like any other: transformers loads, trains and saves it. The same seed gives the same
    weights.

    Args:
        folder: Where to; made if missing.
        architecture: A key of `ARCHITECTURES`.
        seed: Of the weights.

    Raises:
        CovisError: If packages are missing, or the architecture is not known.
    """
    try:
        import torch
    except ImportError as error:
        raise CovisError(NEEDS) from error
    if architecture not in ARCHITECTURES:
        raise CovisError(f"There is no tiny {architecture}; there are {', '.join(ARCHITECTURES)}.")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model, processor = ARCHITECTURES[architecture]()
    # Each of several processes may make a folder of its own, where the library lets only the first one save.
    model.should_save_on_this_rank = lambda is_main_process: is_main_process
    model.save_pretrained(folder)
    processor.save_pretrained(folder)


def _qwen2_5_vl() -> tuple[PreTrainedModel, ProcessorMixin]:
    import transformers
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    tokenizer = _qwen_tokenizer()
    vision: dict[str, Any] = {
        "depth": 4,
        "hidden_size": 192,
        "intermediate_size": 512,
        "num_heads": 4,
        "patch_size": 14,
    }
    vision |= {"out_hidden_size": 192, "window_size": 112, "fullatt_block_indexes": [1, 3]}
    config = transformers.Qwen2_5_VLConfig(
        text_config=_qwen_text(tokenizer), vision_config=vision, **_qwen_ids(tokenizer)
    )
    processor = without_videos(transformers.Qwen2_5_VLProcessor)(
        Qwen2VLImageProcessorPil(patch_size=14), tokenizer, chat_template=CHATML
    )
    return transformers.Qwen2_5_VLForConditionalGeneration(config), processor


def _qwen3_vl() -> tuple[PreTrainedModel, ProcessorMixin]:
    import transformers
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    tokenizer = _qwen_tokenizer()
    vision: dict[str, Any] = {
        "depth": 4,
        "hidden_size": 192,
        "intermediate_size": 512,
        "num_heads": 4,
        "patch_size": 16,
    }
    vision |= {"out_hidden_size": 192, "num_position_embeddings": 256, "deepstack_visual_indexes": [1]}
    config = transformers.Qwen3VLConfig(
        text_config=_qwen_text(tokenizer), vision_config=vision, **_qwen_ids(tokenizer)
    )
    half = [0.5, 0.5, 0.5]
    images = Qwen2VLImageProcessorPil(patch_size=16, image_mean=half, image_std=half)
    processor = without_videos(transformers.Qwen3VLProcessor)(images, tokenizer, chat_template=CHATML)
    return transformers.Qwen3VLForConditionalGeneration(config), processor


def _gemma3() -> tuple[PreTrainedModel, ProcessorMixin]:
    import transformers
    from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

    named = {
        "boi_token": "<start_of_image>",
        "eoi_token": "<end_of_image>",
        "image_token": "<image_soft_token>",
    }
    special = ["<pad>", "<eos>", "<bos>", "<start_of_turn>", "<end_of_turn>", *named.values()]
    tokenizer = _bytes_tokenizer(special, "<pad>", "<end_of_turn>", named)
    ids = {name: tokenizer.convert_tokens_to_ids(token) for name, token in named.items()}
    text = {**TEXT, "vocab_size": len(tokenizer), "query_pre_attn_scalar": 48, "sliding_window": 1024}
    text |= {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id}
    text |= {"bos_token_id": tokenizer.convert_tokens_to_ids("<bos>")}
    side = 112
    vision = {"hidden_size": 192, "intermediate_size": 512, "num_hidden_layers": 4, "patch_size": 14}
    vision |= {"num_attention_heads": 4, "image_size": side, "vision_use_head": False}
    config = transformers.Gemma3Config(
        text_config=text,
        vision_config=vision,
        mm_tokens_per_image=16,
        boi_token_index=ids["boi_token"],
        eoi_token_index=ids["eoi_token"],
        image_token_index=ids["image_token"],
        eos_token_id=tokenizer.eos_token_id,
        tie_word_embeddings=True,
    )
    processor = transformers.Gemma3Processor(
        Gemma3ImageProcessorPil(size={"height": side, "width": side}),
        tokenizer,
        chat_template=TURNS,
        image_seq_length=16,
    )
    model = transformers.Gemma3ForConditionalGeneration(config)
    # The library starts this projection at zero, through which no gradient reaches the pictures.
    model.model.multi_modal_projector.mm_input_projection_weight.data.normal_(std=0.02)
    return model, processor


ARCHITECTURES: dict[str, Callable[[], tuple[PreTrainedModel, ProcessorMixin]]] = {
    "qwen2_5_vl": _qwen2_5_vl,
    "qwen3_vl": _qwen3_vl,
    "gemma3": _gemma3,
}
"""Name, as in a checkpoint's `model_type`, to what makes a tiny one."""


def _qwen_tokenizer() -> PreTrainedTokenizerBase:
    vision = ["<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *vision]
    return _bytes_tokenizer(special, "<|endoftext|>", "<|im_end|>", {})


def _qwen_text(tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [8, 8, 8]}  # half of head_dim
    ends: dict[str, Any] = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id}
    ends["bos_token_id"] = None  # Qwen begins with nothing special
    return {**TEXT, **ends, "vocab_size": len(tokenizer), "rope_parameters": rope}


def _qwen_ids(tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    tokens = {
        "image_token_id": "<|image_pad|>",
        "video_token_id": "<|video_pad|>",
        "vision_start_token_id": "<|vision_start|>",
        "vision_end_token_id": "<|vision_end|>",
    }
    ids = {name: tokenizer.convert_tokens_to_ids(token) for name, token in tokens.items()}
    return {**ids, "tie_word_embeddings": True}


def _bytes_tokenizer(
    special: list[str], pad: str, eos: str, named: dict[str, str]
) -> PreTrainedTokenizerBase:
    """A token for every byte, word and special token: it can write anything."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    known = [*alphabet, *(word.replace(" ", SPACE) for word in whole_words())]
    # What is no known word falls into bytes, as there is nothing to merge them by.
    vocabulary = {symbol: i for i, symbol in enumerate(known)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    tokenizer.add_tokens([AddedToken(word, normalized=False) for word in WORDS])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=pad,
        eos_token=eos,
        extra_special_tokens=named,
        model_max_length=8192,
    )
