"""Where a thing is at a time."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.scene import Point, Thing


def placed_at(thing: Thing, time_s: float) -> tuple[Point, float]:
    """The place of a thing's origin, metres, and its yaw, radians, at a time.

    Between two waypoints both change evenly, the yaw the shorter way round; before the first and after the
    last the thing rests there. A thing without waypoints never moves.
    """
    if not thing.motion:
        return thing.position_m, thing.yaw_rad
    times = [w.time_s for w in thing.motion]
    x, y, z = (float(np.interp(time_s, times, [w.position_m[k] for w in thing.motion])) for k in range(3))
    turns = np.unwrap([w.yaw_rad for w in thing.motion])
    return (x, y, z), float(np.interp(time_s, times, turns))
