"""The whole tracker on small clips."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import numpy as np
import pytest
from tests.tracks.flow.staging import BLUE, RED, disc, ground, paint

from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import TrackRecord, TrackState
from covis.tracks.flow.tracker import FlowTracker
from covis.tracks.tracks import Tracks
from covis.views.arrays import ArrayViews
from covis.views.view import RGB, Size, View, Views
from covis.worlds.clips.cutouts import ClipSpec, make_clip

FRAMES = 24


def moving_things(frames: int, height: int = 96, width: int = 128, seed: int = 0) -> list[np.ndarray]:
    """A red disc that moves to the right and a blue one that stands."""
    shape, still = (height, width), ground(seed, height, width)
    pictures = []
    for k in range(frames):
        picture = paint(still, disc(0.75 * width, 0.35 * height, 12, shape), BLUE)
        pictures.append(paint(picture, disc(0.2 * width + 2 * k, 0.65 * height, 12, shape), RED))
    return pictures


def track(views: Views, keep: range | list[int] | None = None) -> Tracks:
    return FlowTracker()(views, range(len(views)) if keep is None else keep)


@pytest.fixture(scope="module")
def followed() -> tuple[list[np.ndarray], Tracks]:
    pictures = moving_things(FRAMES)
    return pictures, track(ArrayViews(pictures), range(0, FRAMES, 4))


def test_things_are_found_and_keep_their_ids(followed: tuple[list[np.ndarray], Tracks]) -> None:
    _, tracks = followed
    on_red = [tracks.labels[v][round(0.65 * 96), round(0.2 * 128 + 2 * v)] for v in tracks.labels]
    on_blue = [m[round(0.35 * 96), round(0.75 * 128)] for m in tracks.labels.values()]
    red, blue = set(on_red) - {0}, set(on_blue) - {0}
    assert len(red) == len(blue) == 1
    assert 0 not in (on_red[-1], on_blue[-1])
    assert red != blue


def test_label_maps_and_anchors_fit_the_views(followed: tuple[list[np.ndarray], Tracks]) -> None:
    pictures, tracks = followed
    assert list(tracks.labels) == list(range(0, FRAMES, 4))
    for o in tracks.occurrences:
        assert o.anchor_px is not None
        x, y = o.anchor_px
        assert tracks.labels[o.view][round(y), round(x)] == o.track
        assert 0 <= o.confidence <= 1
    assert all(m.shape == pictures[0].shape[:2] and m.dtype == np.int32 for m in tracks.labels.values())
    assert all(0 <= t.confidence <= 1 and 0 <= t.thingness <= 1 for t in tracks.tracks.values())


def same(one: Tracks, other: Tracks) -> bool:
    maps = one.labels.keys() == other.labels.keys() and all(
        np.array_equal(one.labels[v], other.labels[v]) for v in one.labels
    )
    return maps and one.tracks == other.tracks and one.occurrences == other.occurrences


def test_two_runs_are_equal() -> None:
    views = make_clip(ClipSpec(3, 30, (160, 120), moves=("cross",), still=2)).views()
    tracker = FlowTracker()
    assert same(tracker(views, [0, 11, 29]), tracker(views, [0, 11, 29]))


def test_only_the_views_asked_for_have_label_maps() -> None:
    pictures = moving_things(9)
    assert not track(ArrayViews(pictures), []).labels
    assert list(track(ArrayViews(pictures), [7]).labels) == [7]


def test_progress_counts_every_view_once() -> None:
    said: list[tuple[int, int]] = []
    FlowTracker()(ArrayViews(moving_things(11)), [3], lambda done, total: said.append((done, total)))
    assert said == [(k + 1, 11) for k in range(11)]


def test_a_hard_cut_ends_all_tracks() -> None:
    rng = np.random.default_rng(1)
    shots = [rng.integers(0, 90, (96, 128, 3)).astype(np.uint8), rng.integers(160, 255, (96, 128, 3))]
    pictures = []
    for k in range(16):
        picture = shots[k >= 8].astype(np.uint8)
        pictures.append(paint(paint(picture, disc(40, 48, 14), RED), disc(90, 48, 14), BLUE))
    tracks = track(ArrayViews(pictures))
    before = {o.track for o in tracks.occurrences if o.view < 8}
    after = {o.track for o in tracks.occurrences if o.view >= 8}
    assert before
    assert after
    assert not before & after


CLIPS: dict[str, list[np.ndarray]] = {
    "portrait": moving_things(8, 160, 90),
    "tiny": moving_things(8, 32, 32),
    "tinier": [np.full((16, 17, 3), 40 * k, np.uint8) for k in range(4)],
    "a strip": moving_things(6, 20, 300),
    "a strip that shrinks to a line": moving_things(3, 16, 2000),
    "one frame": moving_things(1),
    "two frames": moving_things(2),
    "black": [np.zeros((96, 128, 3), np.uint8)] * 8,
    "white": [np.full((96, 128, 3), 255, np.uint8)] * 8,
    "black and white": [np.full((64, 64, 3), 255 * (k % 2), np.uint8) for k in range(8)],
    "noise": list(np.random.default_rng(0).integers(0, 255, (8, 64, 80, 3)).astype(np.uint8)),
    "larger than it works at": moving_things(3, 400, 700),
    "changing size": [*moving_things(7), *moving_things(6, 64, 100), *moving_things(6, 100, 64)],
    "changing size at each view": [ground(0, 40 + 8 * k, 90 - 8 * k) for k in range(6)],
}


@pytest.mark.parametrize("name", CLIPS)
def test_odd_clips_work(name: str) -> None:
    pictures = CLIPS[name]
    tracks = track(ArrayViews(pictures))
    assert list(tracks.labels) == list(range(len(pictures)))
    for k, picture in enumerate(pictures):
        assert tracks.labels[k].shape == picture.shape[:2]
    for o in tracks.occurrences:
        assert o.anchor_px is not None
        height, width = tracks.labels[o.view].shape
        assert -0.5 <= o.anchor_px[0] <= width - 0.5
        assert -0.5 <= o.anchor_px[1] <= height - 0.5


@pytest.mark.parametrize("name", ["black", "white", "black and white", "tinier"])
def test_where_there_is_nothing_there_is_no_track(name: str) -> None:
    assert not track(ArrayViews(CLIPS[name])).tracks


@dataclass
class CountedViews:
    """A long clip painted on demand, with a note of how many of its pictures are alive."""

    frames: int
    alive: list[int] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    name = "counted"
    ordered = True

    def __post_init__(self) -> None:
        self._ground = ground(0, 64, 80)
        self._pictures: list[weakref.ref[RGB]] = []

    def __len__(self) -> int:
        return self.frames

    def __iter__(self) -> Iterator[View]:
        return (View(k, str(k), None, (80, 64), lambda _, k=k: self._read(k)) for k in range(self.frames))

    def pick(self, indices: list[int]) -> list[View]:
        return [view for view in self if view.index in indices]

    def fingerprint(self) -> str:
        return ""

    def _read(self, k: int, size_px: Size | None = None) -> RGB:
        spell, colour = divmod(k, 20)[0], (40 + 37 * (k // 20) % 200, 200, 255 - 53 * (k // 20) % 200)
        place = disc(20 + 13 * (spell % 4), 20 + 11 * (spell % 3), 9, (64, 80))
        picture = paint(self._ground, place, colour)  # every 20 frames it is something else somewhere else
        self._pictures = [p for p in self._pictures if p() is not None]
        self.alive.append(len(self._pictures))
        self._pictures.append(weakref.ref(picture))
        if k % 50 == 49:
            gc.collect()
            self.states.append(sum(isinstance(o, TrackState) for o in gc.get_objects()))
        return picture


def test_memory_does_not_grow_with_the_clip() -> None:
    views = CountedViews(300)
    tracks = FlowTracker()(views, [0, 150, 299])
    assert len(views.alive) == 300
    assert max(views.alive) <= 2 * DEFAULTS.look_frames + 4
    assert max(views.states) <= DEFAULTS.most_tracks
    assert max(tracks.tracks) > 3  # many were born
    assert max(views.states[3:]) <= max(views.states[:3]) + 2


def test_what_outlives_a_track_is_a_few_numbers() -> None:
    assert {f.type for f in fields(TrackRecord)} <= {"int", "float", "bool"}
