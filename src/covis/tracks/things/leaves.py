"""Cut a picture into leaves: small segments of even colour from which regions are put together."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.segmentation import felzenszwalb

from covis.views.view import RGB

Leaves = NDArray[np.int32]
"""(H, W) int32: the leaf 0..n-1 of each pixel. Every leaf has a pixel."""


@dataclass(frozen=True)
class LeafSettings:
    """How finely a picture is cut."""

    scale: float = 40.0  # Felzenszwalb's k: low, since a leaf across an object's outline is never mended
    min_share: float = 1 / 1600  # of the picture: a car far down the road still has a leaf of its own
    least_px: int = 12  # below this a leaf's histogram says nothing


def cut_leaves(rgb: RGB, settings: LeafSettings = LeafSettings()) -> Leaves:
    """Segments of even colour.

    Felzenszwalb and Huttenlocher's graph segmentation (IJCV 2004) at half size, which takes a fifth of
    the time, then watershed at full size in a band along its outlines, which puts them back in place.

    Args:
        rgb: uint8 (H, W, 3).
        settings: How finely it is cut.

    Returns:
        Leaves, int32 (H, W).
    """
    height, width = rgb.shape[:2]
    half = (max(1, width // 2), max(1, height // 2))
    small = np.asarray(cv2.resize(rgb, half, interpolation=cv2.INTER_AREA), np.uint8)
    least_px = max(settings.least_px, round(height * width * settings.min_share))
    coarse = felzenszwalb(small, settings.scale, 0.5, max(1, least_px // 4)).astype(np.int32)
    full = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST), np.int32)
    return _compact(_refine(rgb, full)) if min(height, width) > 2 else _compact(full)


def _refine(rgb: RGB, labels: Leaves) -> Leaves:
    """Labels with their outlines moved to the nearest edges of the picture, by at most 2 px."""
    as_float, count = labels.astype(np.float32), int(labels.max()) + 1
    seeds = np.zeros(labels.shape, np.int32)
    unseeded = np.ones(count, np.bool_)
    for reach in (5, 3, 1):  # a leaf too thin to be seeded 2 px inside its outline is seeded closer to it
        window = np.ones((reach, reach), np.uint8)
        inner = unseeded[labels] & (cv2.erode(as_float, window) == cv2.dilate(as_float, window))
        seeds[inner] = labels[inner] + 1
        unseeded[labels[inner]] = False
    flooded = np.asarray(cv2.watershed(rgb, seeds), np.int32) - 1
    return _settle_lines(rgb, flooded, labels)


def _settle_lines(rgb: RGB, flooded: Leaves, labels: Leaves) -> Leaves:
    """Give each pixel on a watershed line, below 0, to the neighbour most like it in colour."""
    height, width = labels.shape
    out = flooded.copy()
    y, x = np.nonzero(flooded < 0)
    colour = rgb[y, x].astype(np.int32)
    best = np.full(len(y), np.iinfo(np.int32).max, np.int32)
    choice = labels[y, x]
    for dy, dx in ((0, -1), (0, 1), (-1, 0), (1, 0)):
        v, u = np.clip(y + dy, 0, height - 1), np.clip(x + dx, 0, width - 1)
        far = np.abs(rgb[v, u].astype(np.int32) - colour).sum(1)
        better = (flooded[v, u] >= 0) & (far < best)
        choice[better], best[better] = flooded[v, u][better], far[better]
    out[y, x] = choice
    return out


def _compact(labels: Leaves) -> Leaves:
    """The same segments, numbered 0..n-1 without gaps."""
    used = np.bincount(labels.ravel()) > 0
    return np.asarray((np.cumsum(used) - 1)[labels], np.int32)
