"""Words and numbers as ink on a picture, in the typeface that Pillow brings along."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from covis.marks.mark_types import Colour, Point
from covis.views.view import RGB

Ink = NDArray[np.float32]
"""(h, w) float32: how much of each pixel is covered, 0..1."""

OVERSAMPLING = 4  # glyphs are drawn this much larger and averaged, which lets them sit between pixels
BOLD = 0.035  # of the font size, added around each stroke: the typeface is light for small numbers


@lru_cache(maxsize=256)
def _glyphs(text: str, size_px: int, bold: bool) -> Ink:
    """The text cropped to its ink, `OVERSAMPLING` times the size asked for."""
    font = ImageFont.load_default(size_px * OVERSAMPLING)
    stroke = round(BOLD * size_px * OVERSAMPLING) if bold else 0
    box = font.getbbox(text, stroke_width=stroke)
    canvas = Image.new("L", (int(box[2] - box[0]) + 4, int(box[3] - box[1]) + 4))
    ImageDraw.Draw(canvas).text((2 - box[0], 2 - box[1]), text, fill=255, font=font, stroke_width=stroke)
    ink = canvas.crop(canvas.getbbox())
    return np.asarray(ink, np.float32) / np.float32(255)


def text_size_px(text: str, size_px: int, bold: bool = False) -> tuple[float, float]:
    """Width and height of the text's ink in px at a font size in px."""
    height, width = _glyphs(text, size_px, bold).shape
    return width / OVERSAMPLING, height / OVERSAMPLING


def text_ink(text: str, size_px: int, centre: Point, bold: bool = False) -> tuple[Ink, tuple[int, int]]:
    """The text's ink with its middle exactly at `centre`, and the (x, y) of the ink's first pixel.

    Args:
        text: One line with at least one visible character.
        size_px: Font size in px, at least 1.
        centre: (x, y) in px, between pixels if wanted.
        bold: Whether to thicken the strokes.
    """
    glyphs = _glyphs(text, size_px, bold)
    height, width = glyphs.shape
    # In pixel-edge coordinates a pixel centre is at .5, hence the shift by a half.
    left, top = (c + 0.5 - n / OVERSAMPLING / 2 for c, n in zip(centre, (width, height), strict=True))
    x, y = int(np.floor(left)), int(np.floor(top))
    dx, dy = round((left - x) * OVERSAMPLING), round((top - y) * OVERSAMPLING)
    w, h = -(-(width + dx) // OVERSAMPLING), -(-(height + dy) // OVERSAMPLING)
    fine = np.zeros((h * OVERSAMPLING, w * OVERSAMPLING), np.float32)
    fine[dy : dy + height, dx : dx + width] = glyphs
    return cv2.resize(fine, (w, h), interpolation=cv2.INTER_AREA).astype(np.float32), (x, y)


def blend(image: RGB, ink: Ink, origin: tuple[int, int], colour: Colour) -> None:
    """Paint ink of a colour onto a picture in place, its first pixel at (x, y); what lies outside is cut."""
    height, width = image.shape[:2]
    x0, y0 = max(0, origin[0]), max(0, origin[1])
    x1, y1 = min(width, origin[0] + ink.shape[1]), min(height, origin[1] + ink.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    alpha = ink[y0 - origin[1] : y1 - origin[1], x0 - origin[0] : x1 - origin[0], None]
    patch = image[y0:y1, x0:x1]
    patch[:] = np.rint(patch * (1 - alpha) + np.array(colour, np.float32) * alpha).astype(np.uint8)
