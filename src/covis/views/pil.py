"""Pillow images of any mode to RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image

from covis.views.pixels import over_white
from covis.views.view import RGB

# 16-bit greyscale modes, which Pillow's own conversion would clip instead of scale.
_DEEP = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})


def rgb_of(image: Image.Image) -> RGB:
    """The pixels as uint8 (H, W, 3): alpha over white, palettes looked up, 16-bit grey scaled to 8.

    Mode "I" is taken as 16-bit grey, which is what Pillow reads 16-bit PNG into; "F" as 0..1 where no
    value is above 1, else as 0..255.
    """
    if image.mode in _DEEP:
        grey = np.clip(np.asarray(image).astype(np.int64), 0, 65535)
        return np.repeat(((grey + 128) // 257).astype(np.uint8)[..., None], 3, axis=2)
    if image.mode == "F":
        values = np.nan_to_num(np.asarray(image))
        values = values * 255 if values.size and values.max() <= 1 else values
        return np.repeat(np.clip(np.rint(values), 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    if image.has_transparency_data:
        return over_white(np.asarray(image.convert("RGBA")))
    return np.array(image.convert("RGB"))
