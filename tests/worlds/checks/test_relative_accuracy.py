from __future__ import annotations

import numpy as np
import pytest

from covis.worlds.checks.relative_accuracy import mean_relative_accuracy


@pytest.mark.parametrize(("guess", "score"), [(1.9, 1.0), (1.8, 0.9), (1.5, 0.6), (1.0, 0.1), (4.0, 0.0)])
def test_scores_of_a_truth_of_two(guess: float, score: float) -> None:
    """1.9 is off by exactly 5 %, the least tolerance; 1.0 by 50 %, the greatest."""
    assert mean_relative_accuracy([guess], [2.0])[0] == pytest.approx(score)


def test_a_truth_of_zero_is_met_by_zero_only() -> None:
    assert mean_relative_accuracy([0.0, 0.01], [0.0, 0.0]).tolist() == [1.0, 0.0]


def test_the_scale_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    guess, truth = rng.uniform(0.5, 2, 200), rng.uniform(0.5, 2, 200)
    assert np.array_equal(
        mean_relative_accuracy(guess, truth), mean_relative_accuracy(-4 * guess, -4 * truth)
    )
