"""How one piece looks: its size, its materials and its colour word, drawn from what its kind allows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.kind import Kind, Slot
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.scene import Material, Point
from covis.worlds.rooms.textures.choose import material


@dataclass(frozen=True)
class Look:
    """One piece without its place; things of one look are alike to the last pixel.

    Attributes:
        kind: A key of the table of kinds.
        size_m: Width, depth and height.
        color: The word for its main colour.
        materials: One for each slot of its kind.
        shape_seed: Chooses among the shapes of its kind.
    """

    kind: str
    size_m: Point
    color: str
    materials: tuple[Material, ...]
    shape_seed: int

    @property
    def of(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    def at(self, x_m: float, y_m: float, z_m: float, yaw_rad: float) -> Box:
        """The box it fills there."""
        width, depth, height = self.size_m
        return Box(x_m, y_m, width, depth, yaw_rad, z_m, z_m + height)


def draw_look(rng: np.random.Generator, kind: str, color: str | None = None) -> Look:
    """A piece of this kind, of this colour word or of any that its kind may have."""
    of = KINDS[kind]
    share = rng.uniform()  # one draw for all three sides: a large chair is large all over
    sides = (of.width_m, of.depth_m, of.height_m)
    size = tuple(
        _within(side, share + 0.3 * (own - 0.5)) for side, own in zip(sides, rng.random(3), strict=True)
    )
    words = [color or str(rng.choice(of.slots[0].colors))]
    words += [str(rng.choice(slot.colors)) for slot in of.slots[1:]]
    materials = tuple(_material(rng, slot, word) for slot, word in zip(of.slots, words, strict=True))
    return Look(kind, of.evened((size[0], size[1], size[2])), words[0], materials, int(rng.integers(2**31)))


def recolored(rng: np.random.Generator, look: Look, color: str) -> Look:
    """The same piece with another main colour."""
    slot = look.of.slots[0]
    return replace(look, color=color, materials=(_material(rng, slot, color), *look.materials[1:]))


def sized(look: Look, width_m: float, depth_m: float, height_m: float) -> Look:
    """The same piece in another size."""
    return replace(look, size_m=(width_m, depth_m, height_m))


def _within(side: tuple[float, float], share: float) -> float:
    return round(float(np.clip(side[0] + share * (side[1] - side[0]), *side)), 4)


def _material(rng: np.random.Generator, slot: Slot, word: str) -> Material:
    return material(str(rng.choice(slot.patterns)), word, int(rng.integers(2**31)))
