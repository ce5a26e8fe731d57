"""From the tracker's state to tracks."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tracks.flow.staging import BLUE, HEIGHT, RED, WIDTH, disc, empty, ground, paint, set_up

from covis.tracks.flow.frames import make_frame
from covis.tracks.flow.result import Kept, enlarged, keep_view, make_tracks
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import TrackRecord

LARGE = (3 * WIDTH + 7, 3 * HEIGHT + 1)


def test_enlarging_keeps_ids_size_and_places() -> None:
    labels = np.zeros((HEIGHT, WIDTH), np.int32)
    labels[disc(30, 40, 14)] = 4
    labels[disc(90, 60, 20)] = 70_000
    labels[:, :6] = 9
    large = enlarged(labels, LARGE)
    assert large.dtype == np.int32
    assert large.shape == LARGE[::-1]
    assert set(np.unique(large)) == {0, 4, 9, 70_000}
    scale = large.size / labels.size
    for k in (4, 9, 70_000):
        assert (large == k).sum() == pytest.approx(scale * (labels == k).sum(), rel=0.1)
    x = ((np.arange(WIDTH) + 0.5) * LARGE[0] / WIDTH).astype(int)
    y = ((np.arange(HEIGHT) + 0.5) * LARGE[1] / HEIGHT).astype(int)
    assert (large[np.ix_(y, x)] == labels).mean() > 0.98


def test_neighbours_leave_no_gap_and_a_full_map_stays_full() -> None:
    labels = np.ones((HEIGHT, WIDTH), np.int32)
    assert (enlarged(labels, LARGE) == 1).all()
    labels[:, WIDTH // 2 :] = 2
    assert (enlarged(labels, LARGE) > 0).mean() > 0.99


def test_at_its_own_size_a_map_is_copied() -> None:
    labels = np.random.default_rng(0).integers(0, 5, (HEIGHT, WIDTH)).astype(np.int32)
    same = enlarged(labels, (WIDTH, HEIGHT))
    assert np.array_equal(same, labels)
    assert not np.shares_memory(same, labels)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 5), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_no_label_is_invented(height: int, width: int, times: int, seed: int) -> None:
    labels = np.random.default_rng(seed).integers(0, 3, (height, width)).astype(np.int32)
    large = enlarged(labels, (width * times + 1, height * times))
    assert large.shape == (height * times, width * times + 1)
    assert set(np.unique(large)) <= set(np.unique(labels)) | {0}


def kept_scene(size_px: tuple[int, int]) -> Kept:
    picture = paint(paint(ground(), disc(30, 40, 14), RED), disc(90, 60, 20), BLUE)
    frame, scene = make_frame(3, picture), empty()
    set_up(scene, disc(30, 40, 14), frame)
    set_up(scene, disc(90, 60, 20), frame)
    gone = set_up(scene, disc(60, 10, 8), frame)
    scene.hide(gone, 3)
    return keep_view(scene, frame, size_px, DEFAULTS)


def test_a_kept_view_has_full_size_labels_anchors_on_them_and_no_hidden_track() -> None:
    kept = kept_scene(LARGE)
    assert kept.view == 3
    assert kept.labels.shape == LARGE[::-1]
    assert set(kept.seen) == {1, 2}
    for k, (confidence, (x, y)) in kept.seen.items():
        assert 0 <= confidence <= 1
        assert kept.labels[round(y), round(x)] == k
    assert kept.seen[1][1] == pytest.approx((30.5 * LARGE[0] / WIDTH, 40.5 * LARGE[1] / HEIGHT), abs=1)


def test_at_working_size_anchors_stay_where_they_are() -> None:
    assert kept_scene((WIDTH, HEIGHT)).seen[2][1] == pytest.approx((90, 60), abs=1e-6)


def record(k: int, keyframes: int = 6) -> TrackRecord:
    values = {f.name: 0.5 for f in fields(TrackRecord)} | {"id": k, "keyframes": keyframes}
    return TrackRecord(**values)


def test_parts_of_a_body_get_its_id_wherever_they_are() -> None:
    kept = kept_scene((WIDTH, HEIGHT))
    other = Kept(8, np.where(kept.labels == 2, 2, 0).astype(np.int32), {2: kept.seen[2]})
    tracks = make_tracks([kept, other], {1: record(1), 2: record(2, 9), 3: record(3)}, {1: 1, 2: 1}, DEFAULTS)
    assert set(tracks.tracks) == {1}
    assert np.array_equal(tracks.labels[3] > 0, kept.labels > 0)
    assert set(np.unique(tracks.labels[8])) == {0, 1}
    anchors = {o.view: o.anchor_px for o in tracks.occurrences}
    assert anchors[3] == kept.seen[2][1]  # the larger part's
    track = tracks.tracks[1]
    assert 0 <= track.confidence <= 1
    assert 0 <= track.thingness <= 1
    assert track.frames == 9 * DEFAULTS.keyframe_every


def test_without_bodies_every_track_stands_for_itself() -> None:
    kept = kept_scene((WIDTH, HEIGHT))
    tracks = make_tracks([kept], {1: record(1), 2: record(2), 3: record(3)}, {}, DEFAULTS)
    assert set(tracks.tracks) == {1, 2}  # the third is in no kept view
    assert np.array_equal(tracks.labels[3], kept.labels)


def test_no_views_have_no_tracks() -> None:
    tracks = make_tracks([], {1: record(1)}, {}, DEFAULTS)
    assert not tracks.tracks
    assert not tracks.labels
