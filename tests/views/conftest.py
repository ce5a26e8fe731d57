"""Tiny videos whose every frame says its number, made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

# The four quarters of a marker picture: red, green / blue, grey.
QUARTERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (128, 128, 128))


def quarters(width_px: int, height_px: int) -> NDArray[np.uint8]:
    """A picture with a colour in each quarter, so that every turn and mirroring shows."""
    picture = np.empty((height_px, width_px, 3), dtype=np.uint8)
    top, left = height_px // 2, width_px // 2
    picture[:top, :left], picture[:top, left:] = QUARTERS[0], QUARTERS[1]
    picture[top:, :left], picture[top:, left:] = QUARTERS[2], QUARTERS[3]
    return picture


def numbered(number: int, width_px: int = 64, height_px: int = 48) -> NDArray[np.uint8]:
    """A grey picture that carries `number` (0..255) as eight black or white bars, robust to lossy coding."""
    bits = [(number >> k) & 1 for k in range(8)]
    bars = np.repeat(np.array(bits, dtype=np.uint8) * 215 + 20, width_px // 8)
    bars = np.pad(bars, (0, width_px - len(bars)), mode="edge")
    return np.repeat(np.repeat(bars[None, :, None], height_px, axis=0), 3, axis=2)


def number_of(picture: NDArray[np.uint8]) -> int:
    """The number that `numbered` wrote."""
    step = picture.shape[1] // 8
    row = picture[picture.shape[0] // 2, :, 0]
    return sum(int(row[k * step + step // 2] > 127) << k for k in range(8))


def write_video(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rate: int = 10,
    stamps: Sequence[int] | None = None,
    options: dict[str, str] | None = None,
    pixel_aspect: Fraction | None = None,
    turn: Callable[[Any], None] | None = None,
    container_options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
) -> Path:
    """Encode pictures, RGB or RGBA; `stamps` are in units of 1 / rate, `turn` edits the stream."""
    height, width, channels = pictures[0].shape
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.time_base = Fraction(1, rate)
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if turn is not None:
            turn(stream)
        stream.metadata.update(tags or {})
        for i, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgba" if channels == 4 else "rgb24")
            frame.pts = i if stamps is None else stamps[i]
            frame.time_base = Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def pictures() -> SimpleNamespace:
    """The picture makers above."""
    return SimpleNamespace(quarters=quarters, numbered=numbered, number_of=number_of, QUARTERS=QUARTERS)


@pytest.fixture
def make_video(tmp_path: Path) -> Callable[..., Path]:
    """`write_video` into this test's own folder."""

    def make(name: str, pictures: Sequence[NDArray[np.uint8]], **how: Any) -> Path:
        return write_video(tmp_path / name, pictures, **how)

    return make
