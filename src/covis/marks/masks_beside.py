"""Masks stored beside the marked views, in layouts that the tracker `masks:PATH` reads back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.marks.marks_file import MasksAs
from covis.tracks.masks.coco import open_coco
from covis.tracks.masks.png import read_label_png, write_palette_png
from covis.tracks.masks.rle import encode_rle
from covis.tracks.tracks import LabelMap
from covis.views.view import Size
from covis.views.write import write_atomically

RLE_FILE = "masks.json"
LARGEST_IN_PNG = 65535


def write_masks(folder: Path, labels: Sequence[LabelMap], numbers: Sequence[int], how: MasksAs) -> None:
    """Write label maps, int32 (H, W), of all views into a folder.

    Args:
        folder: Where to.
        labels: For each view int32 (H, W), k where number k's object is.
        numbers: All numbers that may occur.
        how: `rle` for `masks.json`, COCO run lengths by object and view as in YouTube-VIS; `png` for
            `mask_000.png` and so on, palette pictures whose pixels are the numbers.

    Raises:
        CovisError: If they cannot be written, or a number is too large for a PNG.
    """
    if how == "png":
        if max(numbers, default=0) > LARGEST_IN_PNG:
            raise CovisError(f"Numbers above {LARGEST_IN_PNG} do not fit a PNG; save the masks as rle.")
        for i, label_map in enumerate(labels):
            write_palette_png(folder / mask_name(i), label_map)
        return
    annotations = [
        {"id": k, "segmentations": [encode_rle(m == k) if (m == k).any() else None for m in labels]}
        for k in numbers
    ]
    content = json.dumps({"annotations": annotations}, separators=(",", ":"))
    write_atomically(folder / RLE_FILE, content.encode())


def read_masks(
    folder: Path, sizes_px: Sequence[Size], numbers: Sequence[int], how: MasksAs
) -> tuple[LabelMap, ...]:
    """The label maps, int32 (H, W), that `write_masks` wrote for views of these sizes and these numbers.

    Raises:
        CovisError: If a file is missing, broken, or does not fit its view.
    """
    found: list[LabelMap | None]
    if how == "png":
        found = [read_label_png(folder / mask_name(i)) for i in range(len(sizes_px))]
    elif numbers:
        found = list(open_coco(folder / RLE_FILE).stream())
    else:
        found = [None] * len(sizes_px)
    if len(found) != len(sizes_px):
        raise CovisError(f"{folder / RLE_FILE} has masks for {len(found)} views instead of {len(sizes_px)}.")
    maps = []
    for i, (label_map, (width, height)) in enumerate(zip(found, sizes_px, strict=True)):
        whole = np.zeros((height, width), np.int32) if label_map is None else label_map
        if whole.shape != (height, width):
            raise CovisError(
                f"{folder}: the masks of view {i} have another size than the view; save them again."
            )
        maps.append(whole)
    return tuple(maps)


def mask_name(position: int) -> str:
    """The file name of a view's palette PNG, by its place among the kept views."""
    return f"mask_{position:03d}.png"
