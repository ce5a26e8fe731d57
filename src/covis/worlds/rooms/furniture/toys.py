"""Balls, boxes, figures, and other toys."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.materials import EVERY, Slot
from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import part
from covis.worlds.rooms.furniture.shapes.turned import ball
from covis.worlds.rooms.furniture.sofas import nothing_on_top
from covis.worlds.rooms.kind import Kind, Part, Top
from covis.worlds.rooms.scene import Point


def _ball(size_m: Point, seed: int) -> tuple[Part, ...]:
    return (part(0, ball(size_m, sides=24)),)


BALL = Kind(
    "ball",
    (0.16, 0.26),
    (0.16, 0.26),
    (0.16, 0.26),
    "floor",
    (Slot(("plastic",), EVERY),),
    _ball,
    nothing_on_top,
    even="all",
)


def _box(size_m: Point, seed: int) -> tuple[Part, ...]:
    """A box with a lid that stands out a little."""
    w, d, h = size_m
    lid = float(np.random.default_rng((seed, 52)).uniform(0.16, 0.3)) * h
    body = box((w - 0.012, d - 0.012, h - lid), along=False)
    cover = rounded_box((w, d, lid), 0.004, (0, 0, h - lid), 1, along=False)
    return (part(0, body, cover),)


def _box_tops(size_m: Point, seed: int) -> tuple[Top, ...]:
    w, d, h = size_m
    return (Top((-w / 2 + 0.01, -d / 2 + 0.01, w / 2 - 0.01, d / 2 - 0.01), h),)


BOX = Kind(
    "box",
    (0.22, 0.4),
    (0.2, 0.34),
    (0.14, 0.3),
    "floor",
    (Slot(("paint",), EVERY),),
    _box,
    _box_tops,
)
