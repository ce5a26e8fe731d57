"""A figure with its 95 % interval over scenes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000  # the standard error then wavers by 1.6 % of itself
COVERED = 0.95
ROUNDING = 1e-9  # a standard error below it comes from adding floats, not from scenes that differ

Sums = NDArray[np.float64]
Measure = Callable[[Sums], Sums]
"""From sums over questions, (..., k), to a figure, (...). It must not change when all sums are doubled."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        value: Such as an accuracy of 0..1 or a difference of -1..1.
        low: Lower bound of the 95 % interval over scenes; None below two scenes.
        high: Upper bound.
        of: How many questions it is over.
        scenes: How many scenes these are about.
    """

    value: float
    low: float | None
    high: float | None
    of: int
    scenes: int


def share(sums: Sums) -> Sums:
    """The mean score from (..., 2): the sum of scores, and of how many questions; 0 of none."""
    return np.divide(sums[..., 0], sums[..., 1], out=np.zeros(sums.shape[:-1]), where=sums[..., 1] > 0)


def gap(sums: Sums) -> Sums:
    """The first mean score minus the second, from (..., 4): two pairs as in `share`."""
    return share(sums[..., :2]) - share(sums[..., 2:])


def harmonic(sums: Sums) -> Sums:
    """The harmonic mean 2ab/(a+b) of two mean scores, from (..., 4) as in `gap`; 0 if both are 0."""
    a, b = share(sums[..., :2]), share(sums[..., 2:])
    return np.divide(2 * a * b, a + b, out=np.zeros(a.shape), where=a + b > 0)


def harmonic_gain(sums: Sums) -> Sums:
    """One harmonic mean minus another, from (..., 8): first the four sums of one, then those of the other."""
    return harmonic(sums[..., :4]) - harmonic(sums[..., 4:])


def by_scene(scenes: NDArray[np.int64], columns: Sums) -> Sums:
    """Add up questions by scene.

    Args:
        scenes: (n,) which scene each question is about, any integers.
        columns: (n, k) what to add up.

    Returns:
        (C, k), one row for each of the C scenes that occur.
    """
    _, index = np.unique(scenes, return_inverse=True)
    sums = np.zeros((int(index.max(initial=-1)) + 1, columns.shape[1]))
    np.add.at(sums, index, columns)
    return sums


def estimate(sums: Sums, measure: Measure, of: int, lowest: float = 0.0) -> Estimate:
    """A figure with its 95 % interval by the cluster bootstrap.

    Whole scenes are drawn with return, 2,000 times. What the draws give is the standard error, widened by
    sqrt(C / (C - 1)) because draws from C scenes vary too little (Efron and Tibshirani, An Introduction to
    the Bootstrap, 1993, section 5.3). The interval is Wilson's score interval with the effective number of
    questions that this standard error means (Korn and Graubard, Survey Methodology 24, 1998) and the
    quantile of Student's t for C - 1 degrees of freedom (Cameron, Gelbach and Miller, Rev. Econ. Stat. 90,
    2008, on few clusters). It stays within its bounds and keeps its coverage from ten scenes up and near 0
    and 100 %, where percentile, BCa and percentile-t intervals of the same draws fall short.

    Args:
        sums: (C, k) sums over the questions of each scene.
        measure: What is made of their total.
        of: How many questions they are.
        lowest: The least value the measure can have; its greatest is 1.

    Raises:
        CovisError: If scipy is missing.
    """
    scenes = len(sums)
    value = float(measure(sums.sum(0)))
    if scenes < 2:
        return Estimate(value, None, None, of, scenes)
    span = 1 - lowest
    low, high = _score_interval(
        (value - lowest) / span, standard_error(sums, measure) / span, of, scenes, lowest < 0
    )
    return Estimate(value, lowest + span * low, lowest + span * high, of, scenes)


def standard_error(sums: Sums, measure: Measure) -> float:
    """The cluster bootstrap's standard error of a measure, for at least two scenes.

    Args:
        sums: (C, k) sums over the questions of each scene.
        measure: What is made of their total.
    """
    scenes = len(sums)
    drawn = measure(_times_drawn(scenes) @ sums)
    return float(drawn.std() * np.sqrt(scenes / (scenes - 1)))


@lru_cache(maxsize=8)
def _times_drawn(scenes: int) -> NDArray[np.float32]:
    """(DRAWS, C): how often each scene is drawn. The same for equal C, so that equal scores look equal."""
    rng = np.random.default_rng((0, scenes))
    return rng.multinomial(scenes, np.full(scenes, 1 / scenes), DRAWS).astype(np.float32)


def _score_interval(
    share: float, error: float, of: int, scenes: int, of_difference: bool
) -> tuple[float, float]:
    """Wilson's interval for a share of 0..1 with a given standard error."""
    from covis.benchmarks.statistics.quantiles import students_t

    t2 = students_t((1 + COVERED) / 2, scenes - 1) ** 2
    if error < ROUNDING or not 0 < share < 1:
        # All scenes agree: as many exceptions as `of` independent questions could have hidden.
        hidden = t2 / (of + t2)
        if of_difference:
            return share - hidden * share, share + hidden * (1 - share)
        return (max(0.0, share - hidden), min(1.0, share + hidden))
    effective = share * (1 - share) / error**2
    middle = (share + t2 / (2 * effective)) / (1 + t2 / effective)
    half = np.sqrt(t2 * (share * (1 - share) / effective + t2 / (4 * effective**2))) / (1 + t2 / effective)
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
