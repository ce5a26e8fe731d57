"""Floors, walls and ceilings: which materials a room of this kind may have."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from covis.worlds.rooms.scene import Color, Material


class Surfaces(TypedDict):
    """What covers a room; the walls in the order south, east, north, west."""

    floor: Material
    walls: tuple[Material, Material, Material, Material]
    ceiling: Material


Covering = tuple[str, Color, Color, float, float]
"""Pattern, main colour, other colour, side of one repeat in metres, gloss."""

WOODEN: tuple[Covering, ...] = (
    ("planks", (0.62, 0.44, 0.27), (0.46, 0.30, 0.17), 1.8, 0.25),
    ("planks", (0.72, 0.57, 0.40), (0.58, 0.42, 0.27), 1.8, 0.2),
    ("planks", (0.44, 0.29, 0.18), (0.30, 0.19, 0.11), 1.8, 0.3),
    ("parquet", (0.66, 0.47, 0.28), (0.50, 0.33, 0.18), 1.2, 0.3),
)
SOFT: tuple[Covering, ...] = (
    ("carpet", (0.66, 0.62, 0.55), (0.58, 0.54, 0.48), 1.0, 0.0),
    ("carpet", (0.52, 0.56, 0.60), (0.46, 0.50, 0.54), 1.0, 0.0),
)
TILED: tuple[Covering, ...] = (
    ("tiles", (0.80, 0.77, 0.71), (0.62, 0.59, 0.54), 1.2, 0.4),
    ("chequer", (0.86, 0.85, 0.81), (0.36, 0.38, 0.40), 1.2, 0.4),
    ("terrazzo", (0.78, 0.76, 0.72), (0.52, 0.44, 0.38), 1.2, 0.35),
    ("tiles", (0.60, 0.43, 0.34), (0.45, 0.36, 0.30), 1.2, 0.3),
)
FLOORS: dict[str, tuple[Covering, ...]] = {
    "living room": WOODEN,
    "dining room": WOODEN,
    "bedroom": (*WOODEN, *SOFT),
    "kitchen": (*TILED, WOODEN[1]),
    "study": (*WOODEN, *SOFT),
    "children's room": (*WOODEN, *SOFT),
    "bathroom": TILED,
}

PAINTS: tuple[Color, ...] = (
    (0.90, 0.88, 0.83),
    (0.86, 0.84, 0.76),
    (0.78, 0.83, 0.80),
    (0.75, 0.81, 0.86),
    (0.89, 0.82, 0.75),
    (0.84, 0.85, 0.87),
)
ACCENTS: tuple[Color, ...] = (
    (0.45, 0.58, 0.60),
    (0.62, 0.48, 0.40),
    (0.52, 0.58, 0.45),
    (0.72, 0.62, 0.42),
    (0.42, 0.48, 0.60),
)
PAPERS = ("striped_paper", "damask", "trellis", "leafy_paper")
ACCENT_SHARE = 0.5  # rooms with one wall of another colour or with wallpaper: it tells the sides apart
PAPER_SHARE = 0.45
SHADE = 0.04  # how far a colour strays: no two rooms are quite equal


def surfaces(rng: np.random.Generator, room: str) -> Surfaces:
    """What covers a room of this kind."""
    pattern, main, second, scale, gloss = FLOORS[room][int(rng.integers(len(FLOORS[room])))]
    floor = Material(pattern, shaded(rng, main), shaded(rng, second), scale, int(rng.integers(2**31)), gloss)
    paint = shaded(rng, PAINTS[int(rng.integers(len(PAINTS)))])
    walls = [_paint(rng, paint) for _ in range(4)]
    if rng.uniform() < ACCENT_SHARE:
        walls[int(rng.integers(4))] = _accent(rng, paint)
    ceiling = _paint(rng, (0.93, 0.93, 0.91))
    return {"floor": floor, "walls": (walls[0], walls[1], walls[2], walls[3]), "ceiling": ceiling}


def _paint(rng: np.random.Generator, color: Color) -> Material:
    return Material("plaster", color, color, 2.0, int(rng.integers(2**31)), 0.05)


def _accent(rng: np.random.Generator, paint: Color) -> Material:
    other = shaded(rng, ACCENTS[int(rng.integers(len(ACCENTS)))])
    if rng.uniform() >= PAPER_SHARE:
        return _paint(rng, other)
    pattern = PAPERS[int(rng.integers(len(PAPERS)))]
    muted = tuple(round(0.75 * a + 0.25 * b, 4) for a, b in zip(paint, other, strict=True))
    return Material(pattern, paint, (muted[0], muted[1], muted[2]), 0.6, int(rng.integers(2**31)), 0.05)


def shaded(rng: np.random.Generator, color: Color) -> Color:
    """A colour near this one."""
    r, g, b = np.clip(np.asarray(color) + rng.uniform(-SHADE, SHADE) + rng.uniform(-0.01, 0.01, 3), 0, 1)
    return round(float(r), 4), round(float(g), 4), round(float(b), 4)
