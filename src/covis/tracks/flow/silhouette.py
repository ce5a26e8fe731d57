"""A track's outline as it was last seen in full, and where it fits best in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import Histogram, Index
from covis.views.view import RGB

Mask = NDArray[np.bool_]
Point = NDArray[np.float64]
"""(2,) x and y in px."""


@dataclass(frozen=True)
class Silhouette:
    """The pixels of a thing, cut out along its bounding box.

    Attributes:
        mask: (h, w) bool.
        rgb: (h, w, 3) uint8, its colours; those outside the mask mean nothing.
        area_px: The number of its pixels.
    """

    mask: Mask
    rgb: RGB
    area_px: int

    @property
    def side_px(self) -> float:
        """The side of a square of the same area."""
        return float(np.sqrt(self.area_px))

    @cached_property
    def middle_px(self) -> Point:
        """From the corner of its box to the centre of mass of its pixels."""
        y, x = np.nonzero(self.mask)
        return np.array([x.mean(), y.mean()])


def cut_out(mask: Mask, rgb: RGB) -> tuple[Silhouette, Point]:
    """The silhouette of a non-empty (H, W) mask, and the corner of its bounding box in the picture."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    cut = mask[box].copy()
    return Silhouette(cut, rgb[box].copy(), int(cut.sum())), np.array([columns[0], rows[0]], float)


@dataclass(frozen=True)
class Seat:
    """A silhouette put down in a frame: the part of the frame, and the part of the silhouette, that meet."""

    frame: tuple[slice, slice]
    part: tuple[slice, slice]


def seat(silhouette: Silhouette, corner_px: Point, shape: tuple[int, int]) -> Seat | None:
    """Put a silhouette's corner at a place in a frame of (H, W); None when it lies outside."""
    x, y = round(float(corner_px[0])), round(float(corner_px[1]))
    h, w = silhouette.mask.shape
    top, bottom, left, right = max(0, y), min(shape[0], y + h), max(0, x), min(shape[1], x + w)
    if top >= bottom or left >= right:
        return None
    return Seat(
        (slice(top, bottom), slice(left, right)),
        (slice(top - y, bottom - y), slice(left - x, right - x)),
    )


def laid_down(silhouette: Silhouette, corner_px: Point, shape: tuple[int, int], grow_px: int = 0) -> Mask:
    """The (H, W) mask of a silhouette at a place, widened by `grow_px`."""
    out = np.zeros(shape, np.uint8)
    place = seat(silhouette, corner_px, shape)
    if place is not None:
        out[place.frame] = silhouette.mask[place.part]
    if grow_px:
        out = np.asarray(cv2.dilate(out, np.ones((2 * grow_px + 1, 2 * grow_px + 1), np.uint8)), np.uint8)
    return out > 0


def best_place(
    silhouette: Silhouette,
    own_colour: Histogram,
    colours: Index,
    taken: Mask,
    around_px: Point,
    reach_px: int,
    far_cost: float,
) -> tuple[Point, float] | None:
    """Where near a place the silhouette covers most of its own colours and least of others.

    Pixels taken by another track say nothing, since it may stand in front.

    Args:
        silhouette: What is sought.
        own_colour: Probability of being its colour, by colour bin.
        colours: (H, W) colour bins of the frame.
        taken: (H, W) pixels of other tracks.
        around_px: The predicted corner.
        reach_px: How far to look in x and y.
        far_cost: Score lost at a distance of the silhouette's side.

    Returns:
        The best corner and its score, at most 0.5; None when nothing of the frame is in reach.
    """
    h, w = silhouette.mask.shape
    x0, y0 = (np.round(around_px).astype(int) - reach_px).tolist()
    top, bottom = max(0, y0), min(colours.shape[0], y0 + h + 2 * reach_px)
    left, right = max(0, x0), min(colours.shape[1], x0 + w + 2 * reach_px)
    if top >= bottom or left >= right:
        return None
    evidence = np.full((h + 2 * reach_px, w + 2 * reach_px), -0.15, np.float32)  # outside: a little unlikely
    seen = own_colour[colours[top:bottom, left:right]] - np.float32(0.5)
    seen[taken[top:bottom, left:right]] = np.minimum(seen[taken[top:bottom, left:right]], 0.05)
    evidence[top - y0 : bottom - y0, left - x0 : right - x0] = seen
    score = cv2.matchTemplate(evidence, silhouette.mask.astype(np.float32), cv2.TM_CCORR) / silhouette.area_px
    dy, dx = np.mgrid[-reach_px : reach_px + 1, -reach_px : reach_px + 1]
    score = score - far_cost * (dx**2 + dy**2) / silhouette.area_px
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    return np.array([x0 + column, y0 + row], float), float(score[row, column])
