"""Where labels go: beside their points, over no point and no other label."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px."""

SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
ORDERS = 40  # random orders tried


def place_labels(
    rng: np.random.Generator,
    centres_px: Mapping[str, tuple[float, float]],
    sizes_px: Mapping[str, tuple[int, int]],
    radius_px: float,
    inside: Box,
) -> dict[str, tuple[int, int]] | None:
    """The top left corner of each label, or None if no place was found for all of them.

    A label touches no symbol, no other label and not the edge, and it is clearly nearer to its own point than
    to any other.

    Args:
        rng: Where chance comes from.
        centres_px: Each label's point.
        sizes_px: Each label's width and height.
        radius_px: Of the symbols.
        inside: What labels must not leave.
    """
    free = {
        label: [c for c in _places(centre, sizes_px[label], radius_px) if _inside(c, inside)]
        for label, centre in centres_px.items()
    }
    free = {
        label: [c for c in places if _is_own(c, label, centres_px, radius_px)]
        for label, places in free.items()
    }
    labels = list(centres_px)
    for _ in range(ORDERS):
        taken: dict[str, Box] = {}
        # Those with the fewest places choose first; chance decides among equals.
        for i in sorted(rng.permutation(len(labels)).tolist(), key=lambda i: len(free[labels[i]])):
            open_places = [c for c in free[labels[i]] if not any(_touch(c, t, 3) for t in taken.values())]
            if not open_places:
                break
            # Any place will do; those straight to the side come first and are the more usual ones.
            taken[labels[i]] = open_places[int(len(open_places) * rng.random() ** 2)]
        else:
            return {label: (round(taken[label][0]), round(taken[label][1])) for label in labels}
    return None


def _places(centre: tuple[float, float], size: tuple[int, int], radius: float) -> Sequence[Box]:
    """Eight places around a point, each leaving a small gap to the symbol."""
    (x, y), (w, h) = centre, size
    places = []
    for gap in (4.0, 7.0):
        for sx, sy in SIDES:
            reach = radius * (0.75 if sx and sy else 1) + gap
            left = x + sx * reach - (w if sx < 0 else w / 2 if sx == 0 else 0)
            top = y + sy * reach - (h if sy < 0 else h / 2 if sy == 0 else 0)
            places.append((left, top, left + w, top + h))
    return places


def _inside(box: Box, outer: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _touch(one: Box, other: Box, gap: float) -> bool:
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def _away(box: Box, point: tuple[float, float]) -> float:
    dx = max(box[0] - point[0], 0, point[0] - box[2])
    dy = max(box[1] - point[1], 0, point[1] - box[3])
    return math.hypot(dx, dy)


def _is_own(box: Box, label: str, centres_px: Mapping[str, tuple[float, float]], radius_px: float) -> bool:
    """Whether a label there keeps off all other symbols and cannot be taken for another point's."""
    own = _away(box, centres_px[label])
    least = own + radius_px + 5
    return all(_away(box, c) >= least for other, c in centres_px.items() if other != label)
