import numpy as np
import pytest

from covis.benchmarks.statistics.estimate import Estimate, estimate, share
from covis.benchmarks.statistics.limits import cannot_show
from covis.benchmarks.statistics.pareto import pareto_front


@pytest.mark.parametrize(
    ("right", "chance", "why"),
    [
        (500, 0.5, "At the ceiling"),
        (480, 0.5, "At the ceiling"),  # four points are left
        (400, 0.5, ""),
        (255, 0.5, "Not to be told from chance"),
        (255, None, ""),
        (175, 0.25, ""),
        (125, 0.25, "Not to be told from chance"),
        (180, 0.5, ""),  # below chance is a bias, and a bias can be mended
        (10, 0.5, "At the floor"),
    ],
)
def test_why_a_cell_cannot_show_a_difference(right: int, chance: float | None, why: str) -> None:
    answers = np.random.default_rng(0).permutation(500) < right
    sums = np.column_stack([answers.reshape(100, 5).sum(1), np.full(100, 5)]).astype(np.float64)
    assert cannot_show(estimate(sums, share, 500), chance).partition(",")[0] == why


def test_a_single_scene_shows_nothing() -> None:
    assert "a single scene" in cannot_show(estimate(np.array([[3.0, 5]]), share, 5), 0.5)


def test_two_scenes_that_differ_show_nothing() -> None:
    found = Estimate(0.2, 0.0, 1.0, 10, 2)
    assert cannot_show(found, 0.5) == "Over so few questions or scenes that any accuracy is possible"


def test_the_front_is_what_nobody_beats() -> None:
    costs, accuracies = [4, 16, 8, 4, 2], [0.6, 0.7, 0.55, 0.6, 0.6]
    assert pareto_front(costs, accuracies) == [False, True, False, False, True]
    assert pareto_front([1, 1], [0.5, 0.5]) == [True, True]
    assert pareto_front([], []) == []
