"""A step of Qwen2.5-VL-3B's size with random weights."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from training_steps.clock import now
from training_steps.made import TINY

from covis.prompts.sample import Sample
from covis.training.adapters.adapter import adapter_for
from covis.training.chat.rows import qa_rows
from covis.training.models.load import load_model_and_processor
from covis.training.pasta.learner import collator, make_learner
from covis.training.recipes.pasta import PastaRecipe

PUBLISHED_TFLOPS = {"H200": 989.0, "H100": 989.0, "A100": 312.0, "L40S": 362.0}
"""Dense bfloat16 rate by name of the device, from NVIDIA's data sheets."""

QWEN_3B: dict[str, Any] = {
    "text_config": {
        **{"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36, "vocab_size": 151936},
        **{"num_attention_heads": 16, "num_key_value_heads": 2, "max_position_embeddings": 128000},
        "tie_word_embeddings": True,
    },
    "vision_config": {
        **{"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "window_size": 112},
        **{"out_hidden_size": 2048, "fullatt_block_indexes": [7, 15, 23, 31]},
    },
    "tie_word_embeddings": True,
}
"""Of Qwen2.5-VL-3B, from its published config.json."""


def large_model(rehearse: bool) -> tuple[Any, Any]:
    """A model of Qwen2.5-VL-3B's size with random weights, its words those of the tiny one."""
    import torch
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    tiny, processor = load_model_and_processor(TINY)
    if rehearse:
        return tiny, processor
    names = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")
    ids = {name: getattr(tiny.config, name) for name in names if hasattr(tiny.config, name)}
    text = {
        **QWEN_3B["text_config"],
        **{k: getattr(tiny.config.text_config, k) for k in ("pad_token_id", "eos_token_id", "bos_token_id")},
    }
    config = Qwen2_5_VLConfig(**{**QWEN_3B, "text_config": text}, **ids)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        return Qwen2_5_VLForConditionalGeneration(config), processor


def large_step(stage: str, place: Path, rehearse: bool, steps: int = 6) -> dict[str, object]:
    """Step time, operations by it, and peak memory, bfloat16 over float32 weights with AdamW."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    model, processor = large_model(rehearse)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    scale = 8 if rehearse else 1
    batch, module = (sft_batch if stage == "sft" else pasta_batch)(model, processor, place, scale)
    batch = {name: value.to(device) for name, value in batch.items()}
    module.to(device).train()
    learning = [p for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=1e-6, fused=device.type == "cuda")
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()

    def step() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            loss = module(**batch)["loss"]
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    with FlopCounterMode(display=False) as counter:
        step()
    times = []
    for _ in range(steps):
        start = now()[1]
        step()
        times.append(now()[1] - start)
    a_step = statistics.median(times[1:])
    rate = counter.get_total_flops() / a_step / 1e12
    name = torch.cuda.get_device_name() if device.type == "cuda" else ""
    published = next((value for key, value in PUBLISHED_TFLOPS.items() if key in name), None)
    return {
        "learning": sum(p.numel() for p in learning),
        "tokens": int(batch["input_ids"].numel()) if "input_ids" in batch else None,
        "patches": int(batch["pixel_values"].shape[0]),
        "step_ms": round(1000 * a_step, 1),
        "tflops": round(rate, 2),
        "utilisation": round(rate / published, 3) if published else None,
        "peak_memory_gib": (
            round(torch.cuda.max_memory_allocated() / 2**30, 1) if device.type == "cuda" else None
        ),
    }


def sft_batch(model: Any, processor: Any, place: Path, scale: int) -> tuple[dict[str, Any], Any]:
    """Four questions about four pictures of 640 x 480 px each, by the scale, and the whole model."""
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    rng = np.random.default_rng(2)
    made = []
    for k in range(4):
        names = tuple(f"large-{k}-{i}.png" for i in range(4))
        for name in names:
            noise = rng.integers(0, 255, (480 // scale, 640 // scale, 3), dtype=np.uint8)
            Image.fromarray(noise).save(place / name)
        made.append(
            Sample(
                id=f"l{k}",
                scene=f"l{k}",
                task="turn",
                category="turn",
                images=names,
                question="Where is it?",
                options=("left", "right"),
                answer="A",
                answer_kind="choice",
            )
        )
    collate = DataCollatorForVisionLanguageModeling(processor, completion_only_loss=True)
    return dict(collate(list(qa_rows(made, place)))), model.float()


def pasta_batch(model: Any, processor: Any, place: Path, scale: int) -> tuple[dict[str, Any], Any]:
    """Eight pairs of 448 x 336 px, by the scale, and the vision encoder."""
    adapter = adapter_for(model.config.model_type)
    recipe = PastaRecipe(model=TINY, data=place)
    rng = np.random.default_rng(3)
    side_px = (336 // scale, 448 // scale, 3)
    items = [
        {
            "pictures": [rng.integers(0, 255, side_px, dtype=np.uint8) for _ in range(2)],
            "S": np.eye(16, dtype=np.float32),
        }
        for _ in range(8)
    ]
    learner = make_learner(model, adapter, recipe)
    return collator(adapter, processor)(items), learner
