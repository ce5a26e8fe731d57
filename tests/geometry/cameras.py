"""Cameras for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics

steady = settings(deadline=None, derandomize=True, max_examples=200)  # the same on every machine, busy or not


def rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """(3, 3) about the camera's y, then its x, then its z, radians: any rotation there is."""
    (cy, cp, cr), (sy, sp, sr) = np.cos([yaw, pitch, roll]), np.sin([yaw, pitch, roll])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z, np.float64)


def rigid(
    angles_rad: tuple[float, float, float], position_m: tuple[float, float, float]
) -> NDArray[np.float64]:
    """(4, 4) of any rotation and place."""
    motion = np.eye(4)
    motion[:3, :3], motion[:3, 3] = rotation(*angles_rad), position_m
    return motion


@st.composite
def cameras(draw: st.DrawFn, farthest_m: float = 20.0) -> Camera:
    """Any small camera, also with oblong and oblique pixels, anywhere."""
    size_px = draw(st.tuples(st.integers(2, 12), st.integers(2, 12)))
    K = intrinsics(draw(st.floats(20, 120)), size_px)
    K[1, 1] *= draw(st.floats(0.8, 1.25))
    K[0, 1] = draw(st.floats(-0.5, 0.5))
    angle = st.floats(-np.pi, np.pi)
    place = st.floats(-farthest_m, farthest_m)
    return Camera(
        K, rigid(draw(st.tuples(angle, angle, angle)), draw(st.tuples(place, place, place))), size_px
    )


def pixel_grid(camera: Camera) -> NDArray[np.float64]:
    """(H, W, 2) column and row of every pixel."""
    width, height = camera.size_px
    return np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=2).astype(np.float64)
