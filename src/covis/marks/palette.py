"""Which colour each number gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.marks.mark_types import Colour, Mark
from covis.views.view import RGB

PALETTE: tuple[Colour, ...] = (
    (225, 29, 54),  # red
    (20, 92, 220),  # blue
    (255, 205, 0),  # yellow
    (0, 148, 68),  # green
    (232, 40, 200),  # magenta
    (0, 190, 220),  # cyan
    (255, 122, 0),  # orange
    (112, 40, 165),  # purple
    (128, 72, 20),  # brown
    (160, 220, 30),  # lime
    (18, 24, 76),  # navy
    (255, 160, 190),  # pink
)
"""Any two are at least 30 apart in CIE L*a*b*."""

ENOUGH_CONTRAST = 45.0  # CIE76 distance at which a disc is told from its ground at a glance
REACH = 1.5  # of the diameter: how much of a mark's surroundings counts as what lies under it
LIGHT_L = 62.0  # CIE L* above which a colour carries black text


def lab(colours: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Colours in sRGB, uint8 (..., 3), in CIE L*a*b*, float32 (..., 3)."""
    flat = np.asarray(colours, np.float32).reshape(1, -1, 3) / 255
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2Lab), np.float32).reshape(np.shape(colours))


def text_colour(colour: Colour) -> Colour:
    """Black on light colours, white on dark ones."""
    return (0, 0, 0) if lab(np.array(colour, np.uint8))[0] > LIGHT_L else (255, 255, 255)


def coloured(marks: Sequence[Mark], images: Mapping[int, RGB]) -> list[Mark]:
    """The marks with one colour a number, chosen for contrast to what lies under them in all views.

    A number's own colour is the palette's entry of that number. It takes the first free entry from there on
    whose distance to the ground is `ENOUGH_CONTRAST` in every view; if there is none, the free entry whose
    smallest distance is largest. After twelve numbers all entries are free again.

    Args:
        marks: All marks of a clip; their colours are ignored.
        images: The unmarked picture of each view that is marked, by the view's index.
    """
    grounds: dict[int, list[NDArray[np.float32]]] = {}
    for mark in marks:
        grounds.setdefault(mark.number, []).append(_ground(images[mark.view], mark))
    chosen: dict[int, int] = {}
    free: list[int] = []
    for number in sorted(grounds):
        free = free or list(range(len(PALETTE)))
        chosen[number] = _choose(number, np.array(grounds[number]), free)
        free.remove(chosen[number])
    return [replace(mark, colour=PALETTE[chosen[mark.number]]) for mark in marks]


def _choose(number: int, grounds: NDArray[np.float32], free: Sequence[int]) -> int:
    """The index in the palette, among the free ones, for a number over these L*a*b* grounds (N, 3)."""
    entries = lab(np.array(PALETTE, np.uint8))
    contrast = np.linalg.norm(entries[:, None] - grounds[None], axis=2).min(axis=1)
    in_turn = sorted(free, key=lambda i: (i - (number - 1)) % len(PALETTE))
    enough = [i for i in in_turn if contrast[i] >= ENOUGH_CONTRAST]
    return enough[0] if enough else max(in_turn, key=lambda i: contrast[i])


def _ground(image: RGB, mark: Mark) -> NDArray[np.float32]:
    """The median L*a*b* colour, float32 (3,), of the square around a mark."""
    half = mark.diameter_px * REACH / 2
    height, width = image.shape[:2]
    x0, x1 = (int(np.clip(mark.x_px + s * half, 0, width - 1)) for s in (-1, 1))
    y0, y1 = (int(np.clip(mark.y_px + s * half, 0, height - 1)) for s in (-1, 1))
    median: NDArray[np.float32] = np.median(lab(image[y0 : y1 + 1, x0 : x1 + 1]).reshape(-1, 3), axis=0)
    return median
