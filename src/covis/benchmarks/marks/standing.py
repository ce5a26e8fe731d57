"""Where marks stand, held against the true ids under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covis.marks.mark_types import Mark
from covis.tracks.quality import THING_OVERLAP
from covis.tracks.tracks import LabelMap


@dataclass(frozen=True)
class Standing:
    """Marks by where they stand. A number stands for the true id under most of its marks, 0 being scenery.

    Attributes:
        pure: The marks on what their number stands for, scenery included.
        right: The marks on the thing that their number stands for.
        on_things: The marks on a thing with which the marked mask agrees in that view (IoU above 0.5).
    """

    pure: tuple[Mark, ...]
    right: tuple[Mark, ...]
    on_things: tuple[Mark, ...]


def stand(marks: Sequence[Mark], labels: Mapping[int, LabelMap], ids: Mapping[int, LabelMap]) -> Standing:
    """Hold marks against the truth.

    Args:
        marks: Their `view` is a key of both maps.
        labels: For each view int32 (H, W), k where number k was seen.
        ids: For each view int32 (H, W), the true ids.
    """
    under = [(mark, id_under(mark, ids[mark.view])) for mark in marks]
    votes = Counter((mark.number, true) for mark, true in under)
    stands_for: dict[int, int] = {}
    # Of equally many marks those on a thing decide: a number is meant for a thing.
    for (number, true), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0][1] == 0, v[0])):
        stands_for.setdefault(number, true)
    return Standing(
        pure=tuple(mark for mark, true in under if true == stands_for[mark.number]),
        right=tuple(mark for mark, true in under if true == stands_for[mark.number] and true),
        on_things=tuple(
            mark
            for mark, true in under
            if true and _iou(labels[mark.view], mark.number, ids[mark.view], true) > THING_OVERLAP
        ),
    )


def id_under(mark: Mark, ids: LabelMap) -> int:
    """The true id, of `ids` (H, W), where a mark stands or points; 0 for scenery."""
    x_px, y_px = mark.points_to_px or (mark.x_px, mark.y_px)
    return int(ids[round(y_px), round(x_px)])


def _iou(labels: LabelMap, number: int, ids: LabelMap, true: int) -> float:
    marked, thing = labels == number, ids == true
    union = int((marked | thing).sum())
    return int((marked & thing).sum()) / union if union else 0.0
