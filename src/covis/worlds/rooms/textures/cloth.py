"""Cloth, carpet and leather."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.textures.tile import Rgb, Tile, band, cell, grid, mixed, noise, shaded, wave


def fabric(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A plain, coarse weave with slubs."""
    x, y = grid(n)
    threads = n // 8
    weave = wave(threads * x) * wave(threads * y)
    slubs = 0.5 * noise(rng, n, 8, 64, 2) + 0.5 * noise(rng, n, 64, 8, 2)
    return shaded(color, 0.06 * weave + 0.16 * slubs + 0.05 * noise(rng, n, 3, 3, 2))


def velvet(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A soft pile stroked this way and that."""
    return shaded(color, 0.1 * noise(rng, n, 3, 4, 4) + 0.04 * noise(rng, n, 64, 64, 1))


def leather(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Grain with fine creases and broad wear."""
    creases = np.clip(1 - 4 * np.abs(noise(rng, n, 56, 56, 2)), 0, 1)
    return shaded(color, -0.09 * creases + 0.09 * noise(rng, n, 3, 3, 4))


def stripes(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Woven stripes across u: wide ones of the main colour, narrow ones of the other."""
    x, y = grid(n)
    turns = 4
    on = band(cell(turns * x), 0.13, 0.03)
    fine = band(cell(turns * x - 0.5), 0.03, 0.02)
    weave = 0.05 * wave(n // 8 * x) * wave(n // 8 * y) + 0.05 * noise(rng, n, 4, 32, 2)
    return np.asarray(mixed(color, second, np.maximum(on, fine)) * (1 + weave[..., None]), np.float32)


def plaid(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Stripes both ways, with thin lines between."""
    x, y = grid(n)
    turns = 2
    level, upright = (band(cell(turns * t), 0.16, 0.01) for t in (y, x))
    fine = np.maximum(*(band(cell(turns * t - 0.5), 0.02, 0.01) for t in (y, x)))
    share = 0.36 * (level + upright) + 0.45 * fine
    twill = 0.05 * wave(n // 8 * (x + y)) + 0.03 * noise(rng, n, 4, 4, 2)
    return np.asarray(mixed(color, second, share) * (1 + twill[..., None]), np.float32)


def checks(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Gingham: two colours and what lies between them."""
    x, y = grid(n)
    turns = 8
    upright, level = (np.asarray(np.floor(2 * turns * t) % 2, np.float32) for t in (x, y))
    weave = 0.04 * noise(rng, n, 32, 32, 1)
    return np.asarray(mixed(color, second, 0.5 * (upright + level)) * (1 + weave[..., None]), np.float32)


def dots(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Polka dots in staggered rows."""
    x, y = grid(n)
    side = 4
    first = np.hypot(cell(side * x), cell(side * y))
    second_row = np.hypot(cell(side * x - 0.5), cell(side * y - 0.5))
    spots = band(np.minimum(first, second_row), 0.17, 0.05)
    return np.asarray(
        mixed(color, second, spots) * (1 + 0.04 * noise(rng, n, 48, 48, 1)[..., None]), np.float32
    )


def carpet(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Short pile, trodden here and there."""
    return shaded(color, 0.16 * noise(rng, n, 80, 80, 1) + 0.07 * noise(rng, n, 3, 3, 3))


def knit(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Rows of stitches like small Vs."""
    x, y = grid(n)
    stitches = 16
    ridge = wave(stitches * y + np.abs(2 * cell(stitches * x)) * 0.5)
    furrow = band(cell(stitches * x), 0.06, 0.06)
    return shaded(color, 0.13 * ridge - 0.18 * furrow + 0.06 * noise(rng, n, 6, 6, 3))
