from __future__ import annotations

import numpy as np

from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.layout.sight import hidden


def test_what_stands_between_hides_and_what_stands_beside_or_behind_does_not() -> None:
    eye = np.array([[0.0, 0.0, 1.5]])
    point = np.array([[4.0, 0.0, 0.5]])
    between, beside = Box(2, 0, 0.4, 0.4, 0.3, 0, 1.2), Box(2, 1, 0.4, 0.4, 0.3, 0, 2)
    behind, low = Box(5, 0, 0.4, 0.4, 0, 0, 2), Box(2, 0, 0.4, 0.4, 0, 0, 0.8)
    assert hidden(eye, point, [between]).tolist() == [True]
    assert hidden(eye, point, [beside, behind, low]).tolist() == [False]


def test_sight_is_the_same_both_ways() -> None:
    rng = np.random.default_rng(5)
    eyes, points = rng.uniform(-2, 2, (500, 3)), rng.uniform(-2, 2, (500, 3))
    box = Box(0.1, -0.2, 0.8, 0.5, 0.7, -0.4, 0.6)
    there, back = hidden(eyes, points, [box]), hidden(points, eyes, [box])
    local = np.abs((points - [0.1, -0.2, 0.1]) @ np.block([[box.axes, np.zeros((2, 1))], [0, 0, 1]]).T)
    outside = (local > np.array([0.4, 0.25, 0.5])).any(1)
    own = np.abs((eyes - [0.1, -0.2, 0.1]) @ np.block([[box.axes, np.zeros((2, 1))], [0, 0, 1]]).T)
    outside &= (own > np.array([0.4, 0.25, 0.5])).any(1)
    assert there.any()
    assert (there[outside] == back[outside]).all()
