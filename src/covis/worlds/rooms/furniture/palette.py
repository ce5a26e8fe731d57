"""Colour words and the colours they stand for: the eleven basic colour terms, each clear at a glance."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.worlds.rooms.scene import Color

COLORS: dict[str, Color] = {
    "red": (0.68, 0.12, 0.11),
    "orange": (0.88, 0.46, 0.12),
    "yellow": (0.91, 0.76, 0.22),
    "green": (0.20, 0.48, 0.24),
    "blue": (0.15, 0.32, 0.62),
    "purple": (0.43, 0.21, 0.53),
    "pink": (0.90, 0.55, 0.65),
    "brown": (0.42, 0.26, 0.14),
    "black": (0.07, 0.07, 0.08),
    "white": (0.92, 0.91, 0.88),
    "grey": (0.50, 0.50, 0.51),
}
"""Colour word to sRGB, 0..1."""

SHADES: dict[str, tuple[Color, ...]] = {
    "red": (COLORS["red"], (0.76, 0.18, 0.15)),
    "orange": (COLORS["orange"], (0.84, 0.41, 0.08)),
    "yellow": (COLORS["yellow"], (0.94, 0.82, 0.36)),
    "green": (COLORS["green"], (0.37, 0.58, 0.29)),
    "blue": (COLORS["blue"], (0.27, 0.46, 0.74)),
    "purple": (COLORS["purple"], (0.52, 0.32, 0.62)),
    "pink": (COLORS["pink"], (0.86, 0.46, 0.58)),
    "brown": (COLORS["brown"], (0.54, 0.36, 0.21), (0.31, 0.19, 0.11)),
    "black": (COLORS["black"], (0.11, 0.11, 0.12)),
    "white": (COLORS["white"], (0.95, 0.95, 0.95)),
    "grey": (COLORS["grey"], (0.61, 0.61, 0.62)),
}
"""The colours that a word may stand for; the first is that of the palette."""

CALLED: dict[str, tuple[Color, ...]] = {
    "red": ((0.45, 0.06, 0.08), (0.9, 0.1, 0.1), (0.62, 0.14, 0.2)),
    "orange": ((0.95, 0.35, 0.05), (0.74, 0.38, 0.08)),
    "yellow": ((0.75, 0.68, 0.3),),
    "green": ((0.06, 0.25, 0.1), (0.35, 0.8, 0.1), (0.3, 0.35, 0.2)),
    "blue": ((0.05, 0.08, 0.75), (0.08, 0.12, 0.25), (0.45, 0.58, 0.75), (0.1, 0.3, 0.4)),
    "brown": ((0.8, 0.64, 0.44), (0.68, 0.5, 0.3), (0.22, 0.13, 0.08), (0.68, 0.6, 0.5), (0.6, 0.32, 0.14)),
    "grey": ((0.3, 0.3, 0.3),),
}
"""More colours that people call so, of which covis' own things have none: navy, beige, maroon."""


def lab(colors: ArrayLike) -> NDArray[np.float32]:
    """CIE L*a*b* (D65) of sRGB colours, (n, 3) of (n, 3)."""
    pixels = np.asarray(colors, np.float32).reshape(-1, 1, 3)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab).reshape(-1, 3), np.float32)


def words_for(colors: ArrayLike) -> list[str]:
    """The word a stranger would use for each of the colours (n, 3): that of the nearest known in L*a*b*."""
    words, shades = _shades()
    apart = np.linalg.norm(lab(colors)[:, None] - shades, axis=2)
    return [words[k] for k in apart.argmin(1)]


@cache
def _shades() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The word of each shade, and (n, 3) L*a*b* of each."""
    known = (SHADES, CALLED)
    every = [(word, shade) for table in known for word, shades in table.items() for shade in shades]
    return tuple(word for word, _ in every), lab([shade for _, shade in every])
