"""Of 2,000 simulated experiments, 95 % intervals must cover the truth in 93 to 97 %."""

import numpy as np
import pytest
from tests.benchmarks.statistics.worlds import World, experiments

from covis.benchmarks.statistics.estimate import (
    Measure,
    estimate,
    gap,
    harmonic,
    harmonic_gain,
    share,
)

WORLDS = [
    World((0.5, 0.55, 0.5, 0.55), 10, 0.15),
    World((0.6, 0.75, 0.4, 0.6), 10, 0.4),
    World((0.8, 0.9, 0.7, 0.85), 20, 0.15),
    World((0.6, 0.75, 0.4, 0.6), 50, 0.02),
    World((0.8, 0.9, 0.7, 0.85), 100, 0.4),
]
"""Raw and marked forward, raw and marked in reverse; 10 to 100 scenes of 5 to 10 questions."""

EXPERIMENTS = 400  # from each of the five


def harmonic_mean(a: float, b: float) -> float:
    return 2 * a * b / (a + b)


FIGURES: dict[str, tuple[tuple[int, ...], Measure, float]] = {
    # Which columns of (raw, marked, raw reversed, marked reversed, questions), the measure, its least value.
    "accuracy": ((1, 4), share, 0.0),
    "gap": ((0, 4, 2, 4), gap, -1.0),
    "harmonic": ((1, 4, 3, 4), harmonic, 0.0),
    "harmonic_gain": ((1, 4, 3, 4, 0, 4, 2, 4), harmonic_gain, -1.0),
}


def truth(figure: str, right: tuple[float, ...]) -> float:
    raw, marked, raw_back, marked_back = right
    return {
        "accuracy": marked,
        "difference": marked - raw,
        "gap": raw - raw_back,
        "harmonic": harmonic_mean(marked, marked_back),
        "harmonic_gain": harmonic_mean(marked, marked_back) - harmonic_mean(raw, raw_back),
    }[figure]


@pytest.mark.parametrize("figure", [*FIGURES, "difference"])
def test_intervals_cover_the_truth(figure: str) -> None:
    covered = []
    for seed, world in enumerate(WORLDS):
        true = truth(figure, world.right)
        for sums, questions in experiments(world, EXPERIMENTS, seed):
            if figure == "difference":
                columns, measure, lowest = np.column_stack([sums[:, 1] - sums[:, 0], sums[:, 4]]), share, -1.0
            else:
                which, measure, lowest = FIGURES[figure]
                columns = sums[:, which]
            found = estimate(columns, measure, questions, lowest)
            assert found.low is not None
            assert found.high is not None
            covered.append(found.low <= true <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_single_questions_would_promise_too_much() -> None:
    """Why scenes are drawn: taken as independent, questions cover the truth far too seldom."""
    covered = []
    for sums, questions in experiments(World((0.7,), 20, 0.4), 300, 9):
        right = sums[:, 0].sum()
        mean = right / questions
        half = 1.96 * np.sqrt(mean * (1 - mean) / questions)
        covered.append(abs(mean - 0.7) <= half)
    assert np.mean(covered) < 0.85
