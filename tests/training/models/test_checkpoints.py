from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from covis.errors import CovisError

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from covis.training.models.load import load_model_and_processor  # noqa: E402
from covis.training.models.tiny import ARCHITECTURES, make_tiny  # noqa: E402
from covis.training.models.words import WORDS, whole_words  # noqa: E402


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_tiny_model_reads_pictures_and_answers(tiny: Callable[[str], Path], architecture: str) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    assert 3e6 <= sum(p.numel() for p in model.parameters()) <= 5e6
    ask = [{"type": "image"}, {"type": "image"}, {"type": "text", "text": "Which turn?"}]
    text = processor.apply_chat_template([{"role": "user", "content": ask}], add_generation_prompt=True)
    pictures = [np.full((70, 130, 3), v, np.uint8) for v in (40, 200)]
    inputs = processor(text=[text], images=[pictures], return_tensors="pt")
    out = model(**inputs, labels=inputs["input_ids"])
    assert torch.isfinite(out.loss)
    written = model.generate(**inputs, max_new_tokens=3, min_new_tokens=3, do_sample=False)
    assert written.shape[1] == inputs["input_ids"].shape[1] + 3


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_picture_changes_what_a_tiny_model_computes(tiny: Callable[[str], Path], architecture: str) -> None:
    model, processor = load_model_and_processor(tiny(architecture))
    ask = [{"type": "image"}, {"type": "text", "text": "?"}]
    text = processor.apply_chat_template([{"role": "user", "content": ask}])
    last = []
    for value in (0, 255):
        picture = np.full((112, 112, 3), value, np.uint8)
        inputs = processor(text=[text], images=[[picture]], return_tensors="pt")
        last.append(model(**inputs).logits[0, -1])
    assert (last[0] - last[1]).abs().max() > 1e-6


def test_the_tokenizer_spells_anything_and_writes_the_words_of_answers_whole(
    tiny: Callable[[str], Path],
) -> None:
    _, processor = load_model_and_processor(tiny("qwen3_vl"))
    tokenizer = processor.tokenizer
    for text in (
        "Ünïcode → 3.5 m",
        '<action>[{"turn_left_deg": 12.5}]</action><answer>B</answer>',
        "Which way did the camera turn?\nA. to the left",
    ):
        assert tokenizer.decode(tokenizer(text)["input_ids"]) == text
    assert all(len(tokenizer(word)["input_ids"]) == 1 for word in (*WORDS, *whole_words()))


def test_the_same_seed_gives_the_same_weights(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    make_tiny(tmp_path / "again", "qwen3_vl")
    make_tiny(tmp_path / "other", "qwen3_vl", seed=1)
    first = (tiny("qwen3_vl") / "model.safetensors").read_bytes()
    assert (tmp_path / "again" / "model.safetensors").read_bytes() == first
    assert (tmp_path / "other" / "model.safetensors").read_bytes() != first


def test_a_saved_processor_names_the_class_that_other_programs_load(tiny: Callable[[str], Path]) -> None:
    text = (tiny("qwen2_5_vl") / "processor_config.json").read_text()
    assert '"processor_class": "Qwen2_5_VLProcessor"' in text


def test_a_wrong_name_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="no folder"):
        load_model_and_processor(tmp_path / "nowhere")
    with pytest.raises(CovisError, match=r"no config\.json"):
        load_model_and_processor(tmp_path)
    with pytest.raises(CovisError, match="no tiny llava; there are qwen2_5_vl"):
        make_tiny(tmp_path, "llava")


def test_weights_of_another_architecture_are_refused(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    shutil.copytree(tiny("qwen3_vl"), mixed)
    shutil.copy(tiny("gemma3") / "model.safetensors", mixed / "model.safetensors")
    with pytest.raises(CovisError, match="another architecture"):
        load_model_and_processor(mixed)
