"""What textures are painted with: noise and shapes that go on across a tile's edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]
"""(n, n)."""

Tile = NDArray[np.floating[Any]]
"""(n, n, 3) sRGB, 0..1."""

Rgb = NDArray[np.floating[Any]]
"""(3,) sRGB, 0..1."""

Paint = Callable[[np.random.Generator, int, Rgb, Rgb], Tile]
"""Paints a seamless tile: accidents, side in px, main colour, other colour."""

BORDER = 4
"""Cells beyond the edge that an enlargement looks at."""


def noise(rng: np.random.Generator, n: int, cells_x: int, cells_y: int, octaves: int = 3) -> Plane:
    """Seamless value noise, (n, n), about -1..1.

    Args:
        rng: Where the values come from.
        n: Side in px.
        cells_x: Blobs of the coarsest octave across the tile; each octave doubles it.
        cells_y: The same down the tile.
        octaves: How many scales are added, each at 0.55 of the strength of the one before.
    """
    total = np.zeros((n, n), np.float32)
    strength, whole = 1.0, 0.0
    for _ in range(octaves):
        if max(cells_x, cells_y) > n:
            break
        total += strength * enlarged(rng.uniform(-1, 1, (cells_y, cells_x)).astype(np.float32), n)
        whole += strength
        strength *= 0.55
        cells_x, cells_y = 2 * cells_x, 2 * cells_y
    return np.asarray(total / whole, np.float32)


def enlarged(cells: Plane, n: int) -> Plane:
    """A small plane (rows, columns) enlarged to (n, n), going on smoothly across its edges."""
    rows, columns = cells.shape
    wrapped = np.pad(cells, BORDER, mode="wrap")
    # Pixel centres: px p of the tile is cell (p + 0.5) * rows / n - 0.5.
    x = ((np.arange(n) + 0.5) * columns / n - 0.5 + BORDER).astype(np.float32)
    y = ((np.arange(n) + 0.5) * rows / n - 0.5 + BORDER).astype(np.float32)
    grid_x, grid_y = np.meshgrid(x, y)
    return np.asarray(cv2.remap(wrapped, grid_x, grid_y, cv2.INTER_CUBIC), np.float32)


def grid(n: int) -> tuple[Plane, Plane]:
    """X and y of each pixel's centre, 0..1 across the tile; y runs down. (n, n) each."""
    at = ((np.arange(n) + 0.5) / n).astype(np.float32)
    x, y = np.meshgrid(at, at)
    return x, y


def wave(phase: Plane) -> Plane:
    """A cosine of turns (not radians), -1..1."""
    return np.asarray(np.cos(2 * np.pi * phase), np.float32)


def shaded(color: Rgb, value: Plane) -> Tile:
    """One colour, lightened or darkened by a share (n, n)."""
    return np.asarray(color * (1 + value[..., None]), np.float32)


def mixed(first: Tile | Rgb, second: Tile | Rgb, share: Plane) -> Tile:
    """The first where the share (n, n) is 0, the second where it is 1."""
    blend = np.clip(share, 0, 1)[..., None]
    return np.asarray((1 - blend) * first + blend * second, np.float32)


def band(distance: Plane, half_width: float, soft: float) -> Plane:
    """1 within `half_width` of 0, 0 beyond it, with a soft edge."""
    return np.asarray(np.clip((half_width - np.abs(distance)) / soft + 0.5, 0, 1), np.float32)


def cell(position: Plane) -> Plane:
    """Signed distance from the nearest whole number, -0.5..0.5."""
    return np.asarray(position - np.round(position), np.float32)
