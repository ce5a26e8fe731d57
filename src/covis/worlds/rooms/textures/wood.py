"""Wood: boards whose grain runs along u, planks and parquet."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.textures.tile import Plane, Rgb, Tile, band, cell, grid, mixed, noise, shaded, wave


def _grain(rng: np.random.Generator, n: int, figure: float) -> Plane:
    """Fibres and rings along x, about -0.3..0.3; `figure` is how wild the rings run."""
    _, y = grid(n)
    sway = noise(rng, n, 1, 3, 2)
    rings = wave(6 * y + figure * sway)
    fibres = noise(rng, n, 4, 64, 2)
    broad = noise(rng, n, 1, 5, 2)
    return np.asarray(0.07 * rings + 0.13 * fibres + 0.12 * broad, np.float32)


def oak(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Open, straight grain with dark pores."""
    pores = np.clip(noise(rng, n, 6, 80, 1) - 0.45, 0, 1)
    return mixed(shaded(color, _grain(rng, n, 0.5)), second, 0.6 * pores)


def walnut(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Swirling figure between two browns."""
    flow = noise(rng, n, 1, 2, 3)
    x, y = grid(n)
    streaks = 0.5 + 0.5 * wave(4 * y + 1.6 * flow + 0.2 * wave(x))
    return mixed(shaded(color, _grain(rng, n, 1.4)), second, 0.45 * streaks**2)


def pine(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Wide, clear rings, and a few knots."""
    x, y = grid(n)
    push = np.zeros((n, n), np.float32)
    knots = np.zeros((n, n), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        cx, cy, size = rng.uniform(), rng.uniform(), rng.uniform(0.008, 0.016)
        dx, dy = cell(x - np.float32(cx)), cell(y - np.float32(cy))
        near = np.exp(-((dx / (5 * size)) ** 2) - (dy / (3 * size)) ** 2)
        push += 0.5 * near * np.sign(dy)
        knots += np.exp(-((dx / (1.5 * size)) ** 2) - (dy / size) ** 2)
    rings = 0.5 + 0.5 * wave(8 * y + push + 0.5 * noise(rng, n, 1, 3, 2))
    return mixed(shaded(color, _grain(rng, n, 0.3)), second, 0.3 * rings**3 + 0.9 * np.clip(knots, 0, 1))


def planks(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A floor of long boards, each of its own shade, butt joints at odd places."""
    rows = 8
    x, y = grid(n)
    row = np.floor(y * rows).astype(int)
    shift = rng.uniform(0, 1, rows).astype(np.float32)
    along = 2 * (x + shift[row])
    board = np.floor(along).astype(int) % 2
    shade = rng.uniform(-0.14, 0.14, (rows, 2)).astype(np.float32)[row, board]
    offset = rng.integers(0, n, (rows, 2))[row, board]
    at = np.arange(n)
    grain = _grain(rng, n, 0.8)[at[:, None], (at[None, :] + offset) % n]
    joint = np.maximum(band(cell(y * rows), 0.014, 0.02), band(cell(along), 0.0022, 0.003))
    return mixed(shaded(color, shade + grain), second * 0.55, 0.8 * joint)


def parquet(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Squares of five staves, laid crosswise like a basket's weave."""
    squares, staves = 4, 5
    x, y = grid(n)
    column, row = np.floor(x * squares).astype(int), np.floor(y * squares).astype(int)
    crosswise = (column + row) % 2 == 1
    across = np.where(crosswise, x, y) * squares * staves
    stave = np.floor(across).astype(int) % staves
    shade = rng.uniform(-0.16, 0.16, (squares, squares, staves)).astype(np.float32)[row, column, stave]
    grain = _grain(rng, n, 0.5)
    value = shade + np.where(crosswise, grain.T, grain)
    joint = np.maximum(
        0.7 * band(cell(across), 0.02, 0.03),
        np.maximum(band(cell(x * squares), 0.005, 0.006), band(cell(y * squares), 0.005, 0.006)),
    )
    return mixed(shaded(color, value), second * 0.55, 0.8 * joint)


def herringbone(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Staves four times as long as wide that meet in zigzags."""
    length, cells = 4, 16
    x, y = grid(n)
    i, j = np.floor(x * cells).astype(int), np.floor(y * cells).astype(int)
    place = (i - j) % (2 * length)
    level = place < length
    step = np.where(level, place, 2 * length - 1 - place)
    start_i, start_j = np.where(level, i - step, i) % cells, np.where(level, j, j - step) % cells
    shade = rng.uniform(-0.17, 0.17, (cells, cells, 2)).astype(np.float32)[
        start_i, start_j, level.astype(int)
    ]
    grain = _grain(rng, n, 0.5)
    value = shade + np.where(level, grain, grain.T)
    fx, fy = x * cells - i, y * cells - j
    side = np.where(level, np.minimum(fy, 1 - fy), np.minimum(fx, 1 - fx))
    first = np.where(level, fx, fy)
    ends = np.minimum(np.where(step == 0, first, 1), np.where(step == length - 1, 1 - first, 1))
    joint = np.clip((0.05 - np.minimum(side, ends)) / 0.05, 0, 1)
    return mixed(shaded(color, value), second * 0.55, 0.75 * joint)
