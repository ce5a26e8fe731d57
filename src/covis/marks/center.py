"""The centre of a mask as the paper computes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixel = tuple[int, int]
"""Column and row."""


def find_center(mask: NDArray[np.bool_]) -> Pixel:
    """The centre (x, y) of a mask that may have holes and several components.

    Figure 1 of the appendix of Coarse Correspondences (arXiv 2408.00754). The figure leaves the rounding
    open; here the bounds are the first and last column and row of the mask, both included, and every
    mean and median is rounded down.

    Args:
        mask: bool (H, W), with at least one set pixel.

    Returns:
        Column and row; not always inside the mask.

    Raises:
        ValueError: If the mask is empty.
    """
    if not mask.any():
        raise ValueError("an empty mask has no centre")
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    x_mid = int(columns[0] + columns[-1]) // 2
    y_mid = int(rows[0] + rows[-1]) // 2
    on_column = np.flatnonzero(mask[:, x_mid])
    on_row = np.flatnonzero(mask[y_mid])
    center1 = (x_mid, int(np.median(on_column))) if on_column.size else None
    center2 = (int(np.median(on_row)), y_mid) if on_row.size else None
    tried: list[Pixel | None] = [center1, center2]
    if center1 and center2:
        tried.insert(0, ((center1[0] + center2[0]) // 2, (center1[1] + center2[1]) // 2))
    return next((c for c in tried if c and mask[c[1], c[0]]), (x_mid, y_mid))
