"""Points that look the same from elsewhere, and which of them in one picture are which in another."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.views.view import RGB

MOST_POINTS = 2000  # at 640 px: fewer lose small things, more cost time and bring weak ones
LEAST_CONTRAST = 0.02  # half of SIFT's own default, for things with little texture
RATIO = 0.85  # Lowe's test: how much nearer the best match must be than the second best


@dataclass(frozen=True)
class Features:
    """Points of a picture.

    Attributes:
        points_px: (m, 2) float32.
        descriptors: (m, 128) float32 of unit length.
    """

    points_px: NDArray[np.float32]
    descriptors: NDArray[np.float32]


def find_features(rgb: RGB) -> Features:
    """SIFT points (Lowe, IJCV 2004) with RootSIFT descriptors (Arandjelović and Zisserman, CVPR 2012).

    Args:
        rgb: uint8 (H, W, 3).
    """
    sift = cv2.SIFT.create(nfeatures=MOST_POINTS, contrastThreshold=LEAST_CONTRAST)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    keypoints, descriptors = sift.detectAndCompute(grey, None)
    if descriptors is None or not len(keypoints):
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    found = np.asarray(descriptors, np.float32)
    root = np.sqrt(found / np.maximum(found.sum(1, keepdims=True), 1e-9))
    points = np.array([k.pt for k in keypoints], np.float32)
    # A point with two orientations appears twice; one is enough for votes.
    _, first = np.unique(points, axis=0, return_index=True)
    kept = np.sort(first)
    return Features(points[kept], root[kept].astype(np.float32))


def match_features(one: Features, other: Features) -> NDArray[np.int64]:
    """Mutual nearest neighbours that pass the ratio test in both directions.

    Returns:
        (m, 2) indices into the points of `one` and `other`.
    """
    if min(len(one.points_px), len(other.points_px)) < 2:
        return np.zeros((0, 2), np.int64)
    likeness = one.descriptors @ other.descriptors.T
    forth, clear_forth = _clear_best(likeness)
    back, clear_back = _clear_best(likeness.T)
    rows = np.arange(len(forth))
    good = (back[forth] == rows) & clear_forth & clear_back[forth]
    return np.stack([rows[good], forth[good]], 1)


def _clear_best(likeness: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each row its most alike column, and whether that is clearly better than the second."""
    best = likeness.argmax(1)
    rows = np.arange(len(best))
    top = likeness[rows, best]
    rest = likeness.copy()
    rest[rows, best] = -1
    near, next_near = np.maximum(0, 2 - 2 * top), np.maximum(1e-12, 2 - 2 * rest.max(1))
    return best, near < RATIO**2 * next_near
