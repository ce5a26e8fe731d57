"""Pictures as models see them: one encoder in every arm, files named by their content."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from covis.benchmarks.runs.folder import PICTURES
from covis.errors import CovisError
from covis.prompts.parts import Picture
from covis.views.view import RGB, Size
from covis.views.write import write_atomically

ENCODER = {"format": "JPEG", "quality": 95, "chroma": "4:4:4"}
"""Of every picture in every arm: fine enough for the rims of marks, a fifth of a PNG's size."""

ENDINGS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png"}
"""How files of other makers are told, by their first bytes."""


def write_picture(run: Path, rgb: RGB) -> Picture:
    """A picture in the run's folder of pictures, written unless it is there.

    Args:
        run: The run's folder.
        rgb: (H, W, 3) uint8.

    Raises:
        CovisError: If it cannot be written.
    """
    buffer = BytesIO()
    Image.fromarray(rgb).save(buffer, format="JPEG", quality=ENCODER["quality"], subsampling=0)
    return _stored(run, buffer.getvalue(), ".jpg", (rgb.shape[1], rgb.shape[0]))


def keep_picture(run: Path, picture: Picture) -> Picture:
    """A picture that somebody else made, byte for byte in the run's folder of pictures.

    Raises:
        CovisError: If it cannot be read or written, or is neither a PNG nor a JPEG file.
    """
    try:
        content = picture.file.read_bytes()
    except OSError as error:
        raise CovisError(
            f"{picture.file} cannot be read ({error.strerror}); check that it exists."
        ) from error
    ending = next((e for start, e in ENDINGS.items() if content.startswith(start)), None)
    if ending is None:
        raise CovisError(f"{picture.file} is neither a PNG nor a JPEG file; convert it.")
    return _stored(run, content, ending, picture.size_px)


def _stored(run: Path, content: bytes, ending: str, size_px: Size) -> Picture:
    file = run / PICTURES / f"{hashlib.sha256(content).hexdigest()[:32]}{ending}"
    if not file.exists():
        write_atomically(file, content)
    return Picture(file, size_px)
