"""Of tracks that overlap, choose those that make the best marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from covis.tracks.match.grow import LEAST_CONFIDENCE, Grown, overlap
from covis.tracks.match.scene import Seen

RUNS_OUT = 0.3  # contact with the picture's border, in widths of the region, from which it is cut off
SMALL_TO_LARGE = (1e-4, 0.05)  # shares of the picture between which a larger thing makes a better mark
SHARED = 0.25  # share of a region that may belong to another track before they are rivals
SAME = 0.6  # IoU from which two regions found on different ways are the same


def choose(views: Sequence[Seen], candidates: Sequence[Grown]) -> list[Grown]:
    """The tracks worth most, so that no two share more than a fringe in any view.

    A candidate that meets a chosen track is the same thing seen from elsewhere, a part of it or what it is
    part of. Where it is the same, the chosen track takes over the views that it lacked.

    Args:
        views: All views.
        candidates: Tracks that may overlap.

    Returns:
        Tracks that do not overlap, each in at least two views.
    """
    chosen: list[Grown] = []
    for new in sorted(candidates, key=lambda g: -worth(views, g)):
        met = [k for k, old in enumerate(chosen) if _meet(views, old, new)]
        if not met:
            trimmed = _trimmed(views, chosen, new)
            if len(trimmed.placed) >= 2:
                chosen.append(trimmed)
        elif len(met) == 1 and _same(views, chosen[met[0]], new):
            chosen[met[0]] = _joined(views, chosen, met[0], new)
    return chosen


def worth(views: Sequence[Seen], grown: Grown) -> float:
    """What a track would bring as a mark: a thing, in many views, surely, and large enough to be seen.

    The square root lets a whole car in two views beat its wheel in four.
    """
    sure = np.mean([p.confidence for p in grown.placed.values()])
    shares = [
        p.members @ views[v].graph.area_px / views[v].graph.leaves.size for v, p in grown.placed.items()
    ]
    small, large = SMALL_TO_LARGE
    size = np.log(np.clip(np.mean(shares), small, large) / small) / np.log(large / small)
    return float(thingness(views, grown) * sure * np.sqrt(len(grown.placed)) * (1 + 3 * size) / 4)


def thingness(views: Sequence[Seen], grown: Grown) -> float:
    """How much a track looks like a thing in all its views together, 0..1.

    Any view may cut a thing off, but what runs out of every view is rather a wall or a floor.
    """
    runs_out = []
    for v, placed in grown.placed.items():
        area_px = placed.members @ views[v].graph.area_px
        border_px = (placed.members @ views[v].graph.border_px).sum()
        runs_out.append(border_px > RUNS_OUT * np.sqrt(area_px))
    alike = np.mean([p.thingness for p in grown.placed.values()])
    return float(alike * (1 - np.mean(runs_out) / 2))


def _meet(views: Sequence[Seen], old: Grown, new: Grown) -> bool:
    """Whether two tracks share more than a fringe of either in some view."""
    for v in old.placed.keys() & new.placed.keys():
        area = views[v].graph.area_px
        a, b = old.placed[v].members, new.placed[v].members
        if (a & b) @ area > SHARED * min(a @ area, b @ area):
            return True
    return False


def _same(views: Sequence[Seen], old: Grown, new: Grown) -> bool:
    """Whether two tracks have the same region in every view that both have."""
    both = old.placed.keys() & new.placed.keys()
    return bool(both) and all(overlap(views[v], old.placed[v], new.placed[v]) > SAME for v in both)


def _trimmed(views: Sequence[Seen], chosen: Sequence[Grown], new: Grown) -> Grown:
    """A track without the leaves that chosen tracks have."""
    placed = {}
    for v, p in new.placed.items():
        taken = np.any(
            [g.placed[v].members for g in chosen if v in g.placed] or [np.zeros_like(p.members)], 0
        )
        free = p.members & ~taken
        if free @ views[v].graph.area_px > (1 - SHARED) * (p.members @ views[v].graph.area_px):
            placed[v] = replace(p, members=free)
    return Grown(new.origin, placed)


def _joined(views: Sequence[Seen], chosen: Sequence[Grown], at: int, new: Grown) -> Grown:
    """The chosen track `at` with the views that only the new one has; less sure by how well they overlap."""
    old = chosen[at]
    shared = max(
        (v for v in old.placed.keys() & new.placed.keys()),
        key=lambda v: old.placed[v].confidence * new.placed[v].confidence,
    )
    trust = overlap(views[shared], old.placed[shared], new.placed[shared]) * old.placed[shared].confidence
    back = cv2.invertAffineTransform(new.placed[shared].map)
    placed = dict(old.placed)
    for v, p in _trimmed(views, chosen, new).placed.items():
        if v not in placed and p.confidence * trust >= LEAST_CONFIDENCE:
            to_new = np.vstack([back, [0, 0, 1]]) @ np.vstack([old.placed[shared].map, [0, 0, 1]])
            placed[v] = replace(p, confidence=p.confidence * trust, map=p.map @ to_new)
    return Grown(old.origin, placed)
