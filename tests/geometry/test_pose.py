"""Poses: where a camera looks, and that its horizon is level."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.geometry.cameras import cameras, steady

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at, relative_pose
from covis.geometry.projection import project

points = st.tuples(*[st.floats(-50, 50)] * 3)


@steady
@given(points, points)
def test_what_a_camera_looks_at_is_in_the_middle_under_a_level_horizon(
    position: tuple[float, float, float], target: tuple[float, float, float]
) -> None:
    distance = math.dist(position, target)
    assume(distance > 0.01)
    camera = Camera(intrinsics(60, (11, 7)), look_at(position, target), (11, 7))
    pixels_px, depth_m = project([target], camera)
    assert np.allclose(pixels_px, [[5, 3]], atol=1e-6)
    assert depth_m[0] == pytest.approx(distance)
    right, down = camera.T_world_from_cam[:3, 0], camera.T_world_from_cam[:3, 1]
    assert right[2] == pytest.approx(0, abs=1e-9)
    assert down[2] <= 1e-9, "the picture would stand on its head"


def test_right_of_a_camera_that_looks_along_y_is_x() -> None:
    pose = look_at([1, 2, 3], [1, 9, 3])
    assert np.allclose(pose[:3, :3].T, [[1, 0, 0], [0, 0, -1], [0, 1, 0]])
    assert pose[:3, 3].tolist() == [1, 2, 3]


@pytest.mark.parametrize(("target_z", "down"), [(0.0, [0, -1, 0]), (9.0, [0, 1, 0])])
def test_straight_down_and_up_x_points_right(target_z: float, down: list[float]) -> None:
    pose = look_at([1, 2, 3], [1, 2, target_z])
    assert np.allclose(pose[:3, 0], [1, 0, 0])
    assert np.allclose(pose[:3, 1], down)


@steady
@given(cameras(), cameras(), points)
def test_a_relative_pose_takes_the_second_camera_s_points_to_the_first(
    first: Camera, second: Camera, point: tuple[float, float, float]
) -> None:
    in_second = np.array([*point, 1.0])
    in_world = second.T_world_from_cam @ in_second
    assert np.allclose(relative_pose(first, second) @ in_second, first.T_cam_from_world @ in_world)


@pytest.mark.parametrize("hfov_deg", [0.0, -10.0, 180.0, math.nan])
def test_impossible_fields_of_view_are_refused(hfov_deg: float) -> None:
    with pytest.raises(CovisError, match="between 0 and 180"):
        intrinsics(hfov_deg, (640, 480))


@pytest.mark.parametrize("target", [(1.0, 2.0, 3.0), (math.nan, 0.0, 0.0), (math.inf, 0.0, 0.0)])
def test_a_camera_cannot_look_at_itself_or_nowhere(target: tuple[float, float, float]) -> None:
    with pytest.raises(CovisError, match="cannot look at"):
        look_at([1, 2, 3], target)
