from __future__ import annotations

import math

import numpy as np
import pytest

from covis.worlds.rooms.shots.held import Hold, eased, step_for_overlap


@pytest.mark.parametrize("overlap", [0.6, 0.45, 0.3, 0.15, 0.05])
@pytest.mark.parametrize("hfov_deg", [60.0, 75.0])
def test_the_turn_between_two_views_leaves_just_the_overlap(hfov_deg: float, overlap: float) -> None:
    half = math.radians(hfov_deg) / 2
    column = np.linspace(-1, 1, 200_001)  # of the half width, at equal distances
    angle = np.arctan(column * math.tan(half))
    again = angle - math.radians(step_for_overlap(hfov_deg, overlap))
    assert (np.abs(again) <= half).mean() == pytest.approx(overlap, abs=1e-4)


def test_a_camera_looks_where_it_is_held() -> None:
    camera = Hold(1.5, 10.0, 70.0).camera(1.0, 2.0, math.pi / 2)
    assert camera.position_m == pytest.approx([1.0, 2.0, 1.5])
    down = math.radians(10)
    assert camera.forward == pytest.approx([0, math.cos(down), -math.sin(down)])
    assert 2 * math.degrees(math.atan(320 / camera.K[0, 0])) == pytest.approx(70.0)


def test_an_eased_way_goes_from_end_to_end_and_never_back() -> None:
    way = eased(90)
    assert (way[0], way[-1]) == (0.0, 1.0)
    speed = np.diff(way)
    assert (speed > 0).all()
    assert speed[0] < 0.5 * speed[45] > speed[-1]
