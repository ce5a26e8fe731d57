"""Cut-outs: pictures of made-up things, each of several differently coloured parts, with transparency."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.worlds.clips.textures import Colour, colour, noise

SUPERSAMPLE = 2  # drawn this much finer than stored, so that edges come out anti-aliased
OVERSIZE = 2.0  # stored this much finer than shown at scale 1, so that a zoom stays sharp

Point = tuple[float, float]


@dataclass(frozen=True)
class Sprite:
    """A cut-out's picture.

    Attributes:
        rgba: (h, w, 4) float32 in 0..1, RGB multiplied by alpha, with an empty border.
        size_px: Width and height of the drawn thing in px at scale 1.
        px_per_px: Pixels of `rgba` for one px at scale 1.
    """

    rgba: NDArray[np.float32]
    size_px: tuple[float, float]
    px_per_px: float


class Pen:
    """Paints parts on a canvas whose height is 1 and whose width is `aspect`; y points down."""

    def __init__(self, rng: np.random.Generator, height_px: float, aspect: float) -> None:
        self._rng = rng
        self._scale = height_px * OVERSIZE * SUPERSAMPLE
        self._border = round(4 * OVERSIZE * SUPERSAMPLE)
        shape = (round(self._scale) + 2 * self._border, round(self._scale * aspect) + 2 * self._border)
        self._rgb = np.zeros((*shape, 3), np.float32)
        self._alpha = np.zeros(shape, np.uint8)
        grain = noise(rng, *shape, 6 * OVERSIZE * SUPERSAMPLE, 3)
        self._grain = 1 + rng.uniform(0.03, 0.09) * grain
        self._light = np.linspace(1.15, 0.72, shape[1], dtype=np.float32)  # lit from the left

    def poly(self, points: Sequence[Point], tint: Colour) -> None:
        """Fill a polygon given by (x, y) points."""
        mask = np.zeros_like(self._alpha)
        at = np.array(points, np.float64) * self._scale + self._border
        cv2.fillPoly(mask, [np.round(at).astype(np.int32)], 1)
        self._lay(mask, tint)

    def ellipse(self, x: float, y: float, rx: float, ry: float, tint: Colour, turn_deg: float = 0.0) -> None:
        """Fill an ellipse with centre (x, y) and radii rx, ry, turned by `turn_deg`."""
        angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        c, s = np.cos(np.deg2rad(turn_deg)), np.sin(np.deg2rad(turn_deg))
        ex, ey = rx * np.cos(angle), ry * np.sin(angle)
        self.poly(
            list(zip((x + c * ex - s * ey).tolist(), (y + s * ex + c * ey).tolist(), strict=True)), tint
        )

    def rect(self, x0: float, y0: float, x1: float, y1: float, tint: Colour) -> None:
        """Fill a rectangle."""
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], tint)

    def ring(self, x: float, y: float, r: float, width: float, tint: Colour) -> None:
        """Draw a ring, such as a handle, that leaves its hole open."""
        mask = np.zeros_like(self._alpha)
        at = (round(x * self._scale + self._border), round(y * self._scale + self._border))
        cv2.circle(mask, at, round(r * self._scale), 1, max(1, round(width * self._scale)))
        self._lay(mask, tint)

    def _lay(self, mask: NDArray[np.uint8], tint: Colour) -> None:
        on = mask > 0
        shade = (self._grain * self._light[None, :])[on]
        self._rgb[on] = np.clip(tint * shade[:, None], 0, 1)
        self._alpha[on] = 1

    def sprite(self) -> Sprite:
        """What was painted, reduced to its stored resolution."""
        rgba = np.dstack([self._rgb, self._alpha.astype(np.float32)])
        size = (rgba.shape[1] // SUPERSAMPLE, rgba.shape[0] // SUPERSAMPLE)
        small = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA), np.float32)
        inner = [(n - 2 * self._border) / (OVERSIZE * SUPERSAMPLE) for n in self._alpha.shape]
        return Sprite(small, (inner[1], inner[0]), OVERSIZE)


def _tones(rng: np.random.Generator, count: int) -> list[Colour]:
    """Colours of well separated hues."""
    start = rng.uniform()
    return [
        colour(rng, (0.35, 0.9), (0.35, 0.95), start + i / count + rng.uniform(-0.06, 0.06))
        for i in range(count)
    ]


def _person(pen: Pen, rng: np.random.Generator) -> None:
    shirt, trousers, hair = _tones(rng, 3)
    skin = colour(rng, (0.25, 0.55), (0.45, 0.95), rng.uniform(0.04, 0.09))
    shoes = colour(rng, (0.0, 0.3), (0.05, 0.25))
    pen.poly([(0.12, 0.52), (0.2, 0.52), (0.19, 0.96), (0.11, 0.96)], trousers)
    pen.poly([(0.2, 0.52), (0.28, 0.52), (0.3, 0.96), (0.22, 0.96)], trousers * 0.85)
    pen.ellipse(0.14, 0.965, 0.06, 0.03, shoes)
    pen.ellipse(0.27, 0.965, 0.06, 0.03, shoes)
    pen.poly([(0.11, 0.22), (0.05, 0.28), (0.02, 0.5), (0.07, 0.51), (0.13, 0.34)], shirt * 0.8)
    pen.poly([(0.29, 0.22), (0.35, 0.28), (0.38, 0.5), (0.33, 0.51), (0.27, 0.34)], shirt * 0.8)
    pen.poly([(0.12, 0.2), (0.28, 0.2), (0.3, 0.3), (0.28, 0.55), (0.12, 0.55), (0.1, 0.3)], shirt)
    pen.ellipse(0.045, 0.525, 0.03, 0.03, skin)
    pen.ellipse(0.355, 0.525, 0.03, 0.03, skin)
    pen.rect(0.17, 0.16, 0.23, 0.22, skin * 0.85)
    pen.ellipse(0.2, 0.09, 0.07, 0.09, hair)
    pen.ellipse(0.2, 0.11, 0.058, 0.075, skin)


def _mug(pen: Pen, rng: np.random.Generator) -> None:
    body, band = _tones(rng, 2)
    pen.ring(0.86, 0.52, 0.2, 0.09, body * 0.85)
    pen.poly([(0.02, 0.08), (0.78, 0.08), (0.74, 0.92), (0.06, 0.92)], body)
    pen.ellipse(0.4, 0.92, 0.34, 0.07, body)
    pen.poly([(0.04, 0.42), (0.765, 0.42), (0.755, 0.66), (0.05, 0.66)], band)
    pen.ellipse(0.4, 0.09, 0.38, 0.085, np.minimum(body * 1.25, 1))
    pen.ellipse(0.4, 0.1, 0.33, 0.06, colour(rng, (0.3, 0.7), (0.15, 0.35), 0.07))


def _cup(pen: Pen, rng: np.random.Generator) -> None:
    body, rim = _tones(rng, 2)
    pen.poly([(0.18, 0.05), (0.62, 0.05), (0.78, 0.9), (0.02, 0.9)], body)
    pen.ellipse(0.4, 0.06, 0.22, 0.05, body * 0.8)
    pen.poly([(0.12, 0.36), (0.68, 0.36), (0.7, 0.5), (0.1, 0.5)], body * 0.6)
    pen.ellipse(0.4, 0.92, 0.395, 0.075, rim)
    pen.ellipse(0.4, 0.89, 0.375, 0.06, body)


def _ball(pen: Pen, rng: np.random.Generator) -> None:
    first, second, third = _tones(rng, 3)
    pen.ellipse(0.5, 0.5, 0.5, 0.5, first)
    for k, tint in enumerate((second, third)):
        a = np.linspace(-1, 1, 24)
        reach = np.sqrt(1 - (0.25 + 0.4 * k) ** 2)
        top, low = 0.5 - (0.08 + 0.2 * k), 0.5 + (0.12 - 0.26 * k)
        arc = [(float(0.5 + 0.49 * reach * t), float(top - 0.08 * (1 - t * t))) for t in a]
        back = [(float(0.5 + 0.49 * reach * t), float(low - 0.08 * (1 - t * t))) for t in a[::-1]]
        pen.poly(arc + back, tint)
    pen.ellipse(0.33, 0.28, 0.09, 0.06, np.minimum(first * 1.5 + 0.2, 1), -30)


def _box(pen: Pen, rng: np.random.Generator) -> None:
    side, label, ink = _tones(rng, 3)
    pen.poly([(0.0, 0.2), (0.78, 0.2), (0.78, 1.0), (0.0, 1.0)], side)
    pen.poly([(0.0, 0.2), (0.2, 0.0), (0.98, 0.0), (0.78, 0.2)], np.minimum(side * 1.35, 1))
    pen.poly([(0.78, 0.2), (0.98, 0.0), (0.98, 0.8), (0.78, 1.0)], side * 0.8)
    pen.rect(0.12, 0.38, 0.64, 0.8, label)
    for y in (0.45, 0.56, 0.67):
        pen.rect(0.18, y, float(rng.uniform(0.38, 0.58)), y + 0.055, ink * 0.6)


def _car(pen: Pen, rng: np.random.Generator) -> None:
    body, trim = _tones(rng, 2)
    glass, tyre = colour(rng, (0.1, 0.35), (0.3, 0.75), 0.58), colour(rng, (0.0, 0.2), (0.05, 0.18))
    pen.poly([(0.45, 0.42), (0.72, 0.04), (1.45, 0.04), (1.75, 0.42)], body * 0.9)
    pen.poly([(0.56, 0.4), (0.77, 0.12), (1.05, 0.12), (1.05, 0.4)], glass)
    pen.poly([(1.12, 0.4), (1.12, 0.12), (1.4, 0.12), (1.62, 0.4)], glass)
    pen.poly([(0.02, 0.5), (0.42, 0.4), (1.8, 0.4), (2.12, 0.5), (2.16, 0.8), (0.02, 0.8)], body)
    pen.rect(0.02, 0.68, 2.16, 0.76, trim)
    pen.ellipse(2.08, 0.55, 0.05, 0.06, colour(rng, (0.1, 0.3), (0.9, 1.0), 0.14))
    for x in (0.5, 1.68):
        pen.ellipse(x, 0.79, 0.2, 0.2, tyre)
        pen.ellipse(x, 0.79, 0.1, 0.1, colour(rng, (0.0, 0.1), (0.6, 0.8)))


def _star(pen: Pen, rng: np.random.Generator) -> None:
    outer, inner, core = _tones(rng, 3)
    for size, tint in ((0.5, outer), (0.33, inner)):
        turn = np.pi * np.arange(10) / 5 - np.pi / 2
        r = np.where(np.arange(10) % 2 == 0, size, 0.5 * size)
        pen.poly(
            list(zip((0.5 + r * np.cos(turn)).tolist(), (0.5 + r * np.sin(turn)).tolist(), strict=True)), tint
        )
    pen.ellipse(0.5, 0.5, 0.1, 0.1, core)


def _leaf(pen: Pen, rng: np.random.Generator) -> None:
    blade, vein = _tones(rng, 2)
    t = np.linspace(0, np.pi, 30)
    left = [(float(0.4 - 0.36 * np.sin(a) * (1.15 - a / np.pi)), float(0.86 - 0.85 * a / np.pi)) for a in t]
    right = [
        (float(0.4 + 0.36 * np.sin(a) * (1.15 - a / np.pi)), float(0.86 - 0.85 * a / np.pi)) for a in t[::-1]
    ]
    pen.poly([*left, (0.4, 0.01)], blade)
    pen.poly([(0.4, 0.01), *right], blade * 0.7)
    pen.rect(0.38, 0.1, 0.42, 1.0, vein)
    for y in (0.35, 0.52, 0.69):
        pen.poly([(0.4, y), (0.6, y - 0.13), (0.6, y - 0.09), (0.4, y + 0.04)], vein)
        pen.poly([(0.4, y), (0.2, y - 0.13), (0.2, y - 0.09), (0.4, y + 0.04)], vein)


def _folder(pen: Pen, rng: np.random.Generator) -> None:
    cover, spine, label = _tones(rng, 3)
    pen.rect(0.0, 0.0, 0.95, 1.0, cover)
    pen.rect(0.0, 0.0, 0.12, 1.0, spine)
    pen.rect(0.28, 0.14, 0.8, 0.42, label)
    pen.rect(0.34, 0.22, 0.74, 0.27, cover * 0.5)
    pen.rect(0.34, 0.32, 0.62, 0.36, cover * 0.5)


@dataclass(frozen=True)
class _Kind:
    """How to draw a kind of thing: its height in units of 1/320 frame width, and its width / height."""

    draw: Callable[[Pen, np.random.Generator], None]
    height: float
    aspect: float


KINDS: Mapping[str, _Kind] = {
    "person": _Kind(_person, 92, 0.40),
    "mug": _Kind(_mug, 44, 1.10),
    "cup": _Kind(_cup, 38, 0.80),
    "ball": _Kind(_ball, 40, 1.0),
    "box": _Kind(_box, 52, 0.98),
    "car": _Kind(_car, 48, 2.18),
    "star": _Kind(_star, 48, 1.0),
    "leaf": _Kind(_leaf, 56, 0.8),
    "folder": _Kind(_folder, 58, 0.95),
}


def sprite(rng: np.random.Generator, kind: str, unit: float) -> Sprite:
    """A new cut-out in colours of its own.

    Args:
        rng: Chooses the colours.
        kind: A name in `KINDS`.
        unit: 1/320 of a frame's width, in px.
    """
    made = KINDS[kind]
    pen = Pen(rng, made.height * unit, made.aspect)
    made.draw(pen, rng)
    return pen.sprite()
