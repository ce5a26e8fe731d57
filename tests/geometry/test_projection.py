"""Projection: the way to the picture and back, and what lies outside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.geometry.cameras import cameras, pixel_grid, steady

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics
from covis.geometry.projection import back_project, pixel_rays, project

seeds = st.integers(0, 2**32 - 1)


@steady
@given(cameras(), seeds)
def test_project_undoes_back_project(camera: Camera, seed: int) -> None:
    width, height = camera.size_px
    depth_m = np.random.default_rng(seed).uniform(0.1, 50, (height, width))
    pixels_px, depths_m = project(back_project(depth_m, camera).reshape(-1, 3), camera)
    assert np.allclose(pixels_px.reshape(height, width, 2), pixel_grid(camera), atol=1e-6)
    assert np.allclose(depths_m.reshape(height, width), depth_m, rtol=0, atol=1e-9)


@steady
@given(cameras())
def test_rays_have_one_metre_of_depth(camera: Camera) -> None:
    rays = pixel_rays(camera)
    assert rays.shape == (camera.size_px[1], camera.size_px[0], 3)
    assert np.allclose(rays @ camera.forward, 1)


def test_axes_are_opencv_s() -> None:
    camera = Camera(intrinsics(90, (101, 51)), np.eye(4), (101, 51))
    f = 101 / 2  # tan 45° = half the width / f
    pixels_px, depth_m = project([[0, 0, 1], [0.2, 0, 1], [0, 0.2, 2]], camera)
    assert np.allclose(pixels_px, [[50, 25], [50 + 0.2 * f, 25], [50, 25 + 0.1 * f]])
    assert depth_m.tolist() == [1, 1, 2]


def test_the_edge_of_the_field_of_view_is_the_outer_edge_of_the_outer_pixels() -> None:
    camera = Camera(intrinsics(90, (101, 51)), np.eye(4), (101, 51))
    pixels_px, _ = project([[-1, 0, 1], [1, 0, 1]], camera)
    assert np.allclose(pixels_px[:, 0], [-0.5, 100.5])


def test_what_is_not_in_front_has_no_pixel() -> None:
    camera = Camera(intrinsics(60, (8, 6)), np.eye(4), (8, 6))
    pixels_px, depth_m = project([[0, 0, -2], [1, 1, 0]], camera)
    assert np.isnan(pixels_px).all()
    assert depth_m.tolist() == [-2, 0]


@pytest.mark.parametrize("unknown", [0.0, -1.0, np.nan, np.inf])
def test_unknown_depth_has_no_point(unknown: float) -> None:
    camera = Camera(intrinsics(60, (3, 2)), np.eye(4), (3, 2))
    depth_m = np.ones((2, 3))
    depth_m[1, 2] = unknown
    points = back_project(depth_m, camera)
    assert np.isnan(points[1, 2]).all()
    assert np.isfinite(points).all(axis=2).sum() == 5


def test_a_depth_map_of_another_picture_is_refused() -> None:
    camera = Camera(intrinsics(60, (8, 6)), np.eye(4), (8, 6))
    with pytest.raises(CovisError, match=r"8 x 6 .* 6 px high, 8 wide"):
        back_project(np.ones((8, 6)), camera)
