"""A video file as views, decoded as a stream."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.views.frames import FrameConverter, decoded, open_video
from covis.views.limits import check_size
from covis.views.provenance import sha256_of_files
from covis.views.timeline import Timeline, counted_timeline, read_timeline
from covis.views.view import View

_log = logging.getLogger(__name__)

# Frames that do not decode are stood in for by the one shown before, as a player would; beyond this share
# the file is damaged too much for marks to mean anything.
_MAX_LOST_SHARE = 0.1
_MAX_LOST_OF_FEW = 2

# Jumping to a keyframe refills the decoder's pipeline, about this many frames of work.
_JUMP_SAVES_FROM = 30


class VideoViews:
    """The frames of a video in the order shown: rotated upright, square pixels, alpha over white.

    Opening reads the file's packets but decodes nothing, unless the packets cannot be trusted to tell the
    frames; iterating decodes anew and holds no frame. `View.time_s` counts from the first frame of the file,
    `View.name` is the frame's number in the file, also when a part was cut out.
    """

    def __init__(self, path: Path, *, start_s: float | None = None, end_s: float | None = None) -> None:
        """Open a video.

        Args:
            path: An mp4, mkv, webm, mov, avi or any other file that ffmpeg reads.
            start_s: Leave out frames shown before this time, in seconds from the first frame.
            end_s: Leave out frames shown at this time or later.

        Raises:
            CovisError: If the file cannot be read, has no frames, or none between `start_s` and `end_s`.
        """
        self.path = path
        self._timeline, self._pixel_aspect = _look_at(path)
        self._first, self._stop = _cut(path, self._timeline.times_s, start_s, end_s)

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def ordered(self) -> bool:
        """True: neighbours are neighbours in time."""
        return True

    def __len__(self) -> int:
        """The number of frames in the cut."""
        return self._stop - self._first

    def __iter__(self) -> Iterator[View]:
        """All frames, decoded as a stream.

        Raises:
            CovisError: If more than a tenth of the frames do not decode, or the file cannot be read.
        """
        return self._views(range(self._first, self._stop))

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these increasing indices; each holds its frame as decoded, not as RGB.

        Raises:
            CovisError: If too many frames do not decode, or the file cannot be read.
            IndexError: If an index is out of range.
        """
        if any(not 0 <= i < len(self) for i in indices):
            raise IndexError(f"{self.path.name} has views 0 to {len(self) - 1}, asked for {list(indices)}")
        return list(self._views([self._first + i for i in indices]))

    def fingerprint(self) -> str:
        """Hex SHA-256 of the file's bytes and of the range of frames cut from it."""
        return sha256_of_files([self.path], f"video {self._first}:{self._stop}")

    def _views(self, wanted: Sequence[int]) -> Iterator[View]:
        for run in _runs(wanted, self._timeline.keyframes):
            converter = FrameConverter(self._pixel_aspect)
            for number, frame in self._shown(run):
                yield self._view(number, frame, converter)

    def _view(self, number: int, frame: VideoFrame, converter: FrameConverter) -> View:
        size_px = converter.shown_size(frame)
        check_size(size_px, f"{self.path}, frame {number},")
        return View(
            index=number - self._first,
            name=f"{number:06d}",
            time_s=float(self._timeline.times_s[number]),
            size_px=size_px,
            read=lambda size: converter.rgb(frame, size),
        )

    def _shown(self, wanted: Sequence[int]) -> Iterator[tuple[int, VideoFrame]]:
        """What a player shows at each of the frames wanted: the frame, or the one before if it is lost."""
        waiting = iter(wanted)
        number = next(waiting, None)
        latest: VideoFrame | None = None
        lost = 0
        for at, frame in self._numbered(wanted[0]):
            while number is not None and number < at:
                lost = self._lose(lost, number, len(wanted))
                yield number, latest or frame
                number = next(waiting, None)
            if number == at:
                yield at, frame
                number = next(waiting, None)
            if number is None:
                return
            latest = frame
        while number is not None:
            lost = self._lose(lost, number, len(wanted))
            if latest is None:
                raise CovisError(
                    f"{self.path} cannot be decoded, not one frame of it; convert or copy it again."
                )
            yield number, latest
            number = next(waiting, None)

    def _lose(self, lost: int, number: int, wanted: int) -> int:
        time_s = self._timeline.times_s[number]
        if lost + 1 > max(_MAX_LOST_OF_FEW, _MAX_LOST_SHARE * wanted):
            raise CovisError(
                f"{self.path} is damaged: {lost + 1} frames up to {time_s:.1f} s do not decode; "
                "convert or copy it again, or cut the damaged part off with start and end."
            )
        _log.warning(
            "%s: frame %d (%.2f s) does not decode, the one before stands in", self.path, number, time_s
        )
        return lost + 1

    def _numbered(self, first: int) -> Iterator[tuple[int, VideoFrame]]:
        """Decoded frames with their numbers, increasing, from `first` or earlier on."""
        before = self._timeline.keyframes[self._timeline.keyframes <= first]
        if len(before) and before[-1] >= _JUMP_SAVES_FROM:
            frames = self._decoded_from(int(before[-1]))
            start = next(frames, None)
            # A jump may land late, on files whose keyframes do not stand alone: then read from the start.
            if start is not None and start[0] <= first:
                yield start
                yield from frames
                return
        yield from self._decoded_from(0)

    def _decoded_from(self, keyframe: int) -> Iterator[tuple[int, VideoFrame]]:
        with open_video(self.path) as (container, stream):
            if keyframe and self._timeline.pts is not None:
                container.seek(int(self._timeline.pts[keyframe]), stream=stream)
            latest = -1
            for count, frame in enumerate(decoded(container, stream)):
                number = count if self._timeline.pts is None else self._timeline.index_of(frame.pts)
                if number is not None and number > latest:
                    latest = number
                    yield number, frame


def _look_at(path: Path) -> tuple[Timeline, Fraction | None]:
    """The video's timeline, and the width over height of its pixels."""
    with open_video(path) as (container, stream):
        pixel_aspect = stream.sample_aspect_ratio
        timeline = read_timeline(container, stream)
    if timeline is None:
        with open_video(path) as (container, stream):
            stamps = [frame.pts for frame in decoded(container, stream)]
            timeline = counted_timeline(stamps, stream)
    if len(timeline.times_s) == 0:
        raise CovisError(f"{path} has no frames in it (an unfinished recording?); record or copy it again.")
    return timeline, pixel_aspect


def _cut(
    path: Path, times_s: NDArray[np.float64], start_s: float | None, end_s: float | None
) -> tuple[int, int]:
    """First frame and the one after the last, between the times [start_s, end_s)."""
    start = 0.0 if start_s is None else start_s
    end = np.inf if end_s is None else end_s
    if not (0 <= start < end):
        raise CovisError(
            f"The start ({start:g} s) must be at least 0 and before the end ({end:g} s) of the cut."
        )
    first, stop = (int(i) for i in np.searchsorted(times_s, [start, end]))
    if first == len(times_s):
        raise CovisError(
            f"{path} ends at {times_s[-1]:.2f} s, before the start you asked for ({start:g} s); "
            "choose an earlier one."
        )
    if first == stop:
        raise CovisError(f"{path} shows no frame between {start:g} s and {end:g} s; choose a longer cut.")
    return first, stop


def _runs(wanted: Sequence[int], keyframes: NDArray[np.int64]) -> Iterator[Sequence[int]]:
    """Split the frames wanted wherever jumping to a keyframe saves decoding."""
    if not wanted:
        return
    numbers = np.array(wanted, dtype=np.int64)
    # The last keyframe at or before each frame; frame 0 where there is none.
    starts = np.concatenate([[0], keyframes])[np.searchsorted(keyframes, numbers, side="right")]
    breaks = np.flatnonzero(starts[1:] - numbers[:-1] >= _JUMP_SAVES_FROM) + 1
    edges = [0, *breaks.tolist(), len(wanted)]
    for begin, end in itertools.pairwise(edges):
        yield wanted[begin:end]
