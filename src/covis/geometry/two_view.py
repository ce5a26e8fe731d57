"""Do two pictures show the same rigid scene? Epipolar geometry and a plane, both found robustly."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
"""(m, 2) float32: x and y in px."""

Fit = tuple[cv2.typing.MatLike, cv2.typing.MatLike]
"""A (3, 3) matrix, or None where none was found whatever its type says, and (m, 1) which points agree."""

LEAST_EPIPOLAR = 20  # unrelated pictures reached 18 inliers of a fundamental matrix, at worst 25 ...
LEAST_PLANAR = 15  # ... but then no more than 14 of a homography: both together were never fooled


@dataclass(frozen=True)
class TwoView:
    """What m tentative point matches say about two views.

    Attributes:
        epipolar: (m,) bool, matches that agree with one fundamental matrix.
        planar: (m,) bool, matches that agree with one homography.
        H: (3, 3) that homography, from the first view's px to the second's; None when there is none.
    """

    epipolar: NDArray[np.bool_]
    planar: NDArray[np.bool_]
    H: NDArray[np.float64] | None

    @property
    def verified(self) -> bool:
        """Whether enough matches agree that the views show the same scene."""
        return int(self.epipolar.sum()) >= LEAST_EPIPOLAR and int(self.planar.sum()) >= LEAST_PLANAR


def two_view(first_px: Points, second_px: Points, threshold_px: float) -> TwoView:
    """Fit a fundamental matrix and a homography to point matches.

    Both with MAGSAC++ (Barath et al., CVPR 2020), which is deterministic here.

    Args:
        first_px: (m, 2) points in the first view.
        second_px: (m, 2) the points they match in the second.
        threshold_px: How far a match may lie from the epipolar line; a plane is allowed three times that,
            since few scenes are exactly flat.

    Returns:
        Which matches agree; none when there are too few to tell.

    Raises:
        ValueError: If the points are not pairs.
    """
    if first_px.shape != second_px.shape or first_px.ndim != 2 or first_px.shape[1] != 2:
        raise ValueError(f"points {first_px.shape} and {second_px.shape} are not pairs (m, 2)")
    none = np.zeros(len(first_px), np.bool_)
    if len(first_px) < LEAST_PLANAR:
        return TwoView(none, none, None)
    F, on_line = _fundamental(first_px, second_px, threshold_px)
    H, on_plane = robust_homography(first_px, second_px, 3 * threshold_px, 3000, 0.999)
    epipolar = none if F is None or F.shape != (3, 3) else np.asarray(on_line).ravel() > 0
    if H is None:
        return TwoView(epipolar, none, None)
    return TwoView(epipolar, np.asarray(on_plane).ravel() > 0, np.asarray(H, np.float64))


def _fundamental(first_px: Points, second_px: Points, threshold_px: float) -> Fit:
    try:
        return cv2.findFundamentalMat(first_px, second_px, cv2.USAC_MAGSAC, threshold_px, 0.999, 5000)
    except cv2.error:  # its local optimisation gives up with an assertion on some point sets
        return cv2.findFundamentalMat(first_px, second_px, cv2.FM_RANSAC, threshold_px, 0.999, 5000)


def robust_homography(
    first_px: Points, second_px: Points, threshold_px: float, tries: int, confidence: float
) -> Fit:
    """A homography (3, 3) from the first points to the second, and which (m, 1) agree with it.

    MAGSAC++, or plain RANSAC where OpenCV's local optimisation gives up on the points.

    Args:
        first_px: (m, 2), at least 4.
        second_px: (m, 2), the points they match.
        threshold_px: How far a match may lie from where the homography puts it.
        tries: The most models that are tried.
        confidence: 0..1, of having found the best one, at which the search ends early.
    """
    given = (None, tries, confidence)
    try:
        return cv2.findHomography(first_px, second_px, cv2.USAC_MAGSAC, threshold_px, *given)
    except cv2.error:
        return cv2.findHomography(first_px, second_px, cv2.RANSAC, threshold_px, *given)
