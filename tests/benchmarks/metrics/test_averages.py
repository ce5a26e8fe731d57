"""Harmonic mean, micro and macro averages, repeats."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.benchmarks.benchmark import Average
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.harmonic_mean import harmonic_mean
from covis.benchmarks.metrics.repeats import by_repeat
from covis.prompts.sample import Sample


def sample(identity: str, category: str) -> Sample:
    return Sample(identity, "s", "t", category, (), "Which?", ("x", "y"), "A", "choice")


def graded(**scores: list[float]) -> list[Graded]:
    return [
        (sample(f"{category}{k}", category), Grade(score, "A"))
        for category, values in scores.items()
        for k, score in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("origin", "reverse", "expected"),
    [(58.2, 50.0, 53.8), (58.0, 50.4, 53.9), (71.6, 70.6, 71.1), (71.2, 71.2, 71.2)],
)
def test_the_harmonic_means_published_for_sot(origin: float, reverse: float, expected: float) -> None:
    assert round(harmonic_mean(origin, reverse), 1) == expected


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_harmonic_mean_lies_between_and_below_the_arithmetic_one(a: float, b: float) -> None:
    both = harmonic_mean(a, b)
    assert min(a, b) - 1e-9 <= both <= (a + b) / 2 + 1e-9 if min(a, b) else both == 0


def test_micro_counts_questions_and_macro_counts_classes() -> None:
    some = graded(a=[1, 1, 1, 0], b=[0, 1])
    classes = per_class(some, lambda s: s.category)
    assert classes == [Average("a", 75.0, 4), Average("b", 50.0, 2)]
    assert micro("micro", some) == [Average("micro", pytest.approx(100 * 4 / 6), 6)]
    assert macro("macro", classes) == [Average("macro", 62.5, 6)]


def test_classes_stand_in_their_order_and_others_after_them() -> None:
    names = [line.name for line in per_class(graded(c=[1], b=[1], a=[1]), lambda s: s.category, ("b", "z"))]
    assert names == ["b", "a", "c"]


def test_what_has_no_score_is_in_no_average() -> None:
    some = [*graded(a=[1.0]), (sample("x", "a"), Grade(None, "A")), (sample("y", "b"), Grade(None, None))]
    assert micro("micro", some) == [Average("micro", 100.0, 1)]
    assert [line.name for line in per_class(some, lambda s: s.category)] == ["a"]
    assert micro("micro", []) == [] == macro("macro", [])


def test_repeats_and_directions_are_told_apart() -> None:
    a, b = graded(a=[1, 0])
    turned = (replace(a[0], direction="reverse"), a[1])
    assert by_repeat([a, b, turned, b, a]) == [[a, b], [turned, b], [a]]
    assert by_repeat([]) == []
