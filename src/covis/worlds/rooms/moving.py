"""Where a thing is at a time."""

from __future__ import annotations

import math
from bisect import bisect_right

from covis.worlds.rooms.scene import Point, Thing


def placed_at(thing: Thing, time_s: float) -> tuple[Point, float]:
    """The place of a thing's origin, metres, and its yaw, radians, at a time.

    Between two waypoints both change evenly, the yaw the shorter way round; before the first and after the
    last the thing rests there. A thing without waypoints never moves.
    """
    way = thing.motion
    if not way:
        return thing.position_m, thing.yaw_rad
    after = bisect_right(way, time_s, key=lambda w: w.time_s)
    if after in (0, len(way)):
        end = way[min(after, len(way) - 1)]
        return end.position_m, end.yaw_rad
    one, other = way[after - 1], way[after]
    share = (time_s - one.time_s) / (other.time_s - one.time_s)
    x, y, z = (a + share * (b - a) for a, b in zip(one.position_m, other.position_m, strict=True))
    turn = (other.yaw_rad - one.yaw_rad + math.pi) % (2 * math.pi) - math.pi
    return (x, y, z), one.yaw_rad + share * turn
