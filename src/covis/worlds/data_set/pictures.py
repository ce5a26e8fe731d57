"""Depth and ids as 16-bit PNG, and the small pictures that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from covis.errors import CovisError
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB, Size
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.truth import Seen

PREVIEW_WIDTH_PX = 320  # four of them fit side by side on most screens
_TURN = 0.61803398875  # of the colour circle between two ids, golden ratio: neighbours differ most


def depth_png(depth_m: NDArray[np.float32]) -> bytes:
    """A 16-bit PNG in whole millimetres.

    Args:
        depth_m: (H, W); 0 for none. More than 65.535 m is written as that.
    """
    return _png(np.clip(np.rint(depth_m.astype(np.float64) * 1000), 0, 65535).astype(np.uint16))


def ids_png(ids: LabelMap) -> bytes:
    """A 16-bit PNG whose value is the thing's id.

    Args:
        ids: (H, W), 0 to 65535.
    """
    return _png(ids.astype(np.uint16))


def read_depth_m(path: Path) -> NDArray[np.float32]:
    """(H, W) metres, 0 for none, from a picture that `depth_png` made.

    Raises:
        CovisError: If it cannot be read or is no such picture.
    """
    return np.asarray(_read_16_bit(path) / 1000, np.float32)


def read_ids(path: Path) -> LabelMap:
    """(H, W) ids from a picture that `ids_png` made.

    Raises:
        CovisError: If it cannot be read or is no such picture.
    """
    return _read_16_bit(path).astype(np.int32)


def _png(values: NDArray[np.uint16]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(values).save(buffer, format="PNG", compress_level=3)
    return buffer.getvalue()


def _read_16_bit(path: Path) -> NDArray[np.uint16]:
    try:
        with Image.open(path) as picture:
            values = np.asarray(picture)
    except (OSError, SyntaxError) as error:
        raise CovisError(f"{path} cannot be read as a picture ({error}); make the data set again.") from error
    if values.ndim != 2 or values.dtype.itemsize < 2:
        raise CovisError(f"{path} is no 16-bit picture of depth or ids; make the data set again.")
    return values.astype(np.uint16)


def preview_jpeg(frame: Frame, seen: Sequence[Seen]) -> bytes:
    """A small JPEG of one view: its picture, its depth, and its ids in colours with their numbers.

    Args:
        frame: The view.
        seen: What it shows, for where the numbers go.
    """
    h, w = frame.ids.shape
    size = _shrunk((w, h))
    small = cv2.resize(frame.rgb, size, interpolation=cv2.INTER_AREA)
    depth = cv2.resize(_depth_in_colors(frame.depth_m), size, interpolation=cv2.INTER_AREA)
    ids = cv2.resize(_ids_in_colors(frame), size, interpolation=cv2.INTER_AREA)
    numbered = _numbered(np.asarray(ids, np.uint8), seen, size[0] / w)
    buffer = BytesIO()
    Image.fromarray(np.vstack([small, depth, numbered]).astype(np.uint8)).save(
        buffer, format="JPEG", quality=85
    )
    return buffer.getvalue()


def preview_size(size_px: Size) -> Size:
    """Width and height of the preview of a view of this size."""
    width, height = _shrunk(size_px)
    return width, 3 * height


def _shrunk(size_px: Size) -> Size:
    return PREVIEW_WIDTH_PX, round(size_px[1] * PREVIEW_WIDTH_PX / size_px[0])


def _depth_in_colors(depth_m: NDArray[np.float32]) -> RGB:
    """(H, W, 3): near is yellow, far is violet, black where nothing is; stretched over what is there."""
    there = depth_m > 0
    if not there.any():
        return np.zeros((*depth_m.shape, 3), np.uint8)
    near, far = np.quantile(depth_m[there], [0.01, 0.99])
    share = np.clip((far - depth_m) / max(far - near, 1e-6), 0, 1)
    colors = cv2.applyColorMap((share * 255).astype(np.uint8), cv2.COLORMAP_PLASMA)[..., ::-1]
    return np.asarray(np.where(there[..., None], colors, 0), np.uint8)


def _ids_in_colors(frame: Frame) -> RGB:
    """(H, W, 3): the grey picture with each thing in a colour of its own."""
    most = int(frame.ids.max(initial=0))
    hsv = np.stack([np.arange(most + 1) * _TURN % 1 * 179, *np.full((2, most + 1), 220.0)], 1)
    palette = cv2.cvtColor(hsv[None].astype(np.uint8), cv2.COLOR_HSV2RGB)[0]
    grey = np.repeat(frame.rgb.mean(2, keepdims=True), 3, 2)
    share = np.where(frame.ids[..., None] > 0, 0.6, 0.0)
    return np.asarray((1 - share) * grey + share * palette[frame.ids], np.uint8)


def _numbered(picture: RGB, seen: Sequence[Seen], scale: float) -> RGB:
    canvas = Image.fromarray(picture)
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(11)
    for one in seen:
        at = (one.point_px[0] * scale, one.point_px[1] * scale)
        draw.text(
            at, str(one.thing), fill="white", font=font, anchor="mm", stroke_width=2, stroke_fill="black"
        )
    return np.asarray(canvas)
