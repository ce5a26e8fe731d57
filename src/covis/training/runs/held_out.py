"""Which scenes are kept apart to measure on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def held_out_scenes(scenes: Iterable[str], share: float, seed: int) -> frozenset[str]:
    """The scenes to measure on, the same ones for every stage of training.

    Args:
        scenes: All scenes of the data set, also those that a stage has no use for.
        share: Of them; if it is not 0, one is kept apart at least, and one is left to learn from.
        seed: Of the draw.
    """
    known = sorted(set(scenes))
    order = np.random.default_rng((seed, 5)).permutation(len(known))
    count = min(max(1, round(share * len(known))), len(known) - 1) if share and known else 0
    return frozenset(known[i] for i in order[:count])
