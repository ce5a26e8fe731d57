"""What a tracker gives: label maps of the kept views, and what is known of each track."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from covis.views.view import Views

LabelMap = NDArray[np.int32]
"""(H, W) int32: 0 is nothing, k > 0 is track k; one id is one physical object in all views."""

Progress = Callable[[int, int], None]
"""Called with (views done, views in all)."""


@dataclass(frozen=True)
class Track:
    """One physical object followed through the views.

    Attributes:
        id: The label that names it in every label map, at least 1.
        confidence: 0..1, how sure the tracker is that all its occurrences are one object.
        thingness: 0..1, how much it looks like an object rather than a patch of wall or floor.
        frames: In how many of all views (not only the kept ones) it was seen.
    """

    id: int
    confidence: float
    thingness: float
    frames: int


@dataclass(frozen=True)
class Occurrence:
    """A track in one kept view.

    Attributes:
        track: The track's id.
        view: The view's index in its source.
        confidence: 0..1, how sure the tracker is of this one occurrence.
        anchor_px: A point (x, y) inside the mask that stays on the same spot of the object,
            in px of the full-size view; None when the tracker has none.
    """

    track: int
    view: int
    confidence: float
    anchor_px: tuple[float, float] | None


@dataclass(frozen=True)
class Tracks:
    """A tracker's result.

    Attributes:
        labels: For each kept view (key: its index in the source) its label map, of that view's
            full size. Only tracks named in `tracks` occur, and a track occurs in a label map
            exactly where `occurrences` says so.
        tracks: The tracks by id.
        occurrences: One for each track in each kept view that shows it.

    Raises:
        ValueError: If labels, tracks and occurrences disagree.
    """

    labels: Mapping[int, LabelMap]
    tracks: Mapping[int, Track]
    occurrences: tuple[Occurrence, ...]

    def __post_init__(self) -> None:
        said = {(o.view, o.track) for o in self.occurrences}
        shown = {(v, int(k)) for v, m in self.labels.items() for k in np.unique(m) if k}
        if said != shown or len(said) != len(self.occurrences):
            raise ValueError(
                f"occurrences and label maps disagree on (view, track): {sorted(said ^ shown)[:5]}"
            )
        unknown = {k for _, k in shown} - set(self.tracks)
        if unknown:
            raise ValueError(f"label maps name tracks that are not listed: {sorted(unknown)[:5]}")


class Tracker(Protocol):
    """Follows objects through views."""

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """Track through all of `views`; return label maps for the views at the indices `keep` only.

        Args:
            views: The views, streamed once.
            keep: Increasing indices of the views whose label maps are wanted.
            progress: Told after each view.

        Returns:
            One id per physical object. Nothing the tracker is unsure of.

        Raises:
            CovisError: If the views cannot be read or the tracker cannot run here.
        """
        ...
