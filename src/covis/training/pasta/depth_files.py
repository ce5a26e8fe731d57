"""Depth maps on disk: 16-bit grey PNG, millimetres along the viewing axis, 0 for none."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from covis.errors import CovisError
from covis.geometry.projection import DepthMap


def read_depth_m(path: Path) -> DepthMap:
    """(H, W) metres along the viewing axis, 0 for none, of a 16-bit PNG in millimetres.

    Raises:
        CovisError: If it cannot be read or is no such picture.
    """
    return metres(decoded_depth_mm(depth_bytes(path), path))


def metres(depth_mm: NDArray[np.uint16]) -> DepthMap:
    """The same in metres."""
    return np.asarray(depth_mm / 1000, np.float32)


def depth_bytes(path: Path) -> bytes:
    """What a depth file holds.

    Raises:
        CovisError: If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise CovisError(f"{path} cannot be read ({error.strerror}); replace it.") from error


def decoded_depth_mm(held: bytes, path: Path) -> NDArray[np.uint16]:
    """(H, W) of a 16-bit PNG's bytes.

    Args:
        held: The bytes.
        path: Where they stood, for sentences.

    Raises:
        CovisError: If they are no such picture.
    """
    try:
        with Image.open(io.BytesIO(held)) as picture:
            values = np.asarray(picture)
    except (OSError, SyntaxError) as error:
        raise CovisError(f"{path} cannot be read as a depth map ({error}); replace it.") from error
    if values.dtype != np.uint16 or values.ndim != 2:
        raise CovisError(f"{path} is no 16-bit grey PNG, as depth in millimetres must be; replace it.")
    return values
