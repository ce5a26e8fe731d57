"""What is found late was mostly there before: new tracks are followed back to the views already kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.births import inmost
from covis.tracks.flow.colour import Histogram, Index, colour_histogram, likeness
from covis.tracks.flow.frames import Frame, Step
from covis.tracks.flow.result import Kept, enlarged, likely
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask
from covis.tracks.flow.state import Scene, TrackRecord, TrackState

Places = NDArray[np.float32]
"""(H, W, 2): where each pixel was in another frame, x and y in px; NaN where it was not seen there."""

VIEWS_BACK = 6  # links kept: errors of the flow add up, and what was not found for so long hardly shows
LEAST_SEEN = 0.35  # share of a new track's pixels that lead back to a view: less is a sliver or an error
LEAST_FREE = 0.7  # of the pixels where they lead: others were there already
LEAST_KEYFRAMES = 3  # at which a track is seen before it counts where it was not found: many do not last


@dataclass(frozen=True)
class Link:
    """A kept view, and how it hangs together with the one kept before.

    Attributes:
        at: Its position among all kept views.
        labels: (H, W) int32, its labels at working size.
        colours: (H, W) its colour bins.
        tracks: Those in sight there, as they looked and how large they were: (looks, area in px).
        before: Where its pixels were in the view kept before; None at the first view of a shot.
    """

    at: int
    labels: NDArray[np.int32]
    colours: Index
    tracks: tuple[tuple[Histogram, float], ...]
    before: Places | None

    def has_twin(self, track: TrackState, s: FlowSettings) -> bool:
        """Whether something was in sight there for which a track could be mistaken."""
        return any(
            0.4 < track.area_px / max(area, 1.0) < 2.5 and likeness(track.looks, looks) > s.alike
            for looks, area in self.tracks
        )


@dataclass(frozen=True)
class Glimpse:
    """A track in a view that was kept before the track was found.

    Attributes:
        track: Its id.
        at: The view's position among all kept views.
        top_left_px: Row and column of the corner of its box, at working size.
        mask: (h, w) bool, cut out along its box.
        shape: (H, W) of the whole view at working size.
        confidence: 0..1.
    """

    track: int
    at: int
    top_left_px: tuple[int, int]
    mask: Mask
    shape: tuple[int, int]
    confidence: float

    @property
    def whole(self) -> Mask:
        """(H, W) bool."""
        (top, left), (height, width) = self.top_left_px, self.mask.shape
        out = np.zeros(self.shape, np.bool_)
        out[top : top + height, left : left + width] = self.mask
        return out


@dataclass
class Trail:
    """The way back from the present frame to the views kept so far.

    Attributes:
        links: The last kept views of this shot, oldest first.
        now: Where the present frame's pixels were in the last kept view; None before there is one.
        glimpses: What was found on it.
    """

    links: list[Link] = field(default_factory=list)
    now: Places | None = None
    glimpses: list[Glimpse] = field(default_factory=list)

    def cut(self) -> None:
        """Another shot begins: nothing leads back."""
        self.links, self.now = [], None

    def advance(self, step: Step) -> None:
        """Go on by one frame."""
        if self.now is not None:
            self.now = _through(self.now, step.source[..., 0], step.source[..., 1])
            self.now[step.broken] = np.nan

    def keep(self, at: int, scene: Scene, frame: Frame) -> None:
        """The present frame is kept as the view at a position."""
        tracks = tuple((t.looks, t.area_px) for t in scene.tracks.values())
        self.links.append(Link(at, scene.labels.copy(), frame.colours, tracks, self.now))
        del self.links[:-VIEWS_BACK]
        height, width = frame.shape
        y, x = np.mgrid[:height, :width].astype(np.float32)
        self.now = np.dstack([x, y])

    def look_back(self, scene: Scene, frame: Frame, s: FlowSettings) -> None:
        """Follow the tracks born in this frame back through the kept views, as far as they can be seen."""
        for track in scene.in_sight():
            if track.born == frame.index:
                self.glimpses += self._glimpses(track, scene.labels == track.id, s)

    def _glimpses(self, track: TrackState, mask: Mask, s: FlowSettings) -> Iterator[Glimpse]:
        places = None if self.now is None else self.now[mask]
        for link in reversed(self.links):
            assert places is not None  # the newest link is where `now` leads
            there = _landed(places, link.labels.shape)
            area = int(there.sum())
            if link.has_twin(track, s) or area < max(LEAST_SEEN * mask.sum(), s.least_share * mask.size):
                return
            free = there & (link.labels == 0)
            looks = colour_histogram(link.colours[free]) if free.any() else None
            same = 0.0 if looks is None else likeness(looks, track.first_looks)
            if free.sum() < LEAST_FREE * area or same < s.doubtful:
                return
            yield _glimpse(track.id, link.at, free, likely(same, s))
            if link.before is None:
                return
            places = _through(link.before, places[:, None, 0], places[:, None, 1])[:, 0]


def _glimpse(track: int, at: int, mask: Mask, confidence: float) -> Glimpse:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = int(rows[0]), int(columns[0])
    cut = mask[top : rows[-1] + 1, left : columns[-1] + 1].copy()
    return Glimpse(track, at, (top, left), cut, (mask.shape[0], mask.shape[1]), confidence)


def _through(places: Places, x: NDArray[np.float32], y: NDArray[np.float32]) -> Places:
    """Where points (n, m), given where all pixels of their frame were; NaN for those that nobody knows."""
    return np.asarray(
        cv2.remap(
            places,
            np.ascontiguousarray(np.nan_to_num(x, nan=-9)),
            np.ascontiguousarray(np.nan_to_num(y, nan=-9)),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(np.nan, np.nan, np.nan, np.nan),
        ),
        np.float32,
    )


def _landed(places: Places, shape: tuple[int, ...]) -> Mask:
    """The (H, W) mask of the points (n, 2) that are known, without the gaps that zooming in leaves."""
    known = places[np.isfinite(places).all(1)]
    x, y = np.round(known).astype(int).T
    inside = (x >= 0) & (x < shape[1]) & (y >= 0) & (y < shape[0])
    hit = np.zeros(shape, np.uint8)
    hit[y[inside], x[inside]] = 1
    return np.asarray(cv2.morphologyEx(hit, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.bool_)


def with_glimpses(
    kept: Sequence[Kept], glimpses: Sequence[Glimpse], records: dict[int, TrackRecord]
) -> list[Kept]:
    """The kept views with the tracks that were found later added where nothing else was seen.

    Args:
        kept: All kept views.
        glimpses: By time of their tracks' births, the most thing-like first.
        records: All tracks by id.
    """
    out = list(kept)
    for glimpse in glimpses:
        view = out[glimpse.at]
        if records[glimpse.track].keyframes < LEAST_KEYFRAMES:
            continue
        size_px = (view.labels.shape[1], view.labels.shape[0])
        mask = (enlarged(glimpse.whole.astype(np.int32), size_px) > 0) & (view.labels == 0)
        if not mask.any():
            continue
        labels = view.labels.copy()
        labels[mask] = glimpse.track
        confidence = glimpse.confidence * records[glimpse.track].sureness
        x, y = inmost(mask).tolist()
        seen = {**view.seen, glimpse.track: (confidence, (x, y))}
        out[glimpse.at] = replace(view, labels=labels, seen=seen)
    return out
