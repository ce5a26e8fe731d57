"""Patch overlap: against a plain loop, and what must hold whatever the views show."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.geometry.cameras import cameras, steady

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.overlap import patch_overlap, seen_again
from covis.geometry.pose import intrinsics

Depth = NDArray[np.float64]


@st.composite
def views(draw: st.DrawFn) -> tuple[Depth, Camera, Depth, Camera]:
    """Two small views near each other of something rough, with holes; of different sizes."""
    first = draw(cameras(farthest_m=1.0))
    second = draw(cameras(farthest_m=1.0))
    near = np.array(first.T_world_from_cam if draw(st.booleans()) else second.T_world_from_cam)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    near[:3, 3] += rng.uniform(
        -0.3, 0.3, 3
    )  # by odd lengths: two ways to compute may differ on a pixel's edge
    second = Camera(second.K, near, second.size_px)
    depths = []
    for camera in (first, second):
        depth_m = rng.choice([1.0, 1.02, 1.5, 3.0], (camera.size_px[1], camera.size_px[0]))
        depth_m[rng.random(depth_m.shape) < 0.1] = rng.choice([0.0, np.nan, np.inf])
        depths.append(depth_m)
    return depths[0], first, depths[1], second


def plain_shares(
    depth_m: Depth, first: Camera, there_m: Depth, second: Camera, n: int
) -> NDArray[np.float64]:
    """M by its definition, one pixel after the other."""
    lands = np.zeros((n * n, n * n))
    (width, height), (to_width, to_height) = first.size_px, second.size_px
    sizes = np.zeros(n * n)
    for row in range(height):
        for column in range(width):
            patch = (row * n // height) * n + column * n // width
            sizes[patch] += 1
            d = depth_m[row, column]
            if not (np.isfinite(d) and d > 0):
                continue
            in_first = np.linalg.inv(first.K) @ [column * d, row * d, d]
            in_world = first.T_world_from_cam @ [*in_first, 1]
            u, v, z = second.K @ (second.T_cam_from_world @ in_world)[:3]
            if z <= 0:
                continue
            to_column, to_row = math.floor(u / z + 0.5), math.floor(v / z + 0.5)
            if 0 <= to_column < to_width and 0 <= to_row < to_height:
                t = there_m[to_row, to_column]
                if np.isfinite(t) and t > 0 and abs(z - t) <= max(0.05 * t, 0.05):
                    lands[patch, (to_row * n // to_height) * n + to_column * n // to_width] += 1
    return np.asarray(lands / sizes[:, None], np.float64)


@steady
@given(views(), st.integers(1, 5))
def test_equals_a_plain_loop(pair: tuple[Depth, Camera, Depth, Camera], n: int) -> None:
    depth_first, first, depth_second, second = pair
    n = min(n, *first.size_px, *second.size_px)
    overlap = patch_overlap(*pair, n)
    assert np.array_equal(overlap.M_first_second, plain_shares(*pair, n))
    assert np.array_equal(overlap.M_second_first, plain_shares(depth_second, second, depth_first, first, n))


@steady
@given(views(), st.integers(1, 5))
def test_swapping_the_views_transposes(pair: tuple[Depth, Camera, Depth, Camera], n: int) -> None:
    depth_first, first, depth_second, second = pair
    n = min(n, *first.size_px, *second.size_px)
    there, back = patch_overlap(*pair, n), patch_overlap(depth_second, second, depth_first, first, n)
    assert np.array_equal(there.S, back.S.T)
    assert np.array_equal(there.M_first_second, back.M_second_first)
    assert ((there.S >= 0) & (there.S <= 1)).all()


@steady
@given(cameras(), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_identical_views_give_the_identity(camera: Camera, n: int, seed: int) -> None:
    n = min(n, *camera.size_px)
    depth_m = np.random.default_rng(seed).uniform(0.3, 20, camera.size_px[::-1])
    overlap = patch_overlap(depth_m, camera, depth_m, camera, n)
    assert np.array_equal(overlap.S, np.eye(n * n))
    assert seen_again(depth_m, camera, depth_m, camera) == 1


@steady
@given(views())
def test_what_is_seen_again_is_the_one_patch_s_overlap(pair: tuple[Depth, Camera, Depth, Camera]) -> None:
    assert seen_again(*pair) == pytest.approx(patch_overlap(*pair, 1).M_first_second.item())


def camera_at(x_m: float, size_px: tuple[int, int] = (40, 40)) -> Camera:
    """Looks along z; 1 m to the side at 2 m of depth is half of 40 px."""
    T_world_from_cam = np.eye(4)
    T_world_from_cam[0, 3] = x_m
    return Camera(intrinsics(90, size_px), T_world_from_cam, size_px)


def test_a_step_to_the_right_moves_a_wall_by_a_patch() -> None:
    wall = np.full((40, 40), 2.0)
    overlap = patch_overlap(wall, camera_at(0), wall, camera_at(1), 4)
    # f = 20 px, so 1 m at 2 m is 10 px, one patch of four: patch (row, column) lands in (row, column - 1)
    expected = np.kron(np.eye(4), np.eye(4, k=-1))
    assert np.array_equal(overlap.M_first_second, expected)
    assert np.array_equal(overlap.S, expected)
    assert seen_again(wall, camera_at(0), wall, camera_at(1)) == 0.75


def test_what_is_hidden_does_not_count() -> None:
    wall = np.full((40, 40), 2.0)
    curtained = wall.copy()
    curtained[:, :20] = 1.0  # something before the left half, seen from the same place
    overlap = patch_overlap(wall, camera_at(0), curtained, camera_at(0), 2)
    assert np.array_equal(overlap.M_first_second, np.diag([0.0, 1.0, 0.0, 1.0]))


def test_pixels_without_depth_match_nothing_and_still_count() -> None:
    wall = np.full((40, 40), 2.0)
    holed = wall.copy()
    holed[:10, :20] = 0.0  # half of the first patch of 2 x 2
    overlap = patch_overlap(holed, camera_at(0), wall, camera_at(0), 2)
    assert np.array_equal(overlap.M_first_second, np.diag([0.5, 1, 1, 1]))
    assert np.array_equal(overlap.M_second_first, np.diag([0.5, 1, 1, 1]))


@pytest.mark.parametrize(
    ("depth_m", "off_m", "same"),
    [(4.0, 0.19, True), (4.0, 0.21, False), (0.5, 0.049, True), (0.5, 0.051, False), (4.0, -0.19, True)],
)
def test_depths_agree_within_a_twentieth_or_five_centimetres(
    depth_m: float, off_m: float, same: bool
) -> None:
    measured, other = np.full((4, 4), depth_m), np.full((4, 4), depth_m + off_m)
    assert seen_again(other, camera_at(0, (4, 4)), measured, camera_at(0, (4, 4))) == same


def test_a_camera_that_looks_away_sees_nothing_again() -> None:
    wall, away = np.full((40, 40), 2.0), np.diag([-1.0, 1.0, -1.0, 1.0])
    turned = Camera(intrinsics(90, (40, 40)), away, (40, 40))
    assert not patch_overlap(wall, camera_at(0), wall, turned).S.any()


@pytest.mark.parametrize("n", [0, -1, 5])
def test_impossible_grids_are_refused(n: int) -> None:
    view: tuple[Any, ...] = (np.ones((4, 9)), camera_at(0, (9, 4)))
    with pytest.raises(CovisError, match="n must be 1 to 4"):
        patch_overlap(*view, *view, n)


def test_a_depth_map_of_another_picture_is_refused() -> None:
    with pytest.raises(CovisError, match="does not belong"):
        seen_again(np.ones((4, 4)), camera_at(0, (4, 4)), np.ones((5, 4)), camera_at(0, (4, 4)))
