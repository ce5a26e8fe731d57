"""What colours a thing has, and which pixels look more like it than like its surroundings."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.views.view import RGB

SHAPE = (16, 32, 32)  # bins of L, a and b: 16 levels of lightness, since light changes, and 8 of colour
BINS = SHAPE[0] * SHAPE[1] * SHAPE[2]
OWN_SHARE = 0.3  # of the pixels that are searched, belonging to the thing

Index = NDArray[np.int32]
Histogram = NDArray[np.float32]
"""(BINS,) float32, sums to 1."""


def colour_index(rgb: RGB) -> Index:
    """The colour bin of each pixel of an (H, W, 3) picture, (H, W)."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.int32)
    return np.asarray(((lab[..., 0] >> 4) * 32 + (lab[..., 1] >> 3)) * 32 + (lab[..., 2] >> 3), np.int32)


def colour_histogram(index: Index) -> Histogram:
    """The share of each colour among pixels, blurred a little so that neighbouring bins are alike.

    Args:
        index: Colour bins of any number of pixels, any shape.
    """
    table = np.bincount(index.ravel(), minlength=BINS).astype(np.float32).reshape(SHAPE)
    kernel, one = np.array([0.25, 0.5, 0.25], np.float32), np.ones(1, np.float32)
    plane = table.reshape(SHAPE[0], -1)
    table = np.asarray(cv2.sepFilter2D(plane, -1, one, kernel), np.float32).reshape(SHAPE)
    for level in table:
        cv2.sepFilter2D(level, -1, kernel, kernel, dst=level)
    flat = table.ravel()
    return np.asarray(flat / max(float(flat.sum()), 1.0), np.float32)


def likeness(one: Histogram, other: Histogram) -> float:
    """The Bhattacharyya coefficient of two histograms: 1 for the same colours, 0 for none in common."""
    return float(np.sqrt(one * other).sum())


def own_colour_table(own: Histogram, ground: Histogram) -> Histogram:
    """(BINS,) probability that a pixel of each colour is the thing's rather than the ground's."""
    thing = OWN_SHARE * own
    return np.asarray(thing / (thing + (1 - OWN_SHARE) * ground + 1e-7), np.float32)
