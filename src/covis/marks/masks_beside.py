"""Masks stored beside the marked views: one JSON of run lengths, or one palette PNG for each view."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from covis.errors import CovisError
from covis.marks.json_reader import read_json
from covis.marks.mark_types import Colour
from covis.marks.marks_file import MasksAs
from covis.tracks.rle import decode_rle, encode_rle
from covis.tracks.tracks import LabelMap
from covis.views.limits import MAX_PIXELS
from covis.views.view import Size
from covis.views.write import write_atomically

RLE_FILE = "masks.json"
MAX_IN_PALETTE = 255  # a palette PNG has eight bits a pixel


def write_masks(
    folder: Path, labels: Sequence[LabelMap], colours: Mapping[int, Colour], how: MasksAs
) -> None:
    """Write label maps, int32 (H, W), of all views into a folder.

    As `rle` they become `masks.json`: for each view an object from number to COCO run lengths. As `png`
    they become `mask_000.png` and so on, whose pixels are the numbers and whose palette is the marks'.

    Raises:
        CovisError: If they cannot be written, or a number above 255 is to go into a palette.
    """
    if how == "rle":
        runs = [{str(k): encode_rle(m == k) for k in _numbers(m)} for m in labels]
        write_atomically(folder / RLE_FILE, json.dumps(runs, separators=(",", ":")).encode())
        return
    palette = np.full((256, 3), 128, np.uint8)
    palette[0] = 0
    for number, colour in colours.items():
        if number <= MAX_IN_PALETTE:
            palette[number] = colour
    for i, label_map in enumerate(labels):
        if label_map.max() > MAX_IN_PALETTE:
            raise CovisError(f"Masks above number {MAX_IN_PALETTE} do not fit a PNG; save them as rle.")
        image = Image.fromarray(label_map.astype(np.uint8), mode="P")
        image.putpalette(palette.tobytes())
        buffer = BytesIO()
        image.save(buffer, format="PNG")
        write_atomically(folder / mask_name(i), buffer.getvalue())


def read_masks(folder: Path, sizes_px: Sequence[Size], how: MasksAs) -> tuple[LabelMap, ...]:
    """The label maps, int32 (H, W), that `write_masks` wrote for views of these sizes.

    Raises:
        CovisError: If a file is missing, broken, or does not fit its view.
    """
    if how == "png":
        return tuple(_read_png(folder / mask_name(i), size) for i, size in enumerate(sizes_px))
    file = read_json(folder / RLE_FILE)
    fields = list(file.items())
    if len(fields) != len(sizes_px):
        raise file.error(f"a list of {len(sizes_px)} views")
    maps = []
    for field, (width, height) in zip(fields, sizes_px, strict=True):
        label_map = np.zeros((height, width), np.int32)
        had = field.value
        if not isinstance(had, dict):
            raise field.error("an object from number to run lengths")
        for key, rle in had.items():
            if not (key.isascii() and key.isdigit() and 1 <= int(key[:10]) == int(key) < 2**31):
                raise field.error("an object whose keys are numbers from 1")
            try:
                mask = decode_rle(rle)
            except CovisError as error:
                raise CovisError(f"{field.file}: {field.where}: {error}") from error
            if mask.shape != (height, width):
                raise field.error(f"masks of {width}×{height} px, the view's size")
            label_map[mask] = int(key)
        maps.append(label_map)
    return tuple(maps)


def mask_name(position: int) -> str:
    """The file name of a view's palette PNG, by its place among the kept views."""
    return f"mask_{position:03d}.png"


def _numbers(label_map: LabelMap) -> list[int]:
    return [int(k) for k in np.unique(label_map) if k]


def _read_png(path: Path, size_px: Size) -> LabelMap:
    wrong = f"{path} must be a palette PNG of {size_px[0]}×{size_px[1]} px; save the masks again."
    try:
        with Image.open(path, formats=["PNG"]) as image:
            if image.mode != "P" or image.size != size_px or image.width * image.height > MAX_PIXELS:
                raise CovisError(wrong)
            return np.asarray(image).astype(np.int32)
    except FileNotFoundError as error:
        raise CovisError(f"{path} does not exist; save the masks again.") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CovisError(wrong) from error
