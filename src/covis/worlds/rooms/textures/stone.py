"""Stone and what is fired or trowelled: tiles, brick, marble, plaster, terrazzo."""

from __future__ import annotations

import numpy as np

from covis.worlds.rooms.textures.tile import Rgb, Tile, band, cell, grid, mixed, noise, shaded, wave


def tiles(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Square tiles with joints of the other colour."""
    side = 4
    x, y = grid(n)
    shade = rng.uniform(-0.05, 0.05, (side, side)).astype(np.float32)
    shade = shade[np.floor(y * side).astype(int), np.floor(x * side).astype(int)]
    joint = np.maximum(band(cell(x * side), 0.018, 0.012), band(cell(y * side), 0.018, 0.012))
    return mixed(shaded(color, shade + 0.05 * noise(rng, n, 6, 6, 4)), second, joint)


def metro(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Small glazed tiles laid like bricks, with a lit upper edge."""
    rows = 8
    x, y = grid(n)
    row = np.floor(y * rows).astype(int)
    along = 4 * x + 0.5 * (row % 2)
    shade = rng.uniform(-0.03, 0.03, (rows, 4)).astype(np.float32)[row, np.floor(along).astype(int) % 4]
    down, across = y * rows - row, cell(along)
    edge = 0.07 * band(down - 0.1, 0.05, 0.05) - 0.08 * band(down - 0.92, 0.05, 0.05)
    joint = np.maximum(band(cell(y * rows), 0.03, 0.02), band(across, 0.015, 0.01))
    return mixed(shaded(color, shade + edge + 0.02 * noise(rng, n, 6, 6, 2)), second, joint)


def chequer(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Tiles of two colours like a chessboard."""
    side = 4
    x, y = grid(n)
    odd = (np.floor(x * side) + np.floor(y * side)) % 2
    flat = mixed(color, second, np.asarray(odd, np.float32))
    joint = np.maximum(band(cell(x * side), 0.012, 0.012), band(cell(y * side), 0.012, 0.012))
    return np.asarray(flat * (1 + 0.06 * noise(rng, n, 6, 6, 4) - 0.3 * joint)[..., None], np.float32)


def brick(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Rows of bricks, each of its own shade, with light joints."""
    rows = 8
    x, y = grid(n)
    bend = 0.012 * noise(rng, n, 16, 16, 2)
    row = np.floor(y * rows).astype(int)
    along = 3 * x + 0.5 * (row % 2)
    shade = rng.uniform(-0.25, 0.18, (rows, 3)).astype(np.float32)[row, np.floor(along).astype(int) % 3]
    joint = np.maximum(band(cell(y * rows) + bend, 0.055, 0.04), band(cell(along) + bend, 0.02, 0.015))
    body = shaded(color, shade + 0.16 * noise(rng, n, 16, 24, 4))
    return mixed(body, shaded(second, 0.1 * noise(rng, n, 32, 32, 2)), joint)


def marble(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Veins of the other colour through clouded stone."""
    x, y = grid(n)
    warp = noise(rng, n, 2, 2, 5)
    fine = np.clip(1 - 9 * np.abs(noise(rng, n, 3, 3, 4)), 0, 1)
    veins = (1 - np.abs(wave(0.5 * (2 * x + 2 * y + 2.2 * warp)))) ** 6
    return mixed(shaded(color, 0.05 * warp), second, 0.6 * veins + 0.2 * fine)


def terrazzo(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """Chips of stone in a plain ground."""
    chips = noise(rng, n, 60, 60, 1)
    tone = noise(rng, n, 30, 30, 1)
    light = 0.8 * np.clip((chips - 0.42) * 14, 0, 1)
    dark = np.clip((-chips - 0.48) * 14, 0, 1)
    ground = shaded(color, 0.03 * noise(rng, n, 128, 128, 1))
    return mixed(mixed(ground, second, light * (0.6 + 0.4 * tone)), color * 0.5, 0.7 * dark)


def plaster(rng: np.random.Generator, n: int, color: Rgb, second: Rgb) -> Tile:
    """A painted wall: fine grain over broad, faint clouds."""
    return shaded(color, 0.01 * noise(rng, n, 2, 2, 3) + 0.03 * noise(rng, n, 64, 64, 2))
