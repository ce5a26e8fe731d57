import numpy as np
import pytest

from covis.benchmarks.statistics.power import needed
from covis.benchmarks.statistics.quantiles import binomial_p


def pairs(gained: int, lost: int, tied: int) -> np.ndarray:
    return np.concatenate([np.ones(gained), -np.ones(lost), np.zeros(tied)])


def test_as_many_questions_as_it_says_show_the_difference_four_times_in_five() -> None:
    """With 30 % discordance, pairs drawn with a true difference of 5 points and tested by McNemar."""
    found = needed(pairs(150, 150, 700), np.arange(1000))
    assert found is not None
    assert found.disagree == pytest.approx(0.3)
    assert found.design_effect == pytest.approx(1, abs=0.1)
    rng = np.random.default_rng(0)
    count = round(found.questions / found.design_effect)
    shown = []
    for _ in range(400):
        gained, lost, _ = rng.multinomial(count, (0.175, 0.125, 0.7))
        shown.append(binomial_p(int(gained), int(gained + lost)) <= 0.05)
    assert 0.74 <= np.mean(shown) <= 0.85


def test_formula_by_hand() -> None:
    """(1.959964 sqrt(0.3) + 0.841621 sqrt(0.3 - 0.0025))^2 / 0.0025 = 940.3, scenes of one question."""
    differences = np.tile(pairs(15, 15, 70), 10)
    found = needed(differences, np.arange(1000))
    assert found is not None
    assert found.questions / found.design_effect == pytest.approx(940.3, rel=0.002)


def test_questions_that_go_together_count_less() -> None:
    alone = needed(pairs(60, 40, 100), np.arange(200))
    together = needed(np.repeat(pairs(60, 40, 100), 5), np.repeat(np.arange(200), 5))
    assert alone is not None
    assert together is not None
    assert together.design_effect == pytest.approx(5, rel=0.1)
    assert together.scenes == pytest.approx(alone.scenes, rel=0.1)


def test_a_lucky_design_effect_is_taken_as_one() -> None:
    found = needed(np.tile([1.0, -1.0], 20), np.repeat(np.arange(20), 2))
    assert found is not None
    assert found.design_effect == 1


def test_nothing_is_promised_where_nothing_differs_or_there_is_one_scene() -> None:
    assert needed(np.zeros(50), np.arange(50)) is None
    assert needed(pairs(5, 1, 10), np.zeros(16, int)) is None
    assert needed(np.zeros(0), np.zeros(0, int)) is None
