"""From the tracker's state to its result: full-size label maps, confidences, anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from covis.tracks.flow.colour import colour_histogram, likeness
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.state import Scene, TrackRecord, TrackState
from covis.tracks.tracks import LabelMap, Occurrence, Track, Tracks
from covis.views.view import Size


@dataclass(frozen=True)
class Kept:
    """What is kept of one view.

    Attributes:
        view: Its index.
        labels: (H, W) int32 at full size.
        seen: For each track in it, its confidence there and its anchor in px of the full size.
    """

    view: int
    labels: LabelMap
    seen: Mapping[int, tuple[float, tuple[float, float]]]


def keep_view(scene: Scene, frame: Frame, size_px: Size) -> Kept:
    """The present frame's labels at full size, with how sure each is."""
    labels = enlarged(scene.labels, size_px)
    scale = np.array(size_px) / np.array(frame.shape[::-1])
    seen = {}
    for track in scene.in_sight():
        mask = scene.labels == track.id
        if mask.any() and (labels == track.id).any():
            anchor = (track.anchor_px + 0.5) * scale - 0.5
            seen[track.id] = (_confidence(track, frame, mask), (float(anchor[0]), float(anchor[1])))
    labels[~np.isin(labels, list(seen))] = 0
    return Kept(frame.index, labels, seen)


def _confidence(track: TrackState, frame: Frame, mask: np.ndarray) -> float:  # type: ignore[type-arg]
    """0..1: how much a track looks like itself here, how much of it is seen, and how it got here."""
    same = likeness(colour_histogram(frame.colours[mask]), track.looks)
    whole = min(1.0, float(mask.sum()) / (0.6 * track.silhouette.area_px))
    return float(np.clip(np.sqrt(same * whole) * track.sureness * (0.5 + 0.5 * track.fit), 0, 1))


def enlarged(labels: LabelMap, size_px: Size) -> LabelMap:
    """A label map at a larger (width, height), with smooth outlines instead of steps."""
    if labels.shape[::-1] == size_px:
        return labels.copy()
    out = np.zeros((size_px[1], size_px[0]), np.int32)
    best = np.full(out.shape, 0.5, np.float32)
    fy, fx = size_px[1] / labels.shape[0], size_px[0] / labels.shape[1]
    for k in np.unique(labels[labels > 0]).tolist():
        rows, columns = np.flatnonzero((labels == k).any(1)), np.flatnonzero((labels == k).any(0))
        top, bottom = max(0, rows[0] - 3), min(labels.shape[0], rows[-1] + 4)
        left, right = max(0, columns[0] - 3), min(labels.shape[1], columns[-1] + 4)
        soft = cv2.GaussianBlur((labels[top:bottom, left:right] == k).astype(np.float32), (0, 0), 1.0)
        y0, y1, x0, x1 = (round(v) for v in (top * fy, bottom * fy, left * fx, right * fx))
        part = cv2.resize(soft, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        window = (slice(y0, y1), slice(x0, x1))
        ahead = part > best[window]
        out[window][ahead] = k
        best[window][ahead] = part[ahead]
    return out


def make_tracks(kept: Sequence[Kept], states: Mapping[int, TrackRecord], s: FlowSettings) -> Tracks:
    """Put the result together."""
    occurrences = [
        Occurrence(track, view.view, confidence, anchor)
        for view in kept
        for track, (confidence, anchor) in sorted(view.seen.items())
    ]
    shown = sorted({o.track for o in occurrences})
    tracks = {k: _track(states[k], s) for k in shown}
    return Tracks({view.view: view.labels for view in kept}, tracks, tuple(occurrences))


def _track(record: TrackRecord, s: FlowSettings) -> Track:
    steady = 0.5 + 0.5 * record.found_again
    return Track(
        id=record.id,
        confidence=float(np.clip(record.sureness * steady, 0, 1)),
        thingness=float(np.clip(record.thingness * (0.4 + 0.6 * record.found_again), 0, 1)),
        frames=record.keyframes * s.keyframe_every,
    )
