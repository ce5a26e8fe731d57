"""Unclaimed regions of a keyframe: the return of something hidden, or something new."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import Histogram, colour_histogram
from covis.tracks.flow.found import Regions
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.returns import returning_track
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, cut_out
from covis.tracks.flow.state import Scene, TrackState


def take_in(scene: Scene, regions: Regions, frame: Frame, s: FlowSettings) -> None:
    """Unclaimed regions become the return of a hidden track, or a new one, the most thing-like first."""
    graph = regions.graph
    claimed = np.bincount(graph.leaves.ravel(), (scene.labels > 0).ravel(), minlength=len(graph))
    busy = claimed / graph.area_px > 0.3
    room = s.most_tracks - len(scene.in_sight())
    for row in np.argsort(-regions.thingness, kind="stable").tolist():
        score = float(regions.thingness[row])
        if score < s.rebirth:
            break
        leaves = regions.members[row]
        if graph.area_px[leaves & busy].sum() > 0.1 * regions.area_px[row]:
            continue
        mask = (leaves & ~busy)[graph.leaves] & (scene.labels == 0)
        if mask.sum() < s.least_share * mask.size:
            continue
        looks = colour_histogram(frame.colours[mask])
        track = returning_track(scene, mask, looks, frame, s)
        if track is None:
            if score < s.birth or not (room > 0 or _make_room(scene, score, s)):
                continue
            track = _birth(scene, mask, looks, frame)
            room -= 1
        scene.labels[mask] = track.id
        track.snapped = True
        track.count(score, True, frame.index)
        busy |= leaves


def _make_room(scene: Scene, score: float, s: FlowSettings) -> bool:
    """End the track in sight that is least of a thing if a newcomer with this score is clearly more."""
    least = min(scene.in_sight(), key=lambda t: (t.mean_thingness, -t.id))
    if least.mean_thingness + s.displace > score:
        return False
    scene.end(least)
    return True


def _birth(scene: Scene, mask: Mask, looks: Histogram, frame: Frame) -> TrackState:
    """A new track on a mask."""
    silhouette, corner = cut_out(mask, frame.rgb)
    track = TrackState(
        id=scene.next_id,
        silhouette=silhouette,
        corner_px=corner,
        looks=looks,
        first_looks=looks,
        area_px=float(silhouette.area_px),
        born=frame.index,
        last_seen=frame.index,
        anchor_px=inmost(mask),
    )
    scene.tracks[track.id] = track
    scene.next_id += 1
    return track


def inmost(mask: Mask) -> NDArray[np.float64]:
    """The point (x, y) of a mask farthest from its outline."""
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return np.array([x, y], float)
