"""`match`: the same things in unordered views, from features, verified geometry and regions. No weights."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.choose import choose, thingness
from covis.tracks.match.grow import Grown, Pairs, Placed, grow_all
from covis.tracks.match.scene import Seen, pair_up, see
from covis.tracks.tracks import LabelMap, Occurrence, Progress, Track, Tracks
from covis.views.view import Views

MOST_VIEWS = 16  # looked at unless more are kept: pairs grow with the square


class MatchTracker:
    """Finds things again in unordered, wide-baseline views.

    Every view is cut into regions; those that look most like things are carried into the other views by
    the point matches on them, where the views are geometrically verified to show the same scene, and snap to
    the region there that fits. What the views do not agree on is left out, as are look-alikes that only
    their surroundings could tell apart, unless these do.
    """

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """Track; see `covis.tracks.tracks.Tracker`.

        Views that are not kept help to connect those that are, up to `MOST_VIEWS` in all.
        """
        wanted = sorted({*keep, *_witnesses(len(views), keep)})
        seen: list[Seen] = []
        for view in views.pick(wanted):
            seen.append(see(view))
            if progress is not None:
                progress(len(seen), len(wanted))
        pairs = _all_pairs(seen)
        chosen = choose(seen, grow_all(seen, pairs))
        return _tracks(seen, chosen, set(keep))


def _witnesses(count: int, keep: Sequence[int]) -> list[int]:
    """Views that are not kept, evenly spread, as many as fit."""
    others = sorted(set(range(count)) - set(keep))
    room = min(len(others), max(0, MOST_VIEWS - len(set(keep))))
    return [others[(2 * i + 1) * len(others) // (2 * room)] for i in range(room)]


def _all_pairs(seen: Sequence[Seen]) -> Pairs:
    """Matches between all views that show the same scene, both ways round."""
    pairs = {}
    for a in range(len(seen)):
        for b in range(a + 1, len(seen)):
            pair = pair_up(seen[a], seen[b])
            if pair is not None:
                pairs[a, b], pairs[b, a] = pair, pair.turned()
    return pairs


def _tracks(seen: Sequence[Seen], chosen: Sequence[Grown], keep: set[int]) -> Tracks:
    """Paint the chosen tracks at full size and say what is known of them."""
    labels = {s.index: np.zeros(s.size_px[::-1], np.int32) for s in seen if s.index in keep}
    tracks: dict[int, Track] = {}
    occurrences: list[Occurrence] = []
    for grown in chosen:
        shown = [v for v in sorted(grown.placed) if seen[v].index in keep]
        number = len(tracks) + 1
        painted = [v for v in shown if _paint(labels[seen[v].index], seen[v], grown.placed[v], number)]
        if not painted:
            continue
        anchors = _anchors(seen, grown)
        for v in painted:
            occurrences.append(Occurrence(number, seen[v].index, grown.placed[v].confidence, anchors[v]))
        tracks[number] = Track(
            id=number,
            confidence=float(np.mean([p.confidence for p in grown.placed.values()])),
            thingness=thingness(seen, grown),
            frames=len(grown.placed),
        )
    occurrences.sort(key=lambda o: (o.view, o.track))
    return Tracks(labels, tracks, tuple(occurrences))


def _paint(labels: LabelMap, seen: Seen, placed: Placed, number: int) -> bool:
    """Put a region on a full-size label map, in place, where nothing is yet; whether any of it is seen."""
    mask = _full_size(seen, placed) & (labels == 0)
    labels[mask] = number
    return bool(mask.any())


def _full_size(seen: Seen, placed: Placed) -> NDArray[np.bool_]:
    """(H, W) the region at full size, its steps smoothed."""
    small = placed.members[seen.graph.leaves].astype(np.uint8) * 255
    return np.asarray(cv2.resize(small, seen.size_px, interpolation=cv2.INTER_LINEAR)) > 127


def _anchors(seen: Sequence[Seen], grown: Grown) -> dict[int, tuple[float, float]]:
    """A point in px of each full-size view that stays on the same spot, where that lies well inside."""
    depth = {v: _depth_px(seen[v], p) for v, p in grown.placed.items()}
    spot = _deepest(depth[grown.origin])
    anchors = {}
    for v, placed in grown.placed.items():
        x, y = placed.map[:, :2] @ spot + placed.map[:, 2]
        height, width = depth[v].shape
        col, row = int(np.clip(np.rint(x), 0, width - 1)), int(np.clip(np.rint(y), 0, height - 1))
        if depth[v][row, col] < depth[v].max() / 2:
            col, row = (int(c) for c in _deepest(depth[v]))
        scale_x, scale_y = seen[v].size_px[0] / width, seen[v].size_px[1] / height
        anchors[v] = ((col + 0.5) * scale_x - 0.5, (row + 0.5) * scale_y - 0.5)
    return anchors


def _depth_px(seen: Seen, placed: Placed) -> NDArray[np.float32]:
    """(h, w) how deep inside the region each pixel lies; the picture's border counts as outside."""
    mask = placed.members[seen.graph.leaves].astype(np.uint8)
    framed = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.distanceTransform(framed, cv2.DIST_L2, 3), np.float32)[1:-1, 1:-1]


def _deepest(depth_px: NDArray[np.float32]) -> NDArray[np.float64]:
    """The deepest point (x, y)."""
    row, col = np.unravel_index(int(depth_px.argmax()), depth_px.shape)
    return np.array([col, row], np.float64)
