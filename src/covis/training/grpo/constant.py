"""What the camera's motions earn without looking: always the same ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from covis.geometry.actions import Action
from covis.geometry.pair_actions import Pair
from covis.prompts.sample import Sample
from covis.training.pasta.shots import spread
from covis.training.rewards.motion import MotionScale, motion_reward
from covis.training.rewards.rewards import true_motions

TRIED = 50  # motions of the training samples, for each number of images
JUDGED = 200  # training samples on which they are compared

Motions = Mapping[Pair, tuple[Action, ...]]


def constant_action_reward(
    train: Sequence[Sample], held_out: Sequence[Sample], scale: MotionScale
) -> float | None:
    """What one unchanging completion for each number of images earns for its motions on average, 0..1.

    It is the one among those of the training samples that earns most on the training samples.

    Args:
        train: Where the motions are from; all with true motions.
        held_out: What is answered.
        scale: Of the action reward.

    Returns:
        None if nothing is held out.
    """
    by_images: dict[int, list[Motions]] = defaultdict(list)
    for sample in train:
        by_images[len(sample.images)].append(true_motions(sample))
    best = {images: _best(motions, scale) for images, motions in by_images.items()}
    earned = [
        _earned(best[len(s.images)], true_motions(s), scale) if len(s.images) in best else 0.0
        for s in held_out
    ]
    return fmean(earned) if earned else None


def _best(motions: Sequence[Motions], scale: MotionScale) -> Motions:
    judged = spread(motions, JUDGED)
    return max(spread(motions, TRIED), key=lambda said: fmean(_earned(said, true, scale) for true in judged))


def _earned(said: Motions, true: Motions, scale: MotionScale) -> float:
    return fmean(motion_reward(said[pair], true[pair], scale) for pair in true)
