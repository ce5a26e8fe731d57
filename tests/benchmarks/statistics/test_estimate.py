import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from covis.benchmarks.statistics.estimate import (
    by_scene,
    estimate,
    gap,
    harmonic,
    harmonic_gain,
    share,
    standard_error,
)

counts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12).map(
    lambda pairs: np.array([(min(p), max(p) + 1) for p in pairs], np.float64)
)


@given(counts)
@settings(max_examples=60, deadline=None)
def test_an_interval_holds_its_value_and_stays_within_bounds(sums: NDArray[np.float64]) -> None:
    found = estimate(sums, share, int(sums[:, 1].sum()))
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


@given(counts)
@settings(max_examples=30, deadline=None)
def test_wrong_answers_mirror_right_ones(sums: NDArray[np.float64]) -> None:
    of = int(sums[:, 1].sum())
    wrong = np.column_stack([sums[:, 1] - sums[:, 0], sums[:, 1]])
    right, mirror = estimate(sums, share, of), estimate(wrong, share, of)
    assert right.low is not None
    assert mirror.high is not None
    assert right.low == pytest.approx(1 - mirror.high, abs=1e-5)


@given(counts)
@settings(max_examples=30, deadline=None)
def test_raw_against_marked_mirrors_marked_against_raw(sums: NDArray[np.float64]) -> None:
    of = int(sums[:, 1].sum())
    one = estimate(sums, share, of, -1.0)
    other = estimate(sums * [-1, 1], share, of, -1.0)
    assert one.low is not None
    assert other.high is not None
    assert one.low == pytest.approx(-other.high, abs=1e-5)


def test_one_question_a_scene_gives_wilsons_interval() -> None:
    answers = np.column_stack([np.arange(2000) < 600, np.ones(2000)]).astype(np.float64)
    wilson = binomtest(600, 2000).proportion_ci(method="wilson")
    found = estimate(answers, share, 2000)
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high), abs=0.002)


def test_the_standard_error_is_that_of_scenes() -> None:
    """Ten equal questions a scene say no more than one."""
    rng = np.random.default_rng(0)
    one = np.column_stack([rng.random(400) < 0.6, np.ones(400)]).astype(np.float64)
    assert standard_error(10 * one, share) == pytest.approx(standard_error(one, share))
    assert standard_error(one, share) == pytest.approx(np.sqrt(0.24 / 400), rel=0.05)


def test_all_right_is_not_certainty() -> None:
    found = estimate(np.full((20, 2), 5.0), share, 100)
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(100 / (100 + 2.093**2), abs=1e-4)  # t for 19 degrees of freedom
    same = estimate(np.column_stack([np.zeros(20), np.full(20, 5.0)]), share, 100, -1.0)
    assert same.low == pytest.approx(-same.high if same.high else None)
    assert 0.03 < (same.high or 0) < 0.05


def test_a_single_scene_has_no_interval() -> None:
    found = estimate(np.array([[3.0, 5.0]]), share, 5)
    assert (found.value, found.low, found.high, found.scenes) == (0.6, None, None, 1)


def test_published_harmonic_means() -> None:
    """GPT-4o on SOT, two and four frames, raw and marked (Liu et al., Coarse Correspondences, 2024)."""
    for forward, reverse, both in (
        (58.2, 50.0, 53.8), (58.0, 50.4, 53.9), (71.6, 70.6, 71.1), (71.2, 71.2, 71.2),
    ):  # fmt: skip
        assert round(float(harmonic(np.array([forward, 100, reverse, 100]))) * 100, 1) == both


def test_measures_of_nothing_are_zero() -> None:
    for measure, width in ((share, 2), (gap, 4), (harmonic, 4), (harmonic_gain, 8)):
        assert measure(np.zeros((3, width))).tolist() == [0, 0, 0]


def test_questions_are_added_up_by_scene() -> None:
    sums = by_scene(np.array([7, 2, 7]), np.array([[1.0, 1], [0, 1], [0.5, 1]]))
    assert sums.tolist() == [[0, 1], [1.5, 2]]


def test_the_same_scores_give_the_same_interval() -> None:
    sums = np.column_stack([np.arange(30) % 4, np.full(30, 4)]).astype(np.float64)
    assert estimate(sums, share, 120) == estimate(sums.copy(), share, 120)
