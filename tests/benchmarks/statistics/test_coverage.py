"""Of 2,000 simulated experiments, 95 % intervals must cover the truth in 93 to 97 %."""

from functools import cache

import numpy as np
import pytest
from bench.intervals import World, covered, experiments

WORLDS = (
    World((0.5, 0.55, 0.5, 0.55), 10, 0.15),
    World((0.6, 0.75, 0.4, 0.6), 10, 0.4),
    World((0.8, 0.9, 0.7, 0.85), 20, 0.15),
    World((0.6, 0.75, 0.4, 0.6), 50, 0.02),
    World((0.8, 0.9, 0.7, 0.85), 100, 0.4),
)
"""Raw and marked forward, raw and marked in reverse; 10 to 100 scenes of 5 to 10 questions."""

EXPERIMENTS = 400  # from each of the five


@cache
def coverage() -> dict[str, float]:
    of_worlds = [covered(world, EXPERIMENTS, seed) for seed, world in enumerate(WORLDS)]
    return {name: float(np.mean([of[name] for of in of_worlds])) for name in of_worlds[0]}


@pytest.mark.parametrize("figure", ["accuracy", "difference", "gap", "harmonic mean", "its gain"])
def test_intervals_cover_the_truth(figure: str) -> None:
    assert 0.93 <= coverage()[figure] <= 0.97


def test_single_questions_would_promise_too_much() -> None:
    """Why scenes are drawn: taken as independent, questions cover the truth far too seldom."""
    held = []
    for sums, questions in experiments(World((0.7,), 20, 0.4), 300, 9):
        mean = sums[:, 0].sum() / questions
        held.append(abs(mean - 0.7) <= 1.96 * np.sqrt(mean * (1 - mean) / questions))
    assert np.mean(held) < 0.85
