"""What fills the openings of walls."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.hangings import frame
from covis.worlds.rooms.furniture.materials import CHROME
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import part
from covis.worlds.rooms.furniture.shapes.tubes import bend, tube
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point


def _door(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A closed leaf with raised fields in a frame; the handle is at the left or at the right."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 111))
    side = -1 if rng.integers(2) else 1
    wide, leaf_d = 0.06, min(0.045, 0.6 * d)
    upright = box((wide, d, h))
    x = (w - wide) / 2
    lintel = box((w - 2 * wide, d, wide), (0, 0, h - wide))
    leaf_w, leaf_h = w - 2 * wide - 0.006, h - wide - 0.012
    leaf = box((leaf_w, leaf_d, leaf_h), (0, 0, 0.006))
    rows = ((0.12, 0.4), (0.5, 0.92)) if rng.integers(2) else ((0.08, 0.3), (0.36, 0.6), (0.66, 0.93))
    columns = 1 + int(rng.integers(2))
    fields = []
    for low, high in rows:
        for k in range(columns):
            wide_field = (leaf_w - 0.1) / columns - 0.08
            at_x = ((k + 0.5) / columns - 0.5) * (leaf_w - 0.1)
            size = (wide_field, leaf_d + 0.016, (high - low) * leaf_h)
            fields.append(rounded_box(size, 0.007, (at_x, 0, low * leaf_h), 1))
    knob_x, knob_z = side * (leaf_w / 2 - 0.07), min(1.02, 0.5 * h)
    out = d / 2 - 0.009
    metal = []
    for s in (-1, 1):
        metal.append(
            rounded_box((0.045, 0.006, 0.2), 0.002, (knob_x, s * (leaf_d / 2 + 0.003), knob_z - 0.12), 1)
        )
        bow = [
            (knob_x, s * leaf_d / 2, knob_z),
            (knob_x, s * out, knob_z),
            (knob_x - side * 0.12, s * out, knob_z),
        ]
        metal.append(tube(bend(bow, 0.02), 0.009, 8))
    return part(0, leaf, *fields, upright.moved(-x), upright.moved(x), lintel), part(1, *metal)


DOOR = Kind(
    "door",
    (0.8, 0.95),
    (0.12, 0.16),
    (1.98, 2.1),
    "opening",
    (Slot(("oak", "walnut", "paint"), ("white", "brown", "grey", "red", "blue", "green")), CHROME),
    _door,
    no_top,
    clear_front_m=0.9,
)


def _window(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A frame and its bars, a sill inside and handles; no pane, so that the sun shines in."""
    w, d, h = size_m
    rng = np.random.default_rng((seed, 112))
    wide, thin = 0.055, 0.04
    casements = max(1, round(w / 0.75))
    cross = bool(rng.integers(2)) and h > 0.8
    bars = frame(w, 0.5 * d, h, wide)
    inner_w = w - 2 * wide
    pitch = inner_w / casements
    for k in range(casements):
        x = -inner_w / 2 + (k + 0.5) * pitch
        sash = frame(pitch, 0.4 * d, h - 2 * wide, thin)
        bars += [strip.moved(x, 0, wide) for strip in sash]
        if cross:
            bars.append(box((pitch - 2 * thin, 0.2 * d, 0.025), (x, 0, 0.62 * h)))
    # A strip covers the joint of two sashes on both sides.
    joints = [-inner_w / 2 + k * pitch for k in range(1, casements)]
    bars += [box((0.024, 0.46 * d, h - 2 * wide), (x, 0, wide)) for x in joints]
    sill = rounded_box((w, d, 0.025), 0.006, (0, 0, 0), 1)
    grips = joints or [-inner_w / 2 + thin / 2]
    pulls = [box((0.016, 0.04 * d, 0.11), (x, -0.24 * d, 0.45 * h)) for x in grips]
    return part(0, *bars, sill), part(1, *pulls)


WINDOW = Kind(
    "window",
    (0.8, 2.4),
    (0.1, 0.16),
    (1.0, 1.6),
    "opening",
    (Slot(("paint", "oak"), ("white", "brown", "grey")), CHROME),
    _window,
    no_top,
    hangs_at_m=(0.8, 1.0),
)
