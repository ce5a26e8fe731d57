"""What a segmenter says of one object in one frame, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# Kirillov et al., "Segment Anything" (ICCV 2023), section 5: a mask is stable if it hardly changes
# between thresholds one below and one above.
_STABILITY_OFFSET = 1.0


@dataclass(frozen=True)
class Guess:
    """One object's mask in one frame, at the segmenter's own resolution, stretched to a square or not.

    Attributes:
        logits: (h, w) float32, above 0 inside the object.
        presence: 0..1, how sure the segmenter is that the object is in the frame.
    """

    logits: NDArray[np.float32]
    presence: float

    @cached_property
    def mask(self) -> Mask:
        """Where the object is, bool (h, w)."""
        return self.logits > 0

    @cached_property
    def area(self) -> float:
        """The mask's share of the image, 0..1."""
        return float(self.mask.mean())

    @cached_property
    def stability(self) -> float:
        """The IoU of the masks at logits ±1, 0..1: low for a mask with a vague edge."""
        larger = np.count_nonzero(self.logits > -_STABILITY_OFFSET)
        smaller = np.count_nonzero(self.logits > _STABILITY_OFFSET)
        return float(smaller / larger) if larger else 0.0

    @property
    def confidence(self) -> float:
        """0..1: the object is there and its edge is clear."""
        return self.presence * self.stability


def iou(a: Mask, b: Mask) -> float:
    """Intersection over union of two masks, 0..1; 0 when both are empty."""
    union = np.count_nonzero(a | b)
    return float(np.count_nonzero(a & b) / union) if union else 0.0


def union_of(masks: Sequence[Mask]) -> Mask:
    """All pixels that lie in any mask, bool (h, w); a single empty pixel when there is no mask."""
    return np.logical_or.reduce(masks) if masks else np.zeros((1, 1), bool)
