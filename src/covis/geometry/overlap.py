"""What two views share: by patches, as PaStA is supervised, and as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import relative_pose
from covis.geometry.projection import DepthMap, known_depth

Matrix = NDArray[np.float64]
"""float64; its shape stands where it is used."""

RELATIVE_GAP = 0.05  # two depths agree within 5 % of the depth that the other view measured ...
LEAST_GAP_M = 0.05  # ... or within 5 cm of it, whichever is more


@dataclass(frozen=True, eq=False)
class PatchOverlap:
    """How much the patches of two views share.

    Each view is cut into n x n patches, numbered row by row.

    Attributes:
        M_first_second: (n², n²) share of the pixels of the first view's patch i that land consistently in
            the second view's patch j. Rows sum to at most 1.
        M_second_first: The same from the second view to the first.
    """

    M_first_second: Matrix
    M_second_first: Matrix

    @property
    def S(self) -> Matrix:  # noqa: N802 - the paper's letter
        """(n², n²) the overlap of both directions, (M_XY + M_YXᵀ) / 2, in 0..1."""
        return (self.M_first_second + self.M_second_first.T) / 2


def patch_overlap(
    depth_first_m: DepthMap, first: Camera, depth_second_m: DepthMap, second: Camera, n: int = 4
) -> PatchOverlap:
    """Which patches of two views show the same surface.

    Each pixel is back-projected with its depth, moved to the other camera and projected. It is consistent
    when it falls inside the other picture and its depth there agrees with the depth map at the nearest
    pixel, within 5 % of that depth or 5 cm, so that what is hidden there does not count. A pixel without
    depth corresponds to nothing, but still counts among the pixels of its patch. In a picture W px wide
    column c belongs to patch column ⌊c n / W⌋, so patches of a size that n does not divide differ by a pixel.

    Source: PaStA of HATCH, arXiv 2602.08735, section 3.1; the threshold is ours.

    Args:
        depth_first_m: (H, W) metres along the viewing axis; 0 or not finite where nothing is known.
        first: The first camera.
        depth_second_m: The second camera's depths; its picture may have another size.
        second: The second camera.
        n: Patches along each side.

    Raises:
        CovisError: If a depth map has another size than its camera's picture, or n is less than 1 or more
            than a side has pixels.
    """
    least = min(*first.size_px, *second.size_px)
    if not 1 <= n <= least:
        raise CovisError(f"n must be 1 to {least} patches a side for pictures of this size, not {n}.")
    there = _shares(_landings(depth_first_m, first, depth_second_m, second), first, second, n)
    back = _shares(_landings(depth_second_m, second, depth_first_m, first), second, first, n)
    return PatchOverlap(there, back)


def seen_again(depth_first_m: DepthMap, first: Camera, depth_second_m: DepthMap, second: Camera) -> float:
    """Share of all pixels of the first view that land consistently in the second, as in `patch_overlap`.

    Raises:
        CovisError: If a depth map has another size than its camera's picture.
    """
    return float((_landings(depth_first_m, first, depth_second_m, second) >= 0).mean())


def _landings(
    depth_first_m: DepthMap, first: Camera, depth_second_m: DepthMap, second: Camera
) -> NDArray[np.int64]:
    """(H, W) flat index of the second view's pixel that shows what each pixel of the first shows; else -1."""
    depth, measured = known_depth(depth_first_m, first), known_depth(depth_second_m, second)
    T_second_from_first = relative_pose(second, first)
    # d H (c, r, 1) + epipole, where H maps what is infinitely far (Hartley and Zisserman, Multiple View
    # Geometry, 2nd ed., 13.4); H (c, r, 1) is the sum of a part for the column and one for the row
    H = second.K @ T_second_from_first[:3, :3] @ np.linalg.inv(first.K)
    epipole = second.K @ T_second_from_first[:3, 3]
    columns, rows = np.arange(first.size_px[0])[None, :], np.arange(first.size_px[1])[:, None]
    x, y, z = (depth * (H[k, 0] * columns + (H[k, 1] * rows + H[k, 2])) + epipole[k] for k in range(3))
    with np.errstate(invalid="ignore", divide="ignore"):
        column, row = np.floor(x / z + 0.5), np.floor(y / z + 0.5)  # the pixel whose centre is nearest
        width, height = second.size_px
        inside = (z > 0) & (column >= 0) & (column < width) & (row >= 0) & (row < height)
        index = np.where(inside, row * width + column, 0).astype(np.int64)
        there = measured.ravel()[index]
        agrees = np.abs(z - there) <= np.maximum(RELATIVE_GAP * there, LEAST_GAP_M)
    return np.where(inside & agrees, index, -1)


def _shares(landings: NDArray[np.int64], first: Camera, second: Camera, n: int) -> Matrix:
    start, end = _patches(first, n), _patches(second, n)
    lands = landings.ravel() >= 0
    pairs = start[lands] * n * n + end[landings.ravel()[lands]]
    counts = np.bincount(pairs, minlength=n**4).reshape(n * n, n * n)
    return counts / np.bincount(start, minlength=n * n)[:, None]


def _patches(camera: Camera, n: int) -> NDArray[np.int64]:
    """(H * W,) the patch of every pixel, row by row."""
    width, height = camera.size_px
    column, row = np.arange(width) * n // width, np.arange(height) * n // height
    return np.asarray(row[:, None] * n + column[None, :], np.int64).ravel()
