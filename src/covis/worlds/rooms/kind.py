"""What a kind of furniture is: its sizes, where it stands, how it is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.scene import Point

Stands = Literal["wall", "floor", "corner", "surface", "on_wall", "ceiling", "flat", "opening"]
"""Against a wall; free on the floor; in a corner; on top of another thing; hung on a wall; hung from the
ceiling; lying on the floor (a rug, under other things); filling an opening of a wall (a door, a window)."""

Range = tuple[float, float]
"""Least and greatest, both possible."""


@dataclass(frozen=True, eq=False)
class Part:
    """A mesh of one material, in the axes of its thing.

    Attributes:
        vertices_m: (n, 3) float32.
        normals: (n, 3) float32 unit vectors, outward; smooth where the surface is.
        uv_m: (n, 2) float32, where on the material's surface each vertex lies, metres.
        faces: (m, 3) int32, counter-clockwise seen from outside.
        slot: Index into the thing's materials.
    """

    vertices_m: NDArray[np.float32]
    normals: NDArray[np.float32]
    uv_m: NDArray[np.float32]
    faces: NDArray[np.int32]
    slot: int


@dataclass(frozen=True)
class Top:
    """A level rectangle on which other things can stand, in the axes of its thing.

    Attributes:
        box_m: x0, y0, x1, y1.
        z_m: Its height.
        clear_m: Free height above it.
    """

    box_m: tuple[float, float, float, float]
    z_m: float
    clear_m: float = 2.0


@dataclass(frozen=True)
class Slot:
    """The materials that one part of a kind may have.

    Attributes:
        patterns: Names in the table of textures, one is drawn.
        colors: Colour words of the palette, one is drawn; a word listed twice is drawn twice as often. The
            first slot's is the thing's colour.
    """

    patterns: tuple[str, ...]
    colors: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of furniture or object.

    Attributes:
        name: What people call it in a question.
        width_m: Range of its width.
        depth_m: Range of its depth.
        height_m: Range of its height.
        stands: Where it may be.
        slots: Its materials; `slots[0]` covers what gives it its colour.
        build: Its meshes, from size and shape seed. Parts stay inside the box of the size.
        tops: Where other things may stand on it, from size and shape seed.
        rooms: Names of rooms it belongs in; empty for any.
        has_front: Whether a person can tell its front (a chair, not a round table).
        clear_front_m: Free floor it wants before its front.
        hangs_at_m: Range of the height of its lower edge, for what hangs on a wall.
        even: Which of its sides are equal: none, width and depth (round seen from above), width and height
            (round seen from the front), or all three (a ball).
    """

    name: str
    width_m: Range
    depth_m: Range
    height_m: Range
    stands: Stands
    slots: tuple[Slot, ...]
    build: Callable[[Point, int], tuple[Part, ...]]
    tops: Callable[[Point, int], tuple[Top, ...]]
    rooms: tuple[str, ...] = ()
    has_front: bool = False
    clear_front_m: float = 0.0
    hangs_at_m: Range = (0.0, 0.0)
    even: Literal["none", "base", "front", "all"] = "none"

    def evened(self, size_m: Point) -> Point:
        """A size whose equal sides are equal: each is as long as the width."""
        width, depth, height = size_m
        base, front = self.even in ("base", "all"), self.even in ("front", "all")
        return (width, width if base else depth, width if front else height)
