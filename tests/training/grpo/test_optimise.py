from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.training.small_set import sample, write_set

pytestmark = pytest.mark.torch
pytest.importorskip("trl")

from covis.training.chat.open import open_to_train  # noqa: E402
from covis.training.chat.rows import actor_rows  # noqa: E402
from covis.training.grpo.optimise import optimise  # noqa: E402
from covis.training.grpo.reward_functions import reward_functions  # noqa: E402
from covis.training.recipes.chat import ActorRecipe  # noqa: E402
from covis.training.rewards.motion import MotionScale  # noqa: E402
from covis.training.sft.measure import end_ids  # noqa: E402


def test_questions_of_different_lengths_keep_their_pictures_where_they_stand(
    tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    samples = [sample(0), sample(1, question="Turned? " + "Look at both again. " * 5)]
    root = write_set(tmp_path / "data", samples)
    recipe = ActorRecipe(
        model=str(tiny("qwen2_5_vl")), data=root, steps=2, batch=4, generations=2, max_completion_tokens=16
    )
    model, processor, _ = open_to_train(recipe.model, None)
    seen = []

    def look(_: object, __: object, given: dict[str, Any]) -> None:
        if "pixel_values" in given and given.get("past_key_values") is None:
            # Padding is no picture either, so both must agree everywhere.
            marked, shown = given["mm_token_type_ids"] == 1, given["input_ids"] == model.config.image_token_id
            seen.append(bool((marked == shown).all()))

    model.register_forward_pre_hook(look, with_kwargs=True)
    functions = reward_functions(processor, end_ids(model, processor), MotionScale())
    side = processor.tokenizer.padding_side
    optimise(model, processor, actor_rows(samples, root), functions, recipe, tmp_path / "grpo", print)
    assert len(seen) >= 2
    assert all(seen)
    assert processor.tokenizer.padding_side == side
