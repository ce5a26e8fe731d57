"""Whether a paired difference could be luck: McNemar's exact test, and flipping signs over scenes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.statistics.estimate import ROUNDING, by_scene
from covis.benchmarks.statistics.quantiles import binomial_p

Test = Literal["McNemar", "sign flip"]

FLIPS = 9999  # the smallest p is then 0.0001
ALL_FLIPS = 13  # up to so many scenes every pattern of signs is tried: 8,192


@dataclass(frozen=True)
class Luck:
    """How likely a difference at least as large is if the two ways of asking were equally good.

    Attributes:
        test: Which test gave it.
        p: Two-sided.
    """

    test: Test
    p: float


@dataclass(frozen=True)
class Discordance:
    """On how many questions two ways of asking differ.

    Attributes:
        gained: The second scores more.
        lost: The first scores more.
        tied: Both score the same.
    """

    gained: int
    lost: int
    tied: int


def discordance(first: NDArray[np.float64], second: NDArray[np.float64]) -> Discordance:
    """Count who is better where.

    Args:
        first: (n,) scores of one way of asking.
        second: (n,) of the other, on the same questions.
    """
    more = second - first
    gained, lost = int((more > ROUNDING).sum()), int((more < -ROUNDING).sum())
    return Discordance(gained, lost, len(more) - gained - lost)


def luck(first: NDArray[np.float64], second: NDArray[np.float64], scenes: NDArray[np.int64]) -> Luck:
    """McNemar's exact test where every score is 0 or 1, else the sign-flip test over scenes.

    McNemar's test takes every question as a draw of its own (McNemar, Psychometrika 12, 1947); graded or
    averaged scores have no such form.

    Args:
        first: (n,) scores of one way of asking.
        second: (n,) of the other, on the same questions.
        scenes: (n,) which scene each question is about.

    Raises:
        CovisError: If scipy is missing.
    """
    if all(np.isin(scores, (0.0, 1.0)).all() for scores in (first, second)):
        counts = discordance(first, second)
        return Luck("McNemar", binomial_p(counts.gained, counts.gained + counts.lost))
    return Luck("sign flip", sign_flip_p(second - first, scenes))


def sign_flip_p(differences: NDArray[np.float64], scenes: NDArray[np.int64]) -> float:
    """The p of a mean difference if each scene's differences could as well have the other sign.

    All patterns of signs are tried for up to 13 scenes that differ at all, 9,999 drawn ones and the one
    found beyond that (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010).

    Args:
        differences: (n,) of questions.
        scenes: (n,) which scene each question is about.
    """
    sums = by_scene(scenes, differences[:, None])[:, 0]
    sums = sums[np.abs(sums) > ROUNDING]
    found = abs(float(sums.sum())) - ROUNDING
    if len(sums) <= ALL_FLIPS:
        patterns = np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1
        return float((np.abs((1 - 2 * patterns) @ sums) >= found).mean())
    rng = np.random.default_rng((1, len(sums)))
    more = sum(
        int((np.abs(rng.choice((-1.0, 1.0), (FLIPS // 9, len(sums))) @ sums) >= found).sum())
        for _ in range(9)  # in parts, so that thousands of scenes fit in memory
    )
    return (more + 1) / (FLIPS + 1)
