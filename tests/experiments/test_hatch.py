from __future__ import annotations

import pytest
from experiments.hatch.run import ARMS, CONTRASTS, half_rise


@pytest.mark.parametrize("height", [1.0, 0.01])
@pytest.mark.parametrize("at", [10, 30])
def test_half_of_a_rise_is_where_it_happens(at: int, height: float) -> None:
    curve = [(step, height * (step >= at)) for step in range(50)]
    found = half_rise(curve)
    assert found is not None
    assert abs(found - at) <= 1


def test_what_rises_earlier_is_told_so() -> None:
    early = [(step, min(step / 10, 1.0)) for step in range(40)]
    late = [(step, max(0.0, (step - 20) / 20)) for step in range(40)]
    first, second = half_rise(early), half_rise(late)
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize("curve", [[], [(1, 0.5)], [(k, -float(k)) for k in range(20)]])
def test_what_does_not_rise_has_no_half(curve: list[tuple[int, float]]) -> None:
    assert half_rise(curve) is None


def test_every_contrast_is_between_two_arms() -> None:
    assert {arm for pair in CONTRASTS for arm in pair} == set(ARMS)
