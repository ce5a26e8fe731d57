"""The light of a scene: a sun that shines in through a window, a sky, lamps."""

from __future__ import annotations

import math

import numpy as np

from covis.worlds.rooms.layout.walls import WALLS
from covis.worlds.rooms.scene import Light, Room

OUTWARD = {"south": (0.0, -1.0), "east": (1.0, 0.0), "north": (0.0, 1.0), "west": (-1.0, 0.0)}
HEIGHT_DEG = (25.0, 50.0)  # of the sun: low enough to throw a patch of light into the room
ASIDE_DEG = 40.0  # how far it stands to either side of the window


def draw_light(rng: np.random.Generator, rooms: tuple[Room, ...]) -> Light:
    """Light with the sun before one of the windows, or anywhere if there is none."""
    walls = [o.wall for room in rooms for o in room.openings if o.leads_to < 0 and o.bottom_m > 0.1]
    out = OUTWARD[str(rng.choice(walls or list(WALLS)))]
    turn = math.atan2(out[1], out[0]) + math.radians(float(rng.uniform(-ASIDE_DEG, ASIDE_DEG)))
    height = math.radians(float(rng.uniform(*HEIGHT_DEG)))
    sun = (math.cos(height) * math.cos(turn), math.cos(height) * math.sin(turn), math.sin(height))
    strength, warm = float(rng.uniform(1.4, 2.6)), float(rng.uniform(0.0, 0.25))
    sky, lamp = float(rng.uniform(0.45, 0.7)), float(rng.uniform(0.25, 0.55))
    return Light(
        sun_direction=sun,
        sun=(strength, strength * (1 - 0.4 * warm), strength * (1 - warm)),
        sky=(sky * 0.92, sky * 0.97, sky),
        lamps=(lamp, lamp * 0.92, lamp * 0.8),
    )
