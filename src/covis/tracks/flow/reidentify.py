"""A thing that was out of the picture for long gets its old id back, by points of verified keyframe pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from covis.geometry.two_view import two_view
from covis.tracks.flow.colour import BINS, SHAPE, Histogram
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.state import Scene
from covis.tracks.match.features import Features, find_features, match_features

EVERY_FRAMES = 15  # between stored keyframes: a pan moves on by about half a picture in that time
MOST_STORED = 60  # keyframes of some 200 kB
MOST_POINTS = 600  # of a stored keyframe: those on tracks, and some of the others to verify pairs
COMPARED = 10  # stored keyframes at most, of the most similar colours
TRIES = 3  # how many times a new track is looked up: later it is established as itself
LEAST_KEYFRAMES = 2  # at which a new track was seen: younger ones often do not last
EPIPOLAR_PX = 0.75  # as for unordered views of this size
LEAST_VOTES = 4  # points on the new track that match points on the old one
LEAST_SHARE = 0.5  # of the matched points on the new track, and of those on the old one
CLEAR = 2.0  # times as many votes as the next best: otherwise nobody can know
LEAST_LIKENESS = 0.7  # of their colours, since the light may have changed
LEAST_SIZE, MOST_SIZE = 0.4, 2.5  # of the new track's area in the old one's: near or far
RECALL_COST = 0.9  # of a track's sureness

Pairs = Set[tuple[int, int]]
"""New and old ids that could be the same thing."""


@dataclass(frozen=True)
class Known:
    """What is kept of a track that a stored keyframe shows.

    Attributes:
        colours: (n,) uint16, the colour bins that it has.
        shares: (n,) float32, the share of each.
        area_px: Its area.
        last_seen: The last stored keyframe at which it was in sight.
    """

    colours: NDArray[np.uint16]
    shares: NDArray[np.float32]
    area_px: float
    last_seen: int

    @property
    def looks(self) -> Histogram:
        """Its colours in full."""
        looks = np.zeros(BINS, np.float32)
        looks[self.colours] = self.shares
        return looks

    def is_of_size(self, area_px: float) -> bool:
        """Whether something of this area could be it."""
        return LEAST_SIZE < area_px / self.area_px < MOST_SIZE

    def likeness(self, looks: Histogram) -> float:
        """The Bhattacharyya coefficient of its colours and others."""
        return float(np.sqrt(looks[self.colours] * self.shares).sum())


@dataclass(frozen=True)
class Stored:
    """What is kept of a keyframe.

    Attributes:
        frame: Its index.
        points_px: (m, 2) float32.
        descriptors: (m, 128) float16 RootSIFT.
        owners: (m,) int32, the track under each point, or 0.
        mood: (2048,) float32 of unit length, the square root of its coarse colour histogram.
    """

    frame: int
    points_px: NDArray[np.float32]
    descriptors: NDArray[np.float16]
    owners: NDArray[np.int32]
    mood: NDArray[np.float32]

    @property
    def features(self) -> Features:
        """Its points as they can be matched."""
        return Features(self.points_px, self.descriptors.astype(np.float32))


@dataclass
class Votes:
    """What points of verified keyframe pairs say.

    Attributes:
        forth: For each new track and each of its points, how often it matched a point of which old track.
        back: For each old track, how often one of its points was found on which new track.
    """

    forth: dict[int, dict[int, Counter[int]]]
    back: dict[int, Counter[int]]

    def elected(self, new: int) -> tuple[int, int]:
        """The old track that most points of a new one vote for, if clearly, and how many; else 0 and 0."""
        tally = Counter(c.most_common(1)[0][0] for c in self.forth.get(new, {}).values())
        ranked = sorted(((n, k) for k, n in tally.items() if k), reverse=True)
        if not ranked:
            return 0, 0
        votes, old = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else 0
        there = self.back.get(old, Counter())
        most = votes >= max(LEAST_VOTES, LEAST_SHARE * tally.total(), CLEAR * second)
        return (old, votes) if most and there[new] >= LEAST_SHARE * there.total() else (0, 0)


@dataclass
class Memory:
    """Keyframes of the past, thinned evenly so that memory stays flat, and what was recalled by them.

    Attributes:
        stored: In order of time.
        known: What is kept of each track that they show, by id.
        company: For each id those that were seen in the same frame with it, under the names they have now.
        aliases: For each track that was recalled, its first id.
    """

    stored: list[Stored] = field(default_factory=list)
    known: dict[int, Known] = field(default_factory=dict)
    company: dict[int, set[int]] = field(default_factory=dict)
    aliases: dict[int, int] = field(default_factory=dict)
    _tries: Counter[int] = field(default_factory=Counter)

    def visit(self, scene: Scene, frame: Frame, s: FlowSettings) -> None:
        """Note at a keyframe who is in sight; where it is time to, recall old tracks and store the keyframe.

        Args:
            scene: Recalled tracks become less sure; what they turned out to be is no longer waited for.
            frame: The keyframe; frames come in order.
            s: Settings.
        """
        self._keep_company(scene)
        if self.stored and frame.index - self.stored[-1].frame < EVERY_FRAMES:
            return
        points = find_features(frame.rgb)
        owners, mood = _owners(scene, points), _mood(frame)
        pairs = self._conceivable(scene, s)
        if pairs:
            self._tries.update({new for new, _ in pairs})
            votes = self._votes(pairs, points, owners, mood)
            for new, old in _decided(votes, pairs):
                self._recall(scene, new, old)
        self._store(scene, frame, points, owners, mood)

    def name(self, track: int) -> int:
        """The first id of a track."""
        return self.aliases.get(track, track)

    def _keep_company(self, scene: Scene) -> None:
        seen = {self.name(t.id) for t in scene.in_sight()}
        for k in seen:
            self.company.setdefault(k, set()).update(seen - {k})

    def _conceivable(self, scene: Scene, s: FlowSettings) -> set[tuple[int, int]]:
        """New tracks and those of the past that they could be by time, size and colour, if no other could."""
        seen = {self.name(t.id) for t in scene.in_sight()}
        pairs = set()
        for new in scene.in_sight():
            if new.keyframes < LEAST_KEYFRAMES or new.id in self.aliases or self._tries[new.id] >= TRIES:
                continue
            for old, known in self.known.items():
                gone = old not in seen and known.last_seen < new.born and old not in self.company[new.id]
                if gone and known.is_of_size(new.area_px) and known.likeness(new.looks) > LEAST_LIKENESS:
                    pairs.add((new.id, old))
        alone = {old for _, old in pairs if not self._has_twin_beside(old, s)}
        return {p for p in pairs if p[1] in alone and not self._has_twin_now(scene, *p, s)}

    def _has_twin_beside(self, old: int, s: FlowSettings) -> bool:
        """Whether something else that an old track could be mistaken for was once seen beside it."""
        known = self.known[old]
        beside = (self.known[k] for k in self.company.get(old, ()) if k in self.known)
        return any(known.is_of_size(k.area_px) and known.likeness(k.looks) > s.alike for k in beside)

    def _has_twin_now(self, scene: Scene, new: int, old: int, s: FlowSettings) -> bool:
        """Whether something else that an old track could be mistaken for is in sight or waited for."""
        known = self.known[old]
        others = (t for t in scene.tracks.values() if t.id != new and self.name(t.id) != old)
        return any(known.is_of_size(t.area_px) and known.likeness(t.looks) > s.alike for t in others)

    def _votes(
        self, pairs: Pairs, points: Features, owners: NDArray[np.int32], mood: NDArray[np.float32]
    ) -> Votes:
        """Match the present points with those of stored keyframes that show the same scene."""
        olds = {old for _, old in pairs}
        useful = [k for k in self.stored if olds & {self.name(i) for i in set(k.owners.tolist())}]
        useful.sort(key=lambda k: (-float(k.mood @ mood), k.frame))
        votes = Votes({}, {})
        for stored in useful[:COMPARED]:
            matches = match_features(points, stored.features)
            here = owners[matches[:, 0]].tolist()
            there = [self.name(k) for k in stored.owners[matches[:, 1]].tolist()]
            if pairs.isdisjoint(zip(here, there, strict=True)):
                continue
            at_px, was_px = points.points_px[matches[:, 0]], stored.points_px[matches[:, 1]]
            view = two_view(at_px, was_px, EPIPOLAR_PX)
            if not view.verified:
                continue
            for k in np.flatnonzero(view.epipolar).tolist():
                ballot = votes.forth.setdefault(here[k], {}).setdefault(int(matches[k, 0]), Counter())
                ballot[there[k]] += 1
                votes.back.setdefault(there[k], Counter())[here[k]] += 1
        return votes

    def _recall(self, scene: Scene, new: int, old: int) -> None:
        """From now on one track is another of the past, which is waited for no longer."""
        for waiting in [t for t in scene.hidden() if self.name(t.id) == old]:
            scene.end(waiting)
        self.aliases[new] = old
        scene.tracks[new].sureness *= RECALL_COST
        for other in self.company.pop(new, set()):
            self.company[other].discard(new)
            self.company[other].add(old)
            self.company.setdefault(old, set()).add(other)
        self.known.pop(new, None)

    def _store(
        self,
        scene: Scene,
        frame: Frame,
        points: Features,
        owners: NDArray[np.int32],
        mood: NDArray[np.float32],
    ) -> None:
        """Keep a keyframe; when there are too many, forget the one with the nearest neighbours in time."""
        for track in scene.in_sight():
            colours = np.flatnonzero(track.looks > 1e-4)
            shares = track.looks[colours]
            known = Known(colours.astype(np.uint16), shares, track.area_px, frame.index)
            self.known[self.name(track.id)] = known
        few = _some(owners)
        descriptors = points.descriptors[few].astype(np.float16)
        self.stored.append(Stored(frame.index, points.points_px[few], descriptors, owners[few], mood))
        if len(self.stored) > MOST_STORED:
            times = [k.frame for k in self.stored]
            gaps = np.subtract(times[2:], times[:-2])
            del self.stored[1 + int(gaps.argmin())]
            self._forget(scene)

    def _forget(self, scene: Scene) -> None:
        """Drop what no stored keyframe shows any more."""
        shown = {self.name(int(k)) for stored in self.stored for k in np.unique(stored.owners)}
        self.known = {k: v for k, v in self.known.items() if k in shown}
        living = shown | {self.name(k) for k in scene.tracks}
        self.company = {k: v & living for k, v in self.company.items() if k in living}
        self._tries = Counter({k: n for k, n in self._tries.items() if k in scene.tracks})


def _decided(votes: Votes, pairs: Pairs) -> list[tuple[int, int]]:
    """The pairs that the votes settle: an old track that two new ones claim goes to neither."""
    won = {new: votes.elected(new)[0] for new in sorted({new for new, _ in pairs})}
    claims = Counter(won.values())
    return [(new, old) for new, old in won.items() if (new, old) in pairs and claims[old] == 1]


def _owners(scene: Scene, points: Features) -> NDArray[np.int32]:
    """(m,) the track under each point."""
    height, width = scene.labels.shape
    x, y = np.round(points.points_px).astype(int).T
    return np.asarray(scene.labels[y.clip(0, height - 1), x.clip(0, width - 1)], np.int32)


def _mood(frame: Frame) -> NDArray[np.float32]:
    """(2048,) the square root of the frame's colour histogram in bins twice as coarse."""
    lightness, a, b = SHAPE
    count = np.bincount(frame.colours.ravel(), minlength=BINS)
    coarse = count.reshape(lightness // 2, 2, a // 2, 2, b // 2, 2).sum((1, 3, 5)).ravel()
    return np.asarray(np.sqrt(coarse / coarse.sum()), np.float32)


def _some(owners: NDArray[np.int32]) -> NDArray[np.int64]:
    """Positions of `MOST_POINTS` points at most: those on tracks first, then the others, evenly."""
    on, off = np.flatnonzero(owners), np.flatnonzero(owners == 0)
    parts = []
    for part, room in ((on, MOST_POINTS // 2), (off, MOST_POINTS - min(len(on), MOST_POINTS // 2))):
        parts.append(part[np.unique(np.linspace(0, len(part) - 1, min(room, len(part))).astype(int))])
    return np.sort(np.concatenate(parts))


def joined(
    aliases: Mapping[int, int], bodies: Mapping[int, int], views: Iterable[Set[int]]
) -> dict[int, int]:
    """One name for all tracks of a thing: those recalled and those that are parts of one body.

    Args:
        aliases: For tracks that were recalled, the id they had before.
        bodies: For tracks that are parts of a body, the body's id.
        views: The ids in each kept view. An alias that would name two things in one view is dropped.

    Returns:
        For each track that shares its name, the smallest id among those that share it.
    """
    group: dict[int, set[int]] = {}
    for part, body in bodies.items():
        group.setdefault(body, {body}).add(part)
    of = {k: members for members in group.values() for k in members}
    shown = [set(view) for view in views]
    for new, old in sorted(aliases.items()):
        ours, theirs = of.get(new, {new}), of.get(old, {old})
        if ours is theirs or any(ours & view and theirs & view for view in shown):
            continue
        for k in ours | theirs:
            of[k] = ours | theirs
    return {k: min(members) for k, members in of.items()}
