"""How good tracks are, measured against the true ids of the same frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.tracks import LabelMap

SEEN_PX = 30  # fewer true px than this are too few to ask for a track
THING_OVERLAP = 0.5  # mean IoU and px precision above which a track lies on its object


@dataclass(frozen=True)
class Shuffle:
    """When which look-alikes change places.

    Attributes:
        members: Their true ids.
        first: The first measured frame in which one of them has begun to move.
        last: The first measured frame in which all of them stand again.
    """

    members: Sequence[int]
    first: int
    last: int


@dataclass(frozen=True)
class Followed:
    """What became of the tracks that lay on look-alikes before a shuffle, one count a track.

    Attributes:
        followed: Lies on the same member after the shuffle, and never lay on another.
        switched: Lay on another member in some later frame: it named two things.
        abstained: Is gone after the shuffle, or lies on none of them, and never lay on another.
        untracked: Members on which there was no track to begin with.
    """

    followed: int = 0
    switched: int = 0
    abstained: int = 0
    untracked: int = 0

    @property
    def share(self) -> float:
        """Followed ones among all four, 0..1; 0 when there was none."""
        return self.followed / max(1, self.followed + self.switched + self.abstained + self.untracked)

    def __add__(self, other: Followed) -> Followed:
        """The counts of both."""
        return Followed(
            self.followed + other.followed,
            self.switched + other.switched,
            self.abstained + other.abstained,
            self.untracked + other.untracked,
        )


@dataclass(frozen=True)
class Quality:
    """Tracks measured against true ids. Shares are 0..1, and 0 when there is nothing to share.

    An *occurrence* is a track in a frame. A track's *match* is the true id under most of its px over all
    frames; scenery (true id 0) can be a match too, as a patch of wall can be tracked rightly.

    Attributes:
        tracks: How many tracks there are.
        pure_tracks: Share of tracks all of whose occurrences lie mostly on the track's match.
        purity: Share of occurrences whose own majority id is the track's match.
        pixel_purity: Share of all tracked px whose true id is their track's match.
        things_share: Share of tracks whose match is an object and whose mean IoU with it and px precision,
            over the frames where the track occurs, are both above 0.5.
        mean_iou: Mean IoU with their match of all occurrences of tracks matched to objects.
        coverage: Share of (frame, object with at least `seen_px` px) in which a track matched to that object
            is there and lies mostly on it.
        objects_found: Share of true objects that are the match of at least one track.
        id_switches: How often, from one frame in which a true object is covered to the next, another
            track covers it most and the one before is gone or now lies mostly on something else.
        shuffled: What became of the tracks on look-alikes, for each shuffle.
        occurrences: What `purity` is a share of.
        asked: What `coverage` is a share of.
        objects: What `objects_found` is a share of.
    """

    tracks: int
    pure_tracks: float
    purity: float
    pixel_purity: float
    things_share: float
    mean_iou: float
    coverage: float
    objects_found: float
    id_switches: int
    shuffled: tuple[Followed, ...]
    occurrences: int
    asked: int
    objects: int


@dataclass(frozen=True)
class _Count:
    """How many px each pair of track and true id shares: (frames, tracks, ids), the first of each being 0."""

    px: NDArray[np.int64]

    @property
    def track_px(self) -> NDArray[np.int64]:
        """(frames, tracks)."""
        return np.asarray(self.px.sum(2))

    @property
    def true_px(self) -> NDArray[np.int64]:
        """(frames, ids)."""
        return np.asarray(self.px.sum(1))


def measure(
    predicted: Iterable[LabelMap],
    true: Iterable[LabelMap],
    shuffles: Sequence[Shuffle] = (),
    seen_px: int = SEEN_PX,
) -> Quality:
    """Measure label maps against the true ids of the same frames, streamed in order of time.

    Args:
        predicted: A tracker's label map for each frame, int32 (H, W).
        true: The true ids of the same frames, int32 (H, W).
        shuffles: Look-alikes that change places, in frames of this measurement.
        seen_px: How many px of an object a frame must show for a track on it to be asked for.

    Raises:
        ValueError: If there are no frames, not equally many, or a pair differs in size.
    """
    count, names = _count(predicted, true)
    match = _matches(count)
    number = {int(name): k for k, name in enumerate(names)}
    here = count.track_px[:, 1:] > 0
    major = count.px[:, 1:].argmax(2)
    right = (major == match) & here
    on_match = np.take_along_axis(count.px[:, 1:], match[None, :, None], 2)[..., 0]
    union = count.track_px[:, 1:] + count.true_px[:, match] - on_match
    iou = np.where(here, on_match / np.maximum(union, 1), 0.0)
    lasting = np.maximum(here.sum(0), 1)
    precision = on_match.sum(0) / np.maximum(count.track_px[:, 1:].sum(0), 1)
    thing = (match > 0) & (iou.sum(0) / lasting > THING_OVERLAP) & (precision > THING_OVERLAP)
    on_objects = here & (match > 0)
    asked = count.true_px[:, 1:] >= seen_px
    return Quality(
        tracks=len(match),
        pure_tracks=_share(int((right.sum(0) == here.sum(0)).sum()), len(match)),
        purity=_share(int(right.sum()), int(here.sum())),
        pixel_purity=_share(int(on_match.sum()), int(count.track_px[:, 1:].sum())),
        things_share=_share(int(thing.sum()), len(match)),
        mean_iou=_share(float(iou[on_objects].sum()), int(on_objects.sum())),
        coverage=_coverage(asked, match, right),
        objects_found=_share(len(set(match[match > 0].tolist())), len(names) - 1),
        id_switches=_id_switches(count),
        shuffled=tuple(
            _followed(major, here, [number.get(i, -1) for i in s.members], s.first, s.last) for s in shuffles
        ),
        occurrences=int(here.sum()),
        asked=int(asked.sum()),
        objects=len(names) - 1,
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _count(predicted: Iterable[LabelMap], true: Iterable[LabelMap]) -> tuple[_Count, NDArray[np.int64]]:
    """The shared px, and the true ids in the order of the last axis, 0 first."""
    tallies: list[dict[tuple[int, int], int]] = []
    for labels, ids in zip(predicted, true, strict=True):
        if labels.shape != ids.shape:
            raise ValueError(f"frame {len(tallies)}: a label map {labels.shape} against true ids {ids.shape}")
        pairs = labels.astype(np.int64) << 32 | ids.astype(np.int64)
        values, px = np.unique(pairs, return_counts=True)
        tallies.append({(int(v >> 32), int(v & 0xFFFFFFFF)): int(n) for v, n in zip(values, px, strict=True)})
    if not tallies:
        raise ValueError("no frames to measure")
    tracks = np.array(sorted({0} | {k for t in tallies for k, _ in t}))
    names = np.array(sorted({0} | {i for t in tallies for _, i in t}))
    px = np.zeros((len(tallies), len(tracks), len(names)), np.int64)
    for frame, tally in enumerate(tallies):
        for (track, name), n in tally.items():
            px[frame, np.searchsorted(tracks, track), np.searchsorted(names, name)] = n
    return _Count(px), names


def _matches(count: _Count) -> NDArray[np.int64]:
    """(tracks - 1,) the position of the true id under most px of each track."""
    return np.asarray(count.px[:, 1:].sum(0).argmax(1), np.int64)


def _coverage(asked: NDArray[np.bool_], match: NDArray[np.int64], right: NDArray[np.bool_]) -> float:
    """Share of the asked (frames, objects) with a matched track mostly on it; `right` is (frames, tracks)."""
    covered = np.zeros_like(asked)
    for track in np.flatnonzero(match > 0):
        covered[:, match[track] - 1] |= right[:, track]
    return _share(int((asked & covered).sum()), int(asked.sum()))


def _id_switches(count: _Count) -> int:
    """How often an object's main track is replaced by another that does not merely share the object."""
    switches = 0
    for at in range(1, count.px.shape[2]):
        before = 0
        for frame in range(count.px.shape[0]):
            on = count.px[frame, 1:, at]
            if not on.any():
                continue
            now = int(on.argmax()) + 1
            stays = before and count.px[frame, before].any() and int(count.px[frame, before].argmax()) == at
            switches += int(bool(before) and now != before and not stays)
            before = before if stays else now
    return switches


def _followed(
    major: NDArray[np.int64], here: NDArray[np.bool_], members: Sequence[int], first: int, last: int
) -> Followed:
    """What became of the tracks on `members`; `major` and `here` are (frames, tracks)."""
    total, begun = Followed(), set()
    on_member = here & np.isin(major, members)
    for track in np.flatnonzero(on_member[:first].any(0)):
        start = int(np.flatnonzero(on_member[:first, track])[-1])
        member = major[start, track]
        begun.add(int(member))
        after = major[last:, track][on_member[last:, track]]
        if (major[start:, track][on_member[start:, track]] != member).any():
            total += Followed(switched=1)
        else:
            total += Followed(followed=1) if len(after) else Followed(abstained=1)
    return total + Followed(untracked=len(members) - len(begun))
