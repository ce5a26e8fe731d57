"""The light of a scene in Blender's terms."""

from __future__ import annotations

import math
from typing import Any

from covis.worlds.rooms.furniture.table import parts_of
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.scene import Light, Room, Scene, Thing, Wall
from covis.worlds.rooms.shell import JAMB_M

# Only the proportions matter: the worker measures the exposure.
SUN = 6.0  # W/m² for the scene's 1
SKY = 2.5
CEILING_W_A_M2 = 2.0  # a soft light under each ceiling fills the corners that no window reaches
CEILING_LIGHT_M = 0.9  # as wide as it is soft
CEILING_LIGHT_BELOW_M = 0.05
BULBS = {"floor_lamp": 12.0, "table_lamp": 7.0}
"""Kinds of lamps that shine, with their W; the last part of each is its bulb."""

BULB_M = 0.05
DOOR_M = 0.1  # an opening that begins lower leads out through a door, which is closed

OUTWARD: dict[Wall, tuple[float, float]] = {
    "south": (0.0, -1.0),
    "east": (1.0, 0.0),
    "north": (0.0, 1.0),
    "west": (-1.0, 0.0),
}


def lights(scene: Scene) -> dict[str, Any]:
    """Sun, sky, ceilings, bulbs, and the windows through which the daylight comes."""
    light = scene.light
    return {
        "sun_direction": light.sun_direction,
        "sun": [SUN * v for v in light.sun],
        "sky": [SKY * v for v in light.sky],
        "ceilings": [_ceiling(room, light) for room in scene.rooms],
        "bulbs": [_bulb(thing, light) for thing in scene.things if thing.kind in BULBS],
        "windows": [window for room in scene.rooms for window in _windows(room)],
    }


def _ceiling(room: Room, light: Light) -> dict[str, Any]:
    x0, y0, x1, y1 = room.box_m
    at = [(x0 + x1) / 2, (y0 + y1) / 2, room.height_m - CEILING_LIGHT_BELOW_M]
    watt = CEILING_W_A_M2 * (x1 - x0) * (y1 - y0)
    return {"at_m": at, "color": light.lamps, "watt": watt, "size_m": CEILING_LIGHT_M}


def _bulb(thing: Thing, light: Light) -> dict[str, Any]:
    points = parts_of(thing)[-1].vertices_m
    x, y, z = ((points.min(0) + points.max(0)) / 2).tolist()
    (at_x, at_y, at_z), yaw = placed_at(thing, 0.0)
    c, s = math.cos(yaw), math.sin(yaw)
    at = [at_x + c * x - s * y, at_y + s * x + c * y, at_z + z]
    return {"at_m": at, "color": light.lamps, "watt": BULBS[thing.kind], "size_m": BULB_M}


def _windows(room: Room) -> list[dict[str, Any]]:
    """Rectangles at the outer ends of the holes."""
    x0, y0, x1, y1 = room.box_m
    face = {"south": y0, "east": x1, "north": y1, "west": x0}
    found = []
    for o in room.openings:
        if o.leads_to >= 0 or o.bottom_m < DOOR_M:
            continue
        (dx, dy), z = OUTWARD[o.wall], (o.bottom_m + o.top_m) / 2
        out = face[o.wall] + JAMB_M * (dx + dy)
        at = [out, o.centre_m, z] if dx else [o.centre_m, out, z]
        found.append({"at_m": at, "inward": [-dx, -dy, 0], "size_m": [o.width_m, o.top_m - o.bottom_m]})
    return found
