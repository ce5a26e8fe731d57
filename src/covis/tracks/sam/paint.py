"""From guesses to one label map of a view."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from covis.tracks.sam.guesses import Guess, Mask
from covis.tracks.tracks import LabelMap
from covis.views.view import Size

# A piece this much smaller than an object's largest is a speck; a pole in front leaves larger ones.
_SPECK = 0.1


def painted(guesses: Mapping[int, Guess], size_px: Size, min_area: float) -> LabelMap:
    """Objects in one label map, the smaller on top of the larger, since they lie on them.

    Args:
        guesses: By id.
        size_px: Width and height of the map.
        min_area: Objects of which a smaller share of the image stays visible are left out.

    Returns:
        (H, W) int32.
    """
    labels = np.zeros((size_px[1], size_px[0]), np.int32)
    masks = {number: _at_size(guess, size_px) for number, guess in guesses.items()}
    areas = {number: np.count_nonzero(mask) for number, mask in masks.items()}
    for number in sorted(masks, key=lambda n: (-areas[n], n)):
        labels[masks[number]] = number
    numbers, visible = np.unique(labels, return_counts=True)
    labels[np.isin(labels, numbers[visible < min_area * labels.size])] = 0
    return labels


def _at_size(guess: Guess, size_px: Size) -> Mask:
    return without_specks(cv2.resize(guess.logits, size_px, interpolation=cv2.INTER_LINEAR) > 0)


def without_specks(mask: Mask) -> Mask:
    """The mask, bool (H, W), without pieces much smaller than its largest."""
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= _SPECK * areas[1:].max()
    keep[0] = False
    kept: Mask = keep[pieces]
    return kept
