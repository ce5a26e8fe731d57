"""Mean relative accuracy against its published literals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.prompts.relative_accuracy import mean_relative_accuracy, published_relative_accuracy

LITERALS = [(1.9, 1.0), (1.8, 0.9), (1.5, 0.6), (1.0, 0.1), (4.0, 0.0), (2.0, 1.0)]
NUMBERS = st.floats(0.01, 1000)


@pytest.mark.parametrize(("guess", "expected"), LITERALS)
def test_the_literals_for_a_truth_of_two(guess: float, expected: float) -> None:
    assert mean_relative_accuracy(guess, 2.0) == pytest.approx(expected)
    assert published_relative_accuracy(guess, 2.0) == pytest.approx(expected)


def test_an_error_of_exactly_a_tolerance_counts() -> None:
    # 3 of 4 is off by a quarter: within 0.50 ... 0.25, six of the ten.
    assert mean_relative_accuracy(3.0, 4.0) == pytest.approx(0.6)
    assert mean_relative_accuracy(5.0, 4.0) == pytest.approx(0.6)


def test_floats_that_round_badly_do_not_count_as_outside() -> None:
    ties = [(k, round(k * (1 + step * 0.05), 10)) for k in range(1, 60) for step in range(1, 11)]
    for truth, guess in ties:
        step = round((guess - truth) / truth / 0.05)
        assert mean_relative_accuracy(guess, truth) == pytest.approx((11 - step) / 10), (guess, truth)


@given(NUMBERS, NUMBERS, st.floats(0.1, 10))
def test_scale_does_not_matter(guess: float, truth: float, factor: float) -> None:
    moved = mean_relative_accuracy(guess * factor, truth * factor)
    assert moved == pytest.approx(mean_relative_accuracy(guess, truth), abs=0.1 + 1e-9)


@given(NUMBERS, st.floats(0, 2), st.floats(0, 2))
def test_nearer_is_never_worse(truth: float, a: float, b: float) -> None:
    near, far = sorted((a, b))
    for sign in (-1, 1):
        scores = [mean_relative_accuracy(truth * (1 + sign * e), truth) for e in (near, far)]
        assert scores[0] >= scores[1]


@given(st.floats(), st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_scores_between_none_and_all(guess: float, truth: float) -> None:
    for measure in (mean_relative_accuracy, published_relative_accuracy):
        assert 0 <= measure(guess, truth) <= 1
        if not math.isfinite(guess):
            assert measure(guess, truth) == 0


@given(st.integers(-2000, 2000), st.integers(-2000, 2000).filter(bool))
def test_the_published_arithmetic_differs_only_at_ties(guess: int, truth: int) -> None:
    error = abs(guess - truth) / abs(truth)
    if min(abs(error - k * 0.05) for k in range(11)) > 1e-6:
        assert mean_relative_accuracy(guess, truth) == published_relative_accuracy(guess, truth)


def test_a_truth_of_zero_is_measured_absolutely() -> None:
    assert mean_relative_accuracy(0.0, 0.0) == 1.0
    assert mean_relative_accuracy(0.3, 0.0) == pytest.approx(0.5)
    assert mean_relative_accuracy(0.6, 0.0) == 0.0
