"""Marks that stay on the same point of their object and out of each other's way.

A mark stands at its object's anchor when that is well inside the mask, else at the nearest point that is,
such that it
- lies in the picture,
- keeps `GAP` from other marks,
- covers at most half of its own object, and nothing of another numbered object that is small.
Where no full-sized mark fits so, a smaller one is tried, down to `SMALLEST`; then the smallest is put beside
the object, clear of all other numbered objects, pointing at it; failing that it is left out: a missing mark
is better than a misleading one. Small objects choose first, since they have the fewest places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.marks.center import find_center
from covis.marks.mark_types import Point
from covis.marks.spot import Spot
from covis.tracks.tracks import LabelMap

SIZES = (1.0, 0.8, 0.6)  # of the diameter; below 0.6 of the default a digit is lost in a 336 px picture
SMALLEST = SIZES[-1]
GAP = 0.1  # of the diameter, between the rims of two marks: they stay two circles after shrinking
MAX_COVER = 0.5  # of an object's mask: what is left must still be recognised
LEADER = 1.0  # of the diameter: how far a mark beside its object may stand from it

Legal = NDArray[np.bool_]


def place_anchored(labels: LabelMap, anchors: Mapping[int, Point | None], diameter_px: float) -> list[Spot]:
    """Spots for the numbers in `anchors`; see the module's text. Arguments as for `place`."""
    area_px = np.bincount(labels.ravel(), minlength=max(anchors, default=0) + 1)
    spots: list[Spot] = []
    for number in sorted(anchors, key=lambda k: (area_px[k], k)):
        spot = _Placing(labels, number, anchors[number], area_px, tuple(spots)).best(diameter_px)
        if spot:
            spots.append(spot)
    return sorted(spots, key=lambda s: s.number)


class _Placing:
    """The search for one number's spot, in a window around its object."""

    def __init__(
        self,
        labels: LabelMap,
        number: int,
        anchor: Point | None,
        area_px: NDArray[np.int64],
        taken: Sequence[Spot],
    ) -> None:
        self.labels, self.number, self.area_px, self.taken = labels, number, area_px, taken
        rows = np.flatnonzero((labels == number).any(axis=1))
        columns = np.flatnonzero((labels[rows[0] : rows[-1] + 1] == number).any(axis=0))
        self.box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        self.wish = self._wish(anchor)

    def best(self, diameter_px: float) -> Spot | None:
        """The largest mark on the object that is allowed, else the smallest beside it, else None."""
        for factor in SIZES:
            if spot := self._on(diameter_px * factor):
                return spot
        return self._beside(diameter_px * SMALLEST)

    def _wish(self, anchor: Point | None) -> Point:
        """The anchor if it lies in the mask, else the nearest point of the mask to it or to its centre."""
        x0, y0, x1, y1 = self.box
        mask = self.labels[y0:y1, x0:x1] == self.number
        if anchor is None:
            x, y = find_center(mask)
            anchor = (x + x0, y + y0)
        x, y = round(anchor[0]), round(anchor[1])
        if x0 <= x < x1 and y0 <= y < y1 and mask[y - y0, x - x0]:
            return x, y
        pixel = _nearest(mask, anchor, (x0, y0))
        assert pixel is not None  # the mask is not empty
        return pixel

    def _on(self, diameter_px: float) -> Spot | None:
        radius = diameter_px / 2
        x, y = int(self.wish[0]), int(self.wish[1])
        own, disc = self._under((x, y), radius)
        if self._free((x, y, x + 1, y + 1), diameter_px).all() and own[disc].all():
            # Most marks end here, before anything is computed for the whole object.
            fits = disc.sum() <= MAX_COVER * self.area_px[self.number]
            return Spot(self.number, x, y, diameter_px) if fits else None
        x0, y0, x1, y1 = self.box
        mask = self.labels[y0:y1, x0:x1] == self.number
        # The padding makes the border of the window, and so of the picture, an edge of the object.
        depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        inside = depth[1:-1, 1:-1]
        legal = inside >= min(float(inside.max()) / 2, radius)
        legal &= self._free(self.box, diameter_px)
        legal &= self._clear_of(self._small_others(radius), self.box, radius)
        found = _nearest(legal, self.wish, (x0, y0))
        if found is None:
            return None
        own, disc = self._under(found, radius)
        if (own & disc).sum() > MAX_COVER * self.area_px[self.number]:
            return None
        return Spot(self.number, *found, diameter_px)

    def _beside(self, diameter_px: float) -> Spot | None:
        radius = diameter_px / 2
        reach = int(np.ceil(diameter_px * (1 + LEADER)))
        height, width = self.labels.shape
        x0, y0, x1, y1 = self.box
        window = (max(0, x0 - reach), max(0, y0 - reach), min(width, x1 + reach), min(height, y1 + reach))
        legal = self._free(window, diameter_px)
        legal &= self._clear_of(range(1, len(self.area_px)), window, radius)
        found = _nearest(legal, self.wish, (window[0], window[1]))
        if found is None or np.hypot(found[0] - self.wish[0], found[1] - self.wish[1]) > reach:
            return None
        return Spot(self.number, *found, diameter_px, points_to_px=self.wish)

    def _free(self, window: tuple[int, int, int, int], diameter_px: float) -> Legal:
        """Where in the window a mark lies in the picture and apart from the marks already placed."""
        height, width = self.labels.shape
        x0, y0, x1, y1 = window
        x, y = np.arange(x0, x1)[None, :], np.arange(y0, y1)[:, None]
        # Pixel centres are whole numbers, so the picture reaches half a pixel beyond them.
        margin = diameter_px / 2 - 0.5
        free: Legal = (x >= margin) & (x <= width - 1 - margin) & (y >= margin) & (y <= height - 1 - margin)
        for other in self.taken:
            apart = (other.diameter_px + diameter_px) / 2 + GAP * max(other.diameter_px, diameter_px)
            free &= (x - other.x_px) ** 2 + (y - other.y_px) ** 2 >= apart**2
        return free

    def _small_others(self, radius: float) -> list[int]:
        """Other numbers of which a mark could hide more than `MAX_COVER`."""
        limit = np.pi * radius**2 / MAX_COVER
        numbers = np.flatnonzero(self.area_px < limit)
        return [int(k) for k in numbers if k not in (0, self.number) and self.area_px[k]]

    def _clear_of(self, numbers: Sequence[int], window: tuple[int, int, int, int], radius: float) -> Legal:
        """Where in the window a circle touches no object of these numbers."""
        x0, y0, x1, y1 = window
        if not numbers:
            return np.ones((y1 - y0, x1 - x0), bool)
        height, width = self.labels.shape
        reach = int(np.ceil(radius)) + 1
        left, top = max(0, x0 - reach), max(0, y0 - reach)
        near = self.labels[top : min(height, y1 + reach), left : min(width, x1 + reach)]
        empty = ~np.isin(near, numbers)
        if empty.all():
            return np.ones((y1 - y0, x1 - x0), bool)
        distance = cv2.distanceTransform(empty.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        clear: Legal = distance[y0 - top : y1 - top, x0 - left : x1 - left] > radius + 0.5
        return clear

    def _under(self, centre: tuple[int, int], radius: float) -> tuple[Legal, Legal]:
        """Around a point: where the own object is, and where a circle covers it; both bool (h, w)."""
        reach = int(radius) + 1
        (x, y), (height, width) = centre, self.labels.shape
        x0, x1 = max(0, x - reach), min(width, x + reach + 1)
        y0, y1 = max(0, y - reach), min(height, y + reach + 1)
        own: Legal = self.labels[y0:y1, x0:x1] == self.number
        dx, dy = np.arange(x0, x1)[None, :] - x, np.arange(y0, y1)[:, None] - y
        return own, dx**2 + dy**2 < radius**2


def _nearest(legal: Legal, wish: Point, origin: tuple[int, int]) -> tuple[int, int] | None:
    """The set pixel (x, y) nearest to the wish, the first in reading order of equal ones."""
    rows, columns = np.nonzero(legal)
    if not rows.size:
        return None
    squared = (columns + origin[0] - wish[0]) ** 2 + (rows + origin[1] - wish[1]) ** 2
    best = int(np.argmin(squared))
    return int(columns[best]) + origin[0], int(rows[best]) + origin[1]
