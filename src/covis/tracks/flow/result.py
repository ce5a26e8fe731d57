"""From the tracker's state to its result: full-size label maps, confidences, anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from covis.tracks.flow.colour import colour_histogram, likeness
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask
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


def keep_view(scene: Scene, frame: Frame, size_px: Size, s: FlowSettings) -> Kept:
    """The present frame's labels at full size, with how sure each is."""
    labels = enlarged(scene.labels, size_px)
    scale = np.array(size_px) / np.array(frame.shape[::-1])
    seen = {}
    for track in scene.in_sight():
        mask = scene.labels == track.id
        if mask.any() and (labels == track.id).any():
            anchor = (track.anchor_px + 0.5) * scale - 0.5
            seen[track.id] = (_confidence(track, frame, mask, s), (float(anchor[0]), float(anchor[1])))
    labels[~np.isin(labels, list(seen))] = 0
    return Kept(frame.index, labels, seen)


def _confidence(track: TrackState, frame: Frame, mask: Mask, s: FlowSettings) -> float:
    """0..1: how much a track looks like itself here, how much of it is seen, and how it got here."""
    looks = colour_histogram(frame.colours[mask])
    same = min(likeness(looks, track.looks), likeness(looks, track.first_looks))
    familiar = likely(same, s)
    whole = min(1.0, float(mask.sum()) / (0.6 * track.silhouette.area_px))
    return float(np.clip(familiar * np.sqrt(whole) * track.sureness * (0.5 + 0.5 * track.fit), 0, 1))


def likely(same: float, s: FlowSettings) -> float:
    """0..1, how sure a likeness of colours makes that it is the same thing: 1/2 where it is doubtful."""
    return float(1 / (1 + np.exp(-(same - s.doubtful) / 0.02)))


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


def make_tracks(
    kept: Sequence[Kept], records: Mapping[int, TrackRecord], bodies: Mapping[int, int], s: FlowSettings
) -> Tracks:
    """Put the result together; parts of one body get that body's id.

    Args:
        kept: The kept views.
        records: All tracks by id.
        bodies: For tracks that are parts of a body, the body's id.
        s: Settings.
    """
    occurrences: list[Occurrence] = []
    labels: dict[int, LabelMap] = {}
    parts: dict[int, set[int]] = {}
    for view in kept:
        labels[view.view] = view.labels.copy()
        seen: dict[int, list[int]] = {}
        for k in sorted(view.seen):
            seen.setdefault(bodies.get(k, k), []).append(k)
        for body, members in seen.items():
            labels[view.view][np.isin(view.labels, members)] = body
            largest = max(members, key=lambda k: int((view.labels == k).sum()))
            occurrences.append(Occurrence(body, view.view, *view.seen[largest]))
            parts.setdefault(body, set()).update(members)
    tracks = {body: _track(body, [records[k] for k in sorted(ids)], s) for body, ids in parts.items()}
    return Tracks(labels, tracks, tuple(occurrences))


def _track(body: int, parts: Sequence[TrackRecord], s: FlowSettings) -> Track:
    """One track from the parts that were shown; the longest seen part speaks for it."""
    main = max(parts, key=lambda p: (p.keyframes, -p.id))
    steady = 0.5 + 0.5 * main.found_again
    looks = max(p.thingness * (0.6 + 0.4 * p.found_again) for p in parts)
    moves = max(p.stirring for p in parts)  # what moves by itself is a thing, however it looks
    thingness = 1 - (1 - looks) * (1 - 0.5 * moves)
    return Track(
        id=body,
        confidence=float(np.clip(main.sureness * steady, 0, 1)),
        thingness=float(np.clip(thingness, 0, 1)),
        frames=main.keyframes * s.keyframe_every,
    )
