"""Materials by colour word."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.furniture.palette import COLORS, SHADES
from covis.worlds.rooms.scene import Color, Material
from covis.worlds.rooms.textures.table import TEXTURES

AGAINST: dict[str, tuple[str, ...]] = {
    "red": ("white", "black", "yellow"),
    "orange": ("white", "brown", "blue"),
    "yellow": ("white", "grey", "blue"),
    "green": ("white", "yellow", "brown"),
    "blue": ("white", "yellow", "grey"),
    "purple": ("white", "pink", "grey"),
    "pink": ("white", "purple", "grey"),
    "brown": ("white", "orange", "black"),
    "black": ("white", "red", "grey"),
    "white": ("grey", "blue", "red"),
    "grey": ("white", "black", "blue"),
}
"""What stands out against a colour without hiding it."""


def material(pattern: str, word: str, seed: int) -> Material:
    """A material in which a stranger sees the colour of this word, of the pattern's usual size and gloss.

    Args:
        pattern: A name in the table of textures.
        word: A word of the palette.
        seed: Chooses the shade, the other colour and the pattern's accidents.
    """
    kind = TEXTURES[pattern]
    rng = np.random.default_rng((seed, 7401))
    shades = SHADES[word]
    color = shades[int(rng.integers(len(shades)))]
    against = AGAINST[word]
    other = COLORS[against[int(rng.integers(len(against)))]]
    second = {
        "darker": _towards(color, (0.0, 0.0, 0.0), 0.45),
        "lighter": _towards(color, (1.0, 1.0, 1.0), 0.35),
        "pale": _towards((0.8, 0.79, 0.76), color, 0.1),
        "other": other,
    }[kind.second]
    return Material(pattern, color, second, kind.scale_m, int(seed), kind.gloss)


def _towards(color: Color, end: Color, share: float) -> Color:
    r, g, b = (round(c + share * (e - c), 4) for c, e in zip(color, end, strict=True))
    return (r, g, b)
