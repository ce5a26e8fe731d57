"""Marks held against the true ids of their views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from covis.marks.mark_types import Mark
from covis.tracks.tracks import LabelMap


@dataclass(frozen=True)
class Verdict:
    """How many marks are where.

    Attributes:
        right: On the object that their number stands for.
        wrong: On another object.
        second: On an object that another number stands for, their own number standing for none.
        on_nothing: On scenery.
    """

    right: int
    wrong: int
    second: int
    on_nothing: int


def judge(marks: Sequence[Mark], ids: Callable[[int], LabelMap]) -> Verdict:
    """Hold marks against the truth.

    A number stands for the object under most of its marks; where two numbers claim one object, for the
    one with more marks on it.

    Args:
        marks: Of one source.
        ids: From a view's index to its true ids, int32 (H, W), 0 for scenery.
    """
    truth = {view: ids(view) for view in sorted({m.view for m in marks})}
    under = {(m.number, m.view): _object_under(m, truth[m.view]) for m in marks}
    votes = Counter((number, thing) for (number, _), thing in under.items() if thing)
    mostly: dict[int, int] = {}
    for (number, thing), _ in votes.most_common():
        mostly.setdefault(number, thing)
    stands_for: dict[int, int] = {}
    for (number, thing), _ in votes.most_common():
        if mostly[number] == thing and thing not in stands_for.values():
            stands_for[number] = thing
    found: Counter[str] = Counter()
    for (number, _), thing in under.items():
        if not thing:
            found["on_nothing"] += 1
        elif thing != mostly[number]:
            found["wrong"] += 1
        else:
            found["right" if number in stands_for else "second"] += 1
    return Verdict(found["right"], found["wrong"], found["second"], found["on_nothing"])


def _object_under(mark: Mark, truth: LabelMap) -> int:
    """The true id where a mark stands or points, 0 for scenery."""
    x_px, y_px = mark.points_to_px or (mark.x_px, mark.y_px)
    return int(truth[round(y_px), round(x_px)])
