"""Colour words and the colours they stand for: the eleven basic colour terms, each clear at a glance."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from covis.worlds.rooms.scene import Color

COLORS: dict[str, Color] = {
    "red": (0.70, 0.10, 0.09),
    "orange": (0.91, 0.46, 0.08),
    "yellow": (0.93, 0.78, 0.16),
    "green": (0.17, 0.50, 0.22),
    "blue": (0.12, 0.30, 0.66),
    "purple": (0.44, 0.19, 0.56),
    "pink": (0.93, 0.55, 0.67),
    "brown": (0.42, 0.26, 0.14),
    "black": (0.07, 0.07, 0.08),
    "white": (0.92, 0.91, 0.88),
    "grey": (0.50, 0.50, 0.51),
}
"""Colour word to sRGB, 0..1."""

SHADES: dict[str, tuple[Color, ...]] = {
    "red": (COLORS["red"], (0.79, 0.15, 0.13)),
    "orange": (COLORS["orange"], (0.86, 0.41, 0.05)),
    "yellow": (COLORS["yellow"], (0.95, 0.84, 0.30)),
    "green": (COLORS["green"], (0.36, 0.60, 0.25)),
    "blue": (COLORS["blue"], (0.25, 0.47, 0.80)),
    "purple": (COLORS["purple"], (0.53, 0.31, 0.66)),
    "pink": (COLORS["pink"], (0.89, 0.45, 0.60)),
    "brown": (COLORS["brown"], (0.54, 0.36, 0.21), (0.31, 0.19, 0.11)),
    "black": (COLORS["black"], (0.11, 0.11, 0.12)),
    "white": (COLORS["white"], (0.95, 0.95, 0.95)),
    "grey": (COLORS["grey"], (0.61, 0.61, 0.62)),
}
"""The colours that a word may stand for; the first is that of the palette."""


def lab(color: Color) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of an sRGB colour."""
    pixel = np.array([[color]], np.float32)
    return cast(tuple[float, float, float], tuple(map(float, cv2.cvtColor(pixel, cv2.COLOR_RGB2Lab)[0, 0])))


def word_for(color: Color) -> str:
    """The colour word that a stranger would use: that of the nearest shade in CIE L*a*b*."""
    there = np.array(lab(color))
    distance = {
        word: min(float(np.linalg.norm(there - lab(shade))) for shade in shades)
        for word, shades in SHADES.items()
    }
    return min(distance, key=lambda word: distance[word])
