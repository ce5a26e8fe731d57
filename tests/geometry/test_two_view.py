"""Verified two-view geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.geometry.two_view import two_view

K = np.array([[300.0, 0, 160], [0, 300, 90], [0, 0, 1]])


def project(points_m: np.ndarray, yaw_rad: float, shift_m: np.ndarray) -> np.ndarray:
    """(m, 2) px of points (m, 3) seen by a camera that turned and moved."""
    c, s = np.cos(yaw_rad), np.sin(yaw_rad)
    R = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    rays = (points_m @ R.T + shift_m) @ K.T
    return (rays[:, :2] / rays[:, 2:]).astype(np.float32)


def room(rng: np.random.Generator, count: int, depth_m: float) -> np.ndarray:
    """Points (count, 3) in front of a camera, in metres; flat for a depth of 0."""
    spread = np.array([4, 2.5, depth_m])
    return rng.uniform(-0.5, 0.5, (count, 3)) * spread + [0, 0, 6]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    yaw=st.floats(-0.25, 0.25),
    x=st.floats(-1.0, 1.0),
    depth=st.sampled_from([0.0, 2.0]),
)
def test_matches_of_one_rigid_scene_are_kept_and_wrong_ones_are_not(
    seed: int, yaw: float, x: float, depth: float
) -> None:
    rng = np.random.default_rng(seed)
    points = room(rng, 120, depth)
    here, there = project(points, 0, np.zeros(3)), project(points, yaw, np.array([x, 0.1, 0.2]))
    wrong = rng.random(120) < 0.25
    there[wrong] = rng.uniform([0, 0], [320, 180], (int(wrong.sum()), 2))
    found = two_view(here, there, 0.75)
    assert found.epipolar[~wrong].mean() > 0.75  # a robust fit may settle a little off
    # A wrong match still lies on its epipolar line by chance, but seldom.
    assert found.epipolar[wrong].mean() < 0.3
    if depth == 0:
        assert found.verified
        assert found.planar[~wrong].mean() > 0.95
        assert found.H is not None
        flat = np.c_[here[~wrong], np.ones((~wrong).sum())] @ found.H.T
        assert np.abs(flat[:, :2] / flat[:, 2:] - there[~wrong]).max() < 0.5


@pytest.mark.parametrize("seed", range(8))
def test_unrelated_points_are_not_verified(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform([0, 0], [320, 180], (2, 90, 2)).astype(np.float32)
    assert not two_view(points[0], points[1], 0.75).verified


@pytest.mark.parametrize("count", [0, 1, 7, 14])
def test_too_few_matches_say_nothing(count: int) -> None:
    points = np.random.default_rng(1).random((count, 2), np.float32)
    found = two_view(points, points, 1.0)
    assert not found.verified
    assert found.H is None
    assert len(found.epipolar) == len(found.planar) == count


def test_the_same_matches_give_the_same_answer() -> None:
    rng = np.random.default_rng(4)
    points = room(rng, 80, 2.0)
    here, there = project(points, 0, np.zeros(3)), project(points, 0.1, np.array([0.5, 0, 0]))
    one, other = two_view(here, there, 0.75), two_view(here, there, 0.75)
    assert np.array_equal(one.epipolar, other.epipolar)
    assert np.array_equal(one.planar, other.planar)


def test_points_must_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="not pairs"):
        two_view(np.zeros((20, 2), np.float32), np.zeros((19, 2), np.float32), 1.0)
