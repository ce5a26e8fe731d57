"""The three rewards: everything for the truth, nothing for any way around it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training.rewards.gold import ACTIONS, GOLD, SAMPLE

from covis.errors import CovisError
from covis.prompts.sample import PairActions, Sample
from covis.training.rewards.rewards import (
    Rewards,
    RewardWeights,
    action_reward,
    answer_reward,
    format_reward,
    rewards,
)

NOTHING = Rewards(0.0, 0.0, 0.0)
CANCELLING = "[" + ", ".join(['{"turn_left_deg": 5.0}, {"turn_right_deg": 5.0}'] * 5000) + "]"
BLOCK = f"<action>{ACTIONS}</action>"
ECHO = f"{SAMPLE.question}\nA. lamp\nB. table\nC. chair\nD. rug\nAnswer with its letter."
WITHOUT_LAST = ACTIONS[: ACTIONS.index(', "2-3"')] + "}"

HACKS = {
    "nothing": "",
    "blanks": "  \n ",
    "empty tags": "<action></action><answer></answer>",
    "no motions": "<action>{}</action><answer>B</answer>",
    "empty answer": f"{BLOCK}<answer></answer>",
    "all options": f"{BLOCK}<answer>A, B, C, D</answer>",
    "all options in words": f"{BLOCK}<answer>lamp or table or chair or rug</answer>",
    "two options": f"{BLOCK}<answer>A or B</answer>",
    "no option": f"{BLOCK}<answer>E</answer>",
    "nested answers": f"{BLOCK}<answer><answer>B</answer></answer>",
    "nested actions": f"<action><action>{ACTIONS}</action></action><answer>B</answer>",
    "answer within action": f"<action>{ACTIONS}<answer>B</answer></action>",
    "answer first": f"<answer>B</answer>{BLOCK}",
    "answer alone": "<answer>B</answer>",
    "action alone": BLOCK,
    "said twice": GOLD + GOLD,
    "action twice": BLOCK + GOLD,
    "every answer in turn": BLOCK + "".join(f"<answer>{letter}</answer>" for letter in "ABCD"),
    "no end": GOLD.removesuffix("</answer>"),
    "ten thousand actions": GOLD.replace('[{"turn_right_deg": 30.0}]', CANCELLING),
    "not a number": GOLD.replace("30.0", "NaN"),
    "infinity": GOLD.replace("30.0", "Infinity"),
    "beyond all floats": GOLD.replace("30.0", "1e999"),
    "negative": GOLD.replace("30.0", "-30.0"),
    "amount in words": GOLD.replace("30.0", '"30"'),
    "unknown action": GOLD.replace("turn_up_deg", "roll_left_deg"),
    "a pair too few": f"<action>{WITHOUT_LAST}</action><answer>B</answer>",
    "a pair too many": GOLD.replace("}]}</action>", '}], "3-4": []}</action>'),
    "a pair backwards": GOLD.replace('"1-2"', '"2-1"'),
    "a pair twice": GOLD.replace('"1-2"', '"1-3"'),
    "pairs of other images": GOLD.replace('"2-3"', '"2-4"'),
    "image token in the answer": GOLD.replace("B</answer>", "B<|image_pad|></answer>"),
    "image token before": "<|vision_start|><|image_pad|><|vision_end|>" + GOLD,
    "image token of another family": GOLD.replace("</action><answer>", "</action><image><answer>"),
    "chat token": GOLD + "<|im_end|>",
    "the prompt and then": ECHO + "\n" + GOLD,
    "the prompt after": GOLD + "\n" + ECHO,
    "the prompt in the answer": f"{BLOCK}<answer>{ECHO}</answer>",
    "the prompt as reasoning": f"<think>{ECHO}</think>{GOLD}",
    "a code block": f"```\n{GOLD}\n```",
    "end of text inside": GOLD.replace("</action>", "\0</action>") + "\0x",
    "a hundred thousand answers": BLOCK + "<answer>B</answer>" * 100_000,
}


def test_the_truth_earns_everything() -> None:
    assert rewards(GOLD, SAMPLE) == Rewards(1.0, 1.0, 1.0)
    assert rewards(f"\n{GOLD}\n".replace("</action>", "</action>\n"), SAMPLE) == Rewards(1.0, 1.0, 1.0)


@pytest.mark.parametrize("completion", HACKS.values(), ids=HACKS)
def test_hacking_earns_nothing(completion: str) -> None:
    assert rewards(completion, SAMPLE) == NOTHING


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_truth_with_anything_put_in_earns_the_same_or_is_out_of_form(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GOLD)))
    put = data.draw(
        st.sampled_from(["<answer>", "</action>", "<|image_pad|>", "B", "A", "0", "{", ","]) | st.text()
    )
    found = rewards(GOLD[:place] + put + GOLD[place:], SAMPLE)
    assert all(0.0 <= part <= 1.0 for part in (found.action, found.answer, found.format))
    assert found.format in (0.0, 1.0)
    if found.format == 0.0:
        assert found == NOTHING


PIECES = st.sampled_from(
    ["<action>", "</action>", "<answer>", "</answer>", ACTIONS, "B", "A", "NaN", "{}", "<|image_pad|>", " "]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=9))
def test_only_the_form_itself_earns_anything(pieces: list[str]) -> None:
    said = "".join(pieces)
    if rewards(said, SAMPLE) != NOTHING:
        assert "".join(said.split()) in {
            "".join(f"{BLOCK}<answer>{letter}</answer>".split()) for letter in "AB"
        }


def test_a_wrong_answer_keeps_what_the_motions_earned() -> None:
    assert rewards(GOLD.replace(">B<", ">C<"), SAMPLE) == Rewards(1.0, 0.0, 1.0)


def test_motions_are_paid_pair_by_pair_and_averaged() -> None:
    # One pair of three is off by 30 degrees, at its own position: (1 + 1/e) / 2 for it.
    said = GOLD.replace('"1-2": [{"turn_right_deg": 30.0}]', '"1-2": []')
    assert action_reward(said, SAMPLE) == pytest.approx((2 + (1 + math.exp(-1)) / 2) / 3)
    absurd = GOLD.replace('"1-2": [{"turn_right_deg": 30.0}]', '"1-2": [{"turn_right_deg": 390.0}]')
    assert action_reward(absurd, SAMPLE) == pytest.approx(2 / 3)
    assert answer_reward(absurd, SAMPLE) == 1.0


def answered(value: str, sample: Sample) -> float:
    return answer_reward(f"{BLOCK}<answer>{value}</answer>", sample)


def test_numbers_earn_their_mean_relative_accuracy_in_the_unit_asked_for() -> None:
    sample = replace(SAMPLE, options=None, answer="2", answer_kind="number", unit="m")
    earned = {said: answered(said, sample) for said in ("2", "1.9", "180 cm", "1 m", "4", "nan", "1 or 2")}
    assert earned == pytest.approx(
        {"2": 1.0, "1.9": 1.0, "180 cm": 0.9, "1 m": 0.1, "4": 0.0, "nan": 0.0, "1 or 2": 0.0}
    )


def test_paths_earn_if_none_is_shorter() -> None:
    graph = {
        "edges": [["N1", "N2", 1], ["N2", "N3", 1], ["N1", "N4", 1], ["N4", "N3", 1], ["N1", "N5", 3]],
        "start": "N1",
        "goal": "N3",
        "length": 2,
    }
    sample = replace(SAMPLE, options=None, answer="N1, N2, N3", answer_kind="path", meta=graph)
    said = {path: answered(path, sample) for path in ("N1, N2, N3", "N1 - N4 - N3", "N1, N3", "N1, N5")}
    assert said == {"N1, N2, N3": 1.0, "N1 - N4 - N3": 1.0, "N1, N3": 0.0, "N1, N5": 0.0}


def test_what_cannot_be_judged_is_refused() -> None:
    text = replace(SAMPLE, options=None, answer="a rug", answer_kind="text")
    with pytest.raises(CovisError, match=r"'gold'.*free text"):
        answer_reward(GOLD, text)
    hidden = replace(SAMPLE, answer="", meta={"answer_hidden": True})
    with pytest.raises(CovisError, match="not published"):
        answer_reward(GOLD, hidden)


@pytest.mark.parametrize(
    ("actions", "why"),
    [
        ((), "tells no motions"),
        (SAMPLE.actions[:2], "2 pairs of its 3 images"),
        ((*SAMPLE.actions, SAMPLE.actions[0]), "4 pairs"),
        ((*SAMPLE.actions[:2], PairActions(1, 2, '[{"move_up_m": 1000}]')), "image 2 to 3"),
    ],
)
def test_samples_whose_motions_no_completion_can_match_are_refused(
    actions: tuple[PairActions, ...], why: str
) -> None:
    with pytest.raises(CovisError, match=why):
        action_reward("", replace(SAMPLE, actions=actions))


def test_the_sum_is_weighted() -> None:
    weights = RewardWeights(action=2.0, answer=0.5, format=0.25)
    assert rewards(GOLD, SAMPLE).total(weights) == 2.75
    assert Rewards(0.5, 1.0, 0.0).total(weights) == 1.5
    assert NOTHING.total(weights) == 0.0


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_weights_must_be_numbers_that_pay(bad: float) -> None:
    with pytest.raises(CovisError, match="weights"):
        RewardWeights(answer=bad)
    with pytest.raises(CovisError, match="not all 0"):
        RewardWeights(0.0, 0.0, 0.0)


@given(st.integers(2, 5), st.integers(0, 5))
def test_motions_of_another_number_of_images_earn_nothing(images: int, said: int) -> None:
    names = [f'"{i}-{j}": []' for i in range(1, said + 1) for j in range(i + 1, said + 1)]
    pairs = [(i, j) for i in range(images) for j in range(i + 1, images)]
    sample = replace(
        SAMPLE,
        images=tuple(f"{i}.png" for i in range(images)),
        actions=tuple(PairActions(i, j, "[]") for i, j in pairs),
    )
    completion = f"<action>{{{', '.join(names)}}}</action><answer>B</answer>"
    assert format_reward(completion, sample) == float(said == images)
    assert action_reward(completion, sample) == float(said == images)
