"""Fine-tuning leaves a model that answers as what is saved of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.training.small_set import sample, write_set

from covis.training.chat.open import open_to_train
from covis.training.chat.rows import qa_rows
from covis.training.recipes.chat import QaRecipe
from covis.training.sft.fine_tune import Stage, fine_tune

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("trl")


def test_after_training_in_bfloat16_a_model_computes_in_its_own_precision(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    data = write_set(tmp_path / "set", [sample(k) for k in range(2)], [])
    model, processor, _ = open_to_train(str(tiny("qwen2_5_vl")), 784, whole=True)
    ids = {"input_ids": torch.tensor([processor.tokenizer("How far?")["input_ids"]])}
    recipe = QaRecipe(model="any", data=data, precision="bfloat16")
    fine_tune(
        model, processor, qa_rows([sample(0), sample(1)], data), Stage("answers", 1, 1, 1, 1e-3), recipe,
        tmp_path / "checkpoints", lambda line: None,
    )  # fmt: skip
    model.save_pretrained(tmp_path / "model", save_original_format=True)
    saved = type(model).from_pretrained(tmp_path / "model")
    with torch.no_grad():
        assert torch.equal(model.eval()(**ids).logits, saved.eval()(**ids).logits)


def test_a_step_weighs_its_tokens_alike_however_it_is_divided(
    tmp_path: Path, tiny: Callable[[str], Path]
) -> None:
    long = {"options": None, "answer": "none of them at all", "answer_kind": "text"}
    samples = [sample(k, **(long if k == 0 else {})) for k in range(4)]
    data = write_set(tmp_path / "set", samples, [])
    recipe = QaRecipe(model="any", data=data, log_every=1, warmup_share=0.0)
    curves = []
    for batch, accumulate in ((4, 1), (2, 2)):
        model, processor, _ = open_to_train(str(tiny("qwen2_5_vl")), 784, whole=True)
        stage = Stage("answers", 2, batch, accumulate, 1e-3)
        places = tmp_path / f"checkpoints of {batch}"
        curve = fine_tune(model, processor, qa_rows(samples, data), stage, recipe, places, lambda line: None)
        curves.append(curve.values("loss"))
    assert curves[1] == [(k, pytest.approx(loss, rel=1e-4)) for k, loss in curves[0]]
