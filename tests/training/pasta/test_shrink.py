"""Depth and cameras at the size at which pictures are shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.training.pasta.rooms import write_walls

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.geometry.projection import project
from covis.training.pasta.pairs import read_pairs
from covis.training.pasta.shrink import shrunk_camera, shrunk_px, thinned
from covis.training.pasta.targets import cached_overlap

sizes = st.tuples(st.integers(20, 700), st.integers(20, 700))


@given(sizes, st.integers(8, 800))
def test_a_picture_keeps_its_shape_and_is_never_enlarged(size_px: tuple[int, int], longest_px: int) -> None:
    width, height = shrunk_px(size_px, longest_px)
    assert max(width, height) == min(longest_px, max(size_px))
    assert abs(width * size_px[1] - height * size_px[0]) <= max(size_px)  # as near as whole pixels allow
    assert shrunk_px(size_px, None) == size_px


@given(sizes, sizes)
def test_the_camera_of_a_shrunk_picture_sees_a_point_at_the_same_share_of_its_sides(
    size_px: tuple[int, int], to_px: tuple[int, int]
) -> None:
    camera = Camera(intrinsics(70, size_px), look_at((0, 0, 1.5), (3, 1, 1.0)), size_px)
    points = np.array([(3.0, 0.5, 1.2), (4.0, 2.0, 0.3)])
    before, _ = project(points, camera)
    after, _ = project(points, shrunk_camera(camera, to_px))
    np.testing.assert_allclose((after + 0.5) / to_px, (before + 0.5) / size_px, atol=1e-9)


@given(sizes, sizes)
def test_a_thinned_depth_is_that_of_the_pixel_under_the_middle_of_the_new_one(
    size_px: tuple[int, int], to_px: tuple[int, int]
) -> None:
    columns, rows = np.meshgrid(np.arange(size_px[0]), np.arange(size_px[1]))
    column, row = thinned(columns, to_px), thinned(rows, to_px)
    assert column.shape == row.shape == to_px[::-1]
    middles = (np.arange(to_px[0]) + 0.5) * size_px[0] / to_px[0] - 0.5
    assert np.abs(column[0] - middles).max() <= 0.5
    assert np.array_equal(thinned(columns, size_px), columns)


def test_targets_of_shrunk_pictures_are_those_of_the_slide(tmp_path: Path) -> None:
    train, _ = read_pairs(write_walls(tmp_path / "walls", cells=(0, 1)), 0.5, seed=0)
    expected = np.zeros((16, 16))
    for row in range(4):
        for column in range(3):
            expected[row * 4 + column + 1, row * 4 + column] = 1
    for longest_side_px in (32, 16):
        overlap = cached_overlap(train[0], 4, tmp_path / "cache", longest_side_px)
        np.testing.assert_allclose(overlap, expected, atol=1e-6)
    assert len(list((tmp_path / "cache").iterdir())) == 2  # each size has its own entry
