"""Where to ask a segmenter for objects when nobody points at them."""

from __future__ import annotations

import cv2
import numpy as np

from covis.tracks.sam.guesses import Mask
from covis.tracks.things.regions import Regions

Point = tuple[float, float]
"""(x, y) as shares of width and height."""

_MIN_FREE = 0.5  # a region mostly on known objects shows nothing new


def region_seeds(regions: Regions, covered: Mask) -> list[Point]:
    """The innermost point of each region that is mostly uncovered, the likeliest object first.

    Args:
        regions: Regions of the frame, at any size.
        covered: (h, w), where known objects are, of the same frame at any size.
    """
    height, width = regions.labels.shape
    on_regions = cv2.resize(covered.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    points = []
    for label in np.argsort(-regions.thingness[1:], kind="stable") + 1:
        region = regions.labels == label
        free = region & ~on_regions
        if free.any() and np.count_nonzero(free) >= _MIN_FREE * np.count_nonzero(region):
            points.append(_innermost(free))
    return points


def grid_seeds(side: int, covered: Mask) -> list[Point]:
    """The centres of side x side cells that lie on no known object, row by row.

    Args:
        side: Cells along each side.
        covered: (h, w), where known objects are.
    """
    centres = [((column + 0.5) / side, (row + 0.5) / side) for row in range(side) for column in range(side)]
    return [point for point in centres if not covers(covered, point)]


def covers(mask: Mask, point: Point) -> bool:
    """Whether a point lies in a mask."""
    height, width = mask.shape
    return bool(mask[min(int(point[1] * height), height - 1), min(int(point[0] * width), width - 1)])


def _innermost(region: Mask) -> Point:
    # The border of zeros makes the image's edge count as the region's edge.
    padded = np.pad(region.astype(np.uint8), 1)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    row, column = np.unravel_index(int(distance.argmax()), distance.shape)
    return (float(column) + 0.5) / region.shape[1], (float(row) + 0.5) / region.shape[0]
