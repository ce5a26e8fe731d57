"""A flat view cut from a panorama shows what lies in its direction."""

from __future__ import annotations

import math

import numpy as np
import pytest

from covis.benchmarks.r2r.panorama import look

HEIGHT, WIDTH = 90, 180


def coordinates() -> np.ndarray:
    """A panorama whose red tells the heading (2 degrees a step from -180) and green the elevation."""
    panorama = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    panorama[..., 0] = np.arange(WIDTH)[None, :]
    panorama[..., 1] = np.arange(HEIGHT)[:, None]
    return panorama


@pytest.mark.parametrize("heading_deg", [0, 45, 90, 170, 200, 300])
@pytest.mark.parametrize("elevation_deg", [-30, 0, 30])
def test_the_middle_of_a_view_is_where_one_looks(heading_deg: float, elevation_deg: float) -> None:
    view = look(coordinates(), math.radians(heading_deg), math.radians(elevation_deg), 60, (81, 61))
    assert view.shape == (61, 81, 3)
    red, green, _ = view[30, 40].astype(float)
    seen_deg = (red + 0.5) * 2 - 180
    assert (seen_deg - heading_deg + 180) % 360 - 180 == pytest.approx(0, abs=1.5)
    assert 90 - (green + 0.5) * 2 == pytest.approx(elevation_deg, abs=1.5)


def test_the_right_border_is_half_the_field_of_view_further_right() -> None:
    view = look(coordinates(), 0.0, 0.0, 60, (601, 401))
    borders_deg = (view[200, [0, 600], 0].astype(float) + 0.5) * 2 - 180
    assert borders_deg == pytest.approx([-30, 30], abs=1.5)


def test_the_seam_behind_is_smooth() -> None:
    """Looking at the seam of an evenly grey panorama gives even grey."""
    view = look(np.full((HEIGHT, WIDTH, 3), 77, np.uint8), math.pi, 0.0, 75, (64, 48))
    assert np.unique(view).tolist() == [77]
