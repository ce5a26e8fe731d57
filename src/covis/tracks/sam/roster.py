"""Who is followed: update all objects frame by frame, join duplicates, and remember how each one fared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Generic

import numpy as np

from covis.tracks.sam.discover import is_sure
from covis.tracks.sam.guesses import Guess, Mask, iou
from covis.tracks.sam.segmenter import Memory, Segmenter
from covis.tracks.sam.settings import SamSettings
from covis.tracks.things.regions import Regions


@dataclass
class Followed(Generic[Memory]):
    """An object that is followed.

    Attributes:
        id: Its track.
        memory: The segmenter's memory of it.
        guess: What the segmenter says of it in the current frame.
        since: The frame in which its current unbroken run of sure guesses began.
        last: The last frame with a sure guess.
    """

    id: int
    memory: Memory
    guess: Guess
    since: int
    last: int


@dataclass
class Record:
    """What is known of a track, ended or not: sums over its sure frames and over its keyframes."""

    frames: int = 0
    confidence_sum: float = 0.0
    keyframes: int = 0
    thingness_sum: float = 0.0

    @property
    def confidence(self) -> float:
        """The mean confidence of the sure frames, 0..1."""
        return self.confidence_sum / max(self.frames, 1)

    @property
    def thingness(self) -> float:
        """The mean thingness at keyframes, 0..1."""
        return self.thingness_sum / max(self.keyframes, 1)

    def absorb(self, other: Record, both: int) -> None:
        """Add the record of a track that proved to be the same object, but for the frames that show both."""
        frames = max(other.frames - both, 0)
        self.frames += frames
        self.confidence_sum += other.confidence * frames
        self.keyframes += other.keyframes
        self.thingness_sum += other.thingness_sum


class Roster(Generic[Memory]):
    """The objects followed now, and the records of all there ever were."""

    def __init__(self, settings: SamSettings) -> None:
        """Start with nobody."""
        self.records: dict[int, Record] = {}
        self._settings = settings
        self._followed: list[Followed[Memory]] = []
        self._apart: set[tuple[int, int]] = set()
        self._frame = -1

    def advance(self, segmenter: Segmenter[Memory]) -> None:
        """Follow everybody into the segmenter's current frame."""
        self._frame += 1
        for one in self._followed:
            one.guess = segmenter.follow(one.memory)
            if is_sure(one.guess, self._settings):
                one.since = one.since if one.last == self._frame - 1 else self._frame
                self._saw(one)

    def sure(self) -> Iterator[Followed[Memory]]:
        """Those seen for sure in the current frame."""
        return (one for one in self._followed if one.last == self._frame)

    def masks(self) -> list[Mask]:
        """The masks of all that are there, sure or not, (h, w) each."""
        return [one.guess.mask for one in self._followed if one.guess.presence >= self._settings.min_presence]

    def room(self) -> int:
        """How many more can be followed; those out of sight make room."""
        return self._settings.max_objects - sum(1 for _ in self.sure())

    def add(self, memory: Memory, guess: Guess) -> None:
        """Follow a new object, found in the current frame; who has been out of sight longest may go."""
        if len(self._followed) >= self._settings.max_objects:
            self._end(min(self._followed, key=lambda one: one.last))
        number = max(self.records, default=0) + 1
        self.records[number] = Record()
        self._followed.append(Followed(number, memory, guess, self._frame, self._frame))
        self._saw(self._followed[-1])

    def join_duplicates(self) -> dict[int, int]:
        """End one of each two that share a mask; call at keyframes, before adding.

        If the two were never seen side by side, they are one object that was lost and found: the result maps
        the newer id to the older one that takes over its past. If they were, one has slipped onto the other:
        the one that came there last ends, and its past stays its own.
        """
        renamed: dict[int, int] = {}
        for older, newer in combinations(list(self.sure()), 2):
            present = older in self._followed and newer in self._followed
            if not present or iou(older.guess.mask, newer.guess.mask) < self._settings.same_iou:
                continue
            if (older.id, newer.id) in self._apart:
                self._end(older if older.since > newer.since else newer)
                continue
            renamed[newer.id] = older.id
            both_seen = self._frame - max(older.since, newer.since) + 1
            self.records[older.id].absorb(self.records.pop(newer.id), both_seen)
            self._inherit_apart(older.id, newer.id)
            self._end(newer)
        return renamed

    def close_keyframe(self, regions: Regions) -> None:
        """Note who was seen side by side, and how much each looks like a thing; call last at keyframes."""
        seen = list(self.sure())
        self._apart.update((a.id, b.id) for a, b in combinations(seen, 2))
        for one in seen:
            self.records[one.id].keyframes += 1
            self.records[one.id].thingness_sum += thingness_of(one.guess.mask, regions)

    def _saw(self, one: Followed[Memory]) -> None:
        one.last = self._frame
        self.records[one.id].frames += 1
        self.records[one.id].confidence_sum += one.guess.confidence

    def _inherit_apart(self, older: int, newer: int) -> None:
        others = {b if a == newer else a for a, b in self._apart if newer in (a, b)}
        self._apart.update((min(older, other), max(older, other)) for other in others)

    def _end(self, one: Followed[Memory]) -> None:
        self._followed = [other for other in self._followed if other is not one]
        self._apart = {pair for pair in self._apart if one.id not in pair}


def thingness_of(mask: Mask, regions: Regions) -> float:
    """The mean thingness of the regions under a mask, 0..1; where there is no region it is 0."""
    rows, columns = np.nonzero(mask)
    if len(rows) == 0:
        return 0.0
    height, width = regions.labels.shape
    under = regions.labels[rows * height // mask.shape[0], columns * width // mask.shape[1]]
    return float(np.where(under > 0, regions.thingness[under], 0).mean())
