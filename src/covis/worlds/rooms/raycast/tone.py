"""From linear light to the bytes of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.views.view import RGB
from covis.worlds.rooms.raycast.mesh import Floats

STEPS = 4096
BRIGHTEST = 5.0  # exposed light at which the table ends; all above is white


def _curve() -> NDArray[np.uint8]:
    """Exposed light in steps to bytes: a shoulder that never clips hard, then sRGB (IEC 61966-2-1)."""
    x = np.arange(STEPS) / (STEPS - 1) * BRIGHTEST
    white = 2.2
    y = x * (1 + x / white**2) / (1 + x)  # Reinhard et al. 2002, equation 4
    y = np.clip(y, 0, 1)
    srgb = np.where(y <= 0.0031308, 12.92 * y, 1.055 * np.maximum(y, 1e-9) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(srgb * 255 + 0.5, 0, 255), np.uint8)


CURVE = _curve()


def developed(light: Floats, exposure: float) -> RGB:
    """Bytes of the same shape for linear light."""
    index = np.clip(light * (exposure * (STEPS - 1) / BRIGHTEST), 0, STEPS - 1).astype(np.int32)
    return np.asarray(CURVE[index], np.uint8)
