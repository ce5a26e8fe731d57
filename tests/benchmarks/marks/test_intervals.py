import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.marks.intervals import Share, pooled_share

COUNTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), min_size=2, max_size=12)


@given(COUNTS)
def test_the_interval_holds_the_share(counts: list[list[int]]) -> None:
    share = pooled_share([p for p, _ in counts], [w for _, w in counts])
    if share.value is None or share.low is None or share.high is None:
        assert sum(w > 0 for _, w in counts) < 2
        return
    assert 0 <= share.low <= share.high <= 1
    assert share.value == sum(p for p, _ in counts) / sum(w for _, w in counts)


def test_equal_scenes_leave_no_doubt() -> None:
    assert pooled_share([3, 3, 3], [4, 4, 4]) == Share(0.75, 0.75, 0.75, 12)


def test_one_scene_has_no_interval_and_none_no_share() -> None:
    assert pooled_share([3], [4]) == Share(0.75, None, None, 4)
    assert pooled_share([0], [0]) == Share(None, None, None, 0)


def test_the_interval_is_that_of_independent_scenes() -> None:
    # 100 scenes, half right: the standard error of the mean is 0.05, a 95 % interval 0.5 ± 0.098.
    share = pooled_share([0, 1] * 50, [1] * 100)
    assert share.low == pytest.approx(0.402, abs=0.015)
    assert share.high == pytest.approx(0.598, abs=0.015)


def test_marks_of_one_scene_stand_or_fall_together() -> None:
    alone = pooled_share([0, 1] * 50, [1] * 100)
    together = pooled_share([0, 10] * 50, [10] * 100)
    assert (alone.low, alone.high) == (together.low, together.high)


def test_the_same_seed_gives_the_same_interval() -> None:
    rng = np.random.default_rng(0)
    parts = rng.integers(0, 5, 20).tolist()
    assert pooled_share(parts, [5] * 20, seed=1) == pooled_share(parts, [5] * 20, seed=1)
    assert pooled_share(parts, [5] * 20, seed=1) != pooled_share(parts, [5] * 20, seed=2)
