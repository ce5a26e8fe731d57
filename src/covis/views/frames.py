"""Decode video frames as a stream, and convert one frame straight to the size that is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.codec import CodecContext
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream

from covis.errors import CovisError
from covis.views.orientation import Orientation, orientation_of
from covis.views.pixels import over_white
from covis.views.timeline import packets
from covis.views.view import RGB, Size

_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_HD_ABOVE_PX = 576  # players read untagged video taller than PAL as BT.709, other video as BT.601

# Pixel aspects this close to 1 are rounding in the file; stretching by them would only blur.
_SQUARE_WITHIN = 0.02

# The decoder that knows the second, alpha stream of WebM; ffmpeg's own ones drop it.
_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """An open video file and its main video stream; closed on leaving.

    Raises:
        CovisError: If the file is missing, empty, not a video, cut off before its index, or only sound.
    """
    try:
        if path.stat().st_size == 0:
            raise CovisError(f"{path} is empty (0 bytes); copy or download it again.")
        # Titles and comments are often not UTF-8; they are not read.
        container = av.open(str(path.absolute()), metadata_errors="replace")
    except FileNotFoundError as error:
        raise CovisError(f"{path} does not exist; check the path.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise CovisError(_why_unreadable(path, error)) from error
    with container:
        # Cover art is stored as a video stream of one picture.
        streams = [s for s in container.streams.video if not s.disposition & type(s.disposition).attached_pic]
        if not streams:
            raise CovisError(f"{path} has no pictures in it, only sound or data; give a video.")
        if streams[0].codec_context is None:
            raise CovisError(f"{path} is coded in a way that no installed decoder knows; convert it to mp4.")
        streams[0].thread_type = "AUTO"
        yield container, streams[0]


def decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The frames from the container's position on, in the order shown; what does not decode is left out."""
    decoder = _decoder(stream)
    for packet in packets(container, stream):
        try:
            frames = decoder.decode(packet)
        except av.FFmpegError:
            continue
        yield from frames
    # A file that breaks off ends without the empty packet that flushes; flushing twice raises EOFError.
    with suppress(av.FFmpegError):
        yield from decoder.decode(None)


def _decoder(stream: VideoStream) -> VideoCodecContext:
    tags = {key.lower(): value for key, value in stream.metadata.items()}
    name = _ALPHA_DECODERS.get(stream.codec_context.name.lower())
    if tags.get("alpha_mode") != "1" or name is None or name not in av.codecs_available:
        return stream.codec_context
    decoder = cast(VideoCodecContext, CodecContext.create(name, "r"))
    decoder.extradata = stream.codec_context.extradata
    return decoder


def _why_unreadable(path: Path, error: Exception) -> str:
    if path.is_dir():
        return f"{path} is a folder, not a video."
    if isinstance(error, PermissionError):
        return f"{path} cannot be opened (permission denied); change its permissions."
    with path.open("rb") as file:
        head = file.read(12)
    # ISO media (mp4, mov), EBML (mkv, webm) and RIFF (avi): the right kind of file, but not all of it.
    if head[4:8] == b"ftyp" or head[:4] in (b"\x1a\x45\xdf\xa3", b"RIFF"):
        return (
            f"{path} breaks off before its pictures can be found (an unfinished copy or recording); "
            "copy or record it again."
        )
    return f"{path} is not a video or image that can be read; give mp4, mkv, webm, mov, avi or pictures."


class FrameConverter:
    """Converts the frames of one video to RGB, upright, with square pixels, over white.

    It keeps one prepared scaler per size, which makes small conversions three times faster than a new
    scaler for each frame, and takes the turn from the first frame it meets, as containers give one for all.
    Safe to call from several threads.
    """

    def __init__(self, pixel_aspect: Fraction | None) -> None:
        """Prepare.

        Args:
            pixel_aspect: Width over height of a stored pixel; None or 0 for unknown, taken as square.
        """
        aspect = float(pixel_aspect or 1)
        self._aspect = 1.0 if abs(aspect - 1) < _SQUARE_WITHIN else aspect
        self._turn: Orientation | None = None
        self._scalers: dict[tuple[Size, str], VideoReformatter] = {}
        self._lock = threading.Lock()

    def shown_size(self, frame: VideoFrame) -> Size:
        """Width and height in px of the whole picture; the shorter pixel side is stretched, none shrunk."""
        width, height = frame.width, frame.height
        if self._aspect > 1:
            width = round(width * self._aspect)
        elif self._aspect < 1:
            height = round(height / self._aspect)
        return self._orientation(frame).size((width, height))

    def rgb(self, frame: VideoFrame, size_px: Size | None) -> RGB:
        """The frame's picture, uint8 (height, width, 3).

        Args:
            frame: A decoded frame.
            size_px: The wanted width and height, averaged by area straight from the stored planes; None
                for the whole picture.
        """
        turn = self._orientation(frame)
        stored_size = turn.size(size_px or self.shown_size(frame))
        has_alpha = any(c.is_alpha for c in frame.format.components) or frame.format.name == "pal8"
        kind = "rgba" if has_alpha else "rgb24"
        with self._lock:
            scaler = self._scalers.setdefault((stored_size, kind), VideoReformatter())
            converted = scaler.reformat(
                frame,
                *stored_size,
                kind,
                src_colorspace=_colour_matrix(frame),
                interpolation=Interpolation.AREA,
            )
        pixels = np.asarray(converted.to_ndarray(), dtype=np.uint8)
        return turn.apply(over_white(pixels) if has_alpha else pixels)

    def _orientation(self, frame: VideoFrame) -> Orientation:
        # Not asked of every frame: PyAV ties a frame and its side data in a cycle, so that frames asked for
        # it pile up, megabytes each, until the garbage collector comes by.
        if self._turn is None:
            try:
                # PyAV's stub mistakes this mapping's values for one of its typed dicts.
                matrix = frame.side_data["DISPLAYMATRIX"]  # type: ignore[typeddict-item]
                self._turn = orientation_of(bytes(matrix))
            except KeyError:
                self._turn = Orientation()
        return self._turn


def _colour_matrix(frame: VideoFrame) -> Colorspace | None:
    untagged = frame.colorspace == _UNSPECIFIED
    return Colorspace.ITU709 if untagged and frame.height > _HD_ABOVE_PX else None
