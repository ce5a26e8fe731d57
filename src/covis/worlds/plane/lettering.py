"""Labels and numbers as ink, in several cuts of the typeface that Pillow brings along."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from covis.views.view import RGB
from covis.worlds.plane.style import Colour, Cut

Ink = NDArray[np.float32]
"""(h, w) float32: how much of each pixel is covered, 0..1."""

OVERSAMPLING = 3  # letters are drawn this much larger, then slanted or stretched, and averaged
SLANT = 0.22  # how far oblique letters lean, in widths per height
STRETCH = {"wide": 1.2, "narrow": 0.8}
BOLD = 0.045  # of the font size, added around each stroke


@lru_cache(maxsize=2048)
def text_ink(text: str, cut: Cut, size_px: int) -> Ink:
    """A line of text, cropped to its ink.

    Args:
        text: With at least one visible character.
        cut: The letters' shape.
        size_px: The font size.
    """
    font = ImageFont.load_default(size_px * OVERSAMPLING)
    stroke = round(BOLD * size_px * OVERSAMPLING) if cut == "bold" else 0
    left, top, right, bottom = (int(v) for v in font.getbbox(text, stroke_width=stroke))
    margin = size_px * OVERSAMPLING // 2  # room to lean into
    canvas = Image.new("L", (right - left + 2 * margin, bottom - top + 4))
    ImageDraw.Draw(canvas).text(
        (margin - left, 2 - top), text, fill=255, font=font, stroke_width=stroke, stroke_fill=255
    )
    ink = np.asarray(canvas)
    if cut == "oblique":
        height, width = ink.shape
        lean = np.array([[1, -SLANT, SLANT * height / 2], [0, 1, 0]])
        ink = np.asarray(cv2.warpAffine(ink, lean, (width, height)), np.uint8)
    return _shrunk(_cropped(ink), STRETCH.get(cut, 1.0))


def _cropped(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _shrunk(ink: NDArray[np.uint8], stretch: float) -> Ink:
    height, width = ink.shape
    size = (max(1, round(width * stretch / OVERSAMPLING)), max(1, round(height / OVERSAMPLING)))
    small = cv2.resize(ink.astype(np.float32) / 255, size, interpolation=cv2.INTER_AREA)
    return np.clip(small, 0, 1).astype(np.float32)


def paint(picture: RGB, ink: Ink, x: int, y: int, colour: Colour) -> None:
    """Put ink of a colour on a picture in place, its first pixel at (x, y); what lies outside is cut.

    Args:
        picture: (H, W, 3) uint8.
        ink: (h, w).
        x: Column of its first pixel.
        y: Row of its first pixel.
        colour: sRGB.
    """
    height, width = picture.shape[:2]
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(width, x + ink.shape[1]), min(height, y + ink.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    alpha = ink[y0 - y : y1 - y, x0 - x : x1 - x, None]
    patch = picture[y0:y1, x0:x1]
    patch[:] = np.rint(patch * (1 - alpha) + np.array(colour, np.float32) * alpha).astype(np.uint8)


def halo(ink: Ink, reach_px: int) -> Ink:
    """The ink grown by some px on all sides, with that margin around it."""
    grown = cv2.copyMakeBorder(ink, *(4 * (reach_px,)), cv2.BORDER_CONSTANT, value=0)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach_px + 1, 2 * reach_px + 1))
    return np.asarray(cv2.dilate(grown, kernel), np.float32)
