"""The rewards as TRL's GRPO trainer calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.training.chat.rows import teacher_completion
from covis.training.rewards.motion import MotionScale
from covis.training.rewards.rewards import Rewards, action_reward, answer_reward, format_reward, rewards
from covis.training.sft.measure import written_text

if TYPE_CHECKING:
    from transformers import ProcessorMixin

RewardFunction = Callable[..., list[float]]


def reward_functions(
    processor: ProcessorMixin, ends: Sequence[int], scale: MotionScale
) -> list[RewardFunction]:
    """action, answer and format, in this order; the trainer logs each under its name.

    They read the tokens, not the text that the trainer hands over: it leaves special tokens out, and an image
    token in a completion would go unseen.

    Args:
        processor: Of the model.
        ends: Tokens that end a completion.
        scale: Of the action reward.
    """

    def each(judge: Callable[[str, Sample], float]) -> RewardFunction:
        def judged(completion_ids: Sequence[Sequence[int]], sample: Sequence[str], **_: Any) -> list[float]:
            return [
                judge(written_text(processor, ids, ends), Sample.from_json(line))
                for ids, line in zip(completion_ids, sample, strict=True)
            ]

        return judged

    judges: dict[str, Callable[[str, Sample], float]] = {
        "action": lambda text, sample: action_reward(text, sample, scale),
        "answer": answer_reward,
        "format": format_reward,
    }
    functions = []
    for name, judge in judges.items():
        function = each(judge)
        function.__name__ = name
        functions.append(function)
    return functions


def check_rewards(samples: Sequence[Sample], scale: MotionScale) -> None:
    """See that every teacher's completion earns everything, and an empty one nothing.

    Args:
        samples: To train on.
        scale: Of the action reward.

    Raises:
        CovisError: If one does not, or a sample has no motions or no answer that can be judged.
    """
    for sample in samples:
        gold = rewards(teacher_completion(sample), sample, scale)
        if gold != Rewards(1.0, 1.0, 1.0):
            raise CovisError(
                f"sample {sample.id!r}: its own answer {sample.answer!r} and motions earn {gold.action:.2f}, "
                f"{gold.answer:.2f} and {gold.format:.0f} for motions, answer and form, not 1 each."
            )
        for nothing in ("", "<action></action><answer></answer>"):
            if rewards(nothing, sample, scale) != Rewards(0.0, 0.0, 0.0):
                raise CovisError(f"sample {sample.id!r}: an empty completion earns something.")
