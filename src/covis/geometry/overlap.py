"""What two views share: by patches, as PaStA is supervised, and as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import relative_pose
from covis.geometry.projection import DepthMap, checked_depth

Matrix = NDArray[np.float64]
"""float64; its shape stands where it is used."""

Indices = NDArray[np.intp]
"""(k,) numbers of pixels or patches, counted row by row."""

Numbers = NDArray[np.unsignedinteger]
"""(k,) the same in as few bytes as they need."""

RELATIVE_GAP = 0.05  # two depths agree within 5 % of the depth that the other view measured ...
LEAST_GAP_M = 0.05  # ... or within 5 cm of it, whichever is more
ROWS = 24  # taken at a time: what is computed of them stays in the processor's cache


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

    Source: PaStA of HATCH, arXiv 2602.08735; the threshold is ours.

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
    (patch_first, pixels_first), (patch_second, pixels_second) = _patches(first, n), _patches(second, n)
    start, end = _landings(depth_first_m, first, depth_second_m, second)
    there = _shares(patch_first[start], patch_second[end], pixels_first)
    start, end = _landings(depth_second_m, second, depth_first_m, first)
    back = _shares(patch_second[start], patch_first[end], pixels_second)
    return PatchOverlap(there, back)


def seen_again(depth_first_m: DepthMap, first: Camera, depth_second_m: DepthMap, second: Camera) -> float:
    """Share of all pixels of the first view that land consistently in the second, as in `patch_overlap`.

    Raises:
        CovisError: If a depth map has another size than its camera's picture.
    """
    start, _ = _landings(depth_first_m, first, depth_second_m, second)
    return len(start) / (first.size_px[0] * first.size_px[1])


def _landings(
    depth_first_m: DepthMap, first: Camera, depth_second_m: DepthMap, second: Camera
) -> tuple[Indices, Indices]:
    """(k,) flat indices of the first view's pixels that land consistently, and (k,) where in the second."""
    depth_m, measured = checked_depth(depth_first_m, first), checked_depth(depth_second_m, second).ravel()
    T_second_from_first = relative_pose(second, first)
    # Depth d of column c and row r lands at d H (c, r, 1) + epipole, where H maps what is infinitely far
    # (Hartley and Zisserman, Multiple View Geometry, 2nd ed., 13.4), a sum over column and row.
    H = second.K @ T_second_from_first[:3, :3] @ np.linalg.inv(first.K)
    epipole = second.K @ T_second_from_first[:3, 3]
    of_column = H[:, 0, None] * np.arange(first.size_px[0]) + H[:, 2, None]
    of_row = H[:, 1, None] * np.arange(first.size_px[1])
    width, height = second.size_px
    starts, ends = [], []
    for top in range(0, first.size_px[1], ROWS):
        depth, rows = depth_m[top : top + ROWS], of_row[:, top : top + ROWS, None]
        with np.errstate(divide="ignore", invalid="ignore"):  # unknown depths compare as false below
            x, y, z = (depth * (of_column[k] + rows[k]) + epipole[k] for k in range(3))
            x, y = x / z + 0.5, y / z + 0.5  # whole numbers are now the left and upper edges of pixels
        inside = (depth > 0) & (z > 0) & (x >= 0) & (x < width) & (y >= 0) & (y < height)
        start = np.flatnonzero(inside)
        end = y.ravel()[start].astype(np.intp) * width + x.ravel()[start].astype(np.intp)
        there = measured[end].astype(np.float64)
        near = np.abs(z.ravel()[start] - there) <= np.maximum(RELATIVE_GAP * there, LEAST_GAP_M)
        agrees = near & (there > 0) & np.isfinite(there)
        starts.append(start[agrees] + top * first.size_px[0])
        ends.append(end[agrees])
    return np.concatenate(starts), np.concatenate(ends)


def _shares(starts: Numbers, ends: Numbers, pixels: Indices) -> Matrix:
    """(n², n²) how many of the pixels of each patch go to each other patch, as a share of all its pixels."""
    count = len(pixels)
    pairs = starts.astype(np.intp) * count + ends
    return np.bincount(pairs, minlength=count * count).reshape(count, count) / pixels[:, None]


def _patches(camera: Camera, n: int) -> tuple[Numbers, Indices]:
    """(H * W,) the patch of every pixel, row by row, and (n²,) how many pixels each patch has."""
    width, height = camera.size_px
    column, row = np.arange(width) * n // width, np.arange(height) * n // height
    small = np.min_scalar_type(n * n)  # one byte a pixel where that is enough
    patches = (row * n).astype(small)[:, None] + column.astype(small)
    return patches.ravel(), np.outer(np.bincount(row), np.bincount(column)).ravel()
