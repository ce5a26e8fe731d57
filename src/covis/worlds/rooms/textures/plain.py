"""Materials of one colour: paint, plastic, metal, ceramic, rubber, leaves, lampshades."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.textures.tile import Rgb, Tile, band, cell, grid, mixed, noise, shaded, wave


def paint(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Even paint with a breath of cloudiness."""
    return shaded(color, 0.02 * noise(rng, n, 3, 3, 3))


def plastic(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Smooth and even."""
    return shaded(color, 0.015 * noise(rng, n, 4, 4, 2))


def metal(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Brushed along u."""
    return shaded(color, 0.05 * noise(rng, n, 2, 96, 2) + 0.04 * noise(rng, n, 2, 3, 2))


def ceramic(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Glaze with soft clouds and a few specks."""
    specks = np.clip(noise(rng, n, 48, 48, 1) - 0.75, 0, 1)
    return shaded(color, 0.03 * noise(rng, n, 2, 4, 3) - 0.6 * specks)


def glazed_bands(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Glaze with level bands of the other colour, as on pottery."""
    _, y = grid(n)
    bands = band(cell(2 * y - 0.3), 0.035, 0.01) + band(cell(2 * y - 0.42), 0.012, 0.008)
    return mixed(shaded(color, 0.03 * noise(rng, n, 3, 3, 3)), second, bands)


def leaf(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A blade with a light rib and veins; v runs along it."""
    x, y = grid(n)
    off = np.abs(cell(x - 0.5))
    veins = np.clip(wave(12 * y - 6 * off) - 0.75, 0, 1) * 0.9
    return mixed(shaded(color, 0.14 * noise(rng, n, 3, 6, 3)), second, 0.35 * veins)


def lampshade(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Thin cloth that light shines through."""
    x, y = grid(n)
    return shaded(color, 0.02 * wave(64 * x) + 0.02 * wave(64 * y) + 0.03 * noise(rng, n, 4, 4, 2))


def wicker(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Withies that go over and under upright stakes."""
    rows, stakes = 16, 12
    x, y = grid(n)
    over = wave(0.5 * (stakes * x + np.floor(y * rows)))
    roundness = 1 - (2 * cell(y * rows - 0.5)) ** 2
    value = 0.22 * over + 0.35 * (roundness - 0.7) + 0.08 * noise(rng, n, 24, 16, 2)
    return shaded(color, np.asarray(value, np.float32))


def spine(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """The back of a book: bands of the other colour at its foot and head, a title between; v runs up."""
    _, y = grid(n)
    lines = [band(cell(y - np.float32(at)), 0.006, 0.006) for at in (0.88, 0.8, 0.34, 0.46)]
    title = 0.6 * band(cell(y - 0.6), 0.05, 0.01)
    return mixed(shaded(color, 0.07 * noise(rng, n, 16, 16, 2)), second, np.maximum.reduce([*lines, title]))


def cardboard(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Corrugated board under a thin paper."""
    x, _ = grid(n)
    return shaded(
        color, 0.02 * wave(48 * x) + 0.05 * noise(rng, n, 32, 32, 2) + 0.04 * noise(rng, n, 3, 3, 2)
    )


SKINS = ((0.94, 0.78, 0.66), (0.88, 0.69, 0.53), (0.72, 0.5, 0.36), (0.47, 0.31, 0.22))
"""sRGB of painted faces."""


def skin(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """The face of a doll, whatever the main colour."""
    return shaded(np.array(SKINS[int(rng.integers(len(SKINS)))], np.float32), 0.02 * noise(rng, n, 3, 3, 2))


def sectors(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Sectors of a beach ball from pole to pole, u once around it: two of three in the main colour."""
    x, y = grid(n)
    ball_ = mixed(color, second, band(cell(4 * x), 0.17, 0.02))
    pole = band(cell(y), 0.06, 0.01)
    return np.asarray(mixed(ball_, color, pole) * (1 + 0.02 * noise(rng, n, 4, 4, 2))[..., None], np.float32)


def belt(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A ball with a belt around its middle."""
    _, y = grid(n)
    stripes = band(y - 0.5, 0.07, 0.008) + band(np.abs(y - 0.5) - 0.13, 0.015, 0.008)
    return mixed(shaded(color, 0.02 * noise(rng, n, 4, 4, 2)), second, stripes)
