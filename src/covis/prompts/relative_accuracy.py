"""Mean relative accuracy (MRA): how VSI-Bench and SPAR-Bench score numbers, and what rewards pay for them."""

from __future__ import annotations

import math

TOLERANCES = (0.50, 0.45, 0.40, 0.35, 0.30, 0.25, 0.20, 0.15, 0.10, 0.05)
"""The relative errors allowed: ten of them. The published code gets ten by cutting off a float; so be it."""

ROUNDING = 1e-9
"""An error of exactly a tolerance counts as within it, however floats round it."""

LOWEST, HIGHEST = 0.5, 0.95  # of the ten evenly spaced confidence levels in the published code


def mean_relative_accuracy(guess: float, truth: float) -> float:
    """The share of the ten tolerances within which the relative error of a guess lies.

    J. Yang et al., Thinking in Space, 2024, where an error must be below its tolerance; all published code
    allows equality, and so does this. Where the truth is 0 the absolute error takes the relative one's place.

    Args:
        guess: The number answered.
        truth: The true one.

    Returns:
        0..1; 0 for a guess that is not finite.
    """
    if not math.isfinite(guess):
        return 0.0
    scale = abs(truth) or 1.0
    return sum(abs(guess - truth) <= t * scale + ROUNDING for t in TOLERANCES) / len(TOLERANCES)


def published_relative_accuracy(guess: float, truth: float) -> float:
    """The same in the float arithmetic of the published code, where a tie may fall to either side.

    Args:
        guess: The number answered.
        truth: The true one, or what a benchmark's code takes for it.

    Returns:
        0..1.
    """
    if not math.isfinite(guess):
        return 0.0
    error = abs(guess - truth) if truth == 0 else abs((guess - truth) / truth)
    last = len(TOLERANCES) - 1
    levels = [LOWEST + k * ((HIGHEST - LOWEST) / last) for k in range(last)] + [HIGHEST]
    return sum(error <= 1 - level for level in levels) / len(TOLERANCES)
