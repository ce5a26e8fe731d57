"""Rendered shots with their true ids, read from the folder of a data set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from covis.benchmarks.marks.windows import with_panes
from covis.errors import CovisError
from covis.tracks.tracks import LabelMap
from covis.views.images import ImageViews
from covis.views.video import VideoViews
from covis.views.view import Views

WINDOW = "window"  # the kind of thing that one looks through


@dataclass(frozen=True)
class RenderedShot:
    """One shot of a rendered scene on disk.

    Attributes:
        folder: Where its files lie.
        scene: Its scene's id.
        level: Its scene's difficulty, 1 to 5.
        name: Unique in its scene.
        kind: How it was taken, such as "pan".
        frames: The frames that are kept as views, increasing.
        is_clip: Whether there is a clip at the full frame rate, not only the kept frames as stills.
        windows: The ids of the scene's windows.
    """

    folder: Path
    scene: str
    level: int
    name: str
    kind: str
    frames: tuple[int, ...]
    is_clip: bool
    windows: tuple[int, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """Where the kept frames stand among `views()`: a clip holds all frames, a set of stills only them."""
        return self.frames if self.is_clip else tuple(range(len(self.frames)))

    def views(self) -> Views:
        """What a tracker is given: the clip as a stream, or the stills as an unordered set.

        Raises:
            CovisError: If files are missing or cannot be read.
        """
        if self.is_clip:
            views = VideoViews(self.folder / "clip.mp4")
            if self.frames[-1] >= len(views):
                raise CovisError(
                    f"{self.folder / 'clip.mp4'} has {len(views)} frames, but frame {self.frames[-1]} of it "
                    "is kept; make the data set again."
                )
            return views
        stills = [self.folder / "rgb" / f"{frame:05d}.png" for frame in self.frames]
        return ImageViews(stills, name=self.name, ordered=False)

    def ids(self) -> list[LabelMap]:
        """The true ids of the kept frames, in order: int32 (H, W), 0 for what is no thing.

        Windows have their panes, see `with_panes`.

        Raises:
            CovisError: If a file is missing or holds no ids.
        """
        return [with_panes(_read_ids(path), self.windows) for path in self.id_files()]

    def id_files(self) -> list[Path]:
        """The pictures that hold the true ids, one for each kept frame."""
        return [self.folder / "ids" / f"{frame:05d}.png" for frame in self.frames]


def scene_files(worlds: Path) -> list[Path]:
    """The records of all scenes of a data set, by name.

    Raises:
        CovisError: If there is none.
    """
    found = sorted(worlds.glob("scenes/*/scene.json"))
    if not found:
        raise CovisError(
            f"{worlds} holds no rendered scenes (scenes/*/scene.json); "
            f"make some with: covis worlds rooms -o {worlds}"
        )
    return found


def read_shots(scene_file: Path) -> list[RenderedShot]:
    """The shots of a scene that keep any views.

    Args:
        scene_file: Its `scene.json`.

    Raises:
        CovisError: If the file is not such a record.
    """
    try:
        scene = json.loads(scene_file.read_text(encoding="utf-8"))["scene"]
        shots = [_shot(scene_file.parent, scene, shot) for shot in scene["shots"]]
    except (ValueError, KeyError, TypeError) as error:
        raise CovisError(f"{scene_file} is not a scene.json of covis ({error!r}).") from error
    return [shot for shot in shots if shot.frames]


def _shot(folder: Path, scene: dict[str, Any], shot: dict[str, Any]) -> RenderedShot:
    return RenderedShot(
        folder=folder / str(shot["name"]),
        scene=str(scene["id"]),
        level=int(scene["level"]),
        name=str(shot["name"]),
        kind=str(shot["kind"]),
        frames=tuple(int(frame) for frame in shot["kept"]),
        is_clip=bool(shot["fps"]),
        windows=tuple(int(thing["id"]) for thing in scene["things"] if thing["kind"] == WINDOW),
    )


def _read_ids(path: Path) -> LabelMap:
    ids = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if ids is None or ids.dtype != np.uint16 or ids.ndim != 2:
        raise CovisError(f"{path} is missing or no 16-bit picture of ids; make the data set again.")
    return ids.astype(np.int32)
