"""The settings of a made clip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from covis.views.view import Size
from covis.worlds.clips.paths import Camera, Move
from covis.worlds.clips.shuffling import ShuffleKind


@dataclass(frozen=True)
class ClipSpec:
    """What a clip shows. The same settings always give the same pixels.

    Attributes:
        seed: Chooses scene, things, colours and paths.
        frames: Length, at least 2.
        size_px: Width and height of a frame; even, at least 64 by 48.
        fps: Frames a second, for times and files.
        camera: How the camera moves.
        still: How many single things rest in the scene.
        moves: One mover for each, moving like that.
        lookalikes: How many identical cups stand in a row: 0, or 2 to 4 (to 3 if hidden).
        shuffle: How they change places; only with look-alikes.
        speed_px: Greatest speed of a shuffled cup in px a frame, for a frame 320 px wide.
        cut_at: The frame from which another scene with other things is shown; None for no cut.

    Raises:
        ValueError: If the settings contradict each other.
    """

    seed: int = 0
    frames: int = 96
    size_px: Size = (320, 240)
    fps: int = 24
    camera: Camera = "handheld"
    still: int = 3
    moves: tuple[Move, ...] = ("cross",)
    lookalikes: int = 0
    shuffle: ShuffleKind = "none"
    speed_px: float = 8.0
    cut_at: int | None = None

    def __post_init__(self) -> None:
        width, height = self.size_px
        if self.frames < 2 or self.fps < 1 or self.still < 0 or self.speed_px <= 0:
            raise ValueError("a clip needs 2 frames, 1 frame a second, no negative count and a speed above 0")
        if width < 64 or height < 48 or width % 2 or height % 2:
            raise ValueError(f"size_px must be even and at least 64 by 48, not {width} by {height}")
        for value, kind in (
            (self.camera, Camera),
            (self.shuffle, ShuffleKind),
            *((m, Move) for m in self.moves),
        ):
            if value not in get_args(kind):
                raise ValueError(f"{value!r} is none of {', '.join(get_args(kind))}")
        most = 3 if self.shuffle == "hidden" else 4
        if self.lookalikes not in (0, *range(2, most + 1)) or (
            self.shuffle != "none" and not self.lookalikes
        ):
            raise ValueError(f"look-alikes are 0 or 2 to {most}, and a shuffle needs some")
        if self.cut_at is not None and (not 1 <= self.cut_at < self.frames or self.lookalikes):
            raise ValueError("cut_at must lie within the clip, and a clip with look-alikes has no cut")
