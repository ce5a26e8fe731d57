"""Boxes on a floor plan against independent oracles: points inside both, and distances known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.worlds.rooms.layout.boxes import Box, gaps_m, meets

place = st.floats(-2, 2)
side = st.floats(0.1, 2)
boxes = st.builds(Box, place, place, side, side, st.floats(-4, 4), st.just(0.0), st.just(1.0))


def grid(box: Box) -> np.ndarray:
    """(n, 2) points all over a box, its border included."""
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, 15), np.linspace(-0.5, 0.5, 15))
    local = np.stack([u.ravel() * box.width_m, v.ravel() * box.depth_m], 1)
    return np.asarray(local @ box.axes + [box.x_m, box.y_m])


def inside(box: Box, points: np.ndarray) -> np.ndarray:
    local = (points - [box.x_m, box.y_m]) @ box.axes.T
    return np.asarray((np.abs(local) <= np.array([box.width_m, box.depth_m]) / 2 - 1e-9).all(1))


@settings(max_examples=100, deadline=None)
@given(boxes, boxes)
def test_boxes_that_share_a_point_have_no_gap(one: Box, other: Box) -> None:
    shared = inside(one, grid(other)).any() or inside(other, grid(one)).any()
    gap = float(gaps_m(one, [other])[0])
    if shared:
        assert gap < 0
    assert math.isclose(gap, float(gaps_m(other, [one])[0]), abs_tol=1e-9)


@settings(max_examples=100, deadline=None)
@given(boxes, boxes)
def test_the_gap_is_never_more_than_the_distance(one: Box, other: Box) -> None:
    a, b = grid(one), grid(other)
    nearest = np.hypot(*(a[:, None] - b[None]).transpose(2, 0, 1)).min()
    assert float(gaps_m(one, [other])[0]) <= nearest + 1e-9


def test_gaps_known_by_hand() -> None:
    one = Box(0, 0, 2, 2, 0, 0, 1)
    beside = Box(3, 0, 2, 2, 0, 0, 1)
    turned = Box(1 + math.sqrt(2) + 0.5, 0, 2, 2, math.pi / 4, 0, 1)
    assert gaps_m(one, [beside, turned]) == pytest.approx([1.0, 0.5])


def test_things_above_each_other_do_not_meet() -> None:
    table = Box(0, 0, 1, 1, 0, 0.7, 0.75)
    assert not meets(Box(0, 0, 0.1, 0.1, 0, 0.75, 0.85), [table])
    assert meets(Box(0, 0, 0.1, 0.1, 0, 0.74, 0.85), [table])
    assert meets(Box(0.56, 0, 0.1, 0.1, 0, 0.7, 0.8), [table], gap_m=0.05)
    assert not meets(Box(0.56, 0, 0.1, 0.1, 0, 0.7, 0.8), [table])


def test_the_space_ahead_lies_before_the_front() -> None:
    ahead = Box(0, 0, 1, 0.5, math.pi / 2, 0, 1).ahead(0.6, 1.2)  # faces +x
    assert (ahead.x_m, ahead.y_m) == pytest.approx((0.55, 0.0))
    assert ahead.corners[:, 0].min() == pytest.approx(0.25)
