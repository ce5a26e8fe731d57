"""At a keyframe tracks are held against the regions of the picture: they snap, learn, return and are born."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import Histogram, colour_histogram, likeness, own_colour_table
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.returns import returning_track, show_again
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, cut_out, laid_down
from covis.tracks.flow.state import Labels, Scene, TrackState, look_alike
from covis.tracks.things.measures import product
from covis.tracks.things.merge_tree import MergeTree, build_tree
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.segments import SegmentGraph, segment_graph
from covis.tracks.things.thingness import Logistic, Thingness, score_members, score_nodes

FOLLOWED = Thingness(thickness=Logistic(0.017, 0.004))
"""What is followed may be slimmer than what is worth a try: cars far away are, seams were never born."""


@dataclass(frozen=True)
class Regions:
    """The regions of one keyframe.

    Attributes:
        graph: Its leaves.
        members: (N, n) bool, the leaves of each region of the merge tree.
        area_px: (N,).
        thingness: (N,) 0..1.
    """

    graph: SegmentGraph
    members: NDArray[np.bool_]
    area_px: NDArray[np.float64]
    thingness: NDArray[np.float64]


def find_regions(frame: Frame, cue: MotionCue | None) -> Regions:
    """Cut a frame into leaves, merge them, and score every region on the way."""
    graph = segment_graph(frame.rgb, cue)
    tree: MergeTree = build_tree(graph)
    area = product(tree.members, graph.area_px[:, None])[:, 0].astype(np.float64)
    thingness = score_nodes(graph, tree).thingness
    scored = thingness > 0
    return Regions(graph, tree.members[scored], area[scored], thingness[scored])


def keyframe(scene: Scene, frame: Frame, cue: MotionCue | None, s: FlowSettings) -> None:
    """Hold all tracks of a scene against the regions of its frame, in place."""
    regions = find_regions(frame, cue)
    _make_whole(scene, regions, s)
    tracks = scene.in_sight()
    owner = _owners(scene.labels, regions, tracks, s)
    _release_movers(owner, regions, tracks, frame, s)
    _snap(owner, regions, scene, tracks, frame, s)
    scene.labels = _labels_of(owner, regions, tracks, scene.labels)
    fine = [k for k, track in enumerate(tracks) if _review(scene, track, frame, s)]
    _judge([tracks[k] for k in fine], [owner == k + 1 for k in fine], regions, frame, s)
    show_again(scene, frame, s)
    _take_in(scene, regions, frame, s)
    _learn_colours(scene, frame, s)
    for track in scene.hidden():
        assert track.hidden_at is not None
        if frame.index - track.hidden_at > s.wait_frames:
            scene.end(track)


def _owners(labels: Labels, regions: Regions, tracks: list[TrackState], s: FlowSettings) -> NDArray[np.int64]:
    """For each leaf: 0 nobody's, k + 1 the k-th track's, -1 left to the pixels."""
    n, k = len(regions.graph), len(tracks)
    if not tracks:
        return np.zeros(n, np.int64)
    place = np.zeros(max(int(labels.max()), max(t.id for t in tracks)) + 1, np.int64)
    place[[t.id for t in tracks]] = np.arange(1, k + 1)
    joint = regions.graph.leaves.astype(np.int64) * (k + 1) + place[labels]
    count = np.bincount(joint.ravel(), minlength=n * (k + 1)).reshape(n, k + 1)
    share = count[:, 1:] / regions.graph.area_px[:, None]
    best = share.argmax(1)
    owner = np.where(share[np.arange(n), best] > s.covered, best + 1, 0)
    if k > 1:
        second = np.partition(share, -2, axis=1)[:, -2]
        owner[(second > s.contested) & (share.sum(1) > 0.4)] = -1
    return owner


def _make_whole(scene: Scene, regions: Regions, s: FlowSettings) -> None:
    """Join a track with a smaller one beside it when together they are a region that is more of a thing."""
    tracks = scene.in_sight()
    owner = _owners(scene.labels, regions, tracks, s)
    area, members = regions.graph.area_px, regions.members
    own = np.stack([np.where(owner == k + 1, area, 0.0) for k in range(len(tracks))]) if tracks else None
    if own is None:
        return
    total = own.sum(1)
    inside = product(members, own.T)  # (regions, tracks) px of each track in each region
    for k in sorted(range(len(tracks)), key=lambda k: tracks[k].born):
        track = tracks[k]
        if track.id not in scene.tracks or not total[k]:
            continue
        for j in range(len(tracks)):
            part = tracks[j]
            small = max(part.silhouette.area_px, part.area_px) < s.part_share * track.silhouette.area_px
            if j == k or part.id not in scene.tracks or not small or not total[j]:
                continue
            better = regions.thingness > max(track.mean_thingness, part.mean_thingness) + s.whole_gain
            both = inside[:, k] + inside[:, j]
            iou = both / (regions.area_px + total[k] + total[j] - both)
            held = (inside[:, k] > 0.85 * total[k]) & (inside[:, j] > 0.85 * total[j])
            if (better & held & (iou > s.whole_iou)).any():
                scene.labels[scene.labels == part.id] = track.id
                scene.end(part)
                break


def _release_movers(
    owner: NDArray[np.int64], regions: Regions, tracks: list[TrackState], frame: Frame, s: FlowSettings
) -> None:
    """Take moving leaves that look unlike it away from a track that rests: something passes in front."""
    graph = regions.graph
    moving = graph.motion[:, 0] > s.moving_leaf * graph.area_px
    for k, track in enumerate(tracks):
        mine = owner == k + 1
        if track.stirred > s.resting or track.keyframes < 2 or not (mine & moving).any():
            continue
        own = track.own_colour[frame.colours].ravel()
        looks = np.bincount(graph.leaves.ravel(), own, minlength=len(graph)) / graph.area_px
        foreign = mine & moving & (looks < 0.5)
        # When nearly all of it moves it has been picked up, and keeps its leaves.
        if graph.area_px[mine & ~foreign].sum() > 0.3 * graph.area_px[mine].sum():
            owner[foreign] = 0


def _snap(
    owner: NDArray[np.int64],
    regions: Regions,
    scene: Scene,
    tracks: list[TrackState],
    frame: Frame,
    s: FlowSettings,
) -> None:
    """Give each track the region that agrees best with its leaves, if one does and no other owns it."""
    members, area = regions.members, regions.graph.area_px
    for k in sorted(range(len(tracks)), key=lambda k: -tracks[k].mean_thingness):
        track, mine = tracks[k], owner == k + 1
        track.snapped = False
        own_px = float(area[mine].sum())
        if not own_px:
            continue
        common = (members[:, mine] * area[mine]).sum(1)
        iou = common / (regions.area_px + own_px - common)
        others = (owner != 0) | _where_twins_stand(scene, track, regions.graph, s)
        blocked = members[:, others & ~mine].any(1)
        ratio = regions.area_px / max(1.0, track.area_px)
        better = regions.thingness > track.mean_thingness + 0.05
        grown = (ratio < 1.35) | (better & (ratio < 1.9)) | (track.keyframes < 3)
        fits = ~blocked & (iou > s.snap_iou) & (ratio > 0.5) & grown
        value = np.where(fits, iou + 0.35 * regions.thingness, 0.0)
        best = int(value.argmax()) if len(value) else 0
        if not len(value) or value[best] == 0:
            continue
        if _grows_like_itself(track, members[best] & ~mine, regions, frame, s):
            owner[mine] = 0
            owner[members[best]] = k + 1
            track.snapped = True


def _grows_like_itself(
    track: TrackState, added: NDArray[np.bool_], regions: Regions, frame: Frame, s: FlowSettings
) -> bool:
    """Whether what a region would add to a track looks like the track, if it would add much."""
    area = regions.graph.area_px
    if track.keyframes < 2 or area[added].sum() < s.much_growth * track.area_px:
        return True
    looks = colour_histogram(frame.colours[added[regions.graph.leaves]])
    return likeness(looks, track.looks) > s.growth_likeness


def _where_twins_stand(
    scene: Scene, track: TrackState, graph: SegmentGraph, s: FlowSettings
) -> NDArray[np.bool_]:
    """(n,) leaves where things that look like this track are, or are hidden."""
    shape = (scene.labels.shape[0], scene.labels.shape[1])
    zone = np.zeros(shape, np.bool_)
    for twin in scene.tracks.values():
        if twin is not track and look_alike(track, twin, s.alike):
            zone |= laid_down(twin.silhouette, twin.corner_px, shape)
    covered = np.bincount(graph.leaves.ravel(), zone.ravel(), minlength=len(graph))
    return np.asarray(covered > 0.5 * graph.area_px)


def _labels_of(
    owner: NDArray[np.int64], regions: Regions, tracks: list[TrackState], carried: Labels
) -> Labels:
    """Labels from the owners of leaves; contested leaves keep what the flow carried there."""
    ids = np.array([0, *(t.id for t in tracks)], np.int32)
    by_pixel = owner[regions.graph.leaves]
    return np.where(by_pixel >= 0, ids[np.maximum(by_pixel, 0)], carried).astype(np.int32)


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
            scores[k] = score
            moving, own = graph.motion[leaves[k], 0].sum(), graph.area_px[leaves[k]].sum()
            tracks[k].stirred = float(moving / own)
            tracks[k].stirred_keyframes += int(tracks[k].stirred > s.body_stirred)
    for track, score in zip(tracks, scores, strict=True):
        _count(track, score, track.snapped, frame.index)


def _has_become_another(track: TrackState, looks: Histogram, s: FlowSettings) -> bool:
    """Whether what is under a track's label has looked unlike it for some keyframes, or utterly."""
    same, first = likeness(looks, track.looks), likeness(looks, track.first_looks)
    if min(same, first) < s.strange:
        track.strange_keyframes += 1
    elif same > s.familiar:
        track.strange_keyframes = 0
        track.first_looks = 0.98 * track.first_looks + 0.02 * looks  # daylight fades slowly
    return same < s.drift or track.strange_keyframes >= s.strange_keyframes


def _count(track: TrackState, thingness: float, found: bool, frame: int) -> None:
    track.thingness += thingness
    track.keyframes += 1
    track.found_again += int(found)
    track.last_seen = frame


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


def _take_in(scene: Scene, regions: Regions, frame: Frame, s: FlowSettings) -> None:
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
        _count(track, score, True, frame.index)
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
