"""Where other things may stand on a thing."""

from __future__ import annotations

from covis.worlds.rooms.kind import Top
from covis.worlds.rooms.scene import Point


def no_top(size_m: Point, shape_seed: int) -> tuple[Top, ...]:
    """For what nothing can stand on."""
    return ()


def whole_top(size_m: Point, shape_seed: int) -> tuple[Top, ...]:
    """The upper side of a box but for a narrow edge."""
    w, d, h = size_m
    edge = min(0.03, 0.1 * w, 0.1 * d)
    return (Top((edge - w / 2, edge - d / 2, w / 2 - edge, d / 2 - edge), h),)


def round_top(size_m: Point, shape_seed: int) -> tuple[Top, ...]:
    """A square within a round upper side."""
    w, d, h = size_m
    return (Top((-0.33 * w, -0.33 * d, 0.33 * w, 0.33 * d), h),)
