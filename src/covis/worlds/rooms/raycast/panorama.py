"""A turn of the camera in place, painted once and cut into frames.

From one place everything that stands still looks the same whichever way the camera turns, so a clip of it
needs each direction's colour once: a cylinder around the camera, finer than any frame, is cut into frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.projection import pixel_rays
from covis.views.view import RGB
from covis.worlds.rooms.raycast.mesh import Floats

Doubles = NDArray[np.float64]
FINER = 1.6  # elements of the cylinder on a frame's pixel, each way: frames stay sharp, outlines smooth
STEEPEST = 2.0  # tangent of the steepest direction that a cylinder is good for: 63 degrees
MARGIN = 4  # elements beyond the outermost pixel


@dataclass(frozen=True)
class Cylinder:
    """The directions that some frames see, as a grid: azimuth across, tangent of the height downwards.

    Attributes:
        centre_rad: Azimuth of the middle of the frames; columns are counted from it.
        left: Columns to the left of it.
        top: Rows above the horizon.
        size: Columns and rows.
        per_unit: Elements for a radian of azimuth, and for 1 of the tangent.
    """

    centre_rad: float
    left: int
    top: int
    size: tuple[int, int]
    per_unit: float

    def directions(self) -> Floats:
        """(rows, columns, 3) unit-length-in-the-plane directions of all elements, in the world."""
        columns, rows = self.size
        azimuth = self.centre_rad - (np.arange(columns) - self.left) / self.per_unit
        height = (self.top - np.arange(rows)) / self.per_unit
        out = np.empty((rows, columns, 3), np.float32)
        out[..., 0], out[..., 1], out[..., 2] = np.cos(azimuth), np.sin(azimuth), height[:, None]
        return out

    def cut(self, picture: RGB, camera: Camera) -> RGB:
        """The frame of a camera, (H, W, 3), out of the cylinder's picture."""
        x, y = _unrolled(pixel_rays(camera), self.centre_rad)
        columns = (self.left - x * self.per_unit).astype(np.float32)
        rows = (self.top - y * self.per_unit).astype(np.float32)
        return np.asarray(cv2.remap(picture, columns, rows, cv2.INTER_LINEAR), np.uint8)


def cylinder_of(cameras: Sequence[Camera]) -> Cylinder | None:
    """The cylinder that all these cameras look at from its axis; None if they move or look too steeply.

    Args:
        cameras: Of one clip, at least one.
    """
    first = cameras[0]
    if any(
        not np.array_equal(c.position_m, first.position_m)
        or not np.array_equal(c.K, first.K)
        or c.size_px != first.size_px
        for c in cameras
    ):
        return None
    middle = cameras[len(cameras) // 2].forward
    centre = float(np.arctan2(middle[1], middle[0]))
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for camera in cameras:
        rim = _rim(pixel_rays(camera))
        if (np.abs(rim[:, 2]) > STEEPEST * np.hypot(rim[:, 0], rim[:, 1])).any():
            return None
        x, y = _unrolled(rim, centre)
        low, high = np.minimum(low, [x.min(), y.min()]), np.maximum(high, [x.max(), y.max()])
    if high[0] - low[0] > 1.9 * np.pi:  # azimuths would wrap around
        return None
    per_unit = FINER * float(first.K[0, 0])
    left, top = int(np.ceil(high[0] * per_unit)) + MARGIN, int(np.ceil(high[1] * per_unit)) + MARGIN
    columns = left + int(np.ceil(-low[0] * per_unit)) + MARGIN
    rows = top + int(np.ceil(-low[1] * per_unit)) + MARGIN
    return Cylinder(centre, left, top, (columns, rows), per_unit)


def _rim(rays: Doubles) -> Doubles:
    """(n, 3) the rays of a picture's border, where its extreme directions are."""
    return np.concatenate([rays[0], rays[-1], rays[:, 0], rays[:, -1]])


def _unrolled(rays: Doubles, centre_rad: float) -> tuple[Doubles, Doubles]:
    """Azimuth from the centre, -pi..pi, and tangent of the height of each direction."""
    turned = np.arctan2(rays[..., 1], rays[..., 0]) - centre_rad
    azimuth = (turned + np.pi) % (2 * np.pi) - np.pi
    return azimuth, rays[..., 2] / np.hypot(rays[..., 0], rays[..., 1])
