"""Regions of one picture that may be objects, with a score for how much each looks like one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Regions:
    """Non-overlapping regions of one picture.

    Attributes:
        labels: (H, W) int32; 0 is no region, k is region k of 1..n.
        thingness: (n + 1,) float32 in 0..1; entry 0 is unused.
    """

    labels: NDArray[np.int32]
    thingness: NDArray[np.float32]
