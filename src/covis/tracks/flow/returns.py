"""Hidden tracks come back, or are given up when nobody can know which of two look-alikes it is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from covis.tracks.flow.colour import Histogram, likeness
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, Point, Seat, best_place, laid_down, seat
from covis.tracks.flow.state import Scene, TrackState, look_alike

RETURN_COST = 0.95  # of a track's sureness, for each time it was out of sight
REACH_SPEED_PX = 2.5  # a frame, beyond its own pace, that a hidden thing may have gone
LIKELY_SPEED_PX = 2.0  # a frame, added to its own pace, that it probably has gone at most
REACH_FRAMES = 15  # after which it is not looked for farther away


@dataclass(frozen=True)
class Sighting:
    """A place where a hidden track seems to show."""

    track: TrackState
    corner_px: Point
    seat: Seat
    own: Mask
    share: float


def _reach_px(track: TrackState, frame: int) -> float:
    """How far from where it was hidden a track may show again."""
    assert track.hidden_at is not None
    could_go = (REACH_SPEED_PX + track.pace_px) * min(frame - track.hidden_at, REACH_FRAMES)
    return 1.1 * track.silhouette.side_px + could_go


def _distance_px(track: TrackState, point_px: Point) -> float:
    """From a point to where the track would be, or to where it was hidden, whichever is nearer."""
    centre = track.corner_px + track.silhouette.middle_px
    there = track.hidden_corner_px + track.silhouette.middle_px
    return float(min(np.linalg.norm(point_px - centre), np.linalg.norm(point_px - there)))


def _rivals(
    scene: Scene, track: TrackState, point_px: Point, frame: int, s: FlowSettings
) -> list[TrackState]:
    """Other hidden tracks that look like this one and could as well be what shows at a point.

    A thing hidden a moment ago cannot be far from where it was; one hidden long ago can.
    """
    far = _distance_px(track, point_px)
    found = []
    for other in scene.hidden():
        if other is track or not look_alike(track, other, s.alike):
            continue
        assert other.hidden_at is not None
        could_go = (LIKELY_SPEED_PX + other.pace_px) * (frame - other.hidden_at)
        theirs = _distance_px(other, point_px)
        nearness = 3 * far + 0.5 * track.silhouette.side_px + could_go
        if theirs < min(nearness, 0.6 * other.silhouette.side_px + could_go):
            found.append(other)
    return found


def show_again(scene: Scene, frame: Frame, s: FlowSettings) -> None:
    """Look for hidden tracks by silhouette and colour among the pixels that nobody has."""
    free = scene.labels == 0
    sightings = [_sight(t, free & ~_seen_twins(scene, t, s), frame, s) for t in scene.hidden() if t.tells]
    for sighting in sorted((x for x in sightings if x), key=lambda x: -x.share):
        track = sighting.track
        if track.id not in scene.tracks:
            continue
        point = sighting.corner_px + track.silhouette.middle_px
        rivals = _rivals(scene, track, point, frame.index, s)
        if rivals:
            for each in (track, *rivals):
                scene.end(each)
            continue
        here = scene.labels[sighting.seat.frame]
        own = sighting.own & (here == 0)
        if own.sum() < 0.25 * track.silhouette.area_px:
            continue
        here[own] = track.id
        _bring_back(track, sighting.corner_px, frame.index)


def _seen_twins(scene: Scene, track: TrackState, s: FlowSettings, margin_px: int = 2) -> Mask:
    """(H, W) where things stand that look like this one: what shows there is theirs."""
    shape = (scene.labels.shape[0], scene.labels.shape[1])
    zone = np.zeros(shape, np.bool_)
    for twin in scene.in_sight():
        if look_alike(track, twin, s.alike):
            zone |= laid_down(twin.silhouette, twin.corner_px, shape, margin_px)
    return zone


def _sight(track: TrackState, free: Mask, frame: Frame, s: FlowSettings) -> Sighting | None:
    """The best place for a hidden track, if enough of it shows there."""
    assert track.hidden_at is not None
    gone = frame.index - track.hidden_at
    if not 0 < gone <= 45:
        return None
    reach = int(min(60, 0.8 * track.silhouette.side_px + 2 * min(gone, REACH_FRAMES)))
    place = best_place(
        track.silhouette, track.own_colour, frame.colours, ~free, track.corner_px, reach, s.far_cost
    )
    where = None if place is None else seat(track.silhouette, place[0], frame.shape)
    if place is None or where is None:
        return None
    mask = track.silhouette.mask[where.part] & free[where.frame]
    own = mask & (track.own_colour[frame.colours[where.frame]] > 0.5)
    share = float(own.sum()) / track.silhouette.area_px
    if share < 0.3 or own.sum() < 0.5 * mask.sum():
        return None
    return Sighting(track, place[0], where, own, share)


def returning_track(
    scene: Scene, mask: Mask, looks: Histogram, frame: Frame, s: FlowSettings
) -> TrackState | None:
    """The hidden track that an unclaimed region is, brought back; None when it is none, or nobody can know.

    Args:
        scene: Changed where a track returns or look-alikes are given up.
        mask: (H, W) the region.
        looks: Its colours.
        frame: The present frame.
        s: Settings.
    """
    y, x = np.nonzero(mask)
    point = np.array([x.mean(), y.mean()])
    found: list[tuple[float, int, TrackState]] = []
    for track in scene.hidden():
        assert track.hidden_at is not None
        least = 0.12 if frame.index - track.hidden_at < 20 else 0.3  # at first only a part shows
        ratio = len(x) / track.area_px
        same = likeness(looks, track.looks)
        needed = s.return_likeness if frame.index - track.hidden_at < 20 else s.late_likeness
        far, reach = _distance_px(track, point), _reach_px(track, frame.index)
        if same <= needed or not least < ratio < 2.2 or far >= reach:
            continue
        if track.tells or _pattern_likeness(track, mask, frame) > s.return_pattern:
            found.append((far / reach - same, track.id, track))
    if not found:
        return None
    found.sort(key=lambda f: f[:2])
    track = found[0][2]
    strayed = _distance_px(track, point) > 1.2 * track.silhouette.side_px
    if strayed and (_seen_twins(scene, track, s, 5) & mask).any():
        return None  # a part of the twin that stands there, which is nearer at hand
    rivals = _rivals(scene, track, point, frame.index, s)
    if rivals:
        for each in (track, *rivals):
            scene.end(each)
        return None
    _bring_back(track, point - track.silhouette.middle_px, frame.index)
    taken = (scene.labels > 0) & ~mask
    reach = int(0.6 * track.silhouette.side_px)
    place = best_place(
        track.silhouette, track.own_colour, frame.colours, taken, track.corner_px, reach, s.far_cost
    )
    if place is not None:
        track.corner_px = place[0]
    return track


def _pattern_likeness(track: TrackState, mask: Mask, frame: Frame) -> float:
    """The best correlation, -1..1, of the track's pixels with the frame around a mask, over small shifts."""
    patch = track.silhouette.rgb
    weight = np.repeat(track.silhouette.mask[..., None].astype(np.uint8), 3, 2)
    y, x = np.nonzero(mask)
    corner = np.round(np.array([x.mean(), y.mean()]) - track.silhouette.middle_px).astype(int)
    h, w = track.silhouette.mask.shape
    slack = max(4, int(0.25 * track.silhouette.side_px))
    top, left = max(0, corner[1] - slack), max(0, corner[0] - slack)
    window = frame.rgb[top : corner[1] + h + slack, left : corner[0] + w + slack]
    if window.shape[0] < h or window.shape[1] < w:
        return -1.0
    score = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED, mask=weight)
    return float(np.nanmax(np.where(np.isfinite(score), score, -1.0)))


def _bring_back(track: TrackState, corner_px: Point, frame: int) -> None:
    track.hidden_at = None
    track.anchor_px = track.anchor_px + (corner_px - track.corner_px)
    track.corner_px = corner_px
    track.speed_px = np.zeros(2)
    track.fit = 0.7
    track.last_seen = frame
    track.sureness *= RETURN_COST
