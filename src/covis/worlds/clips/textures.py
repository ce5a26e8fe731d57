"""Procedural materials, and the large textured scene that a camera pans over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
"""(H, W) float32."""

Picture = NDArray[np.float32]
"""(H, W, 3) float32 RGB in 0..1."""

Colour = NDArray[np.float32]
"""(3,) float32 RGB in 0..1."""

Material = Callable[[np.random.Generator, int, int, float], Picture]
"""Paints (rng, height in px, width in px, px per unit) as a picture; 1 unit is 1/320 of a frame's width."""


def colour(
    rng: np.random.Generator,
    saturation: tuple[float, float],
    value: tuple[float, float],
    hue: float | None = None,
) -> Colour:
    """A random RGB colour, (3,) float32 in 0..1, of any hue (or `hue`, 0..1) within these HSV ranges."""
    h = rng.uniform() if hue is None else hue % 1.0
    hsv = np.array([[[h * 360.0, rng.uniform(*saturation), rng.uniform(*value)]]], np.float32)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0], np.float32)


def noise(rng: np.random.Generator, height: int, width: int, cell_px: float, octaves: int = 4) -> Plane:
    """Value noise of several scales, (height, width) float32, about -1..1.

    Args:
        rng: Where the values come from.
        height: In px.
        width: In px.
        cell_px: Size of the coarsest blob in px; each octave halves it.
        octaves: How many scales are added, each at 0.6 of the strength of the one before.
    """
    total = np.zeros((height, width), np.float32)
    strength = 1.0
    for _ in range(octaves):
        grid = (max(2, round(height / cell_px) + 2), max(2, round(width / cell_px) + 2))
        coarse = rng.uniform(-1, 1, grid).astype(np.float32)
        total += strength * np.asarray(
            cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32
        )
        strength *= 0.6
        cell_px = max(1.0, cell_px / 2)
    return total


def _tinted(base: Colour, value: Plane) -> Picture:
    """The colour `base`, lightened or darkened by `value` (H, W)."""
    return np.asarray(base * (1.0 + value[..., None]), np.float32)


def _plaster(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """A painted wall: fine grain over broad, faint stains."""
    base = colour(rng, (0.05, 0.4), (0.5, 0.9))
    value = 0.05 * noise(rng, height, width, 90 * unit) + 0.06 * noise(rng, height, width, 5 * unit, 2)
    return _tinted(base, value)


def _bricks(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """Rows of bricks, each of its own shade, with light joints."""
    brick_w, brick_h = rng.uniform(24, 38) * unit, rng.uniform(9, 14) * unit
    base, joint = (
        colour(rng, (0.3, 0.65), (0.4, 0.7), rng.uniform(0.0, 0.11)),
        colour(rng, (0.0, 0.15), (0.6, 0.8)),
    )
    y, x = np.mgrid[:height, :width].astype(np.float32)
    row = np.floor(y / brick_h)
    along = x / brick_w + 0.5 * (row % 2)
    shades = rng.uniform(-0.22, 0.22, (int(row.max()) + 1, int(along.max()) + 2)).astype(np.float32)
    value = shades[row.astype(int), along.astype(int)] + 0.08 * noise(rng, height, width, 8 * unit, 3)
    edge = np.minimum((along % 1) * brick_w, y - row * brick_h)
    solid = np.clip(edge / (1.6 * unit), 0, 1)[..., None]
    return np.asarray(solid * _tinted(base, value) + (1 - solid) * joint, np.float32)


def _tiles(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """A chequered floor of slightly worn tiles."""
    side = rng.uniform(22, 40) * unit
    hue = rng.uniform()
    first, second = (
        colour(rng, (0.1, 0.4), (0.65, 0.85), hue),
        colour(rng, (0.15, 0.5), (0.35, 0.6), hue + 0.05),
    )
    y, x = np.mgrid[:height, :width].astype(np.float32)
    odd = ((np.floor(x / side) + np.floor(y / side)) % 2)[..., None]
    joint = np.clip(np.minimum(x % side, y % side) / (1.5 * unit), 0.55, 1)[..., None]
    value = 0.07 * noise(rng, height, width, 30 * unit) + 0.04 * noise(rng, height, width, 4 * unit, 2)
    return np.asarray((odd * first + (1 - odd) * second) * joint * (1 + value[..., None]), np.float32)


def _wood(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """Planks with grain that runs along them."""
    base = colour(rng, (0.35, 0.65), (0.4, 0.75), rng.uniform(0.05, 0.11))
    plank = rng.uniform(20, 36) * unit
    y = np.mgrid[:height, :width][0].astype(np.float32)
    row = np.floor(y / plank).astype(int)
    shades = rng.uniform(-0.14, 0.14, int(row.max()) + 1).astype(np.float32)
    stretched = noise(rng, height, max(8, width // 12), 7 * unit, 3)
    grain = np.asarray(cv2.resize(stretched, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    rings = np.sin(y / (1.7 * unit) + 5 * noise(rng, height, width, 60 * unit, 2))
    joint = np.clip((y % plank) / (1.2 * unit), 0.5, 1)
    value = shades[row] + 0.09 * grain + 0.05 * rings
    return np.asarray(_tinted(base, value) * joint[..., None], np.float32)


def _foliage(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """Leaves: thousands of small ellipses over a dark ground."""
    hue = rng.uniform(0.2, 0.4)
    out = np.asarray(
        _tinted(colour(rng, (0.4, 0.7), (0.15, 0.3), hue), 0.2 * noise(rng, height, width, 20 * unit))
    )
    count = int(height * width / (22 * unit * unit))
    where = np.stack([rng.uniform(0, width, count), rng.uniform(0, height, count)], 1)
    size = rng.uniform(2.0, 4.5, count) * unit
    turn = rng.uniform(0, 180, count)
    shade = rng.uniform(0.3, 0.75, count)
    tint = colour(rng, (0.4, 0.75), (0.9, 1.0), hue)
    for (x, y), s, a, v in zip(where, size, turn, shade, strict=True):
        axes = (max(1, round(s)), max(1, round(0.45 * s)))
        leaf = (tint * v * rng.uniform(0.85, 1.15, 3)).tolist()
        cv2.ellipse(out, (round(x), round(y)), axes, a, 0, 360, leaf, -1, cv2.LINE_AA)
    return out


def _fabric(rng: np.random.Generator, height: int, width: int, unit: float) -> Picture:
    """Woven cloth with stripes and soft folds."""
    hue = rng.uniform()
    base, stripe = colour(rng, (0.1, 0.45), (0.35, 0.7), hue), colour(rng, (0.1, 0.4), (0.5, 0.85), hue + 0.1)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    period = rng.uniform(14, 30) * unit
    bend = 6 * unit * noise(rng, height, width, 80 * unit, 2)
    on = (np.clip(3 * np.sin((x + bend) * 2 * np.pi / period), -1, 1) * 0.5 + 0.5)[..., None]
    weave = 0.05 * np.sin(x * 2.1 / unit) * np.sin(y * 2.1 / unit)
    value = weave + 0.12 * noise(rng, height, width, 50 * unit, 3)
    return np.asarray((on * base + (1 - on) * stripe) * (1 + value[..., None]), np.float32)


MATERIALS: Mapping[str, Material] = {
    "plaster": _plaster,
    "bricks": _bricks,
    "tiles": _tiles,
    "wood": _wood,
    "foliage": _foliage,
    "fabric": _fabric,
}

WALLS = ("plaster", "bricks", "foliage", "fabric")
FLOORS = ("wood", "tiles", "plaster", "fabric")


def scene(rng: np.random.Generator, height: int, width: int, unit: float, horizon_px: float) -> Picture:
    """A wall above a floor, with patches of other materials and uneven light.

    Args:
        rng: Chooses materials, colours and patches.
        height: In px.
        width: In px.
        unit: Px per 1/320 of a frame's width; sizes of details scale with it.
        horizon_px: Row where wall and floor meet.

    Returns:
        (height, width, 3) float32 RGB in 0..1. Nothing in it is an object: all of it is stuff.
    """
    out = MATERIALS[str(rng.choice(WALLS))](rng, height, width, unit)
    row = int(np.clip(horizon_px, 1, height - 1))
    floor = MATERIALS[str(rng.choice(FLOORS))](rng, height - row, width, unit)
    out[row:] = floor
    for _ in range(max(3, round(width / (130 * unit)))):
        _patch(rng, out, unit, row)
    skirting = max(1, round(rng.uniform(2, 5) * unit))
    out[row - skirting : row] *= rng.uniform(0.5, 0.75)
    light = 1 + 0.22 * noise(rng, height, width, 260 * unit, 2)
    return np.asarray(np.clip(out * light[..., None], 0, 1), np.float32)


def _patch(rng: np.random.Generator, out: Picture, unit: float, row: int) -> None:
    """Paint one soft-edged stain, rug or panel of another material into `out`, in place."""
    height, width = out.shape[:2]
    w, h = round(rng.uniform(40, 110) * unit), round(rng.uniform(25, 70) * unit)
    x, y = int(rng.integers(0, max(1, width - w))), int(rng.integers(0, max(1, height - h)))
    if y < row < y + h:
        y = max(0, row - h)
    h, w = min(h, height - y), min(w, width - x)
    paint = MATERIALS[str(rng.choice(list(MATERIALS)))](rng, h, w, unit)
    mask = np.zeros((h, w), np.float32)
    if rng.uniform() < 0.5:
        cv2.rectangle(mask, (2, 2), (w - 3, h - 3), 1.0, -1)
    else:
        mask = (noise(rng, h, w, 30 * unit, 3) - 3 * _off_centre(h, w) + 1.2 > 0).astype(np.float32)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.6, 3.0) * unit), np.float32)[..., None]
    mask *= rng.uniform(0.6, 1.0)
    out[y : y + h, x : x + w] = mask * paint + (1 - mask) * out[y : y + h, x : x + w]


def _off_centre(height: int, width: int) -> Plane:
    """Squared distance from the centre, 1 at the middle of the sides."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(x**2 + y**2, np.float32)
