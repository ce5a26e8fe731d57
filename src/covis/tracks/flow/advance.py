"""From one frame to the next: labels go with the flow, silhouettes hold the things together."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from covis.tracks.flow.frames import Frame, Step, carry
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, Point, Seat, best_place, laid_down, seat
from covis.tracks.flow.state import Labels, Scene, TrackState, look_alike


@dataclass(frozen=True)
class Placing:
    """A silhouette put down in the new frame.

    Attributes:
        corner_px: Where.
        seat: The parts that meet.
        own: Pixels of the seat's part of the frame that fit the track and no nearer one has.
        share: How much of what is not taken by others fits.
    """

    corner_px: Point
    seat: Seat
    own: Mask
    share: float


def advance(scene: Scene, old: Frame, new: Frame, step: Step, s: FlowSettings) -> None:
    """Move all tracks of a scene on by one frame, in place."""
    labels = carry(scene.labels, step)
    taken = np.zeros(new.shape, np.bool_)
    lost: list[TrackState] = []
    for track in sorted(scene.tracks.values(), key=lambda t: -t.fit):  # the surest first: it stands in front
        camera = step.camera_shift(track.corner_px + track.silhouette.middle_px)
        if not track.seen:
            track.corner_px = track.corner_px + camera + track.speed_px
            track.hidden_corner_px = track.hidden_corner_px + camera
            track.anchor_px = track.anchor_px + camera + track.speed_px
            track.speed_px = track.speed_px * 0.8
            track.doubt_px += step.camera_doubt_px(camera)
            if track.doubt_px > s.most_doubt * track.silhouette.side_px:
                scene.end(track)
            continue
        placing = _follow(track, scene.labels, new, step, camera, taken, s)
        if placing is None:
            lost.append(track)
            continue
        _settle(track, placing, labels, taken, step, camera)
        if track.tells:
            _wipe(track, placing.seat, labels, new, s)
    scene.labels = labels
    for track in lost:
        scene.hide(track, new.index)
    for track in [t for t in scene.tracks.values() if t.sureness < s.least_sureness]:
        scene.end(track)
    _part_look_alikes(scene, s)
    _hide_covered(scene, new.index, s)


def _follow(
    track: TrackState, before: Labels, new: Frame, step: Step, camera: Point, taken: Mask, s: FlowSettings
) -> Placing | None:
    """Where the track's silhouette stands in the new frame: by flow, or by its colours where flow fails."""
    start = seat(track.silhouette, track.corner_px, new.shape)
    if start is None:
        return None
    mine = before[start.frame] == track.id
    sound = mine & step.believable[start.frame]
    count, agreed = int(mine.sum()), int(sound.sum())
    trusted = agreed / max(1, count)
    if not track.tells:  # then nothing but the flow vouches for it
        track.sureness *= 1 - s.doubt_rate * max(0.0, 1 - trusted / s.enough_trust)
    moved = _median_flow(step, start, sound) if agreed > max(8, 0.3 * count) else None
    found = None if moved is None else _put(track, track.corner_px + moved, new, taken, s)
    if track.tells and (found is None or found.share < 0.7 or trusted < 0.5):
        guess = track.corner_px + (camera + track.speed_px if moved is None or trusted < 0.5 else moved)
        place = best_place(
            track.silhouette, track.own_colour, new.colours, taken, guess, s.search_px, s.far_cost
        )
        if place is not None and place[1] > 0.1:
            other = _put(track, place[0], new, taken, s)
            if other is not None and (found is None or other.share > found.share + 0.05):
                found = other
    return found


def _median_flow(step: Step, where: Seat, sound: Mask) -> Point:
    """The median motion of the pixels of a mask, of some hundred of them where there are more."""
    y, x = np.nonzero(sound)
    few = slice(None, None, max(1, len(y) // 200))
    flow = step.flow_px[where.frame][y[few], x[few]]
    middle = len(flow) // 2
    return np.asarray(np.partition(flow, middle, axis=0)[middle], np.float64)


def _put(track: TrackState, corner_px: Point, new: Frame, taken: Mask, s: FlowSettings) -> Placing | None:
    """Lay the silhouette down and see which pixels under it are its own."""
    where = seat(track.silhouette, corner_px, new.shape)
    if where is None:
        return None
    change = cv2.absdiff(new.rgb[where.frame], np.ascontiguousarray(track.silhouette.rgb[where.part]))
    most = np.maximum(np.maximum(change[..., 0], change[..., 1]), change[..., 2])
    fits = (most < s.same_colour) | (track.own_colour[new.colours[where.frame]] > s.likely)
    open_part = track.silhouette.mask[where.part] & ~taken[where.frame]
    own, visible = open_part & fits, int(open_part.sum())
    # A placing of which next to nothing is open proves little, however well that little fits.
    weight = min(1.0, visible / (0.3 * track.silhouette.area_px))
    return Placing(corner_px, where, own, float(own.sum()) / max(1, visible) * weight)


def _settle(
    track: TrackState, placing: Placing, labels: Labels, taken: Mask, step: Step, camera: Point
) -> None:
    """Take the placing: fill what the flow left open, note what is taken, move the anchor."""
    shift = placing.corner_px - track.corner_px
    track.anchor_px = track.anchor_px + _anchor_shift(track, step, shift)
    track.speed_px = 0.4 * track.speed_px + 0.6 * (shift - camera)
    track.moved_px = track.moved_px + shift - camera
    track.corner_px = placing.corner_px
    track.fit = 0.5 * track.fit + 0.5 * placing.share
    here = labels[placing.seat.frame]
    here[placing.own & (here == 0)] = track.id
    taken[placing.seat.frame] |= placing.own & (here == track.id)


def _anchor_shift(track: TrackState, step: Step, shift: Point) -> Point:
    """How the anchor moves: with its own pixel where the flow is believable, else with the whole thing."""
    x, y = np.round(track.anchor_px).astype(int)
    height, width = step.believable.shape
    if 0 <= x < width and 0 <= y < height and step.believable[y, x]:
        own = step.flow_px[y, x].astype(float)
        if np.abs(own - shift).max() < 0.1 * track.silhouette.side_px + 2:
            return np.asarray(own)
    return shift


def _wipe(track: TrackState, where: Seat, labels: Labels, new: Frame, s: FlowSettings) -> None:
    """Take the label off pixels near the silhouette that cannot be the track's by their colour."""
    rows, columns = where.frame
    near = (slice(max(0, rows.start - 8), rows.stop + 8), slice(max(0, columns.start - 8), columns.stop + 8))
    here = labels[near]
    here[(here == track.id) & (track.own_colour[new.colours[near]] < s.unlikely)] = 0


def _part_look_alikes(scene: Scene, s: FlowSettings) -> None:
    """Where like things touch, flow smears one label over the other; silhouettes put it right."""
    seen, shape = scene.in_sight(), scene.labels.shape
    for track in seen:
        twins = [t for t in scene.tracks.values() if t is not track and look_alike(track, t, s.alike)]
        if not twins:
            continue
        mine = scene.labels == track.id
        own = laid_down(track.silhouette, track.corner_px, (shape[0], shape[1]))
        for twin in twins:
            where = seat(twin.silhouette, twin.corner_px, (shape[0], shape[1])) if twin.seen else None
            if where is not None:
                theirs = mine[where.frame] & twin.silhouette.mask[where.part] & ~own[where.frame]
                scene.labels[where.frame][theirs] = twin.id
        if track.tells and track.fit > 0.6:
            margin = int(4 + 0.06 * track.silhouette.side_px)
            room = laid_down(track.silhouette, track.corner_px, (shape[0], shape[1]), margin)
            scene.labels[(scene.labels == track.id) & ~room] = 0


def _hide_covered(scene: Scene, frame: int, s: FlowSettings) -> None:
    """Hide tracks of which too little is left."""
    count = np.bincount(scene.labels.ravel(), minlength=scene.next_id)
    for track in scene.in_sight():
        if count[track.id] < s.hidden_share * track.silhouette.area_px:
            scene.hide(track, frame)
