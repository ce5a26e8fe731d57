"""Write pictures as a film."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

from covis.errors import CovisError
from covis.views.view import RGB, Size

X264 = {
    "crf": "18",  # no loss that an eye finds
    "preset": "veryfast",
    # Its weighing of blocks by how often they are used again differs from run to run: of 240 files of equal
    # frames of 320×240, 73 differed from the rest with it, and none without.
    "x264-params": "mbtree=0",
}


def write_video(path: Path, frames: Iterable[RGB], fps: int, size_px: Size) -> None:
    """Write an mp4 file: H.264 where the installed FFmpeg has it, else MPEG-4 part 2.

    The file appears under its name only when it is complete. Equal frames give equal bytes on any number of
    cores, because one thread encodes.

    Args:
        path: The file to make or replace.
        frames: uint8 (H, W, 3) each, drawn one at a time.
        fps: Frames a second.
        size_px: Width and height of every frame, both even.

    Raises:
        CovisError: If the file cannot be written; nothing half-written is left.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _encode(part, frames, fps, size_px)
        part.replace(path)
    except OSError as e:
        raise CovisError(
            f"Cannot write {path} ({e.strerror or e}); free space or choose a folder you may write to."
        ) from e
    finally:
        part.unlink(missing_ok=True)


def _encode(path: Path, frames: Iterable[RGB], fps: int, size_px: Size) -> None:
    codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    options = X264 if codec == "libx264" else {"qscale": "3"}
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=fps, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        for rgb in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
