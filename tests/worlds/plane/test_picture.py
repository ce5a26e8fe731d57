"""Pictures show the points where they are, and labels that can be read and told apart."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.worlds.plane.lettering import halo, text_ink
from covis.worlds.plane.levels import LEVELS
from covis.worlds.plane.picture import Plate, draw_picture
from covis.worlds.plane.placing import place_labels
from covis.worlds.plane.points import Points, draw_points
from covis.worlds.plane.style import (
    CUTS,
    GROUNDS,
    ON_DARK,
    ON_LIGHT,
    Style,
    draw_style,
)

TARGET_PX = 336  # what many vision encoders resize a picture to
LEGIBLE_PX = 8  # of a capital letter


def styles(level: int, count: int) -> list[Style]:
    return [draw_style(np.random.default_rng((9, level, k)), LEVELS[level]) for k in range(count)]


def lab(colour) -> np.ndarray:
    return cv2.cvtColor(np.array([[colour]], np.float32) / 255, cv2.COLOR_RGB2Lab)[0, 0]


@pytest.mark.parametrize("level", LEVELS)
def test_each_point_is_drawn_where_it_is(level):
    """The symbol's ink, what differs from a picture without points, is centred on the point."""
    for style in styles(level, 12):
        plain = Style(**{**vars(style), "dress": "bare", "rim": False, "colours": ((255, 0, 255),)})
        plain = Style(**{**vars(plain), "coloured_labels": False})
        points = Points({"N1": (2.5, 7.5), "N2": (8.0, 1.0)})
        picture = draw_picture(np.random.default_rng(0), points, plain)
        assert picture is not None
        ys, xs = np.nonzero((picture == (255, 0, 255)).all(-1))
        for x, y in points.xy.values():
            plate = Plate(plain)
            px = plate.left + x / 10 * (plate.right - plate.left)
            py = plate.bottom - y / 10 * (plate.bottom - plate.top)
            near = np.hypot(xs - px, ys - py) < 0.05 * plain.size_px
            assert near.any()
            assert math.dist((xs[near].mean(), ys[near].mean()), (px, py)) < 1.5


@pytest.mark.parametrize("level", LEVELS)
def test_labels_and_numbers_stay_legible_when_the_picture_is_made_small(level):
    for style in styles(level, 60):
        small = TARGET_PX / style.size_px
        label = text_ink("N8", style.cut, round(style.label_share * style.size_px))
        number = text_ink("8", style.cut, round(style.number_share * style.size_px))
        assert label.shape[0] * small >= LEGIBLE_PX
        assert number.shape[0] * small >= LEGIBLE_PX


def test_symbols_and_lettering_stand_out_from_every_ground():
    for ground in GROUNDS:
        for colour in ON_DARK if ground.dark else ON_LIGHT:
            for under in (ground.plate, ground.shade, ground.line):
                assert np.linalg.norm(lab(colour) - lab(under)) > 25
        assert abs(lab(ground.ink)[0] - lab(ground.plate)[0]) > 50


def test_styles_vary():
    found = styles(1, 300)
    for value in ("ground", "surface", "grid", "numbers", "symbol", "cut", "dress", "size_px"):
        assert len({getattr(s, value) for s in found}) >= 3
    assert {s.cut for s in found} == set(CUTS)


def test_the_fifth_level_has_no_grid():
    assert {s.grid for s in styles(5, 60)} == {"none"}


@given(st.integers(0, 10_000), st.integers(1, 5), st.floats(4, 12))
@settings(max_examples=60, deadline=None)
def test_labels_touch_nothing_and_are_nearest_to_their_own_point(seed, level, radius):
    rng = np.random.default_rng(seed)
    points = draw_points(rng, LEVELS[level].points[1], LEVELS[level].point_gap, LEVELS[level].step)
    centres = {label: (40 * x + 20, 420 - 40 * y) for label, (x, y) in points.xy.items()}
    sizes = {label: (int(rng.integers(20, 44)), int(rng.integers(12, 22))) for label in centres}
    corners = place_labels(rng, centres, sizes, radius, (20, 20, 420, 420))
    if corners is None:  # allowed: the caller draws other points
        return
    boxes = {k: (x, y, x + sizes[k][0], y + sizes[k][1]) for k, (x, y) in corners.items()}
    for label, (left, top, right, bottom) in boxes.items():
        assert min(left, top) >= 19
        assert max(right, bottom) <= 421
        away = {
            k: math.hypot(max(left - x, 0, x - right), max(top - y, 0, y - bottom))
            for k, (x, y) in centres.items()
        }
        assert away[label] > radius * 0.7
        assert all(away[k] > max(away[label], radius) for k in away if k != label)
        for other, (x0, y0, x1, y1) in boxes.items():
            assert other == label or left >= x1 or x0 >= right or top >= y1 or y0 >= bottom


@pytest.mark.parametrize("cut", CUTS)
def test_ink_is_cropped_and_differs_from_text_to_text(cut):
    inks = [text_ink(f"N{k}", cut, 20) for k in range(1, 10)]
    for ink in inks:
        assert ink.min() >= 0
        assert 0.5 < ink.max() <= 1.0
        for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            assert edge.max() > 0
    assert len({ink.tobytes() for ink in inks}) == 9


def test_a_halo_surrounds_the_ink():
    ink = text_ink("N7", "regular", 20)
    around = halo(ink, 2)
    assert around.shape == (ink.shape[0] + 4, ink.shape[1] + 4)
    assert (around[2:-2, 2:-2] >= ink).all()
