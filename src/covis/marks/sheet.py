"""All views on one page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from covis.marks.mark_types import Colour
from covis.marks.text import blend, text_ink, text_size_px
from covis.views.view import RGB

CELL_PX = (480, 360)  # what a picture is fitted into: eight fill a screen, and the marks stay legible
MARGIN_PX = 12
CAPTION_PX = 15  # font size
PAGE: Colour = (255, 255, 255)
INK: Colour = (70, 74, 82)
EMPTY = 2.5  # how much an empty last row weighs against a page of another shape
ASPECT = 2.0  # width to height that the page aims at: eight wide pictures make two rows of four


def contact_sheet(images: Sequence[RGB], captions: Sequence[str]) -> RGB:
    """A page with all pictures in reading order on an even grid, each with its caption underneath.

    Args:
        images: At least one picture, uint8 (H, W, 3), of any sizes.
        captions: One short line for each.

    Returns:
        uint8 (H, W, 3).
    """
    small = [_shrunk(image) for image in images]
    cell_w = max(image.shape[1] for image in small)
    cell_h = max(image.shape[0] for image in small)
    row_h = cell_h + round(CAPTION_PX * 1.9)
    columns = _columns(len(small), cell_w, row_h)
    rows = -(-len(small) // columns)
    height = rows * row_h + (rows - 1) * MARGIN_PX // 2 + MARGIN_PX
    page = np.full((height, columns * (cell_w + MARGIN_PX) + MARGIN_PX, 3), PAGE, np.uint8)
    for i, (image, caption) in enumerate(zip(small, captions, strict=True)):
        h, w = image.shape[:2]
        x = MARGIN_PX + (i % columns) * (cell_w + MARGIN_PX) + (cell_w - w) // 2
        y = MARGIN_PX + (i // columns) * (row_h + MARGIN_PX // 2) + (cell_h - h) // 2
        page[y : y + h, x : x + w] = image
        _write(page, caption, x, y + h + round(CAPTION_PX * 0.95), cell_w)
    return page


def _shrunk(image: RGB) -> RGB:
    height, width = image.shape[:2]
    factor = min(1.0, CELL_PX[0] / width, CELL_PX[1] / height)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _columns(count: int, cell_w: int, row_h: int) -> int:
    """The number of columns that best weighs few empty cells against the page's aspect."""

    def cost(columns: int) -> tuple[float, int]:
        rows = -(-count // columns)
        off = abs(math.log(columns * cell_w / (rows * row_h) / ASPECT))
        empty = columns * rows - count
        return off + EMPTY * empty / columns, columns

    return min(range(1, count + 1), key=cost)


def _write(page: RGB, caption: str, left: int, y_middle: int, width: int) -> None:
    """A caption that starts at `left`, cut with an ellipsis where it is wider than `width`, in place."""
    # File names may hold line breaks, and bytes that are no letters.
    caption = " ".join(caption.encode("utf-8", errors="replace").decode().split())
    if not caption:
        return
    text, shown = caption, len(caption)
    text_width, text_height = text_size_px(text, CAPTION_PX)
    while shown > 1 and text_width > width:
        shown = min(shown - 1, int(shown * width / text_width))
        text = caption[:shown].rstrip() + "…"
        text_width, text_height = text_size_px(text, CAPTION_PX)
    # Lines share a base line only if descenders do not move the middle of the ink.
    plain = text_size_px("0", CAPTION_PX)[1]
    centre = (left + text_width / 2, y_middle + (text_height - plain) / 2 * ("," in text or "g" in text))
    blend(page, *text_ink(text, CAPTION_PX, centre), INK)
