"""The three rewards of ActoR, and their weighted sum.

HATCH, arXiv 2602.08735: R = l1 R_action + l2 R_answer + l3 R_format. Each of the three is 0 for a completion
that `covis.training.rewards.completion` does not read, so a completion out of form earns nothing at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean

from covis.errors import CovisError
from covis.geometry.actions import Action, actions_from_json
from covis.geometry.pair_actions import Pair, image_pairs
from covis.prompts.paths import score_path
from covis.prompts.relative_accuracy import mean_relative_accuracy
from covis.prompts.sample import Sample
from covis.training.rewards.completion import read_completion
from covis.training.rewards.motion import MotionScale, is_absurd, motion_reward


@dataclass(frozen=True)
class RewardWeights:
    """What each reward counts in the sum.

    The paper does not give its own; these are ours: the motions count as much as the answer they prepare, the
    form little, as the cold start has taught it and the other two are nothing without it.

    Attributes:
        action: l1.
        answer: l2.
        format: l3.

    Raises:
        CovisError: If one is negative or not finite, or all are 0.
    """

    action: float = 1.0
    answer: float = 1.0
    format: float = 0.2

    def __post_init__(self) -> None:
        weights = (self.action, self.answer, self.format)
        if not all(math.isfinite(w) and w >= 0 for w in weights) or not any(weights):
            raise CovisError(
                f"the weights of the rewards must be 0 or more, and not all 0; they are {weights}."
            )


def true_motions(sample: Sample) -> dict[Pair, tuple[Action, ...]]:
    """The true motion of every pair of a sample's images.

    Raises:
        CovisError: If the sample does not tell every pair's motion exactly once, or tells one that no
            prediction could match.
    """
    if not sample.actions:
        raise CovisError(
            f"sample {sample.id!r} tells no motions of the camera; action-then-answer needs them for "
            "every pair of images, as `covis worlds rooms` writes them."
        )
    told = [(a.first, a.second) for a in sample.actions]
    if sorted(told) != list(image_pairs(len(sample.images))):
        raise CovisError(
            f"sample {sample.id!r} tells the motions of {len(told)} pairs of its {len(sample.images)} "
            "images, not of each pair once."
        )
    motions = {(a.first, a.second): actions_from_json(a.actions) for a in sample.actions}
    for (i, j), actions in motions.items():
        if is_absurd(actions):
            raise CovisError(
                f"sample {sample.id!r}: the motion from image {i + 1} to {j + 1} turns or walks more than "
                "any motion needs, so no prediction of it could earn a reward."
            )
    return motions


def action_reward(completion: str, sample: Sample, scale: MotionScale | None = None) -> float:
    """The mean over all pairs of images of `motion_reward`, 0..1.

    Args:
        completion: What the model wrote, with its special tokens.
        sample: With the true motions of all pairs.
        scale: How fast the reward falls with the error; the default of `MotionScale` if None.
    """
    true = true_motions(sample)
    said = read_completion(completion, sample)
    if said is None:
        return 0.0
    return fmean(motion_reward(said.motions[pair], true[pair], scale) for pair in true)


def answer_score(value: str, sample: Sample) -> float:
    """How right an answer is: exactly for a choice, by mean relative accuracy for a number, 0..1.

    A path or tour scores 1 if it is as short as the shortest.

    Args:
        value: The answer, in the form of `Sample.answer`.
        sample: Its answer is a choice, a number or a path.

    Raises:
        CovisError: If the answer is a free text, which has no rule, or is not published.
    """
    _check_judged(sample)
    if sample.answer_kind == "number":
        return mean_relative_accuracy(float(value), float(sample.answer))
    if sample.answer_kind == "path":
        return float(score_path(sample, [label.strip() for label in value.split(",")]).optimal)
    return float(value == sample.answer)


def answer_reward(completion: str, sample: Sample) -> float:
    """`answer_score` of the answer in a completion, 0..1.

    Args:
        completion: What the model wrote, with its special tokens.
        sample: Its answer is a choice, a number or a path.
    """
    _check_judged(sample)
    said = read_completion(completion, sample)
    return 0.0 if said is None else answer_score(said.value, sample)


def _check_judged(sample: Sample) -> None:
    if sample.answer_kind == "text" or not sample.answer:
        what = "is a free text, which no rule can judge" if sample.answer else "is not published"
        raise CovisError(f"sample {sample.id!r}: its answer {what}, so it can earn no reward.")


def format_reward(completion: str, sample: Sample) -> float:
    """1 for a completion that `covis.training.rewards.completion` reads, else 0."""
    return float(read_completion(completion, sample) is not None)


@dataclass(frozen=True)
class Rewards:
    """What one completion earns, each part 0..1.

    Attributes:
        action: For the motions.
        answer: For the answer.
        format: For the form.
    """

    action: float
    answer: float
    format: float

    def total(self, weights: RewardWeights) -> float:
        """R = l1 action + l2 answer + l3 format."""
        return weights.action * self.action + weights.answer * self.answer + weights.format * self.format


def rewards(completion: str, sample: Sample, scale: MotionScale | None = None) -> Rewards:
    """All three rewards of a completion.

    Args:
        completion: What the model wrote, with its special tokens.
        sample: With the true motions of all pairs, and a choice, a number or a path as its answer.
        scale: Of `action_reward`.
    """
    return Rewards(
        action_reward(completion, sample, scale),
        answer_reward(completion, sample),
        format_reward(completion, sample),
    )
