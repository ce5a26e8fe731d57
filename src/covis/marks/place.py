"""Where the marks of one view stand: a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from covis.errors import CovisError
from covis.marks.anchored import place_anchored
from covis.marks.center import find_center
from covis.marks.mark_types import Point
from covis.marks.spot import Spot
from covis.tracks.tracks import LabelMap

Rule = Callable[[LabelMap, Mapping[int, Point | None], float], list[Spot]]


def place(
    labels: LabelMap, anchors: Mapping[int, Point | None], diameter_px: float, rule: str = "anchor"
) -> list[Spot]:
    """Where each numbered object of one view gets its mark.

    Args:
        labels: int32 (H, W); k where the object numbered k is, 0 elsewhere.
        anchors: For each number to place, a point (x, y) in px that stays on the same spot of the object,
            or None. Each number occurs in `labels`.
        diameter_px: How wide a mark should be.
        rule: A name in `RULES`: `anchor` keeps marks legible, apart and on their objects, and leaves out
            a mark that has no such place; `center` is the paper's, always at the centre and full width.

    Returns:
        At most one spot for each number, in increasing order.

    Raises:
        CovisError: If the rule is unknown.
    """
    if rule not in RULES:
        raise CovisError(f"There is no placing rule {rule!r}; the known ones are {', '.join(RULES)}.")
    return RULES[rule](labels, anchors, diameter_px)


def _place_center(labels: LabelMap, anchors: Mapping[int, Point | None], diameter_px: float) -> list[Spot]:
    return [Spot(k, *find_center(labels == k), diameter_px) for k in sorted(anchors)]


RULES: dict[str, Rule] = {"anchor": place_anchored, "center": _place_center}
