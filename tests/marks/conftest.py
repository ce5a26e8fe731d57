"""Hand-made tracks and views for the room's tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from covis.marks.mark_types import Mark, MarkedObject, ViewInfo
from covis.marks.marked_views import MarkedViews
from covis.tracks.tracks import LabelMap, Occurrence, Progress, Track, Tracks
from covis.views.view import Views

H, W = 120, 160


def discs(height: int, width: int, *centres: tuple[int, int, int, int]) -> LabelMap:
    """A label map with discs (id, x, y, radius), later ones on top."""
    labels = np.zeros((height, width), np.int32)
    y, x = np.mgrid[:height, :width]
    for k, cx, cy, r in centres:
        labels[(x - cx) ** 2 + (y - cy) ** 2 <= r**2] = k
    return labels


class ScriptedTracker:
    """Three discs: 7 wanders through all views, 4 stands still in all, 9 is in the first one only."""

    def __init__(self, confidence: dict[tuple[int, int], float] | None = None) -> None:
        self.confidence = confidence or {}
        self.kept: list[int] = []

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        self.kept = list(keep)
        labels: dict[int, LabelMap] = {}
        seen = []
        for view in views:
            if progress:
                progress(view.index + 1, len(views))
            if view.index not in keep:
                continue
            w, h = view.size_px
            discs_here = [(7, w // 4 + 2 * view.index, h // 4, h // 6), (4, 3 * w // 4, 3 * h // 4, h // 5)]
            if view.index == 0:
                discs_here.append((9, 3 * w // 4, h // 4, h // 8))
            labels[view.index] = discs(h, w, *discs_here)
            for k, x, y, _ in discs_here:
                sure = self.confidence.get((view.index, k), 0.9)
                seen.append(Occurrence(k, view.index, sure, (float(x), float(y))))
        known = {k: Track(k, 0.9, t, len(views)) for k, t in ((4, 0.4), (7, 0.9), (9, 1.0)) if views}
        present = {o.track for o in seen}
        return Tracks(labels, {k: t for k, t in known.items() if k in present}, tuple(seen))


@pytest.fixture
def make_discs() -> Callable[..., LabelMap]:
    return discs


@pytest.fixture
def scripted() -> type[ScriptedTracker]:
    return ScriptedTracker


@pytest.fixture
def frames() -> np.ndarray:
    """Ten small frames, uint8 (10, 120, 160, 3), no two alike."""
    return np.random.default_rng(0).integers(0, 256, (10, H, W, 3), dtype=np.uint8)


@pytest.fixture
def marked(frames: np.ndarray) -> MarkedViews:
    """Two views with everything that can be stored, one mark beside its object."""
    labels = discs(H, W, (1, 40, 40, 20), (2, 100, 80, 3))
    marks = (
        Mark(1, 7, 3, 40.25, 40.0, 14.0, 0.75, (225, 29, 54)),
        Mark(1, 7, 8, 40.25, 40.0, 14.0, 0.75, (225, 29, 54)),
        Mark(2, 4, 8, 110.0, 90.0, 14.0, 1.0, (20, 92, 220), (100.0, 80.0)),
    )
    return MarkedViews(
        images=(frames[3], frames[8]),
        views=(ViewInfo(3, "000003", 0.1, (W, H)), ViewInfo(8, "schön.jpg", None, (W, H))),
        marks=marks,
        objects=(MarkedObject(1, 7, 0.9, 0.8, 10), MarkedObject(2, 4, 0.5, 0.25, 3, "cup “à la carte”")),
        labels=(labels, np.roll(labels, 3, axis=1)),
        raw=(frames[4], frames[9]),
        manifest={"settings": {"marks": 2, "style": {"diameter": 0.08}}, "source": None},
    )
