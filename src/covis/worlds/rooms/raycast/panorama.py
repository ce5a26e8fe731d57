"""What is seen from one place, painted once and cut into frames.

From one place everything that stands still looks the same whichever way the camera turns, so a clip of it
needs each direction's colour once: a cylinder around the camera, finer than any frame, is cut into frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.worlds.rooms.raycast.mesh import Floats, turned
from covis.worlds.rooms.raycast.view import rays_through

FRAMES_OF_A_STAY = 12  # from which painting all around costs less than painting every frame
WIDEST_RAD = 1.9 * np.pi  # of a cylinder: beyond, azimuths would wrap around
COARSE_PX = 4  # between pixels whose place on the cylinder is reckoned; on that grid it is nearly even
FINER = 1.6  # elements of the cylinder on a frame's pixel, each way: frames stay sharp, outlines smooth
STEEPEST = 2.0  # tangent of the steepest direction that a cylinder is good for: 63 degrees
TINY = np.float32(1e-9)  # of a direction along the axis, whose height has no end
MARGIN = 4  # elements beyond the outermost pixel


@dataclass(frozen=True, eq=False)
class Cylinder:
    """The directions that some frames see, as a grid: azimuth across, tangent of the height downwards.

    Attributes:
        axes: (3, 3) its own axes, one a row; azimuths are those in the plane of the first two.
        centre_rad: Azimuth of the middle of the frames; columns are counted from it.
        left: Columns to the left of it.
        top: Rows above the horizon.
        size: Columns and rows.
        per_unit: Elements for a radian of azimuth, and for 1 of the tangent.
    """

    axes: NDArray[np.float64]
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
        return turned(out.reshape(-1, 3), self.axes.T).reshape(out.shape)

    def places(self, camera: Camera) -> tuple[Floats, Floats]:
        """(H, W) float32 columns and rows of the cylinder that the pixels of a camera see."""
        width, height = camera.size_px
        across = np.arange(0, width + COARSE_PX, COARSE_PX)
        down = np.arange(0, height + COARSE_PX, COARSE_PX)
        x, y = _unrolled(rays_through(camera, across, down), self.axes, self.centre_rad)
        coarse = np.stack([self.left - x * self.per_unit, self.top - y * self.per_unit], -1)
        fine = cv2.remap(coarse.astype(np.float32), *_between(width, height), cv2.INTER_LINEAR)
        return np.asarray(fine[..., 0], np.float32), np.asarray(fine[..., 1], np.float32)


@lru_cache(maxsize=4)
def _between(width: int, height: int) -> tuple[Floats, Floats]:
    """(height, width) places of all pixels on the coarse grid."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return (x / COARSE_PX).astype(np.float32), (y / COARSE_PX).astype(np.float32)


Stay = tuple[int, int, Cylinder | None]
"""First frame, the one after the last, and the cylinder that all of them look at; None if there is none."""


def stays(cameras: Sequence[Camera]) -> Iterator[Stay]:
    """Frames in which the camera stays at one place for a while, and those in between, in order."""
    if not cameras:
        return
    starts = [0]
    for k in range(1, len(cameras)):
        if not _from_one_place(cameras[k - 1], cameras[k]):
            starts.append(k)
    for start, stop in pairwise([*starts, len(cameras)]):
        yield from _stays_at(cameras, start, stop)


def _stays_at(cameras: Sequence[Camera], start: int, stop: int) -> Iterator[Stay]:
    """The same for frames from one place: in halves, where they look all around."""
    if stop - start < FRAMES_OF_A_STAY:
        yield start, stop, None
        return
    cylinder = cylinder_of(cameras[start:stop])
    middle = (start + stop) // 2
    if cylinder is not None:
        yield start, stop, cylinder
    else:
        yield from _stays_at(cameras, start, middle)
        yield from _stays_at(cameras, middle, stop)


def _from_one_place(one: Camera, other: Camera) -> bool:
    same = np.array_equal(one.position_m, other.position_m) and np.array_equal(one.K, other.K)
    return same and one.size_px == other.size_px


def cylinder_of(cameras: Sequence[Camera]) -> Cylinder | None:
    """The cylinder that all these cameras look at from its axis; None if they look too steeply or too far.

    It stands upright, or else as upright as the picture of the camera in the middle of all.

    Args:
        cameras: At one place and with one lens; at least one.
    """
    right, down, ahead = cameras[len(cameras) // 2].T_world_from_cam[:3, :3].T
    upright = _cylinder(cameras, np.eye(3))
    return upright if upright is not None else _cylinder(cameras, np.stack([ahead, -right, -down]))


def _cylinder(cameras: Sequence[Camera], axes: NDArray[np.float64]) -> Cylinder | None:
    first = cameras[0]
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    ahead = np.array([axes @ c.forward for c in cameras])
    turns = np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0]))
    centre = float(turns.min() + turns.max()) / 2
    if float(np.ptp(turns)) > WIDEST_RAD:
        return None
    for camera, turn in zip(cameras, turns, strict=True):
        x, y = _unrolled(_rim(camera), axes, float(turn))
        if np.abs(y).max() > STEEPEST:
            return None
        x = x + turn - centre
        low, high = np.minimum(low, [x.min(), y.min()]), np.maximum(high, [x.max(), y.max()])
    if high[0] - low[0] > WIDEST_RAD:
        return None
    per_unit = FINER * float(first.K[0, 0])
    left, top = int(np.ceil(high[0] * per_unit)) + MARGIN, int(np.ceil(high[1] * per_unit)) + MARGIN
    columns = left + int(np.ceil(-low[0] * per_unit)) + MARGIN
    rows = top + int(np.ceil(-low[1] * per_unit)) + MARGIN
    return Cylinder(axes, centre, left, top, (columns, rows), per_unit)


def _rim(camera: Camera) -> Floats:
    """(n, 3) rays of a picture's border, where its extreme directions are."""
    width, height = camera.size_px
    across, down = np.arange(width), np.arange(height)
    sides = [
        rays_through(camera, across, down[[0, -1]]).reshape(-1, 3),
        rays_through(camera, across[[0, -1]], down).reshape(-1, 3),
    ]
    return np.concatenate(sides)


def _unrolled(directions: Floats, axes: NDArray[np.float64], centre_rad: float) -> tuple[Floats, Floats]:
    """Azimuth from the centre, -pi..pi, and tangent of the height of each direction, both in these axes."""
    x, y, z = turned(directions.reshape(-1, 3), axes).T.reshape(3, *directions.shape[:-1])
    azimuth = np.arctan2(y, x) - np.float32(centre_rad)
    turn = np.float32(2 * np.pi)
    azimuth -= turn * np.rint(azimuth / turn)
    return azimuth.astype(np.float32), (z / np.maximum(np.hypot(x, y), TINY)).astype(np.float32)
