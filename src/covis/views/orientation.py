"""The turn that a video's display matrix asks for, in exact quarter turns and mirrorings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.views.view import Size


@dataclass(frozen=True)
class Orientation:
    """A linear map of the picture plane with entries -1, 0 and 1, x right and y down.

    Attributes:
        matrix: ((a, b), (c, d)): a stored point (x, y) is shown at (a x + c y, b x + d y).
    """

    matrix: tuple[tuple[int, int], tuple[int, int]] = ((1, 0), (0, 1))

    @property
    def swaps(self) -> bool:
        """Whether width and height change places."""
        return self.matrix[0][0] == 0

    def size(self, size_px: Size) -> Size:
        """Width and height after the turn; its own inverse."""
        return (size_px[1], size_px[0]) if self.swaps else size_px

    def apply(self, image: NDArray[Any]) -> NDArray[Any]:
        """The turned picture, (H, W, ...) to (H, W, ...) or (W, H, ...), contiguous."""
        (a, b), (c, d) = self.matrix
        if self.swaps:
            image = np.swapaxes(image, 0, 1)
            flip_x, flip_y = c < 0, b < 0
        else:
            flip_x, flip_y = a < 0, d < 0
        return np.ascontiguousarray(image[:: -1 if flip_y else 1, :: -1 if flip_x else 1])


def orientation_of(display_matrix: bytes) -> Orientation:
    """The quarter turn nearest to a display matrix.

    Args:
        display_matrix: 9 native int32, row-major, 16.16 fixed point except the last column, as in
            ISO/IEC 14496-12, 6.2.2 (x' = a x + c y, y' = b x + d y), where a, b, c, d are entries 0, 1, 3, 4.

    Returns:
        The orientation; no turn if the matrix is degenerate or too short.
    """
    values = np.frombuffer(display_matrix[:36], dtype=np.int32)
    if len(values) < 9:
        return Orientation()
    a, b, c, d = (int(values[i]) for i in (0, 1, 3, 4))
    if abs(a) + abs(d) >= abs(b) + abs(c):
        matrix = ((_sign(a), 0), (0, _sign(d)))
    else:
        matrix = ((0, _sign(b)), (_sign(c), 0))
    return Orientation(matrix) if all(any(row) for row in matrix) else Orientation()


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
