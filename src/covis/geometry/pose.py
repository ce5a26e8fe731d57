"""Where a camera stands and looks, in a world whose z axis points up."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera

Matrix = NDArray[np.float64]
"""float64; its shape stands where it is used."""

STRAIGHT_DOWN = 1e-9  # a viewing direction with less than this of it level has no horizon to keep level


def look_at(position_m: ArrayLike, target_m: ArrayLike) -> Matrix:
    """The pose of a camera that looks at a point, with a level horizon.

    Args:
        position_m: (3,) where it stands in the world, metres.
        target_m: (3,) what is to be in the middle of its picture.

    Returns:
        (4, 4) T_world_from_cam. Straight down or up, where any roll is level, the world's x points right.

    Raises:
        CovisError: If the points are not two different ones.
    """
    position, target = np.asarray(position_m, np.float64), np.asarray(target_m, np.float64)
    away = target - position
    distance = float(np.linalg.norm(away))
    if not (math.isfinite(distance) and distance > 0):
        raise CovisError(f"a camera at {position.tolist()} cannot look at {target.tolist()}.")
    forward = away / distance
    level = math.hypot(forward[0], forward[1])
    right = np.array([1.0, 0.0, 0.0])
    if level > STRAIGHT_DOWN:
        right = np.array([forward[1], -forward[0], 0.0]) / level
    pose = np.eye(4)
    pose[:3, 0], pose[:3, 1], pose[:3, 2] = right, np.cross(forward, right), forward
    pose[:3, 3] = position
    return pose


def intrinsics(hfov_deg: float, size_px: tuple[int, int]) -> Matrix:
    """(3, 3) K of a camera with square pixels that looks through the middle of its picture.

    Args:
        hfov_deg: Horizontal field of view, from the left edge of the first column to the right edge of the
            last, in degrees.
        size_px: Width and height of the picture.

    Raises:
        CovisError: If no flat picture has such a field of view.
    """
    if not 0 < hfov_deg < 180:
        raise CovisError(f"a field of view must lie between 0 and 180 degrees, not {hfov_deg}.")
    width, height = size_px
    f = width / 2 / math.tan(math.radians(hfov_deg) / 2)
    return np.array([[f, 0, (width - 1) / 2], [0, f, (height - 1) / 2], [0, 0, 1]], np.float64)


def relative_pose(first: Camera, second: Camera) -> Matrix:
    """(4, 4) T_first_from_second: where the second camera stands in the first one's axes, metres."""
    return np.asarray(first.T_cam_from_world @ second.T_world_from_cam, np.float64)
