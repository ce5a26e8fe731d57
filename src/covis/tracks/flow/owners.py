"""Which leaves of a keyframe belong to which track: by the labels carried there, then by whole regions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import colour_histogram, likeness
from covis.tracks.flow.found import Regions
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import laid_down
from covis.tracks.flow.state import Labels, Scene, TrackState, look_alike
from covis.tracks.things.measures import product
from covis.tracks.things.segments import SegmentGraph


def make_whole(scene: Scene, regions: Regions, s: FlowSettings) -> None:
    """Join a track with a smaller one beside it when together they are a region that is more of a thing."""
    tracks = scene.in_sight()
    owner = leaf_owners(scene.labels, regions, tracks, s)
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


def settled_owners(
    scene: Scene, regions: Regions, tracks: list[TrackState], frame: Frame, s: FlowSettings
) -> NDArray[np.int64]:
    """`leaf_owners` set right by motion and by regions; tracks learn whether they snap."""
    owner = leaf_owners(scene.labels, regions, tracks, s)
    _release_movers(owner, regions, tracks, frame, s)
    _snap(owner, regions, scene, tracks, frame, s)
    return owner


def leaf_owners(
    labels: Labels, regions: Regions, tracks: list[TrackState], s: FlowSettings
) -> NDArray[np.int64]:
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


def labels_of(
    owner: NDArray[np.int64], regions: Regions, tracks: list[TrackState], carried: Labels
) -> Labels:
    """Labels from the owners of leaves; contested leaves keep what the flow carried there."""
    ids = np.array([0, *(t.id for t in tracks)], np.int32)
    by_pixel = owner[regions.graph.leaves]
    return np.where(by_pixel >= 0, ids[np.maximum(by_pixel, 0)], carried).astype(np.int32)
