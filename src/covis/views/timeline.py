"""When each frame of a video is shown, found without decoding where that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

# VP8 hides alternate reference frames in packets of their own, so packets cannot be counted as frames.
_HIDES_FRAMES = frozenset({"vp8"})

# The containers whose packets carry true presentation stamps. AVI, for one, stores none: its stamps are
# guessed in decoding order, which is wrong wherever a codec reorders frames.
_STAMPED = frozenset({"mov", "mp4", "matroska", "webm"})


@dataclass(frozen=True)
class Timeline:
    """The frames of a video in the order in which they are shown.

    Attributes:
        times_s: (n,) float64, seconds from the first shown frame, increasing.
        pts: (n,) int64, strictly increasing presentation stamps in the stream's time base; None when the
            file's stamps cannot be trusted, and frames are then known by counting decoded frames.
        keyframes: (k,) int64, increasing indices of frames at which decoding can start; empty without pts.
    """

    times_s: NDArray[np.float64]
    pts: NDArray[np.int64] | None
    keyframes: NDArray[np.int64]

    def index_of(self, pts: int | None) -> int | None:
        """The frame with this presentation stamp, or None if the timeline has none."""
        if self.pts is None or pts is None:
            return None
        at = int(np.searchsorted(self.pts, pts))
        return at if at < len(self.pts) and self.pts[at] == pts else None


def packets(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """The stream's packets in file order, ending with the empty one that flushes a decoder.

    A file that breaks off ends there instead of raising: what came before is still good.
    """
    source = container.demux(stream)
    while True:
        try:
            packet = next(source, None)
        except (av.FFmpegError, OSError):
            packet = None
        if packet is None:
            return
        yield packet


def read_timeline(container: InputContainer, stream: VideoStream) -> Timeline | None:
    """The timeline from the container's packets, without decoding.

    Args:
        container: An open file, at its start.
        stream: Its video stream.

    Returns:
        The timeline, empty if there are no packets; None if the packets do not tell (a container without
        true stamps, stamps missing or repeated, damaged packets, or a codec that hides frames), so that
        frames must be decoded to count.
    """
    if not _STAMPED & set(container.format.name.split(",")):
        return None
    pts: list[int] = []
    keys: list[int] = []
    for packet in packets(container, stream):
        if packet.size == 0 or packet.is_discard:
            continue
        if packet.pts is None or packet.is_corrupt:
            return None
        pts.append(packet.pts)
        if packet.is_keyframe:
            keys.append(packet.pts)
    shown = np.unique(np.array(pts, dtype=np.int64))
    if len(shown) != len(pts) or (pts and stream.codec_context.name in _HIDES_FRAMES):
        return None
    base = float(stream.time_base or Fraction(1, 1000))
    keyframes = np.searchsorted(shown, np.unique(np.array(keys, dtype=np.int64)))
    return Timeline(
        np.asarray((shown - shown[:1]) * base, dtype=np.float64), shown, keyframes.astype(np.int64)
    )


def counted_timeline(stamps: list[int | None], stream: VideoStream) -> Timeline:
    """The timeline of frames that were decoded and counted.

    Args:
        stamps: The presentation stamp of each decoded frame, in order.
        stream: The video stream, for its time base and frame rate.
    """
    none = np.empty(0, dtype=np.int64)
    known = np.array([s for s in stamps if s is not None], dtype=np.int64)
    if len(known) == len(stamps) and bool(np.all(np.diff(known) > 0)):
        base = float(stream.time_base or Fraction(1, 1000))
        return Timeline(np.asarray((known - known[:1]) * base, dtype=np.float64), None, none)
    # Stamps that are missing or run backwards say nothing: assume the nominal rate.
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    return Timeline(np.arange(len(stamps), dtype=np.float64) / rate, None, none)
