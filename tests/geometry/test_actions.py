"""Camera actions: composed they give back the pose; as text they survive; nonsense is refused."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.geometry.cameras import rigid, steady

from covis.errors import CovisError
from covis.geometry.actions import (
    KINDS,
    LEAST_MOVE_M,
    MOST_TEXT,
    Action,
    actions_from_json,
    actions_from_pose,
    actions_to_json,
    pose_from_actions,
)

angle = st.floats(-math.pi, math.pi) | st.sampled_from([0.0, math.pi / 2, -math.pi / 2, math.pi, -math.pi])
length = st.floats(-30, 30) | st.sampled_from([0.0, 1.0, -1.0])
poses = st.builds(rigid, st.tuples(angle, angle, angle), st.tuples(length, length, length))
action = st.builds(Action, st.sampled_from(KINDS), st.floats(0, 400))


def turns(*amounts: tuple[str, float]) -> list[Action]:
    return [Action(kind, amount) for kind, amount in amounts]  # type: ignore[arg-type]


def assert_gives_back(motion: NDArray[np.float64], back: NDArray[np.float64]) -> None:
    """Position and viewing direction; roll has no action."""
    missed = 0.0 if math.hypot(motion[0, 3], motion[2, 3]) >= LEAST_MOVE_M else LEAST_MOVE_M
    assert np.allclose(back[:3, 3], motion[:3, 3], rtol=0, atol=missed + 1e-8)
    assert np.allclose(back[:3, 2], motion[:3, 2], rtol=0, atol=1e-9)


def test_composed_actions_give_back_thousands_of_poses() -> None:
    rng = np.random.default_rng(7)
    for _ in range(5000):
        motion = rigid(tuple(rng.uniform(-np.pi, np.pi, 3)), tuple(rng.normal(0, 3, 3)))
        assert_gives_back(motion, pose_from_actions(actions_from_pose(motion)))


@steady
@given(poses)
def test_composed_actions_give_back_awkward_poses(motion: NDArray[np.float64]) -> None:
    actions = actions_from_pose(motion)
    assert_gives_back(motion, pose_from_actions(actions))
    assert len(actions) <= 5
    for a in actions:
        assert a.amount > 0
        assert a.kind[-2:] == "_m" or a.amount <= 180


@steady
@given(st.lists(action, max_size=12))
def test_actions_lead_to_a_pose_without_roll(actions: list[Action]) -> None:
    motion = pose_from_actions(actions)
    assert np.allclose(motion[:3, :3] @ motion[:3, :3].T, np.eye(3))
    assert np.linalg.det(motion[:3, :3]) == pytest.approx(1)
    assert motion[1, 0] == 0, "its right side is level"


def test_the_paper_s_example() -> None:
    # turn right 120, forward 1.2, turn left 150: 30 degrees left of the first view, behind it to the right
    motion = pose_from_actions(
        turns(("turn_right_deg", 120), ("move_forward_m", 1.2), ("turn_left_deg", 150))
    )
    at = math.radians(120)
    assert np.allclose(motion[:3, 3], [1.2 * math.sin(at), 0, 1.2 * math.cos(at)])
    assert np.allclose(motion[:3, 2], [-0.5, 0, math.sqrt(0.75)])
    assert actions_to_json(actions_from_pose(motion)) == (
        '[{"turn_right_deg": 120.0}, {"move_forward_m": 1.2}, {"turn_left_deg": 150.0}]'
    )


def test_up_is_against_the_first_camera_s_y_and_tilting_moves_nothing() -> None:
    motion = pose_from_actions(turns(("turn_up_deg", 30), ("move_up_m", 1), ("move_forward_m", 2)))
    assert np.allclose(motion[:3, 3], [0, -1, 2])
    assert np.allclose(motion[:3, 2], [0, -0.5, math.sqrt(0.75)])
    assert [a.kind for a in actions_from_pose(motion)] == ["move_forward_m", "move_up_m", "turn_up_deg"]


def test_a_step_back_is_half_a_turn_forward_and_half_a_turn() -> None:
    motion = np.eye(4)
    motion[2, 3] = -1.5
    kinds = [(a.kind[:5], round(a.amount, 6)) for a in actions_from_pose(motion)]
    assert kinds == [("turn_", 180), ("move_", 1.5), ("turn_", 180)]


def test_nobody_turns_round_for_half_a_centimetre() -> None:
    motion = rigid((math.radians(-40), 0, 0), (-0.003, 0.0, -0.004))
    assert actions_to_json(actions_from_pose(motion)) == '[{"turn_left_deg": 40.0}]'


def test_a_camera_that_stays_needs_no_actions() -> None:
    assert actions_from_pose(np.eye(4)) == ()
    assert np.array_equal(pose_from_actions(()), np.eye(4))
    assert actions_to_json(()) == "[]"


@steady
@given(poses)
def test_text_keeps_the_motion_to_its_decimals(motion: NDArray[np.float64]) -> None:
    actions = actions_from_pose(motion)
    read = actions_from_json(actions_to_json(actions))
    kept = [a for a in actions if round(a.amount, 1 if a.kind.endswith("deg") else 2)]
    assert [a.kind for a in read] == [a.kind for a in kept]
    for a, b in zip(read, kept, strict=True):
        assert abs(a.amount - b.amount) <= (0.05 if a.kind.endswith("deg") else 0.005) + 1e-9


@steady
@given(st.lists(action, max_size=12))
def test_text_that_was_read_is_written_the_same(actions: list[Action]) -> None:
    text = actions_to_json(actions)
    assert actions_to_json(actions_from_json(text)) == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(KINDS),
    lambda v: (
        st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(KINDS) | st.text(max_size=3), v, max_size=2)
    ),
    max_leaves=8,
)


@steady
@given(st.text() | json_values.map(json.dumps) | st.lists(json_values).map(json.dumps))
def test_any_text_is_read_or_refused_in_one_way(text: str) -> None:
    try:
        actions = actions_from_json(text)
    except CovisError:
        return
    assert json.loads(text) == [{a.kind: a.amount} for a in actions]
    assert np.isfinite(pose_from_actions(actions)).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "JSON list"),
        ("turn right 120", "JSON list"),
        ('{"turn_right_deg": 1}', "JSON list"),
        ('[{"turn_right_deg": 1}', "JSON list"),
        ('[{"turn_right_deg": NaN}]', "JSON list"),
        ('[{"turn_right_deg": Infinity}]', "JSON list"),
        ("[" * 9000, "JSON list"),
        ('[{"turn_right_deg": ' + "9" * 5000 + "}]", "JSON list"),
        ("[[]]", "one name"),
        ("[{}]", "one name"),
        ('[{"turn_right_deg": 1, "move_up_m": 1}]', "one name"),
        ('[{"turn_right_deg": 1, "turn_right_deg": 2}]', "one name"),
        ('[["turn_right_deg", 1]]', "one name"),
        ('[{"turn_right_deg": "1"}]', "must be a number"),
        ('[{"turn_right_deg": true}]', "must be a number"),
        ('[{"turn_right_deg": [["move_up_m", 1]]}]', "must be a number"),
        ('[{"turn_right_deg": -1}]', "0 to 1e"),
        ('[{"turn_right_deg": 1e400}]', "beyond 1e"),
        ('[{"turn_right_deg": 1' + "0" * 400 + "}]", "beyond 1e"),
        ('[{"move_back_m": 1}]', "move_back_m.*move_forward_m"),
        ("[" + ", ".join(['{"move_up_m": 1}'] * 101) + "]", "at most 100"),
        (" " * (MOST_TEXT + 1), "too long"),
    ],
)
def test_what_is_no_motion_is_refused(text: str, says: str) -> None:
    with pytest.raises(CovisError, match=says):
        actions_from_json(text)


@pytest.mark.parametrize("amount", [-0.1, math.nan, math.inf])
def test_an_amount_is_a_finite_number_from_zero(amount: float) -> None:
    with pytest.raises(CovisError, match="turn_left_deg must be"):
        Action("turn_left_deg", amount)
