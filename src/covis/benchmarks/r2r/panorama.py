"""What a person sees who turns to one side, cut from a panorama."""

from __future__ import annotations

import math

import numpy as np

from covis.views.view import RGB, Size


def look(panorama: RGB, heading_rad: float, elevation_rad: float, hfov_deg: float, size_px: Size) -> RGB:
    """A flat view out of an equirectangular panorama.

    Args:
        panorama: uint8 (H, W, 3), 360 degrees wide and 180 high. Its middle column looks along +y of the
            building, and columns to the right of it lie clockwise, as headings of R2R count.
        heading_rad: Where to look, clockwise from +y.
        elevation_rad: How far above the horizon.
        hfov_deg: The view's width.
        size_px: The view's (width, height).

    Returns:
        uint8 (height, width, 3).
    """
    import cv2

    width, height = size_px
    focal_px = width / 2 / math.tan(math.radians(hfov_deg) / 2)
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    ahead, up = np.full_like(x, focal_px), -y
    tilted_ahead = ahead * math.cos(elevation_rad) - up * math.sin(elevation_rad)
    tilted_up = ahead * math.sin(elevation_rad) + up * math.cos(elevation_rad)
    longitude = np.arctan2(x, tilted_ahead) + heading_rad
    latitude = np.arctan2(tilted_up, np.hypot(x, tilted_ahead))
    rows, columns = panorama.shape[:2]
    column = ((longitude / (2 * math.pi) + 0.5) % 1.0) * columns - 0.5
    row = (0.5 - latitude / math.pi) * rows - 0.5
    # One column more at either side, so that the seam is smooth.
    wide = np.concatenate([panorama[:, -1:], panorama, panorama[:, :1]], axis=1)
    cut = cv2.remap(
        wide,
        (column + 1).astype(np.float32),
        row.astype(np.float32),
        cv2.INTER_LINEAR,
        None,
        cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, np.uint8)
