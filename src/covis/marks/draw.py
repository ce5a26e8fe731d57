"""Drawing marks onto a picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.marks.mark_types import Colour, Mark
from covis.marks.palette import text_colour
from covis.marks.style import MarkStyle
from covis.marks.text import blend, text_ink, text_size_px
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB

RING = 0.07  # of the diameter: the rim that parts the disc from a ground of its own colour
TEXT_HEIGHT = 0.52  # of the diameter
TEXT_DIAGONAL = 0.78  # of the diameter: two digits still clear the ring
BARE = 1.3  # a number without a disc may fill the space that the disc would
LINE = 0.005  # of the short side: width of outlines and boxes
FILL = 0.45  # opacity of a filled mask: the object shows through
FRAME_NUMBER = 0.06  # of the short side: height of the view's number
_SHIFT = 4  # OpenCV's fixed-point coordinates: sixteenths of a pixel


def draw(
    image: RGB,
    marks: Sequence[Mark],
    labels: LabelMap | None = None,
    style: MarkStyle | None = None,
    view_number: int | None = None,
) -> RGB:
    """A copy of the picture with its marks drawn on it.

    Args:
        image: uint8 (H, W, 3).
        marks: The marks of this view.
        labels: int32 (H, W), k where the object numbered k is; needed by all kinds but `circle`.
        style: How the marks look; `MarkStyle()` if None.
        view_number: What to write at the bottom edge where the style asks for the frame number.

    Raises:
        CovisError: If the kind needs label maps and there are none.
    """
    style = style or MarkStyle()
    painted = image.copy()
    if style.needs_masks and marks:
        if labels is None:
            raise CovisError(f"The style {style.kind!r} needs the objects' masks, and there are only points.")
        for mark in marks:
            _draw_object(painted, labels == mark.number, mark.colour, style)
    for mark in marks:
        if mark.points_to_px:
            _draw_leader(painted, mark)
    for mark in marks:
        if "circle" in style.kind:
            _draw_disc(painted, mark)
        _draw_number(painted, mark, halo="circle" not in style.kind)
    if style.frame_number and view_number is not None:
        _draw_frame_number(painted, view_number)
    return painted


def _draw_object(image: RGB, mask: NDArray[np.bool_], colour: Colour, style: MarkStyle) -> None:
    """The object's fill, outline or box, in place; with a thin contrasting outline underneath its own."""
    if not mask.any():
        return
    if style.kind == "mask":
        image[mask] = np.rint(image[mask] * (1 - FILL) + np.array(colour) * FILL).astype(np.uint8)
        return
    outlines: Sequence[NDArray[np.int32]]
    if style.kind == "box":
        x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
        outlines = [np.array([[x, y], [x + w - 1, y], [x + w - 1, y + h - 1], [x, y + h - 1]], np.int32)]
    else:
        outlines = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]  # type: ignore[assignment]
    width = max(2, round(LINE * min(image.shape[:2])))
    for line_width, line_colour in ((width + 2, text_colour(colour)), (width, colour)):
        cv2.polylines(image, outlines, True, line_colour, line_width, cv2.LINE_AA)


def _draw_leader(image: RGB, mark: Mark) -> None:
    """A line from the mark to the object that it stands beside, ending in a dot, in place."""
    assert mark.points_to_px is not None
    scale = 1 << _SHIFT
    start = (round(mark.x_px * scale), round(mark.y_px * scale))
    end = (round(mark.points_to_px[0] * scale), round(mark.points_to_px[1] * scale))
    width = max(1, round(mark.diameter_px * 0.08))
    for extra, colour in ((2, text_colour(mark.colour)), (0, mark.colour)):
        cv2.line(image, start, end, colour, width + extra, cv2.LINE_AA, _SHIFT)
        cv2.circle(image, end, (width + extra // 2) * scale, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _draw_disc(image: RGB, mark: Mark) -> None:
    """A filled circle with a contrasting ring, together as wide as the mark's diameter, in place."""
    radius = mark.diameter_px / 2
    x0, y0 = int(np.floor(mark.x_px - radius)) - 1, int(np.floor(mark.y_px - radius)) - 1
    side = int(np.ceil(mark.diameter_px)) + 4
    x = np.arange(x0, x0 + side, dtype=np.float32)[None, :] - mark.x_px
    y = np.arange(y0, y0 + side, dtype=np.float32)[:, None] - mark.y_px
    distance = np.sqrt(x**2 + y**2)
    ring = max(1.0, RING * mark.diameter_px)
    for r, colour in ((radius, text_colour(mark.colour)), (radius - ring, mark.colour)):
        blend(image, np.clip(r + 0.5 - distance, 0, 1).astype(np.float32), (x0, y0), colour)


def _draw_number(image: RGB, mark: Mark, halo: bool) -> None:
    """The number, centred on the mark, in place; with a halo where no disc lies under it."""
    text = str(mark.number)
    size = number_size_px(text, mark.diameter_px * (BARE if halo else 1.0))
    ink, origin = text_ink(text, size, (mark.x_px, mark.y_px), bold=True)
    if not halo:
        blend(image, ink, origin, text_colour(mark.colour))
        return
    rim = max(1, round(0.05 * mark.diameter_px))
    around = np.pad(ink, rim)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    around = cv2.dilate(around, disc).astype(np.float32)
    blend(image, around, (origin[0] - rim, origin[1] - rim), text_colour(mark.colour))
    blend(image, ink, origin, mark.colour)


def number_size_px(text: str, diameter_px: float) -> int:
    """The font size in px at which a number fits a circle."""
    probe = 100
    width, height = text_size_px(text, probe, bold=True)
    by_height = TEXT_HEIGHT * diameter_px / height
    by_diagonal = TEXT_DIAGONAL * diameter_px / float(np.hypot(width, height))
    return max(1, int(probe * min(by_height, by_diagonal)))


def _draw_frame_number(image: RGB, number: int) -> None:
    """A number on a dark tab at the middle of the bottom edge, where models read it best, in place."""
    height, width = image.shape[:2]
    size = max(8, round(FRAME_NUMBER * min(height, width)))
    text_width, text_height = text_size_px(str(number), size, bold=True)
    half_w, tab_h = text_width / 2 + size * 0.5, text_height + size * 0.6
    x0, x1 = max(0, round(width / 2 - half_w)), min(width, round(width / 2 + half_w))
    y0 = max(0, height - round(tab_h))
    image[y0:, x0:x1] = (image[y0:, x0:x1] * 0.25).astype(np.uint8)
    centre = ((x0 + x1 - 1) / 2, (y0 + height - 1) / 2)
    blend(image, *text_ink(str(number), size, centre, bold=True), (255, 255, 255))
