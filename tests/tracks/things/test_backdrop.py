"""Sky, ceilings and lit walls are told from things."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.backdrop import Links, backdrop_leaves
from covis.tracks.things.segments import segment_graph

HEIGHT, WIDTH = 144, 200
HORIZON = 90


def mottled(colour: tuple[int, int, int], seed: int) -> np.ndarray:
    """A whole picture of one colour, a little uneven."""
    noise = np.random.default_rng(seed).normal(0, 12, (HEIGHT, WIDTH, 1)).astype(np.float32)
    return np.clip(cv2.GaussianBlur(noise, (0, 0), 2)[..., None] + colour, 0, 255).astype(np.uint8)


def street_under_clouds() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A sky with clouds over a brown ground, cut by two poles and a wire; the sky's mask and the poles'."""
    clouds = np.zeros((HEIGHT, WIDTH), np.float32)
    for x, y, r in ((40, 25, 16), (62, 30, 12), (150, 50, 20)):
        cv2.circle(clouds, (x, y), r, 1, -1)
    soft = cv2.GaussianBlur(clouds, (0, 0), 4)[..., None]
    picture = np.asarray((1 - soft) * (120, 170, 230) + soft * (240, 242, 245), np.uint8)
    picture[HORIZON:] = mottled((110, 80, 50), 1)[HORIZON:]
    poles = np.zeros((HEIGHT, WIDTH), np.bool_)
    poles[10:120, 80:86] = poles[:120, 110:115] = True
    poles[40:42, 86:110] = True
    picture[poles] = (40, 35, 30)
    sky = ~poles
    sky[HORIZON:] = False
    return picture, sky, poles


def backdrop_share(picture: np.ndarray, mask: np.ndarray) -> float:
    """How much of a mask lies in leaves that are backdrop."""
    graph = segment_graph(picture)
    return float((graph.backdrop > 0)[graph.leaves][mask].mean())


def test_a_clouded_sky_cut_by_poles_is_backdrop_and_nothing_else_is() -> None:
    picture, sky, poles = street_under_clouds()
    ground = np.zeros_like(sky)
    ground[HORIZON + 2 :] = True
    assert backdrop_share(picture, sky) > 0.8
    assert backdrop_share(picture, ground & ~poles) == 0
    wide = poles.copy()
    wide[40:42] = False  # the wire is thinner than a leaf
    assert backdrop_share(picture, wide) < 0.1


@pytest.mark.parametrize("wall", [(245, 245, 242), (90, 40, 40)])
def test_a_white_cup_on_a_table_in_the_lower_half_is_not(wall: tuple[int, int, int]) -> None:
    picture = mottled((130, 85, 45), 2)
    picture[:50] = wall
    cup = np.zeros((HEIGHT, WIDTH), np.bool_)
    cup[80:120, 90:118] = True
    picture[cup] = (244, 244, 240)
    assert backdrop_share(picture, cup) == 0
    table = ~cup
    table[:52] = False
    assert backdrop_share(picture, table) == 0


def test_a_bright_wall_that_reaches_the_top_is() -> None:
    picture = mottled((130, 85, 45), 3)
    picture[:70] = (240, 240, 236)
    wall = np.zeros((HEIGHT, WIDTH), np.bool_)
    wall[:68] = True
    assert backdrop_share(picture, wall) == 1


def test_a_night_sky_is_none() -> None:
    picture, sky, _ = street_under_clouds()
    assert backdrop_share(picture // 4, sky) == 0


def test_the_field_stops_at_a_strong_edge_and_at_what_is_coloured() -> None:
    leaves = np.repeat(np.arange(4, dtype=np.int32), 8)[:, None].repeat(20, 1)
    area = np.bincount(leaves.ravel()).astype(np.float64)
    white, red = (90.0, 0.0, 0.0), (60.0, 50.0, 30.0)
    lab = np.array([white, white, red, white]) * area[:, None]
    top = np.array([20.0, 0, 0, 0])
    flat = np.zeros(4)
    chain = (np.array([0, 1, 2]), np.array([1, 2, 3]))
    weak = backdrop_leaves(leaves, area, lab, flat, Links(*chain, np.full(3, 1.0)), top)
    strong = backdrop_leaves(leaves, area, lab, flat, Links(*chain, np.full(3, 60.0)), top)
    assert weak.tolist() == [True, True, False, False]
    assert strong.tolist() == [True, False, False, False]


def test_one_leaf_without_neighbours_works() -> None:
    none = np.zeros(0, np.int64)
    leaves, one = np.zeros((1, 1), np.int32), np.ones(1)
    links = Links(none, none, np.zeros(0))
    assert backdrop_leaves(leaves, one, np.array([[95.0, 0, 0]]), 0 * one, links, one).tolist() == [True]
