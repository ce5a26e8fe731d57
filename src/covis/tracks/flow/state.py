"""What the flow tracker knows of each track while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import BINS, Histogram, likeness
from covis.tracks.flow.silhouette import Point, Silhouette


@dataclass
class TrackState:
    """A track in the making.

    Attributes:
        id: Its label.
        silhouette: As it was last seen in full.
        corner_px: Where the silhouette's corner stands in the present frame.
        speed_px: Its own motion from frame to frame, beyond the camera's.
        looks: Its colours, averaged over keyframes.
        first_looks: Its colours when it was born.
        area_px: Its area, averaged over keyframes.
        own_colour: For each colour bin, the probability that a pixel nearby is its own.
        tells: Whether its colours set it apart from what is around it.
        fit: 0..1, how well its silhouette fits the frames of late.
        anchor_px: A point that stays on the same spot of the thing.
        hidden_at: The frame at which it was hidden; None while it is seen.
        hidden_corner_px: Where it would stand now had it stood still since.
        pace_px: Its speed then, in px a frame.
        doubt_px: How far it may have strayed since, because the camera's motion is not known exactly.
        born, last_seen: Frames.
        strange_keyframes: At how many of the last keyframes in a row it looked unlike itself.
        keyframes: At how many keyframes it was seen.
        found_again: At how many of them a region of the picture agreed with it.
        thingness: Summed over those keyframes.
        sureness: 0..1, lowered each time it was lost and taken up again.
        moved_px: How far it has moved beyond the camera since the last keyframe.
        stirred: 0..1, evidence at the last keyframe that it moves by itself.
        stirred_keyframes: At how many keyframes it did.
        snapped: Whether a region agreed with it at the last keyframe.
        compared: How like other tracks it is, by id: both histograms and their likeness.
    """

    id: int
    silhouette: Silhouette
    corner_px: Point
    looks: Histogram
    first_looks: Histogram
    area_px: float
    born: int
    last_seen: int
    anchor_px: Point
    speed_px: Point = field(default_factory=lambda: np.zeros(2))
    own_colour: Histogram = field(default_factory=lambda: np.zeros(BINS, np.float32))
    tells: bool = False
    fit: float = 1.0
    hidden_at: int | None = None
    hidden_corner_px: Point = field(default_factory=lambda: np.zeros(2))
    pace_px: float = 0.0
    doubt_px: float = 0.0
    strange_keyframes: int = 0
    keyframes: int = 0
    found_again: int = 0
    thingness: float = 0.0
    sureness: float = 1.0
    snapped: bool = False
    moved_px: Point = field(default_factory=lambda: np.zeros(2))
    stirred: float = 0.0
    compared: dict[int, tuple[Histogram, Histogram, float]] = field(default_factory=dict)
    stirred_keyframes: int = 0

    @property
    def seen(self) -> bool:
        """Whether it is in sight."""
        return self.hidden_at is None

    @property
    def mean_thingness(self) -> float:
        """Over the keyframes that saw it."""
        return self.thingness / max(1, self.keyframes)

    def count(self, thingness: float, found: bool, frame: int) -> None:
        """Count a keyframe that saw it: how much of a thing it was, and whether a region agreed with it."""
        self.thingness += thingness
        self.keyframes += 1
        self.found_again += int(found)
        self.last_seen = frame

    def record(self) -> TrackRecord:
        """The part of it that outlives it."""
        found = self.found_again / max(1, self.keyframes)
        stirring = self.stirred_keyframes / max(1, self.keyframes)
        return TrackRecord(self.id, self.sureness, self.keyframes, stirring, found, self.mean_thingness)


@dataclass(frozen=True)
class TrackRecord:
    """What the result needs of a track: all that is kept of those given up, so that memory stays flat.

    Attributes:
        id: Its label.
        sureness: 0..1, lowered each time it was lost and taken up again.
        keyframes: At how many keyframes it was seen.
        stirring: The share of them at which it moved by itself.
        found_again: The share of them at which a region of the picture agreed with it.
        thingness: 0..1, averaged over them.
    """

    id: int
    sureness: float
    keyframes: int
    stirring: float
    found_again: float
    thingness: float


def look_alike(one: TrackState, other: TrackState, least: float) -> bool:
    """Whether two tracks could be mistaken for each other by colour and size."""
    ratio = one.area_px / max(other.area_px, 1.0)
    if not 0.4 < ratio < 2.5:
        return False
    known = one.compared.get(other.id)
    if known is None or known[0] is not one.looks or known[1] is not other.looks:
        known = (one.looks, other.looks, likeness(one.looks, other.looks))
        one.compared[other.id] = known
        other.compared[one.id] = (other.looks, one.looks, known[2])
    return known[2] > least


Labels = NDArray[np.int32]
"""(H, W) at working size: 0 or a track's id."""


@dataclass
class Scene:
    """All tracks and the labels of the present frame.

    Attributes:
        labels: (H, W) int32.
        tracks: Those that are seen or hidden, by id.
        ended: Those that were given up, by id.
        next_id: The id that the next birth gets.
    """

    labels: Labels
    tracks: dict[int, TrackState] = field(default_factory=dict)
    ended: dict[int, TrackRecord] = field(default_factory=dict)
    next_id: int = 1

    def in_sight(self) -> list[TrackState]:
        """The tracks that are seen, by id."""
        return [self.tracks[k] for k in sorted(self.tracks) if self.tracks[k].seen]

    def hidden(self) -> list[TrackState]:
        """The tracks that are waited for, by id."""
        return [self.tracks[k] for k in sorted(self.tracks) if not self.tracks[k].seen]

    def hide(self, track: TrackState, frame: int) -> None:
        """Take a track out of sight; it is waited for where it was last seen, drifting on a little."""
        track.hidden_at = frame
        track.hidden_corner_px = track.corner_px.copy()
        track.doubt_px = 0.0
        track.pace_px = float(np.linalg.norm(track.speed_px))
        if track.fit < 0.7:  # its last steps are not to be trusted
            track.speed_px = track.speed_px * 0.3
        self.labels[self.labels == track.id] = 0

    def end(self, track: TrackState) -> None:
        """Give a track up for good."""
        self.labels[self.labels == track.id] = 0
        self.ended[track.id] = self.tracks.pop(track.id).record()
        for other in self.tracks.values():
            other.compared.pop(track.id, None)

    def records(self) -> dict[int, TrackRecord]:
        """All tracks so far, given up or not."""
        return {**self.ended, **{k: t.record() for k, t in self.tracks.items()}}
