"""Turn the pixel layouts that sources hold into plain RGB, and shrink RGB."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.views.view import RGB, Size


def over_white(rgba: NDArray[np.uint8]) -> RGB:
    """Composite straight (not premultiplied) alpha over white, the paper that cut-outs are usually shown on.

    Args:
        rgba: (H, W, 4) uint8.

    Returns:
        (H, W, 3) uint8; equals the colour where alpha is 255 and white where it is 0.
    """
    alpha = rgba[..., 3:].astype(np.uint16)
    # Rounded division by 255, exact for every pair of bytes.
    mixed = (rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)


def resized(rgb: RGB, size_px: Size | None) -> RGB:
    """The picture at (width, height): area averages when it shrinks, bilinear when it grows.

    Args:
        rgb: (H, W, 3) uint8.
        size_px: The wanted width and height, or None for `rgb` as it is.

    Returns:
        (height, width, 3) uint8.
    """
    if size_px is None or size_px == (rgb.shape[1], rgb.shape[0]):
        return rgb
    shrinks = size_px[0] <= rgb.shape[1] and size_px[1] <= rgb.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, size_px, interpolation=how), dtype=np.uint8)
