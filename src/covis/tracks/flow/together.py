"""Parts that move together belong together: tracks of one body become one track."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.state import Labels, Scene, TrackRecord, look_alike


@dataclass
class Company:
    """What two tracks were seen to do at the keyframes that showed both.

    Attributes:
        both: At how many both were seen.
        touching: At how many of them they touched.
        moving: At how many of them at least one had moved by itself since the last keyframe.
        agreeing: At how many of these they had moved alike.
        alike: At how many keyframes they looked alike.
    """

    both: int = 0
    touching: int = 0
    moving: int = 0
    agreeing: int = 0
    alike: int = 0

    def is_one_body(self, s: FlowSettings) -> bool:
        """Whether the two are parts of one thing; of look-alikes only those that never part may be."""
        twins = self.alike > 0.3 * self.both
        touching = s.twin_touching if twins else s.body_touching
        agreeing = s.twin_agreeing if twins else s.body_agreeing
        return (
            self.moving >= (2 if twins else 1) * s.body_keyframes
            and self.touching > touching * self.both
            and self.agreeing > agreeing * self.moving
        )


Companies = dict[tuple[int, int], Company]
"""By the ids of two tracks, the smaller one first."""


def watch_company(scene: Scene, companies: Companies, s: FlowSettings) -> None:
    """Note at a keyframe which tracks touch and which have moved alike since the last one."""
    seen = [t for t in scene.in_sight() if t.keyframes > 1]
    touching = _touching(scene.labels)
    for k, one in enumerate(seen):
        for other in seen[k + 1 :]:
            pair = (one.id, other.id)
            if pair not in companies and pair not in touching:
                continue
            company = companies.setdefault(pair, Company())
            company.both += 1
            company.touching += pair in touching
            company.alike += look_alike(one, other, s.alike)
            if max(one.stirred, other.stirred) > s.body_stirred:
                company.moving += 1
                far = max(np.linalg.norm(one.moved_px), np.linalg.norm(other.moved_px))
                apart = float(np.linalg.norm(one.moved_px - other.moved_px))
                company.agreeing += bool(apart < s.body_apart_px + s.body_apart_share * far)
    for track in scene.in_sight():
        track.moved_px = np.zeros(2)
    # What moved too seldom says nothing of bodies; once one of the two has ended it never will.
    for pair in [p for p, c in companies.items() if c.moving < s.body_keyframes]:
        if not all(k in scene.tracks for k in pair):
            del companies[pair]


def _touching(labels: Labels) -> set[tuple[int, int]]:
    """Pairs of labels with pixels within 3 px of each other."""
    found: set[tuple[int, int]] = set()
    high = cv2.dilate(labels.astype(np.float32), np.ones((5, 5), np.uint8)).astype(np.int32)
    mixed = (labels > 0) & (high > labels)
    codes, count = np.unique(labels[mixed].astype(np.int64) << 32 | high[mixed], return_counts=True)
    for code, n in zip(codes.tolist(), count.tolist(), strict=True):
        if n >= 4:
            found.add((code >> 32, code & 0xFFFFFFFF))
    return found


def bodies(
    companies: Mapping[tuple[int, int], Company], records: Mapping[int, TrackRecord], s: FlowSettings
) -> dict[int, int]:
    """For each track that is part of a body, the smallest id among that body's tracks.

    A track that has mostly rested is no part of a mover that it touches late. Two groups of parts are joined
    only when no part of one was seen to move against a part of the other.
    """
    body = {k: {k} for pair in companies for k in pair}
    ranked = sorted(companies.items(), key=lambda c: (-c[1].agreeing, c[0]))
    for (one, other), company in ranked:
        lives = [records[k] for k in (one, other)]
        if any(r.stirring < s.body_stirring for r in lives) or body[one] is body[other]:
            continue
        if not company.is_one_body(s) or company.both < s.body_share * max(r.keyframes for r in lives):
            continue
        crossing = [companies.get((min(a, b), max(a, b))) for a in body[one] for b in body[other]]
        if any(c and c.moving >= s.body_keyframes and c.agreeing < 0.5 * c.moving for c in crossing):
            continue
        joint = body[one] | body[other]
        for k in joint:
            body[k] = joint
    return {k: min(group) for k, group in body.items() if len(group) > 1}
