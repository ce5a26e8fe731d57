"""Which kept views show the same things, and whether they share marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from covis.marks.mark_types import Mark
from covis.tracks.tracks import LabelMap

LEAST_MARKS = 2  # one common point tells that views belong together, two tell how
CLEAR_SHARE = 2e-3  # of the picture: 28 px squared of 640 x 480, room for a small mark


def overlapping(ids: Mapping[int, LabelMap]) -> list[int]:
    """The views that overlap with another: both show two or more of the same things clearly.

    A thing shows clearly when it fills at least 0.2 % of the picture.

    Args:
        ids: For each view int32 (H, W), the true ids, 0 for scenery.
    """
    clear = {view: _clear(map_) for view, map_ in ids.items()}
    return [
        view
        for view, things in clear.items()
        if any(other != view and len(things & those) >= LEAST_MARKS for other, those in clear.items())
    ]


def with_shared_marks(views: Sequence[int], marks: Sequence[Mark]) -> int:
    """How many of these views bear two or more marks whose numbers stand in another view as well."""
    times = Counter(mark.number for mark in marks)
    shared = Counter(mark.view for mark in marks if times[mark.number] > 1)
    return sum(shared[view] >= LEAST_MARKS for view in views)


def _clear(ids: LabelMap) -> set[int]:
    things, px = np.unique(ids, return_counts=True)
    return {int(t) for t, n in zip(things, px, strict=True) if t and n >= CLEAR_SHARE * ids.size}
