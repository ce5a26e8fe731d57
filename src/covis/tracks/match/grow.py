"""Grow a track from a region of one view into all others, and keep what the views agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.context import confirms, context_map, look_there
from covis.tracks.match.lookalikes import has_lookalike
from covis.tracks.match.palette import find_by_colours
from covis.tracks.match.scene import Pair, Seen, leaf_at
from covis.tracks.match.transfer import Affine, Landing, plausible, snap, transfer

Pairs = Mapping[tuple[int, int], Pair]
"""Matches by the positions of two views, both ways round; views that share nothing are left out."""

LEAST_CONFIDENCE = 0.4  # below this an occurrence is more often wrong than worth having
BY_CONTEXT = 0.8  # what a region found by its surroundings and its looks alone is worth
TELLING_VOTES = 4  # matches of a region with another view, from which they can contradict
CONTRADICTED = 0.5  # share of them that must land in the track's region there
SURE = 0.6  # confidence of a landing that makes growing the seed it landed on superfluous
FULLY = 0.8  # and the IoU for that


@dataclass(frozen=True)
class Placed:
    """A track's region in one view.

    Attributes:
        members: (n,) bool, the view's leaves.
        confidence: 0..1.
        thingness: 0..1.
        map: From the view that the track was grown from, in px at region size.
    """

    members: NDArray[np.bool_]
    confidence: float
    thingness: float
    map: Affine


@dataclass(frozen=True)
class Grown:
    """A track: the position of the view it was grown from, and its region in each view by position."""

    origin: int
    placed: Mapping[int, Placed]


def grow_all(views: Sequence[Seen], pairs: Pairs) -> list[Grown]:
    """Grow tracks from the seeds of all views, most like a thing first.

    A seed that a track has landed on, surely and in full, is that track: it is not grown again.

    Args:
        views: All views.
        pairs: Matches between them.

    Returns:
        Tracks that may overlap.
    """
    seeds = [(float(views[v].thingness[node]), v, node) for v in range(len(views)) for node in views[v].seeds]
    grown: list[Grown] = []
    for _, v, node in sorted(seeds, key=lambda s: (-s[0], s[1], s[2])):
        own = Placed(views[v].tree.members[node], 1.0, 0.0, np.eye(2, 3))
        met = (g.placed[v] for g in grown if v in g.placed)
        if any(p.confidence > SURE and overlap(views[v], p, own) > FULLY for p in met):
            continue
        new = grow(views, pairs, v, node)
        if new is not None:
            grown.append(new)
    return grown


def grow(views: Sequence[Seen], pairs: Pairs, origin: int, node: int) -> Grown | None:
    """Follow a node of one view's tree into all others, directly or through one view between.

    Args:
        views: All views.
        pairs: Matches between them.
        origin: The position of the node's view.
        node: The node.

    Returns:
        The track, or None when no other view shows it.
    """
    seed = views[origin].tree.members[node]
    start = Placed(seed, 1.0, float(views[origin].thingness[node]), np.eye(2, 3))
    placed = {origin: start}
    for to in range(len(views)):
        if to != origin:
            _step(views, pairs, placed, origin, to)
    direct = sorted((v for v in placed if v != origin), key=lambda v: -placed[v].confidence)
    for to in range(len(views)):
        for via in direct:
            if to not in placed and _step(views, pairs, placed, via, to):
                break
    placed = _agreeing(views, pairs, placed, origin)
    if len(placed) < 2:
        return None
    surest = max(p.confidence for v, p in placed.items() if v != origin)
    placed[origin] = replace(start, confidence=surest)
    return Grown(origin, placed)


def _step(views: Sequence[Seen], pairs: Pairs, placed: dict[int, Placed], via: int, to: int) -> bool:
    """Carry the track from one view to another, in place; whether that worked."""
    pair = pairs.get((via, to))
    if pair is None:
        return False
    source = placed[via]
    landing = _land(source.members, views[via], views[to], pair)
    if landing is None:
        landing = find_by_colours(source.members, source.thingness, views[via], views[to])
    if landing is None or landing.confidence * source.confidence < LEAST_CONFIDENCE:
        return False
    whole = landing.map @ np.vstack([source.map, [0, 0, 1]])
    placed[to] = Placed(landing.members, landing.confidence * source.confidence, landing.thingness, whole)
    return True


def _land(members: NDArray[np.bool_], here: Seen, there: Seen, pair: Pair) -> Landing | None:
    """Where a region is in another view: by its own matches, or else by those of the still scene around it.

    Where something else looks like it, its surroundings must agree with its own matches.
    """
    around = context_map(here, members, pair)
    landing = transfer(members, here, there, pair)
    if landing is not None:
        doubtful = has_lookalike(here, members) or has_lookalike(there, landing.members)
        sure = not doubtful or confirms(around, here, members, there, landing.members)
        return landing if sure else None
    if around is None or not plausible(around) or has_lookalike(here, members):
        return None
    looked = look_there(around, here, members, there)
    landing = None if looked is None else snap(looked[0], members, here, there)
    if looked is None or landing is None or has_lookalike(there, landing.members):
        return None
    return replace(landing, confidence=landing.confidence * looked[1] * BY_CONTEXT)


def _agreeing(
    views: Sequence[Seen], pairs: Pairs, placed: dict[int, Placed], origin: int
) -> dict[int, Placed]:
    """The placed regions without the less sure one of each two that contradict each other."""
    kept: dict[int, Placed] = {origin: placed[origin]}
    for v in sorted((v for v in placed if v != origin), key=lambda v: -placed[v].confidence):
        if not any(_contradict(views, pairs, placed, v, w) for w in kept):
            kept[v] = placed[v]
    return kept


def _contradict(views: Sequence[Seen], pairs: Pairs, placed: Mapping[int, Placed], v: int, w: int) -> bool:
    """Whether most of the matches between two views that start in the one region end outside the other."""
    for a, b in ((v, w), (w, v)):
        pair = pairs.get((a, b))
        if pair is None:
            continue
        mine = placed[a].members[leaf_at(views[a].graph, pair.here_px)] & pair.rigid
        if int(mine.sum()) < TELLING_VOTES:
            continue
        mask = placed[b].members[views[b].graph.leaves].astype(np.uint8)
        near = np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)))
        x, y = np.rint(pair.there_px[mine]).astype(np.int64).T
        inside = near[np.clip(y, 0, near.shape[0] - 1), np.clip(x, 0, near.shape[1] - 1)] > 0
        if inside.mean() < CONTRADICTED:
            return True
    return False


def overlap(seen: Seen, one: Placed, other: Placed) -> float:
    """IoU of two regions of one view, 0..1."""
    area = seen.graph.area_px
    return float((one.members & other.members) @ area / ((one.members | other.members) @ area))
