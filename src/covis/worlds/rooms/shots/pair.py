"""Two views of a chosen overlap."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.overlap import seen_again
from covis.worlds.rooms.levels import Level
from covis.worlds.rooms.scene import Shot
from covis.worlds.rooms.shots.held import Hold, draw_hold
from covis.worlds.rooms.shots.studio import LEAST_THINGS, Studio

TOLERANCE = 0.05  # of the overlap, in both directions taken together
APART_M = (0.3, 2.2)  # between the two standpoints
FIRSTS = 12  # first views tried
SECONDS = 14  # standpoints of a second view tried for each
HALVINGS = 6  # of the turn between the two


def pair(rng: np.random.Generator, studio: Studio, level: Level) -> Shot:
    """Two views of the first room whose overlap, the mean of both directions, is the level's.

    Raises:
        CovisError: If no two views with this overlap show enough.
    """
    hold = draw_hold(rng)
    spots = studio.ground.spots(0)
    for _ in range(FIRSTS if len(spots) else 0):
        x, y = (float(v) for v in spots[int(rng.integers(len(spots)))])
        headings = rng.uniform(-math.pi, math.pi, 8)
        heading = float(headings[studio.promise(x, y, headings, hold.hfov_deg).argmax()])
        first = hold.camera(x, y, heading)
        if studio.worth(first) < LEAST_THINGS:
            continue
        apart = np.hypot(*(spots - [x, y]).T)
        near = spots[(apart >= APART_M[0]) & (apart <= APART_M[1])]
        for spot in near[rng.permutation(len(near))[:SECONDS]]:
            second = _second(rng, studio, level, hold, first, heading, spot)
            if second is not None:
                return Shot("pair", "pair", 0, (first, second), (0.0, 0.0), (0, 1))
    raise CovisError(f"no two views share {level.pair_overlap:.0%} of what they show; try another seed.")


def _second(
    rng: np.random.Generator,
    studio: Studio,
    level: Level,
    hold: Hold,
    first: Camera,
    heading_rad: float,
    spot: NDArray[np.float64],
) -> Camera | None:
    """The view from this spot that is turned just so far from the first one's heading, or None."""
    x, y = (float(v) for v in spot)
    side = float(rng.choice([-1.0, 1.0]))
    low, high = 0.0, math.radians(hold.hfov_deg * 1.3)
    seen = studio.coarse_depth(first)
    for _ in range(HALVINGS):
        turn = (low + high) / 2
        camera = hold.camera(x, y, heading_rad + side * turn)
        depth = studio.coarse_depth(camera)
        overlap = (
            seen_again(seen[0], seen[1], depth[0], depth[1])
            + seen_again(depth[0], depth[1], seen[0], seen[1])
        ) / 2
        if abs(overlap - level.pair_overlap) < TOLERANCE:
            return camera if studio.worth(camera) >= LEAST_THINGS else None
        if overlap > level.pair_overlap:
            low = turn
        else:
            high = turn
    return None
