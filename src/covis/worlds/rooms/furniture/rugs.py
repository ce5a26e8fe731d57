"""Rugs."""

from __future__ import annotations

from covis.worlds.rooms.furniture.faces import face
from covis.worlds.rooms.furniture.materials import EVERY
from covis.worlds.rooms.furniture.shapes.boxes import box
from covis.worlds.rooms.furniture.shapes.mesh import part
from covis.worlds.rooms.furniture.shapes.turned import lathe
from covis.worlds.rooms.furniture.tops import no_top
from covis.worlds.rooms.kind import Kind, Part, Slot
from covis.worlds.rooms.scene import Point

PATTERN_LIFT_M = 0.0005
"""How high the patterned face lies above the body."""


def _rug(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    body = box((w, d, h - PATTERN_LIFT_M), along=False)
    return part(0, face((-w / 2, -d / 2, w / 2, d / 2), h, "z")), part(1, body)


EDGE = Slot(("carpet",), ("white", "grey", "brown"))

RUG = Kind(
    "rug",
    (1.5, 2.6),
    (1.0, 1.8),
    (0.01, 0.016),
    "flat",
    (Slot(("bordered_rug", "zigzag_rug", "striped_rug"), EVERY), EDGE),
    _rug,
    no_top,
    ("living room", "bedroom", "dining room", "study", "children's room"),
)


def _round_rug(size_m: Point, seed: int) -> tuple[Part, ...]:
    w, d, h = size_m
    body = lathe([(0, 0), (0.5, 0), (0.5, h - PATTERN_LIFT_M), (0, h - PATTERN_LIFT_M)], 32).scaled(w, d, 1)
    return part(0, face((-w / 2, -d / 2, w / 2, d / 2), h, "z", ellipse=True)), part(1, body)


ROUND_RUG = Kind(
    "round rug",
    (1.0, 1.9),
    (1.0, 1.9),
    (0.01, 0.016),
    "flat",
    (Slot(("round_rug",), EVERY), EDGE),
    _round_rug,
    no_top,
    ("living room", "bedroom", "study", "children's room"),
    even="base",
)
