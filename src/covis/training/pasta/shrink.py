"""Pictures, depths and cameras at the size at which a model is shown them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera

Number = TypeVar("Number", bound=np.generic)
"""Of the depths of a map, in m or mm."""


def shrunk_px(size_px: tuple[int, int], longest_side_px: int | None) -> tuple[int, int]:
    """Width and height of a picture shrunk if its longer side is longer than that; not enlarged."""
    scale = 1.0 if longest_side_px is None else min(1.0, longest_side_px / max(size_px))
    return max(1, round(size_px[0] * scale)), max(1, round(size_px[1] * scale))


def thinned(depth: NDArray[Number], size_px: tuple[int, int]) -> NDArray[Number]:
    """(height, width) of the depths of a picture, those at the middles of the pixels it is shrunk to.

    Depths are taken, not averaged: between a thing and what is behind it there is nothing.
    """
    rows, columns = (
        ((np.arange(to) + 0.5) * of / to).astype(np.intp)
        for of, to in zip(depth.shape, size_px[::-1], strict=True)
    )
    return np.ascontiguousarray(depth[rows[:, None], columns])


def shrunk_camera(camera: Camera, size_px: tuple[int, int]) -> Camera:
    """What would have taken the picture at that size; pixel centres are whole numbers."""
    width, height = camera.size_px
    scale = np.array([size_px[0] / width, size_px[1] / height])
    K = camera.K.copy()
    K[:2] *= scale[:, None]
    K[:2, 2] += (scale - 1) / 2
    return Camera(K, camera.T_world_from_cam, size_px)
