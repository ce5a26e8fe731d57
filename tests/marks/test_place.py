"""Marks lie in the picture, apart, on their objects, and hide nothing small."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.marks.anchored import GAP, MAX_COVER, SMALLEST
from covis.marks.center import find_center
from covis.marks.place import place
from covis.marks.spot import Spot
from covis.tracks.tracks import LabelMap

H, W = 90, 130


@st.composite
def scenes(draw: st.DrawFn) -> tuple[LabelMap, dict[int, tuple[float, float] | None], float]:
    """A label map of up to six boxes and discs, an anchor or none for each number, and a diameter."""
    labels = np.zeros((H, W), np.int32)
    y, x = np.mgrid[:H, :W]
    for k in range(1, draw(st.integers(1, 6)) + 1):
        cx, cy = draw(st.integers(0, W - 1)), draw(st.integers(0, H - 1))
        a, b = draw(st.integers(1, 60)), draw(st.integers(1, 60))
        if draw(st.booleans()):
            labels[(abs(x - cx) <= a) & (abs(y - cy) <= b)] = k
        else:
            labels[((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 <= 1] = k
    point = st.tuples(st.floats(-5, W + 5), st.floats(-5, H + 5))
    anchors = {int(k): draw(st.none() | point) for k in np.unique(labels) if k}
    return labels, anchors, draw(st.sampled_from([7.0, 14.0, 20.5, 33.0]))


def disc_of(spot: Spot) -> np.ndarray:
    y, x = np.mgrid[:H, :W]
    return (x - spot.x_px) ** 2 + (y - spot.y_px) ** 2 < (spot.diameter_px / 2) ** 2


@settings(max_examples=150, deadline=None)
@given(scenes())
def test_anchored_marks_keep_the_rules(
    scene: tuple[LabelMap, dict[int, tuple[float, float] | None], float],
) -> None:
    labels, anchors, diameter = scene
    spots = place(labels, anchors, diameter)
    assert [s.number for s in spots] == sorted({s.number for s in spots})
    assert {s.number for s in spots} <= set(anchors)
    area = np.bincount(labels.ravel(), minlength=8)
    for spot in spots:
        radius = spot.diameter_px / 2
        assert SMALLEST * diameter - 1e-9 <= spot.diameter_px <= diameter
        # The whole circle lies in the picture, whose edges are half a pixel outside the outer centres.
        assert -0.5 <= spot.x_px - radius <= spot.x_px + radius <= W - 0.5
        assert -0.5 <= spot.y_px - radius <= spot.y_px + radius <= H - 0.5
        covered = np.bincount(labels[disc_of(spot)], minlength=8)
        assert all(covered[k] <= MAX_COVER * area[k] for k in anchors)
        on = labels[int(spot.y_px), int(spot.x_px)] == spot.number
        assert on == (spot.points_to_px is None)
        if spot.points_to_px:
            assert not covered[1:].any()
            x, y = spot.points_to_px
            assert labels[int(y), int(x)] == spot.number
    for a, b in combinations(spots, 2):
        apart = np.hypot(a.x_px - b.x_px, a.y_px - b.y_px) - (a.diameter_px + b.diameter_px) / 2
        assert apart >= GAP * max(a.diameter_px, b.diameter_px) - 1e-6


@settings(max_examples=60, deadline=None)
@given(st.floats(30, 100), st.floats(30, 60), st.floats(5, 20))
def test_a_roomy_anchor_is_kept_and_the_mark_lies_on_the_object(x: float, y: float, diameter: float) -> None:
    labels = np.zeros((H, W), np.int32)
    labels[15:76, 15:116] = 1
    [spot] = place(labels, {1: (x, y)}, diameter)
    assert (spot.x_px, spot.y_px, spot.diameter_px) == (round(x), round(y), diameter)
    assert (labels[disc_of(spot)] == 1).all()


def test_an_anchor_at_the_edge_moves_the_least_way_inside() -> None:
    labels = np.zeros((H, W), np.int32)
    labels[15:76, 15:116] = 1
    [spot] = place(labels, {1: (15.0, 45.0)}, 20.0)
    # Ten pixels of clearance from the first column outside, 14.
    assert (spot.x_px, spot.y_px) == (24, 45)


def test_marks_of_neighbours_make_way() -> None:
    labels = np.zeros((H, W), np.int32)
    labels[10:80, 10:65], labels[10:80, 65:120] = 1, 2
    one, two = place(labels, {1: (64.0, 45.0), 2: (65.0, 45.0)}, 20.0)
    assert two.x_px - one.x_px >= 22
    assert {one.diameter_px, two.diameter_px} == {20.0}


def test_a_small_object_gets_a_smaller_mark(make_discs: Callable[..., LabelMap]) -> None:
    [spot] = place(make_discs(H, W, (1, 60, 40, 10)), {1: (60.0, 40.0)}, 16.0)
    assert (spot.x_px, spot.y_px) == (60, 40)
    assert spot.diameter_px == pytest.approx(12.8)


def test_a_tiny_object_gets_its_mark_beside_it(make_discs: Callable[..., LabelMap]) -> None:
    [spot] = place(make_discs(H, W, (1, 60, 40, 3)), {1: (60.0, 40.0)}, 20.0)
    assert spot.points_to_px == (60, 40)
    assert 6 + 3 < np.hypot(spot.x_px - 60, spot.y_px - 40) < 6 + 3 + 3


def test_a_mark_on_a_table_spares_the_cup(make_discs: Callable[..., LabelMap]) -> None:
    labels = np.zeros((H, W), np.int32)
    labels[20:80, 10:120] = 1
    labels = np.where(make_discs(H, W, (2, 60, 50, 6)) == 2, 2, labels)
    table = next(s for s in place(labels, {1: (60.0, 44.0), 2: (60.0, 50.0)}, 24.0) if s.number == 1)
    assert not (labels[disc_of(table)] == 2).any()


def test_no_place_means_no_mark() -> None:
    assert place(np.ones((8, 8), np.int32), {1: (4.0, 4.0)}, 20.0) == []


def test_a_wide_object_leaves_no_room_beside_it() -> None:
    labels = np.full((30, 200), 1, np.int32)
    labels[10, 100] = 2
    spots = place(labels, {1: None, 2: None}, 14.0)
    assert [s.number for s in spots] == [1]


def test_nothing_to_place() -> None:
    assert place(np.zeros((8, 8), np.int32), {}, 20.0) == []


@settings(max_examples=50, deadline=None)
@given(scenes())
def test_center_is_the_papers_centre(
    scene: tuple[LabelMap, dict[int, tuple[float, float] | None], float],
) -> None:
    labels, anchors, diameter = scene
    assert place(labels, anchors, diameter, "center") == [
        Spot(k, *find_center(labels == k), diameter) for k in sorted(anchors)
    ]


def test_unknown_rules_list_the_known() -> None:
    with pytest.raises(CovisError, match="'centre'; the known ones are anchor, center"):
        place(np.ones((8, 8), np.int32), {1: None}, 4.0, "centre")
