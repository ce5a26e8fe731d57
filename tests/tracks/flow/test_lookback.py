"""What is found late and was there before."""

from __future__ import annotations

import numpy as np
import pytest
from tests.tracks.flow.staging import BLUE, RED, disc, empty, frames_of, ground, iou, paint, set_up

from covis.tracks.flow.frames import Frame, take_step
from covis.tracks.flow.lookback import Glimpse, Trail, with_glimpses
from covis.tracks.flow.result import Kept
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import Scene, TrackRecord

SHAPE = (96, 128)
PER_FRAME = 3  # px by which the camera pans


def pan(frames: int) -> list[Frame]:
    """A camera that pans to the right over a red disc, which so moves to the left from x = 90."""
    wide = paint(ground(3, 96, 256), disc(90, 50, 13, (96, 256)), RED)
    return frames_of([wide[:, PER_FRAME * k : PER_FRAME * k + 128] for k in range(frames)])


def there(frame: int) -> np.ndarray:
    return disc(90 - PER_FRAME * frame, 50, 13, SHAPE)


def walked(frames: list[Frame], keep: tuple[int, ...], scene: Scene | None = None) -> Trail:
    """The trail at the last frame, with an empty scene at the kept ones if no other is given."""
    trail = Trail()
    for k, frame in enumerate(frames):
        if k:
            trail.advance(take_step(frames[k - 1], frame, DEFAULTS))
        if k in keep:
            trail.keep(keep.index(k), scene or empty(), frame)
    return trail


def test_a_late_find_is_followed_back_through_the_kept_views() -> None:
    frames = pan(12)
    trail = walked(frames, (0, 5))
    scene = empty()
    set_up(scene, there(11), frames[11])
    trail.look_back(scene, frames[11], DEFAULTS)
    assert [g.at for g in trail.glimpses] == [1, 0]
    for glimpse, frame in zip(trail.glimpses, (5, 0), strict=True):
        assert iou(glimpse.whole, there(frame)) > 0.8
        assert glimpse.confidence > 0.5


def test_only_tracks_born_now_are_followed_back() -> None:
    frames = pan(6)
    trail = walked(frames, (0,))
    scene = empty()
    set_up(scene, there(5), frames[5], born=4)
    trail.look_back(scene, frames[5], DEFAULTS)
    assert not trail.glimpses


def test_nothing_leads_back_over_a_cut() -> None:
    frames = pan(6)
    trail = walked(frames, (0,))
    trail.cut()
    scene = empty()
    set_up(scene, there(5), frames[5])
    trail.look_back(scene, frames[5], DEFAULTS)
    assert not trail.glimpses


def test_what_comes_in_from_the_border_was_not_there_before() -> None:
    wide = paint(ground(3, 96, 256), disc(150, 50, 13, (96, 256)), RED)
    frames = frames_of([wide[:, 4 * k : 4 * k + 128] for k in range(12)])
    trail = walked(frames, (0,))
    scene = empty()
    set_up(scene, disc(150 - 44, 50, 13, SHAPE), frames[11])
    trail.look_back(scene, frames[11], DEFAULTS)
    assert not trail.glimpses


@pytest.mark.parametrize("covered", ["by another track", "by a look-alike elsewhere"])
def test_a_view_where_it_may_be_another_is_left_alone(covered: str) -> None:
    frames = pan(6)
    before = empty()
    if covered == "by another track":
        set_up(before, there(0), frames[0], looks=np.zeros(0))
        before.tracks.clear()
    else:
        twin = frames[0].rgb.copy()
        set_up(before, disc(30, 30, 13, SHAPE), frames_of([paint(twin, disc(30, 30, 13, SHAPE), RED)])[0])
        before.labels[:] = 0
    trail = walked(frames, (0,), before)
    scene = empty()
    set_up(scene, there(5), frames[5])
    trail.look_back(scene, frames[5], DEFAULTS)
    assert not trail.glimpses


def test_a_thing_of_another_colour_there_is_not_it() -> None:
    frames = pan(6)
    trail = walked(frames, (0,))
    scene = empty()
    blue = frames_of([paint(frames[5].rgb, there(5), BLUE)])[0]
    track = set_up(scene, there(5), blue, born=5)
    trail.look_back(scene, frames[5], DEFAULTS)
    assert track.born == frames[5].index
    assert not trail.glimpses


def record(track: int, keyframes: int) -> TrackRecord:
    return TrackRecord(track, 0.9, keyframes, 0.0, 1.0, 0.6)


def kept(labels: np.ndarray) -> Kept:
    seen = {int(k): (1.0, (0.0, 0.0)) for k in np.unique(labels) if k}
    return Kept(0, labels, seen)


def glimpse(track: int, mask: np.ndarray) -> Glimpse:
    return Glimpse(track, 0, (0, 0), mask, (mask.shape[0], mask.shape[1]), 0.8)


def test_glimpses_fill_only_what_is_free_and_only_of_tracks_that_lasted() -> None:
    labels = np.zeros((40, 60), np.int32)
    labels[:, :20] = 1
    mask = np.zeros((40, 60), np.bool_)
    mask[5:35, 10:50] = True
    (view,) = with_glimpses(
        [kept(labels)], [glimpse(2, mask), glimpse(3, mask)], {2: record(2, 2), 3: record(3, 3)}
    )
    assert set(view.seen) == {1, 3}
    assert np.array_equal(view.labels == 1, labels == 1)
    assert np.array_equal(view.labels == 3, mask & (labels == 0))
    confidence, (x, y) = view.seen[3]
    assert confidence == pytest.approx(0.8 * 0.9)
    assert view.labels[round(y), round(x)] == 3


def test_a_glimpse_without_room_changes_nothing() -> None:
    labels = np.ones((40, 60), np.int32)
    before = kept(labels)
    (view,) = with_glimpses([before], [glimpse(3, labels > 0)], {3: record(3, 9)})
    assert view is before
