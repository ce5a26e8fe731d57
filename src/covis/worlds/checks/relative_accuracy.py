"""Mean relative accuracy (MRA), how the published tests score numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCES = np.array([0.50, 0.45, 0.40, 0.35, 0.30, 0.25, 0.20, 0.15, 0.10, 0.05])
ROUNDING = 1e-9  # an error of exactly a tolerance counts as within it


def mean_relative_accuracy(guess: ArrayLike, truth: ArrayLike) -> NDArray[np.float64]:
    """The score of each guess: the share of ten tolerances within which its relative error lies.

    VSI-Bench (J. Yang et al., Thinking in Space, 2024); an error of exactly a tolerance counts, as in code.

    Args:
        guess: (n,) numbers.
        truth: (n,) numbers. Where it is 0 only a guess of 0 scores.

    Returns:
        (n,) 0..1.
    """
    guess, truth = np.asarray(guess, float), np.asarray(truth, float)
    allowed = TOLERANCES[:, None] * np.abs(truth) + ROUNDING
    return np.asarray((np.abs(guess - truth) <= allowed).mean(0), np.float64)
