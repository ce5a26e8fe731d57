"""Clips of moving cut-outs over a panned scene, with the exact instance id of every pixel."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path as FilePath

import cv2
import numpy as np

from covis.tracks.tracks import LabelMap
from covis.views.view import RGB, Size, View, Views
from covis.views.write_video import write_video
from covis.worlds.clips.casting import make_shot
from covis.worlds.clips.shots import Shot, ShuffleTruth, Thing
from covis.worlds.clips.spec import ClipSpec

__all__ = ["Clip", "ClipSpec", "make_clip"]

SENSOR_NOISE = 2.2  # standard deviation in grey levels: a phone indoors
LENS_BLUR_PX = 0.55  # standard deviation; keeps edges from being sharper than any camera's


class Clip:
    """A made clip: frames on demand and their truth."""

    def __init__(self, spec: ClipSpec) -> None:
        """Choose scenes, things and paths; no frame is painted yet.

        Raises:
            ValueError: If the frames are too few for one swap.
        """
        self.spec = spec
        ends = [e for e in (spec.cut_at, spec.frames) if e is not None]
        self._shots: list[Shot] = []
        first, ids = 0, 1
        for k, end in enumerate(ends):
            shot = make_shot(np.random.default_rng((spec.seed, k)), spec, first, end - first, ids)
            self._shots.append(shot)
            first, ids = end, ids + len(shot.actors)

    def __len__(self) -> int:
        """The number of frames."""
        return self.spec.frames

    @property
    def objects(self) -> Mapping[int, Thing]:
        """Every thing by id. Ids are 1, 2, ... and never name two things, not even across a cut."""
        return {a.thing.id: a.thing for s in self._shots for a in s.actors}

    @cached_property
    def shuffle(self) -> ShuffleTruth | None:
        """What truly happened to the look-alikes; None without any."""
        return self._shots[0].shuffle_truth() if self.spec.lookalikes else None

    def frame(self, index: int) -> tuple[RGB, LabelMap]:
        """One frame and its truth.

        Args:
            index: From 0.

        Returns:
            Pixels, uint8 (H, W, 3), and ids, int32 (H, W), 0 for scenery. A pixel has the id of the
            front-most thing that covers at least half of it.

        Raises:
            IndexError: If there is no such frame.
        """
        if not 0 <= index < self.spec.frames:
            raise IndexError(f"frame {index} of a clip of {self.spec.frames}")
        shot = next(s for s in reversed(self._shots) if index >= s.first_frame)
        rgb, ids = shot.paint(index - shot.first_frame)
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), LENS_BLUR_PX), np.float32) * 255
        rng = np.random.default_rng((self.spec.seed, 1000, index))
        rgb += SENSOR_NOISE * rng.standard_normal(rgb.shape, np.float32)
        return np.clip(np.rint(rgb), 0, 255).astype(np.uint8), ids

    def views(self) -> Views:
        """The clip as an ordered stream of views, painted as they are read."""
        return ClipViews(self)

    def write_video(self, path: str | os.PathLike[str]) -> None:
        """Write the clip as an mp4 file: H.264 where the installed FFmpeg has it, else MPEG-4 part 2.

        The file appears under its name only when it is complete.

        Raises:
            CovisError: If the file cannot be written.
        """
        frames = (self.frame(i)[0] for i in range(len(self)))
        write_video(FilePath(path), frames, self.spec.fps, self.spec.size_px)


class ClipViews:
    """A clip as `covis.views.view.Views`."""

    def __init__(self, clip: Clip) -> None:
        """Views of this clip, painted as they are read."""
        self._clip = clip

    @property
    def name(self) -> str:
        """A name made of the seed."""
        return f"cutouts-{self._clip.spec.seed}"

    @property
    def ordered(self) -> bool:
        """True: frames follow each other in time."""
        return True

    def __len__(self) -> int:
        """The number of frames."""
        return len(self._clip)

    def __iter__(self) -> Iterator[View]:
        """All frames in order."""
        return (self._view(i) for i in range(len(self)))

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The frames at these indices.

        Raises:
            IndexError: If an index is out of range.
        """
        beyond = [i for i in indices if not 0 <= i < len(self)]
        if beyond:
            raise IndexError(f"view {beyond[0]} of {len(self)}")
        return [self._view(i) for i in indices]

    def fingerprint(self) -> str:
        """A hex SHA-256 of the settings and of the first and last frame's pixels."""
        digest = hashlib.sha256(repr(self._clip.spec).encode())
        for i in (0, len(self) - 1):
            digest.update(self._clip.frame(i)[0].tobytes())
        return digest.hexdigest()

    def _view(self, index: int) -> View:
        def read(size_px: Size | None) -> RGB:
            rgb = self._clip.frame(index)[0]
            if size_px is None or size_px == self._clip.spec.size_px:
                return rgb
            return np.asarray(cv2.resize(rgb, size_px, interpolation=cv2.INTER_AREA), np.uint8)

        return View(index, f"{index:06d}", index / self._clip.spec.fps, self._clip.spec.size_px, read)


def make_clip(spec: ClipSpec) -> Clip:
    """A clip of moving cut-outs with exact truth.

    Args:
        spec: What it shows.

    Raises:
        ValueError: If the frames are too few for one swap.
    """
    return Clip(spec)
