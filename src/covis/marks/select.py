"""Which tracks get a number, and in which order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.tracks.tracks import Track, Tracks

SMALLEST_SHARE = 1e-4  # of the picture; smaller than this a mark would hide the object (ours)
LARGEST_SHARE = 0.05  # of the picture; growing beyond this makes no object more prominent (ours)
LEAST_THINGNESS = 0.3  # below this a stranger would not call it a thing (ours)
ENOUGH = 2  # marks on a view: one tells that it belongs to the others, two tell how (ours)
JOINED = np.array([0.0, 0.2, 1.0])  # what a view is worth with none, one, and enough of them (ours)
OBJECT = 0.8  # what a `thing_score` of 1 is worth, in shares of the views that are joined (ours)
FAINTEST = 0.25  # what the smallest object keeps of its score, so that size never decides alone (ours)


@dataclass(frozen=True)
class Candidate:
    """A track with what the kept views show of it.

    Attributes:
        track: The track.
        seen: The kept views that show it, by index.
        kept: How many views were kept.
        area_px: Its mask's pixels, summed over the kept views.
        area_share: The median share of the picture that it fills where it is seen, 0..1.
    """

    track: Track
    seen: tuple[int, ...]
    kept: int
    area_px: int
    area_share: float

    @property
    def views(self) -> int:
        """How many kept views show it."""
        return len(self.seen)


Rule = Callable[[list[Candidate], int], list[Candidate]]


def select(tracks: Tracks, count: int, rule: str = "things") -> list[int]:
    """The ids of at most `count` tracks, most prominent first; the first one becomes number 1.

    Args:
        tracks: What the tracker found in the kept views.
        count: How many to choose, at least 1.
        rule: A name in `RULES`.

    Returns:
        Track ids in numbering order; equal tracks come in the order of their ids.

    Raises:
        CovisError: If `count` is below 1 or the rule is unknown.
    """
    if count < 1:
        raise CovisError(f"marks is {count}, but at least 1 object must be marked; ask for 1 or more.")
    if rule not in RULES:
        raise CovisError(f"There is no selection rule {rule!r}; the known ones are {', '.join(RULES)}.")
    return [c.track.id for c in RULES[rule](candidates(tracks), count)]


def candidates(tracks: Tracks) -> list[Candidate]:
    """The tracks that the kept views show, by id."""
    areas: dict[int, list[tuple[int, int, float]]] = {}
    for view, label_map in tracks.labels.items():
        ids, counts = np.unique(label_map, return_counts=True)
        for k, n in zip(ids.tolist(), counts.tolist(), strict=True):
            if k:
                areas.setdefault(k, []).append((view, n, n / label_map.size))
    return [
        Candidate(
            track=tracks.tracks[k],
            seen=tuple(view for view, _, _ in seen),
            kept=len(tracks.labels),
            area_px=sum(n for _, n, _ in seen),
            area_share=float(np.median([share for _, _, share in seen])),
        )
        for k, seen in sorted(areas.items())
    ]


def confident(tracks: Tracks, min_confidence: float) -> Tracks:
    """The same tracks without the occurrences that the tracker is less sure of than `min_confidence`.

    Label maps that lose nothing are shared with the input; the others are copied.
    """
    unsure = [o for o in tracks.occurrences if o.confidence < min_confidence]
    if not unsure:
        return tracks
    labels = dict(tracks.labels)
    for view in {o.view for o in unsure}:
        gone = [o.track for o in unsure if o.view == view]
        labels[view] = np.where(np.isin(labels[view], gone), 0, labels[view]).astype(np.int32)
    sure = tuple(o for o in tracks.occurrences if o.confidence >= min_confidence)
    return replace(tracks, labels=labels, occurrences=sure)


def _paper(found: list[Candidate], count: int) -> list[Candidate]:
    """Most kept views first, ties by total mask area (arXiv 2408.00754, section 3)."""
    return sorted(found, key=lambda c: (-c.views, -c.area_px, c.track.id))[:count]


def _things(found: list[Candidate], count: int) -> list[Candidate]:
    """Objects before surfaces, by `thing_score`; what only one of several kept views shows is left out.

    So is what hardly looks like a thing: fewer marks are better than marks on walls. One after the other is
    chosen, and a view that bears fewer than `ENOUGH` marks makes what it shows more welcome: otherwise the
    best objects of a pan may all stand in its middle, and nothing joins its ends. Then single ones are
    exchanged as long as that makes the whole choice better.

    A number that appears once says nothing about what is the same, and draws the eye from those that do.
    """
    left = [c for c in found if c.views >= min(2, c.kept) and c.track.thingness >= LEAST_THINGNESS]
    chosen = _one_by_one(left, count)
    if len(chosen) == len(left):
        return chosen
    return _one_by_one(_exchanged(left, [left.index(c) for c in chosen]), count)


def _one_by_one(left: list[Candidate], count: int) -> list[Candidate]:
    """At most `count` of them, each the most welcome beside those before."""
    left = list(left)
    bears: Counter[int] = Counter()
    chosen: list[Candidate] = []
    while left and len(chosen) < count:
        best = min(
            left, key=lambda c: (-thing_score(c) * (1 + _want(c, bears)), -c.views, -c.area_px, c.track.id)
        )
        left.remove(best)
        chosen.append(best)
        bears.update(best.seen)
    return chosen


def _exchanged(left: list[Candidate], chosen: list[int]) -> list[Candidate]:
    """As many as are chosen by their places in `left`, none of which could better be another one.

    The choice is worth `OBJECT` times the sum of scores, and of each kept view what `JOINED` says.
    """
    views = sorted({view for c in left for view in c.seen})
    shows = np.array([[view in c.seen for view in views] for c in left], np.int64)
    score = OBJECT * np.array([thing_score(c) for c in left])
    while True:
        others = np.setdiff1d(np.arange(len(left)), chosen)
        worth = _worth(shows[chosen].sum(0), left[0].kept) + score[chosen].sum()
        best, exchange = worth + 1e-9, None
        for out in chosen:
            kept = [k for k in chosen if k != out]
            new = _worth(shows[kept].sum(0) + shows[others], left[0].kept) + score[kept].sum() + score[others]
            at = int(new.argmax())
            if new[at] > best:
                best, exchange = float(new[at]), (out, int(others[at]))
        if exchange is None:
            return [left[k] for k in sorted(chosen)]
        chosen = [exchange[1] if k == exchange[0] else k for k in chosen]


def _worth(bears: NDArray[np.int64], kept: int) -> NDArray[np.float64]:
    """What views are worth with so many marks each, (..., v), out of all that are kept: (...)."""
    return np.asarray(JOINED[np.minimum(bears, ENOUGH)].sum(-1) / kept, np.float64)


def _want(c: Candidate, bears: Counter[int]) -> float:
    """0..1, how far the views that show a candidate are from bearing enough marks, on average."""
    return sum(max(0, ENOUGH - bears[view]) for view in c.seen) / (ENOUGH * c.views)


def thing_score(c: Candidate) -> float:
    """How well a track serves as a mark, 0..1 (ours).

    thingness * confidence * sqrt(share of the kept views) * size, where size grows with the logarithm of
    the area from `FAINTEST` at `SMALLEST_SHARE` to 1 at `LARGEST_SHARE`. The square root lets an object in
    half of the views beat a surface in all of them when its thingness is 1.4 times higher.
    """
    span = math.log(LARGEST_SHARE / SMALLEST_SHARE)
    size = math.log(max(c.area_share, SMALLEST_SHARE) / SMALLEST_SHARE) / span
    prominence = FAINTEST + (1 - FAINTEST) * min(1.0, size)
    return c.track.thingness * c.track.confidence * math.sqrt(c.views / c.kept) * prominence


RULES: dict[str, Rule] = {"things": _things, "paper": _paper}
