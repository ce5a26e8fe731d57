"""From world points to pixels and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera

Array = NDArray[np.float64]
"""float64; its shape stands where it is used."""

DepthMap = NDArray[np.floating]
"""(H, W) metres along the viewing axis; 0 or not finite where nothing is known."""


def project(points_world_m: ArrayLike, camera: Camera) -> tuple[Array, Array]:
    """Where a camera sees points of the world.

    Args:
        points_world_m: (n, 3) metres.
        camera: What looks at them.

    Returns:
        (n, 2) x and y in px, the centre of a pixel being its column and row; NaN for a point that is not
        in front of the camera. And (n,) depths along the viewing axis, metres, negative behind it.
    """
    points = np.asarray(points_world_m, np.float64).reshape(-1, 3)
    T_cam_from_world = camera.T_cam_from_world
    in_camera = points @ T_cam_from_world[:3, :3].T + T_cam_from_world[:3, 3]
    depth = in_camera[:, 2]
    in_front = np.where(depth > 0, depth, np.nan)
    return (in_camera @ camera.K.T)[:, :2] / in_front[:, None], depth


def pixel_rays(camera: Camera) -> Array:
    """(H, W, 3) world directions through the centres of all pixels, each as long as 1 m of depth takes."""
    width, height = camera.size_px
    # world direction = R K⁻¹ (c, r, 1): the sum of a part for the column, one for the row and a constant
    along_column, along_row, rest = (camera.T_world_from_cam[:3, :3] @ np.linalg.inv(camera.K)).T
    columns = np.arange(width)[None, :, None] * along_column
    rows = np.arange(height)[:, None, None] * along_row
    return np.asarray(columns + rows + rest, np.float64)


def back_project(depth_m: DepthMap, camera: Camera) -> Array:
    """World points of all pixels.

    Args:
        depth_m: (H, W) metres along the viewing axis; 0 or not finite where nothing is known.
        camera: What measured it.

    Returns:
        (H, W, 3) metres; NaN where the depth is not known.

    Raises:
        CovisError: If the depth map has another size than the camera's picture.
    """
    depth = checked_depth(depth_m, camera)
    known = np.where(np.isfinite(depth) & (depth > 0), depth, np.nan)
    return pixel_rays(camera) * known[..., None] + camera.position_m


def checked_depth(depth_m: DepthMap, camera: Camera) -> DepthMap:
    """(H, W) the same depths, if they are as many as the camera's picture has pixels.

    Raises:
        CovisError: If the depth map has another size than the camera's picture.
    """
    width, height = camera.size_px
    if depth_m.shape != (height, width):
        shape = " x ".join(map(str, depth_m.shape))
        raise CovisError(
            f"a depth map of {shape} does not belong to pictures {height} px high, {width} wide."
        )
    return depth_m
