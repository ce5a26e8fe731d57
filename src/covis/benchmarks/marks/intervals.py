"""Shares with intervals: what a measurement says of scenes that were not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000  # of the bootstrap: the bounds then move by less than a tenth of the interval's width
COVERED = 0.95


@dataclass(frozen=True)
class Share:
    """A share of counts pooled over scenes.

    Attributes:
        value: 0..1; None where there was nothing to share.
        low: Lower bound of the 95 % interval over scenes; None below two scenes with any counts.
        high: Upper bound.
        of: How many it is a share of.
    """

    value: float | None
    low: float | None
    high: float | None
    of: float


def pooled_share(parts: Sequence[float], wholes: Sequence[float], seed: int = 0) -> Share:
    """The pooled share with its 95 % interval by the cluster bootstrap: whole scenes are drawn, with return.

    Marks of one scene stand or fall together, so that drawing single marks would promise too much (Field
    and Welsh, J. R. Statist. Soc. B 69, 2007).

    Args:
        parts: One count for each scene.
        wholes: What it is a share of, in the same order.
        seed: Of the draws.
    """
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    there = whole > 0
    part, whole = part[there], whole[there]
    if not len(whole):
        return Share(None, None, None, 0)
    value = float(part.sum() / whole.sum())
    if len(whole) < 2:
        return Share(value, None, None, float(whole.sum()))
    drawn = np.random.default_rng(seed).integers(0, len(whole), (DRAWS, len(whole)))
    shares = part[drawn].sum(1) / whole[drawn].sum(1)
    low, high = np.quantile(shares, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Share(value, float(low), float(high), float(whole.sum()))
