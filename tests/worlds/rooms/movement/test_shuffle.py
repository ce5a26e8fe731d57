"""Where look-alikes end tells nothing to somebody who has not watched."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from covis.worlds.rooms.levels import LEVELS
from covis.worlds.rooms.movement.rows import Row
from covis.worlds.rooms.movement.shuffle import choreography

SPEED_M_S = 0.2
SCENES = 400


def row() -> Row:
    """A row on the floor with space to pass each other."""
    along, front = np.array([1.0, 0.0]), np.array([0.0, -1.0])
    return Row(np.zeros(2), along, front, 0.0, 0.2, 0.08, 0.15, True, 0.0, 0.0, -1)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_ends_as_often_in_every_place(number: int) -> None:
    """At the last rest; 0.1 is four deviations of a share of 400 around a third."""
    level = LEVELS[number]
    count = level.shuffle_members
    homes = [row().slot_m(slot, count) for slot in range(count)]
    ends: dict[int, Counter[int]] = {}
    for seed in range(SCENES):
        dance = choreography(np.random.default_rng(seed), level, row(), homes, SPEED_M_S)
        for member, (times_s, way) in enumerate(dance.ways):
            at = np.interp(dance.rests_s[-1], times_s, way[:, 0])
            place = int(np.argmin([abs(at - home[0]) for home in homes]))
            ends.setdefault(member, Counter())[place] += 1
    shares = [ends[member][place] / SCENES for member in range(count) for place in range(count)]
    assert shares == pytest.approx([1 / count] * len(shares), abs=0.1)


def test_a_feint_takes_as_long_as_an_exchange() -> None:
    """Two look-alikes: all moves between rests take the same time, whether they change places or not."""
    level = LEVELS[1]
    homes = [row().slot_m(slot, 2) for slot in range(2)]
    spans = set()
    for seed in range(20):
        dance = choreography(np.random.default_rng(seed), level, row(), homes, SPEED_M_S)
        times_s, way = dance.ways[0]
        moving = np.abs(np.diff(way, axis=0)).max(1) > 1e-9
        start = int(np.argmax(moving))
        stop = start + int(np.argmin(moving[start:]))
        spans.add(round(float(times_s[stop] - times_s[start]), 1))
    assert len(spans) <= 2, "equal but for the rounding of steps"
