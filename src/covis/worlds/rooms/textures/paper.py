"""Wallpaper."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.textures.tile import Rgb, Tile, band, cell, grid, mixed, noise


def _printed(rng: np.random.Generator, color: Rgb, second: Rgb, share: Tile) -> Tile:
    grain = 1 + 0.02 * noise(rng, len(share), 48, 48, 2)[..., None]
    return np.asarray(mixed(color, second, share) * grain, np.float32)


def striped_paper(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Upright stripes, broad and thin."""
    x, _ = grid(n)
    share = np.maximum(band(cell(4 * x), 0.22, 0.01), band(cell(4 * x - 0.5), 0.02, 0.01))
    return _printed(rng, color, second, share)


def damask(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Staggered ornaments: petals around a heart."""
    x, y = grid(n)
    share = np.zeros((n, n), np.float32)
    petals = int(rng.integers(4, 8))
    for shift in (0.0, 0.5):
        dx, dy = cell(2 * x - shift), cell(2 * y - shift)
        radius, angle = np.hypot(dx * 1.25, dy), np.arctan2(dx, dy)
        rim = 0.2 + 0.09 * np.cos(petals * angle)
        share = np.maximum(share, band(radius - 0.5 * rim, 0.28 * rim.mean(), 0.02))
        share = np.maximum(share, band(radius, 0.05, 0.02))
    return _printed(rng, color, second, np.asarray(share, np.float32))


def trellis(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A lattice of slanting lines with a dot in each lozenge."""
    x, y = grid(n)
    lines = np.maximum(band(cell(3 * (x + y)), 0.03, 0.015), band(cell(3 * (x - y)), 0.03, 0.015))
    spots = band(np.hypot(cell(3 * (x + y) - 0.5), cell(3 * (x - y) - 0.5)), 0.08, 0.03)
    return _printed(rng, color, second, np.maximum(lines, spots))


def leafy_paper(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Upright stalks with pairs of leaves."""
    x, y = grid(n)
    sway = 0.08 * np.sin(2 * np.pi * y)
    off = cell(3 * x - sway)
    share = band(off, 0.015, 0.01)
    leaf_y = cell(6 * y - 0.9 * np.abs(off))
    shape = 0.16 * np.sqrt(np.clip(1 - ((np.abs(off) - 0.2) / 0.18) ** 2, 0, 1))
    share = np.maximum(share, np.clip((shape - np.abs(leaf_y)) / 0.03, 0, 1))
    return _printed(rng, color, second, np.asarray(share, np.float32))
