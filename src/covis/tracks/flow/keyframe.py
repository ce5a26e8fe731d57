"""At a keyframe tracks are held against the regions of the picture: they snap, learn, return and are born."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.births import take_in
from covis.tracks.flow.colour import Histogram, colour_histogram, likeness, own_colour_table
from covis.tracks.flow.found import Regions, find_regions
from covis.tracks.flow.framed import complete
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.owners import labels_of, make_whole, settled_owners
from covis.tracks.flow.returns import show_again
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, cut_out, laid_down
from covis.tracks.flow.state import Scene, TrackState, look_alike
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.thingness import Logistic, Thingness, score_members

FOLLOWED = Thingness(thickness=Logistic(0.017, 0.004))
"""What is followed may be slimmer than what is worth a try: cars far away are, seams were never born."""


def keyframe(scene: Scene, frame: Frame, cue: MotionCue | None, s: FlowSettings) -> None:
    """Hold all tracks of a scene against the regions of its frame, in place."""
    regions = find_regions(frame, cue)
    framed = np.flatnonzero(regions.framed)
    framed = framed[np.argsort(-regions.thingness[framed], kind="stable")]
    complete(scene, regions.graph, regions.members[framed], frame)
    make_whole(scene, regions, s)
    tracks = scene.in_sight()
    owner = settled_owners(scene, regions, tracks, frame, s)
    scene.labels = labels_of(owner, regions, tracks, scene.labels)
    fine = [k for k, track in enumerate(tracks) if _review(scene, track, frame, s)]
    _judge([tracks[k] for k in fine], [owner == k + 1 for k in fine], regions, frame, s)
    show_again(scene, frame, s)
    take_in(scene, regions, frame, s)
    _learn_colours(scene, frame, s)
    for track in scene.hidden():
        assert track.hidden_at is not None
        if frame.index - track.hidden_at > s.wait_frames:
            scene.end(track)


def _review(scene: Scene, track: TrackState, frame: Frame, s: FlowSettings) -> bool:
    """Tidy a track's mask, learn how it looks now, and say whether it is still there and the same thing."""
    mask = _tidy(scene, track)
    area = int(mask.sum())
    if area < max(s.least_share * mask.size, s.hidden_share * track.silhouette.area_px):
        scene.hide(track, frame.index)
        return False
    looks = colour_histogram(frame.colours[mask])
    if _has_become_another(track, looks, s):
        scene.end(track)
        return False
    _learn_shape(scene, track, mask, looks, frame, s)
    return True


def _judge(
    tracks: list[TrackState],
    leaves: list[NDArray[np.bool_]],
    regions: Regions,
    frame: Frame,
    s: FlowSettings,
) -> None:
    """Count this keyframe for tracks: how much their leaves look like a thing, and whether they move."""
    graph = regions.graph
    whole = [k for k in range(len(tracks)) if leaves[k].any()]
    scores = [track.mean_thingness for track in tracks]
    if whole:
        found = score_members(graph, np.stack([leaves[k] for k in whole]), FOLLOWED).thingness
        for k, score in zip(whole, found.tolist(), strict=True):
            agreeing = regions.framed & (regions.members == leaves[k]).all(1)
            scores[k] = max(score, float(regions.thingness[agreeing].max(initial=0.0)))
            moving, own = graph.motion[leaves[k], 0].sum(), graph.area_px[leaves[k]].sum()
            tracks[k].stirred = float(moving / own)
            tracks[k].stirred_keyframes += int(tracks[k].stirred > s.body_stirred)
    for track, score in zip(tracks, scores, strict=True):
        track.count(score, track.snapped, frame.index)


def _has_become_another(track: TrackState, looks: Histogram, s: FlowSettings) -> bool:
    """Whether what is under a track's label has looked unlike it for some keyframes, or utterly."""
    same, first = likeness(looks, track.looks), likeness(looks, track.first_looks)
    if min(same, first) < s.strange:
        track.strange_keyframes += 1
    elif same > s.familiar:
        track.strange_keyframes = 0
        track.first_looks = 0.98 * track.first_looks + 0.02 * looks  # daylight fades slowly
    return same < s.drift or track.strange_keyframes >= s.strange_keyframes


def _tidy(scene: Scene, track: TrackState) -> Mask:
    """Keep a track within reach of its silhouette and in few pieces; returns its mask."""
    mask: Mask = scene.labels == track.id
    if track.keyframes >= 3 and not track.snapped:
        margin = int(3 + 0.10 * track.silhouette.side_px)
        mask &= laid_down(track.silhouette, track.corner_px, (mask.shape[0], mask.shape[1]), margin)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if len(rows):
        box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        pieces, piece, stats, _ = cv2.connectedComponentsWithStats(mask[box].astype(np.uint8), connectivity=8)
        if pieces > 2:
            areas = stats[:, cv2.CC_STAT_AREA]
            large = areas >= 0.2 * areas[1:].max()
            large[0] = False
            mask[box] = large[piece]
    scene.labels[(scene.labels == track.id) & ~mask] = 0
    return mask


def _learn_shape(
    scene: Scene, track: TrackState, mask: Mask, looks: Histogram, frame: Frame, s: FlowSettings
) -> None:
    """Take the present mask as the silhouette, unless part of the thing is covered or mixed with a twin."""
    area, before = int(mask.sum()), track.silhouette.area_px
    if area < 0.9 * before:
        return
    rim = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    near = (scene.tracks[k] for k in np.unique(scene.labels[rim]).tolist() if k not in (0, track.id))
    if any(look_alike(track, t, s.alike) for t in near) and not 0.85 * before < area < 1.15 * before:
        return
    track.silhouette, track.corner_px = cut_out(mask, frame.rgb)
    track.looks = 0.85 * track.looks + 0.15 * looks
    track.area_px = 0.6 * track.area_px + 0.4 * area


def _learn_colours(scene: Scene, frame: Frame, s: FlowSettings) -> None:
    """For each track in sight: which colours are its own rather than those of everything unlike it."""
    everything = colour_histogram(frame.colours) * frame.colours.size
    seen = scene.in_sight()
    count = np.bincount(scene.labels.ravel(), minlength=scene.next_id)
    for track in seen:
        ground = everything.copy()
        for other in seen:
            if other is track or look_alike(track, other, s.alike):
                ground -= other.looks * count[other.id]
        ground = np.maximum(ground, 0)
        track.own_colour = own_colour_table(track.looks, ground / max(1.0, float(ground.sum())))
        own = track.own_colour[frame.colours[scene.labels == track.id]]
        track.tells = bool(len(own)) and float(own.mean()) > s.tells
        _renew_anchor(track, scene.labels == track.id)


def _renew_anchor(track: TrackState, mask: Mask) -> None:
    """Move the anchor to the inmost point when it has left the mask or come too near its outline."""
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    x, y = np.round(track.anchor_px).astype(int)
    inside = 0 <= x < mask.shape[1] and 0 <= y < mask.shape[0]
    if not inside or depth[y, x] < 0.5 * depth.max():
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        track.anchor_px = np.array([column, row], float)
