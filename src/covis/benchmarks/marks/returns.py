"""Whether things get their number back when they return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from covis.benchmarks.marks.shared_px import SharedPx


@dataclass(frozen=True)
class Returns:
    """Counts of returns: a tracked thing is not seen at all in at least one kept view, and then seen again.

    Attributes:
        same: The same track lies on it again.
        another: Only another track does.
        none: No track does.
    """

    same: int = 0
    another: int = 0
    none: int = 0


def count_returns(views: Sequence[SharedPx]) -> Returns:
    """Count the returns in kept views, in order of time."""
    counts = {"same": 0, "another": 0, "none": 0}
    for thing in sorted({int(thing) for view in views for thing in view.things}):
        before: list[int] = []  # the tracks on it when it was last seen
        away = False
        for view in views:
            here = (view.things == thing).nonzero()[0]
            if not len(here):
                away = True
                continue
            if not view.seen[here[0]]:
                continue  # a sliver at the border: neither here nor gone
            now = view.on(thing)
            if away and before:
                kind = "same" if set(before) & set(now) else "another" if now else "none"
                counts[kind] += 1
            before, away = now, False
    return Returns(**counts)
