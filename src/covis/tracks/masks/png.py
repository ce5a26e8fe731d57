"""Label maps as PNG files: palette PNGs as DAVIS has them, or greyscale ones with 8 or 16 bits."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from covis.errors import CovisError
from covis.tracks.masks.maps import MaskMaps
from covis.tracks.tracks import LabelMap
from covis.views.limits import MAX_PIXELS
from covis.views.natural import natural_key
from covis.views.write import write_atomically

_ID_MODES = ("1", "L", "P", "I", "I;16", "I;16B")  # Pillow's modes whose one value a pixel is the id


def open_png_folder(folder: Path) -> MaskMaps:
    """The PNGs of a folder in natural order (2 before 10), a label map each.

    Raises:
        CovisError: If the folder cannot be read or has no PNG; while streaming, if a file is not a label map.
    """
    try:
        paths = [p for p in folder.iterdir() if p.suffix.lower() == ".png" and not p.name.startswith(".")]
    except OSError as error:
        raise CovisError(f"The mask folder {folder} cannot be read: {error.strerror}.") from error
    if not paths:
        raise CovisError(f"The mask folder {folder} holds no PNG; it needs one for each view.")
    paths.sort(key=lambda p: natural_key(p.name))

    def stream() -> Iterator[LabelMap]:
        yield from map(read_label_png, paths)

    return MaskMaps(tuple(p.stem for p in paths), stream)


def read_label_png(path: Path) -> LabelMap:
    """The ids in a palette or greyscale PNG, (H, W) int32.

    Raises:
        CovisError: If the file is not such a picture, is damaged or has more than `MAX_PIXELS` pixels.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; the limit below is the one that covis keeps.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=["PNG"]) as picture:
                _check_header(picture, path)
                labels = np.asarray(picture)
    except Image.DecompressionBombError as error:
        raise CovisError(f"The mask {path} has more than {MAX_PIXELS} pixels.") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise CovisError(f"The mask {path} cannot be read as a PNG: {error}.") from error
    return labels.astype(np.int32)


def _check_header(picture: Image.Image, path: Path) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise CovisError(f"The mask {path} has more than {MAX_PIXELS} pixels.")
    if picture.mode not in _ID_MODES:
        raise CovisError(
            f"The mask {path} is a colour picture ({picture.mode}); save ids as a palette or greyscale PNG."
        )


def write_palette_png(path: Path, labels: LabelMap) -> None:
    """Write a label map as a palette PNG, or as 16-bit greyscale when an id is above 255.

    Args:
        path: The file to make or replace.
        labels: (H, W) integers from 0 to 65535.

    Raises:
        ValueError: If an id is below 0 or above 65535.
        CovisError: If the file cannot be written.
    """
    largest = int(labels.max(initial=0))
    if largest > 65535 or int(labels.min(initial=0)) < 0:
        raise ValueError("a mask PNG holds ids from 0 to 65535")
    picture = Image.fromarray(labels.astype(np.uint8 if largest < 256 else np.uint16))
    if largest < 256:
        picture.putpalette(_palette().tobytes())
    buffer = BytesIO()
    picture.save(buffer, format="PNG")
    write_atomically(path, buffer.getvalue())


def _palette() -> NDArray[np.uint8]:
    """PASCAL VOC's colours, uint8 (256, 3), which DAVIS uses too.

    Bits 0, 1, 2 of an id go to the top bits of red, green, blue, bits 3, 4, 5 to the next, and so on.
    """
    ids = np.arange(256)
    colours = np.zeros((256, 3), np.uint8)
    for bit in range(8):
        colours[:, bit % 3] |= (((ids >> bit) & 1) << (7 - bit // 3)).astype(np.uint8)
    return colours
