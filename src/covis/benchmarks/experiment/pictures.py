"""Pictures as models see them: one encoder in every arm, files named by their content."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from covis.benchmarks.runs.folder import PICTURES
from covis.prompts.parts import Picture
from covis.views.view import RGB
from covis.views.write import write_atomically

ENCODER = {"format": "JPEG", "quality": 95, "chroma": "4:4:4"}
"""Of every picture in every arm: fine enough for the rims of marks, a fifth of a PNG's size."""


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
    content = buffer.getvalue()
    file = run / PICTURES / f"{hashlib.sha256(content).hexdigest()[:32]}.jpg"
    if not file.exists():
        write_atomically(file, content)
    return Picture(file, (rgb.shape[1], rgb.shape[0]))
