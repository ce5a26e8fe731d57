"""Label maps from an npz file, read frame by frame so that a long stack is never in memory whole."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from covis.errors import CovisError
from covis.tracks.masks.maps import MaskMaps
from covis.tracks.tracks import LabelMap
from covis.views.limits import MAX_PIXELS
from covis.views.natural import natural_key

# What a damaged archive raises in the standard library and numpy; RuntimeError is an encrypted member.
_DAMAGE = (OSError, ValueError, EOFError, KeyError, RuntimeError, NotImplementedError, SyntaxError)
_READ_ERRORS = (*_DAMAGE, zipfile.BadZipFile, zlib.error)

_MAX_FRAMES = 10_000_000  # four days of video; a header may claim any number


@dataclass(frozen=True)
class _Stack:
    """One array of the file: its member name, element type and (N, H, W)."""

    member: str
    dtype: np.dtype[np.generic]
    shape: tuple[int, int, int]


def open_npz(path: Path) -> MaskMaps:
    """The maps of one integer array (N, H, W), or of several integer arrays (H, W) by natural order of name.

    Raises:
        CovisError: If the file is anything else; while streaming, if it is damaged or has a negative id.
    """
    stacks, flat = _stacks(path)
    if flat:
        names = [stack.member.removesuffix(".npy") for stack in stacks]
    else:
        names = [str(frame) for frame in range(stacks[0].shape[0])]

    def stream() -> Iterator[LabelMap]:
        for stack in stacks:
            yield from _frames(path, stack)

    return MaskMaps(tuple(names), stream)


def _stacks(path: Path) -> tuple[list[_Stack], bool]:
    """The arrays in the file, and whether they are single maps (H, W)."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((m for m in archive.namelist() if m.endswith(".npy")), key=natural_key)
            headers = [(member, *_header(archive, member)) for member in members]
    except _READ_ERRORS as error:
        raise CovisError(f"The mask file {path} cannot be read as an npz: {error}.") from error
    axes = [len(shape) for _, shape, _ in headers]
    if axes != [3] and (not axes or set(axes) != {2}):
        raise CovisError(f"The mask file {path} must hold one array (N, H, W), or arrays (H, W).")
    stacks = []
    for member, shape, dtype in headers:
        frames, height, width = shape if len(shape) == 3 else (1, *shape)
        if dtype.kind not in "biu" or math.prod((frames, height, width)) == 0:
            raise CovisError(f"The array '{member}' in {path} must hold integers, 0 for nothing.")
        if frames > _MAX_FRAMES:
            raise CovisError(f"The array '{member}' in {path} has more than {_MAX_FRAMES} maps.")
        if height * width > MAX_PIXELS:
            raise CovisError(f"The array '{member}' in {path} has maps of more than {MAX_PIXELS} pixels.")
        stacks.append(_Stack(member, dtype, (frames, height, width)))
    return stacks, axes != [3]


def _header(archive: zipfile.ZipFile, member: str) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    with archive.open(member) as file:
        return _read_header(file)


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    """Shape and element type; the file is left where the first element starts."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran_order, dtype = read(file)
    if fortran_order and len(shape) > 1:
        raise ValueError("an array is in Fortran order, save it with numpy.ascontiguousarray")
    return shape, dtype


def _frames(path: Path, stack: _Stack) -> Iterator[LabelMap]:
    frames, height, width = stack.shape
    frame_bytes = height * width * stack.dtype.itemsize
    try:
        with zipfile.ZipFile(path) as archive, archive.open(stack.member) as file:
            _read_header(file)
            for _ in range(frames):
                data = file.read(frame_bytes)
                if len(data) < frame_bytes:
                    raise EOFError("it breaks off")
                yield _checked(np.frombuffer(data, stack.dtype).reshape(height, width), path)
    except _READ_ERRORS as error:
        raise CovisError(f"The mask file {path} cannot be read as an npz: {error}.") from error


def _checked(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]], path: Path) -> LabelMap:
    if int(values.min()) < 0 or int(values.max()) > np.iinfo(np.int32).max:
        raise CovisError(f"The mask file {path} has ids below 0 or above {np.iinfo(np.int32).max}.")
    return values.astype(np.int32)
