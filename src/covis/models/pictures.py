"""Pictures as files, as a model is sent them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from covis.errors import CovisError
from covis.prompts.parts import Picture

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews

MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def write_pictures(marked: MarkedViews, folder: Path, raw: bool = False) -> tuple[Picture, ...]:
    """Views as PNG files, each encoded once.

    Args:
        marked: The views.
        folder: Where to write `marked_000.png` and so on, or `raw_000.png` for unmarked views.
        raw: Whether to write the unmarked views.

    Raises:
        CovisError: If unmarked views are asked for that were not kept, or a file cannot be written.
    """
    from covis.views.write import write_png

    images = marked.raw if raw else marked.images
    if images is None:
        raise CovisError("There are no unmarked views here; mark the source again, with its raw views saved.")
    pictures = []
    for i, (image, view) in enumerate(zip(images, marked.views, strict=True)):
        file = folder / f"{'raw' if raw else 'marked'}_{i:03d}.png"
        write_png(file, image)
        pictures.append(Picture(file, view.size_px))
    return tuple(pictures)


def data_uri(picture: Picture) -> str:
    """A picture's file, byte for byte, as a data URI.

    Raises:
        CovisError: If the file is neither PNG nor JPEG.
    """
    content = picture.file.read_bytes()
    for start, kind in MAGIC.items():
        if content.startswith(start):
            return f"data:{kind};base64,{base64.b64encode(content).decode()}"
    raise CovisError(f"{picture.file} is neither a PNG nor a JPEG file; only these are sent to models.")
