"""The reward of one motion: perfect is 1, symmetric, monotone in either error, bounded; nonsense earns 0."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.geometry.cameras import rigid, steady

from covis.errors import CovisError
from covis.geometry.actions import (
    KINDS,
    Action,
    ActionKind,
    actions_from_json,
    actions_from_pose,
    actions_to_json,
    pose_from_actions,
)
from covis.training.rewards.motion import MotionScale, is_absurd, motion_error, motion_reward

angle = st.floats(-math.pi, math.pi) | st.sampled_from([0.0, math.pi / 2, math.pi, -math.pi])
length = st.floats(-30, 30) | st.sampled_from([0.0, 1.0, -1.0])
poses = st.builds(rigid, st.tuples(angle, angle, angle), st.tuples(length, length, length))
motions = poses.map(actions_from_pose)
anything = st.lists(st.builds(Action, st.sampled_from(KINDS), st.floats(0, 1e6)), max_size=8).map(tuple)


def steps(*amounts: tuple[ActionKind, float]) -> tuple[Action, ...]:
    return tuple(Action(kind, amount) for kind, amount in amounts)


@steady
@given(motions)
def test_the_true_motion_earns_everything_also_as_it_is_written(true: tuple[Action, ...]) -> None:
    assert motion_reward(true, true) == 1.0
    written = actions_from_json(actions_to_json(true))
    assert not is_absurd(written)
    assert motion_reward(written, written) == 1.0


@steady
@given(motions, motions)
def test_prediction_and_truth_may_be_exchanged(a: tuple[Action, ...], b: tuple[Action, ...]) -> None:
    assert motion_reward(a, b) == motion_reward(b, a)


@steady
@given(anything, motions)
def test_any_actions_earn_between_none_and_all(a: tuple[Action, ...], b: tuple[Action, ...]) -> None:
    assert 0.0 <= motion_reward(a, b) <= 1.0


@steady
@given(motions, motions, motions)
def test_less_of_either_error_never_earns_less(
    true: tuple[Action, ...], a: tuple[Action, ...], b: tuple[Action, ...]
) -> None:
    errors = [motion_error(pose_from_actions(m), pose_from_actions(true)) for m in (a, b)]
    if (
        errors[0].translation_m <= errors[1].translation_m
        and errors[0].rotation_deg <= errors[1].rotation_deg
    ):
        assert motion_reward(a, true) >= motion_reward(b, true)


@steady
@given(st.floats(0, 180), st.floats(0, 180))
def test_a_turn_is_rewarded_by_its_angle_alone(said: float, true: float) -> None:
    error_deg = abs(said - true)
    reward = motion_reward(steps(("turn_left_deg", said)), steps(("turn_left_deg", true)))
    assert reward == pytest.approx((1 + math.exp(-error_deg / 30)) / 2, abs=1e-6)


@steady
@given(st.floats(0, 90), st.floats(0, 90))
def test_a_way_is_rewarded_by_the_distance_left(said: float, true: float) -> None:
    reward = motion_reward(steps(("move_forward_m", said)), steps(("move_forward_m", true)))
    assert reward == pytest.approx((1 + math.exp(-abs(said - true))) / 2, abs=1e-9)


@steady
@given(poses, poses)
def test_the_rotation_error_is_the_angle_of_the_turn_between_the_views(
    a: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    b: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    cosine = (np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2
    error = motion_error(a, b)
    assert math.cos(math.radians(error.rotation_deg)) == pytest.approx(cosine, abs=1e-9)
    assert error.translation_m == pytest.approx(math.dist(a[:3, 3], b[:3, 3]))


def test_the_literals_of_the_equation() -> None:
    # A right angle apart: (0, 0, 2) and (2, 0, 0) are 2.828 m and 90 degrees apart.
    said = steps(("move_forward_m", 2))
    true = steps(("turn_right_deg", 90), ("move_forward_m", 2))
    expected = (math.exp(-math.sqrt(8) / 1.0) + math.exp(-90 / 30)) / 2
    assert motion_reward(said, true) == pytest.approx(expected)
    wide = MotionScale(translation_m=2.0, rotation_deg=45.0)
    expected = (math.exp(-math.sqrt(8) / 2.0) + math.exp(-2)) / 2
    assert motion_reward(said, true, wide) == pytest.approx(expected)


def test_the_same_motion_in_other_words_earns_the_same() -> None:
    true = steps(("turn_right_deg", 120), ("move_forward_m", 1.2), ("turn_left_deg", 150))
    other = steps(("turn_left_deg", 240), ("move_forward_m", 1.2), ("turn_right_deg", 210))
    assert motion_reward(true, true) == 1.0
    assert is_absurd(other)  # 450 degrees of turning
    shorter = steps(("turn_right_deg", 120), ("move_forward_m", 1.2), ("turn_right_deg", 210))
    assert motion_reward(shorter, true) == pytest.approx(1.0)


ABSURD = {
    "six actions": steps(*[("turn_left_deg", 1.0)] * 6),
    "turns that cancel out": steps(*[("turn_left_deg", 30.0), ("turn_right_deg", 30.0)] * 50),
    "two full turns": steps(("turn_left_deg", 360.0), ("turn_left_deg", 360.0)),
    "tilts over the top": steps(("turn_up_deg", 91.0)),
    "up and down": steps(("move_up_m", 5.0), ("move_down_m", 5.0)),
    "there and back": steps(
        ("move_forward_m", 5.0), ("turn_left_deg", 180.0), ("move_forward_m", 5.0), ("turn_left_deg", 180.0)
    ),
    "a million metres": steps(("move_forward_m", 1e6)),
    "a million degrees": steps(("turn_left_deg", 1e6)),
}


@pytest.mark.parametrize("actions", ABSURD.values(), ids=ABSURD)
def test_absurd_motions_earn_nothing_wherever_they_lead(actions: tuple[Action, ...]) -> None:
    assert motion_reward(actions, ()) == 0.0
    assert motion_reward((), actions) == 0.0


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_must_be_a_positive_number(scale: float) -> None:
    with pytest.raises(CovisError, match="positive number"):
        MotionScale(translation_m=scale)
    with pytest.raises(CovisError, match="rotation_deg"):
        MotionScale(rotation_deg=scale)
