"""How small and how large a picture may be, and the sentences said otherwise."""

from __future__ import annotations

from covis.errors import CovisError
from covis.views.view import Size

MIN_SIDE_PX = 16
"""Below this no object and no mark can be told apart: the smallest legible number is about 8 px high."""

MAX_PIXELS = 178_956_970
"""Pillow's own limit for a decompression bomb (2 x 2**30 / 4 / 3 px, 537 MB as RGB); 100 megapixels pass."""


def check_size(size_px: Size, where: str) -> None:
    """Refuse a picture that is too small to mark or too large to hold.

    Args:
        size_px: Width and height in px.
        where: The picture, as the reader of the message knows it, such as its path.

    Raises:
        CovisError: If a side is below `MIN_SIDE_PX` or the area above `MAX_PIXELS`.
    """
    width_px, height_px = size_px
    if min(size_px) < MIN_SIDE_PX:
        raise CovisError(
            f"{where} is {width_px}×{height_px} px, but covis needs at least {MIN_SIDE_PX} px on each side; "
            "give a larger picture."
        )
    if width_px * height_px > MAX_PIXELS:
        raise CovisError(
            f"{where} is {width_px}×{height_px} px, more than the {MAX_PIXELS // 10**6} megapixels "
            "covis reads; shrink it first."
        )
