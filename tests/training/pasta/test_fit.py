from __future__ import annotations

import numpy as np
import pytest

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.training.pasta.fit import READINGS, Glance, agreement, check_fit

WIDTH, HEIGHT = 64, 48
K = np.array([[50.0, 0, 31.5], [0, 50.0, 23.5], [0, 0, 1]])


def floor_seen_from(x_m: float, turn_deg: float) -> Glance:
    """A slanted plane, z = 4 + x / 2 in the world, ray by ray, from a camera that moved and turned."""
    a = np.deg2rad(turn_deg)
    pose = np.eye(4)
    pose[:3, :3] = [[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]]
    pose[:3, 3] = [x_m, 0.2 * x_m, 0]
    camera = Camera(K, pose, (WIDTH, HEIGHT))
    column, row = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    rays = np.stack([column, row, np.ones_like(row)], -1) @ np.linalg.inv(K).T @ pose[:3, :3].T
    normal = np.array([-0.5, 0, 1])
    depth_m = (4 - normal @ pose[:3, 3]) / (rays @ normal)
    return depth_m.astype(np.float32), camera


PAIRS = [
    (floor_seen_from(0, 0), floor_seen_from(0.8, -12)),
    (floor_seen_from(-0.5, 8), floor_seen_from(0.6, 20)),
]

# Depth and poses as a data set of another convention would hand them over.
WRITTEN = {
    "camera-from-world": lambda g: (g[0], Camera(K, g[1].T_cam_from_world, g[1].size_px)),
    "4000 units": lambda g: (g[0] * 4, g[1]),
    "250 units": lambda g: (g[0] / 4, g[1]),
    "10000 units": lambda g: (g[0] * 10, g[1]),
    "100 units": lambda g: (g[0] / 10, g[1]),
}


def test_a_plane_seen_twice_is_measured_at_one_place() -> None:
    landed, agreed = agreement(PAIRS)
    assert landed > 5000
    assert agreed == landed
    check_fit(PAIRS, "plane")


@pytest.mark.parametrize("convention", WRITTEN)
def test_another_convention_is_told_by_its_name(convention: str) -> None:
    write = WRITTEN[convention]
    with pytest.raises(CovisError, match=rf"^walls: only \d+% .* but 100% if .*{convention}"):
        check_fit([(write(first), write(second)) for first, second in PAIRS], "walls")


def test_every_convention_is_tried_here() -> None:
    assert len(WRITTEN) == len(READINGS)


def test_turns_on_the_spot_tell_nothing_of_the_depth_s_unit_and_are_no_error() -> None:
    turned = [(floor_seen_from(0, 0), floor_seen_from(0, 15))]
    for scale in (0.25, 4):
        check_fit([tuple((g[0] * scale, g[1]) for g in pair) for pair in turned], "pan")


def test_nothing_measured_is_left_to_other_checks() -> None:
    empty = [((np.zeros((HEIGHT, WIDTH)), g[1]), (np.zeros((HEIGHT, WIDTH)), h[1])) for g, h in PAIRS]
    assert agreement(empty) == (0, 0)
    check_fit(empty, "nothing")
