"""How much two pictures share, measured by verified feature matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.views.view import RGB

# 480 px on the long side and 600 features tell views apart as well as larger pictures, in 30 ms a view.
LOOK_PX = 480
_FEATURES = 600

_RATIO = 0.8  # Lowe 2004, section 7.1
_REPROJECTION_PX = 3.0  # for the homography, at `LOOK_PX`
_EPIPOLAR_PX = 1.5  # for the fundamental matrix, at `LOOK_PX`

# Unrelated pictures reach 33 / 13 inliers, related ones pass both almost always.
_MIN_FUNDAMENTAL = 20
_MIN_HOMOGRAPHY = 15

# The grid on which shared parts are counted: about 80 px cells, one object's size.
_COLUMNS, _ROWS = 6, 4


@dataclass(frozen=True)
class Look:
    """What is remembered of one picture to compare it with others.

    Attributes:
        points_px: (n, 2) float32, feature positions in the shrunk picture.
        cells: (n,) int64, the grid cell of each feature.
        descriptors: (n, 128) float32 RootSIFT.
        sharpness: Mean absolute Laplacian, grey levels; comparable between views of one scene only.
    """

    points_px: NDArray[np.float32]
    cells: NDArray[np.int64]
    descriptors: NDArray[np.float32]
    sharpness: float


def look(rgb: RGB) -> Look:
    """Features of a picture that was shrunk to `LOOK_PX`, (H, W, 3) uint8."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    keypoints, found = cv2.SIFT.create(_FEATURES).detectAndCompute(grey, None)
    points = np.array([k.pt for k in keypoints], dtype=np.float32).reshape(-1, 2)
    descriptors = np.zeros((0, 128), dtype=np.float32) if found is None else np.asarray(found, np.float32)
    # RootSIFT (Arandjelović and Zisserman 2012): Hellinger distance matches better than Euclidean.
    descriptors = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6))
    height, width = grey.shape
    columns = np.clip(points[:, 0] * _COLUMNS // width, 0, _COLUMNS - 1).astype(np.int64)
    rows = np.clip(points[:, 1] * _ROWS // height, 0, _ROWS - 1).astype(np.int64)
    sharpness = float(np.abs(cv2.Laplacian(grey, cv2.CV_16S)).mean())
    return Look(points, rows * _COLUMNS + columns, descriptors.astype(np.float32), sharpness)


def share(a: Look, b: Look) -> float:
    """Which part of the textured area of two pictures shows the same, 0..1, symmetric up to rounding.

    Matches that pass the ratio test are verified by a fundamental matrix and a homography; where both have
    enough inliers, the share is the part of each picture's grid cells with features that hold an inlier,
    taken of the picture where it is smaller.

    Args:
        a: One picture.
        b: Another.

    Returns:
        0 when the pictures cannot be shown to share anything.
    """
    matches = _matches(a.descriptors, b.descriptors)
    if len(matches) < _MIN_FUNDAMENTAL:
        return 0.0
    at_a, at_b = a.points_px[matches[:, 0]], b.points_px[matches[:, 1]]
    epipolar = _inliers(cv2.findFundamentalMat, at_a, at_b, cv2.USAC_MAGSAC, _EPIPOLAR_PX, 0.99, 500)
    if epipolar.sum() < _MIN_FUNDAMENTAL:
        return 0.0
    flat = _inliers(cv2.findHomography, at_a, at_b, cv2.USAC_MAGSAC, _REPROJECTION_PX, None, 500, 0.99)
    if flat.sum() < _MIN_HOMOGRAPHY:
        return 0.0
    return min(
        len(np.unique(cells[matches[epipolar, side]])) / len(np.unique(cells))
        for side, cells in ((0, a.cells), (1, b.cells))
    )


def _matches(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.int64]:
    """Pairs (index in a, index in b) that are mutual nearest neighbours and pass the ratio test; (m, 2)."""
    if len(a) < 2 or len(b) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    similarity = a @ b.T  # unit vectors: squared distance is 2 - 2 similarity
    nearest = similarity.argmax(axis=1)
    back = similarity.argmax(axis=0)
    rows = np.arange(len(a))
    two_best = np.partition(similarity, -2, axis=1)[:, -2:]
    distance = np.sqrt(np.maximum(2 - 2 * two_best, 0))
    good = (back[nearest] == rows) & (distance[:, 1] < _RATIO * distance[:, 0])
    return np.stack([rows[good], nearest[good]], axis=1)


def _inliers(
    estimate: Any, at_a: NDArray[np.float32], at_b: NDArray[np.float32], *how: Any
) -> NDArray[np.bool_]:
    try:
        _, mask = estimate(at_a, at_b, *how)
    except cv2.error:  # USAC asserts on some degenerate point sets
        mask = None
    return np.zeros(len(at_a), dtype=bool) if mask is None else np.asarray(mask).ravel().astype(bool)
