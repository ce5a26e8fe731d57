"""Which questions are asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from covis.prompts.sample import Sample


def choose(samples: Sequence[Sample], limit: int | None, seed: int) -> list[Sample]:
    """At most `limit` samples, whole scenes first, in their order.

    Scenes are drawn one after another, each with all its questions, until there are enough; of the last one
    the first questions are taken. A larger limit with the same seed keeps all questions of a smaller one.

    Args:
        samples: All of them.
        limit: How many; None for all.
        seed: Of the draw.
    """
    if limit is None or limit >= len(samples):
        return list(samples)
    by_scene: dict[str, list[int]] = {}
    for index, sample in enumerate(samples):
        by_scene.setdefault(sample.scene, []).append(index)
    scenes = list(by_scene)
    drawn = np.random.default_rng((seed, len(samples))).permutation(len(scenes))
    chosen = [index for scene in drawn.tolist() for index in by_scene[scenes[scene]]][:limit]
    return [samples[index] for index in sorted(chosen)]
