"""The place of one mark on one view, before it has a colour."""

from __future__ import annotations

from dataclasses import dataclass

from covis.marks.mark_types import Point


@dataclass(frozen=True)
class Spot:
    """Where a number stands.

    Attributes:
        number: The number.
        x_px: Column of its centre.
        y_px: Row of its centre.
        diameter_px: Width of its circle.
        points_to_px: A point (x, y) of the object when the mark stands beside it, else None.
    """

    number: int
    x_px: float
    y_px: float
    diameter_px: float
    points_to_px: Point | None = None
