from __future__ import annotations

import pytest
from tests.training.small_set import sample

from covis.prompts.sample import PairActions
from covis.training.grpo.constant import constant_action_reward
from covis.training.rewards.motion import MotionScale
from covis.training.rewards.rewards import answer_score
from covis.training.sft.constant import constant_score

NUMBER = {"options": None, "answer_kind": "number"}
LEFT, RIGHT = ((PairActions(0, 1, f'[{{"turn_{side}_deg": 30.0}}]'),) for side in ("left", "right"))


def test_of_choices_it_is_the_majority_of_the_training_samples() -> None:
    train = [sample(k, answer="A" if k < 3 else "B") for k in range(5)]
    held_out = [sample(k, answer="AABBB"[k]) for k in range(5)]
    assert constant_score(train, held_out) == pytest.approx(2 / 5)


def test_of_numbers_it_is_the_one_that_scores_best() -> None:
    train = [sample(k, answer=text, **NUMBER) for k, text in enumerate(("1.0", "2.0", "2.1", "2.2", "9.0"))]
    held_out = [sample(k, answer="2.0", **NUMBER) for k in range(2)]
    assert constant_score(train, held_out) == pytest.approx(answer_score("2.1", held_out[0]))


def test_each_kind_of_question_has_its_own() -> None:
    train = [
        sample(0, answer="A"),
        sample(1, answer="B", category="other"),
        sample(2, options=None, answer_kind="text"),
    ]
    held_out = [sample(0, answer="A"), sample(1, answer="B", category="other"), sample(3, task="unseen")]
    assert constant_score(train, held_out) == pytest.approx(2 / 3)
    assert constant_score(train, []) is None


def test_of_motions_it_is_the_one_that_earns_most() -> None:
    train = [sample(k, actions=LEFT if k < 3 else RIGHT) for k in range(5)]
    scale = MotionScale()
    assert constant_action_reward(train, [sample(0, actions=LEFT)], scale) == pytest.approx(1.0)
    both = [sample(0, actions=LEFT), sample(1, actions=RIGHT)]
    half = constant_action_reward(train, both, scale)
    assert half is not None
    assert 0.5 < half < 1
    assert constant_action_reward(train, [], scale) is None
