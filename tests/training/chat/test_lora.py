"""Adapters: what the recipe says learns and nothing else, and the merged model says the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.training.small_set import sample, write_set

from covis.errors import CovisError
from covis.training.chat.data import read_training_data
from covis.training.chat.lora import as_it_learns
from covis.training.chat.open import open_to_train
from covis.training.chat.preflight import preflight, state_of
from covis.training.chat.rows import qa_rows
from covis.training.recipes.chat import LoraRecipe, QaRecipe
from covis.training.sft.train import train_qa

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("peft")
pytest.importorskip("trl")


def logits(model: Any, processor: Any, folder: Path) -> Any:
    """(1, tokens, words), float64: what a model says to a picture and a text."""
    from PIL import Image
    from trl.data_utils import prepare_multimodal_messages

    row = qa_rows([sample(4)], folder)[0]
    with Image.open(folder / "4-1.png") as one, Image.open(folder / "4-2.png") as two:
        inputs = processor.apply_chat_template(
            prepare_multimodal_messages(row["prompt"], images=[one.convert("RGB"), two.convert("RGB")]),
            tokenize=True,
            return_dict=True,
            processor_kwargs={"return_tensors": "pt"},
        )
    with torch.no_grad():
        return model.eval()(**inputs).logits.double()


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    # In bfloat16 a merged weight is rounded to 8 bits; the logits here reach 2.5.
    [("float32", 1e-5), ("bfloat16", 0.05)],
)
def test_only_the_adapters_learn_and_the_merged_model_answers_as_with_them(
    tmp_path: Path, tiny: Callable[[str], Path], dtype: str, tolerance: float
) -> None:
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText

    data = write_set(tmp_path / "set", [sample(k) for k in range(4)], [sample(4)])
    base, processor, _ = open_to_train(str(tiny("qwen2_5_vl")), 784, whole=False)
    base.to(getattr(torch, dtype)).save_pretrained(tmp_path / "base")
    processor.save_pretrained(tmp_path / "base")
    settings = {"rank": 4, "alpha": 32}
    common = {"batch": 2, "accumulate": 1, "learning_rate": 0.01, "steps": 4, "save_every": 4}
    recipe = QaRecipe(
        model=str(tmp_path / "base"), data=data, lora=LoraRecipe(**settings), held_out_samples=1, **common
    )
    report = train_qa(recipe, tmp_path / "run", lambda line: None)

    merged, loading = AutoModelForImageTextToText.from_pretrained(
        report.model, dtype="auto", output_loading_info=True
    )
    assert not loading["missing_keys"]
    assert not loading["unexpected_keys"]
    assert merged.dtype == base.dtype
    before = base.state_dict()
    changed = {name for name, weight in merged.state_dict().items() if not torch.equal(weight, before[name])}
    learns = re.compile(recipe.lora.target_modules + r"\.weight")
    assert changed == {name for name in before if learns.fullmatch(name)}
    assert changed

    start = logits(base, processor, data)
    unmerged = PeftModel.from_pretrained(base, tmp_path / "run" / "checkpoints" / "checkpoint-4")
    said, expected = logits(merged, processor, data), logits(unmerged, processor, data)
    assert float((said - expected).abs().max()) < tolerance
    assert float((start - expected).abs().max()) > 10 * tolerance  # what was learnt is no rounding


def test_the_preflight_counts_what_learns_and_leaves_the_model_as_it_was(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    data = read_training_data(write_set(tmp_path, [sample(0)]), 0.0, 0)
    model, processor, _ = open_to_train(str(tiny("qwen2_5_vl")), 784, whole=False)
    model.to(torch.bfloat16)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    rank = 2
    found = preflight(
        model, processor, qa_rows(data.train, data.root), data.sizes_px, LoraRecipe(rank=rank, alpha=4)
    )
    named = re.compile(LoraRecipe().target_modules)
    adapted = [m for name, m in model.named_modules() if named.fullmatch(name)]
    assert len(adapted) == 7 * 4  # q, k, v, o, gate, up and down of four layers
    learning = sum(rank * (m.in_features + m.out_features) for m in adapted)
    assert found.learning == learning
    # Float32 adapters with gradient and two moments beside frozen weights of two bytes.
    expected = 16 * learning + 2 * sum(p.numel() for p in model.parameters())
    assert found.state_mib == pytest.approx(expected / 2**20)
    after = model.state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], weight) for name, weight in before.items())


def test_the_whole_model_learns_without_adapters(tiny: Callable[[str], Path]) -> None:
    model, _, _ = open_to_train(str(tiny("qwen3_vl")), None)
    with as_it_learns(model, None) as learner:
        assert learner is model
    numbers = sum(p.numel() for p in model.parameters())
    assert state_of(model) == (numbers, 16 * numbers)


def test_modules_that_are_not_there_are_told_in_a_sentence(tiny: Callable[[str], Path]) -> None:
    model, _, _ = open_to_train(str(tiny("qwen2_5_vl")), None, whole=False)
    wrong = r"transformer\.h\..*"
    with (
        pytest.raises(CovisError, match=r"lora\.target_modules: .*names no modules"),
        as_it_learns(model, LoraRecipe(target_modules=wrong)),
    ):
        pass
