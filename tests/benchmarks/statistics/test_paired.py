from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.benchmarks.statistics.paired import Discordance, discordance, luck, sign_flip_p
from covis.benchmarks.statistics.quantiles import binomial_p


def scores(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


def test_discordance_counts_who_is_better() -> None:
    assert discordance(scores(0, 1, 1, 0.5, 0.1 + 0.2), scores(1, 0, 1, 1, 0.3)) == Discordance(2, 1, 2)


def test_mcnemar_is_the_binomial_of_questions_that_differ() -> None:
    """One lost and six gained: 2 (C(7, 0) + C(7, 1)) / 2^7; ties count for nothing."""
    first = scores(1, 0, 0, 0, 0, 0, 0, *[1] * 50)
    second = scores(0, 1, 1, 1, 1, 1, 1, *[1] * 50)
    found = luck(first, second, np.arange(57))
    assert (found.test, found.p) == ("McNemar", pytest.approx(16 / 128))
    assert binomial_p(0, 0) == 1
    assert binomial_p(3, 6) == 1


def test_graded_scores_are_tested_by_flipping_scenes() -> None:
    found = luck(scores(0, 0.5), scores(1, 0.5), np.arange(2))
    assert (found.test, found.p) == ("sign flip", 1.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 2)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_few_scenes_are_flipped_in_every_way(pairs: list[tuple[int, int]]) -> None:
    scenes = np.array([scene for scene, _ in pairs])
    differences = np.array([difference / 2 for _, difference in pairs])
    totals = [differences[scenes == scene].sum() for scene in set(scenes.tolist())]
    found = abs(sum(totals))
    means = [abs(np.dot(signs, totals)) >= found - 1e-9 for signs in product((1, -1), repeat=len(totals))]
    assert sign_flip_p(differences, scenes) == pytest.approx(np.mean(means))


def test_many_scenes_are_flipped_at_random_and_p_is_never_zero() -> None:
    differences = np.ones(60)
    assert sign_flip_p(differences, np.arange(60)) == pytest.approx(1e-4)
    assert sign_flip_p(np.tile([1.0, -1.0], 30), np.arange(60)) == 1


def test_p_is_level_where_nothing_differs() -> None:
    """Of 400 experiments without a difference about one in twenty may fall below 0.05."""
    rng = np.random.default_rng(3)
    scenes = np.repeat(np.arange(12), 5)
    low = []
    for _ in range(400):
        differences = (rng.choice((-1.0, 1.0), (12, 1)) * rng.random((12, 5))).ravel()
        low.append(sign_flip_p(differences, scenes) <= 0.05)
    assert 0.02 <= np.mean(low) <= 0.08
