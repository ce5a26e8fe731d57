"""COCO's run-length encoding of masks: runs down the columns, as a list of counts or a compressed string.

The format is defined by the COCO API's `maskApi.c` (Lin et al., "Microsoft COCO", ECCV 2014): counts of
alternately empty and set pixels in column-major order, starting with empty; in the compressed form each
count from the fourth on is the difference to the count two before it, written in groups of five bits,
lowest first, as the character `group + 48`, with bit 5 set where another group follows.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.views.limits import MAX_PIXELS

_MAX_GROUPS = 6  # 30 bits hold every count and every difference of counts up to MAX_PIXELS


class Rle(TypedDict):
    """A mask as COCO writes it.

    Attributes:
        size: Height and width in px, in that order.
        counts: The compressed runs.
    """

    size: list[int]
    counts: str


def encode_rle(mask: NDArray[np.bool_]) -> Rle:
    """A mask, bool (H, W), as compressed COCO runs.

    Raises:
        ValueError: If the mask is not two-dimensional, is empty or has more than `MAX_PIXELS` pixels.
    """
    if mask.ndim != 2 or not 0 < mask.size <= MAX_PIXELS:
        raise ValueError(f"a mask is (H, W) with 1 to {MAX_PIXELS} pixels, not {mask.shape}")
    pixels = np.asarray(mask, bool).ravel(order="F")
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
    starts = np.concatenate([[0], changes, [pixels.size]])
    counts = np.diff(starts)
    if pixels[0]:
        counts = np.concatenate([[0], counts])
    return {"size": [int(mask.shape[0]), int(mask.shape[1])], "counts": _compress(counts)}


def decode_rle(rle: object) -> NDArray[np.bool_]:
    """The mask, bool (H, W), of COCO runs.

    Args:
        rle: A mapping with `size` [H, W] and `counts`: a compressed string (or bytes) or a list of integers.

    Raises:
        CovisError: If it is anything else, or its runs do not fill the size exactly.
    """
    if not isinstance(rle, dict) or "size" not in rle or "counts" not in rle:
        raise CovisError("A run-length mask must be an object with 'size' and 'counts'.")
    height, width = _checked_size(rle["size"])
    counts = _checked_counts(rle["counts"], height * width)
    values = np.arange(counts.size) % 2 == 1
    return np.repeat(values, counts).reshape((height, width), order="F")


def _checked_size(size: object) -> tuple[int, int]:
    sides = tuple(size) if isinstance(size, list | tuple) else ()
    if len(sides) != 2 or not all(type(n) is int and n > 0 for n in sides):
        raise CovisError("A run-length mask's 'size' must be [height, width], two positive integers.")
    height, width = sides
    if height * width > MAX_PIXELS:
        raise CovisError(f"A run-length mask has more than the {MAX_PIXELS} pixels that covis reads.")
    return height, width


def _checked_counts(counts: object, pixels: int) -> NDArray[np.int64]:
    """The run lengths, int64 (N,), none negative and together exactly `pixels`."""
    if isinstance(counts, str):
        if not counts.isascii():
            raise CovisError("A run-length mask's 'counts' has an unknown character.")
        counts = counts.encode("ascii")
    if isinstance(counts, bytes):
        runs = _decompress(counts)
    elif isinstance(counts, list) and all(type(n) is int and 0 <= n <= pixels for n in counts):
        runs = np.array(counts, np.int64)
    else:
        raise CovisError("A run-length mask's 'counts' must be a string or run lengths within its size.")
    # Runs are at most 2**30 x their number, so the sum cannot wrap around.
    if (runs < 0).any() or int(runs.sum()) != pixels:
        raise CovisError(f"A run-length mask's 'counts' must add up to its height times width, {pixels}.")
    return runs


def _compress(counts: NDArray[np.int64]) -> str:
    rest = counts.astype(np.int64)
    rest[3:] -= counts[1:-2]
    characters = np.zeros((rest.size, _MAX_GROUPS), np.uint8)
    follows = np.ones(rest.size, bool)
    for group in range(_MAX_GROUPS):
        bits = rest & 31
        rest >>= 5
        used = follows
        # A number ends where what is left is only the sign that the group's top bit already tells.
        follows = used & (rest != np.where(bits & 16, -1, 0))
        characters[:, group] = np.where(used, bits + 32 * follows + 48, 0)
    return characters[characters > 0].tobytes().decode("ascii")


def _decompress(text: bytes) -> NDArray[np.int64]:
    groups = np.frombuffer(text, np.uint8).astype(np.int64) - 48
    if groups.size == 0 or groups.min() < 0 or groups.max() > 63:
        raise CovisError("A run-length mask's 'counts' is empty or has an unknown character.")
    ends = np.flatnonzero(groups < 32)
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if ends.size == 0 or ends[-1] != groups.size - 1 or lengths.max() > _MAX_GROUPS:
        raise CovisError("A run-length mask's 'counts' breaks off or has a number that is too large.")
    place = np.arange(groups.size) - np.repeat(starts, lengths)
    numbers = np.add.reduceat((groups & 31) << (5 * place), starts)
    numbers -= np.where(groups[ends] & 16, np.int64(1) << (5 * lengths), 0)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    if numbers.max() > MAX_PIXELS:
        raise CovisError("A run-length mask's 'counts' has a run longer than any mask that covis reads.")
    return numbers
