"""The rewards as the trainer calls them: tokens are read, and the teacher earns everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.training.rewards.gold import GOLD, SAMPLE

from covis.errors import CovisError
from covis.training.grpo.reward_functions import check_rewards, reward_functions
from covis.training.rewards.motion import MotionScale

END, IMAGE = 0x10FFFE, 0x10FFFF


def decode(ids: Sequence[int], skip_special_tokens: bool) -> str:
    """Tokens are characters; the image token vanishes where special tokens are left out."""
    names = {END: "<|im_end|>", IMAGE: "<|image_pad|>"}
    return "".join("" if skip_special_tokens and i in names else names.get(i, chr(i)) for i in ids)


PROCESSOR: Any = SimpleNamespace(tokenizer=SimpleNamespace(decode=decode))
GOLD_IDS = [ord(c) for c in GOLD]


def earned(ids: Sequence[int]) -> dict[str, float]:
    functions = reward_functions(PROCESSOR, [END], MotionScale())
    return {
        f.__name__: f(completion_ids=[ids], sample=[SAMPLE.to_json()], completions=[""], prompts=[""])[0]
        for f in functions
    }


def test_each_reward_has_its_name_and_the_teacher_earns_all() -> None:
    assert earned([*GOLD_IDS, END]) == {"action": 1.0, "answer": 1.0, "format": 1.0}
    assert earned([*GOLD_IDS, END, END, END]) == {"action": 1.0, "answer": 1.0, "format": 1.0}


@pytest.mark.parametrize("place", [0, 8, len(GOLD_IDS) - 9, len(GOLD_IDS)])
def test_an_image_token_in_a_completion_earns_nothing(place: int) -> None:
    ids = [*GOLD_IDS[:place], IMAGE, *GOLD_IDS[place:], END]
    assert earned(ids) == {"action": 0.0, "answer": 0.0, "format": 0.0}


def test_the_check_passes_for_the_teacher_and_names_what_cannot_be_earned() -> None:
    check_rewards([SAMPLE], MotionScale())
    odd = replace(SAMPLE, options=None, answer_kind="number", answer="1e300")
    with pytest.raises(CovisError, match=r"'gold': its own answer '1e300'"):
        check_rewards([SAMPLE, odd], MotionScale())
    with pytest.raises(CovisError, match="tells no motions"):
        check_rewards([replace(SAMPLE, actions=())], MotionScale())
