"""Tracks held against the regions of a picture."""

import numpy as np
import pytest
from tests.tracks.flow.staging import (
    BLUE,
    HEIGHT,
    RED,
    WIDTH,
    YELLOW,
    disc,
    empty,
    ground,
    iou,
    paint,
    set_up,
)

from covis.tracks.flow.births import inmost
from covis.tracks.flow.found import find_regions
from covis.tracks.flow.frames import make_frame
from covis.tracks.flow.keyframe import keyframe
from covis.tracks.flow.settings import DEFAULTS, FlowSettings

THINGS = ((disc(26, 48, 13), RED), (disc(64, 48, 13), BLUE), (disc(102, 48, 13), YELLOW))


def three_things() -> np.ndarray:
    picture = ground()
    for mask, colour in THINGS:
        picture = paint(picture, mask, colour)
    return picture


def test_things_get_a_track_each_and_tracks_their_outline() -> None:
    scene = empty()
    keyframe(scene, make_frame(0, three_things()), None, DEFAULTS)
    for mask, _ in THINGS:
        ids, count = np.unique(scene.labels[mask], return_counts=True)
        k = int(ids[count.argmax()])
        assert k > 0
        assert iou(scene.labels == k, mask) > 0.7
    assert set(np.unique(scene.labels)) - {0} == set(scene.tracks)
    assert scene.next_id == max(scene.tracks) + 1


def test_anchors_lie_inside_their_masks() -> None:
    scene = empty()
    keyframe(scene, make_frame(0, three_things()), None, DEFAULTS)
    for track in scene.in_sight():
        x, y = np.round(track.anchor_px).astype(int)
        assert scene.labels[y, x] == track.id


def test_the_same_picture_again_bears_nothing_and_changes_nothing() -> None:
    scene = empty()
    for index in (0, 5, 10):
        keyframe(scene, make_frame(index, three_things()), None, DEFAULTS)
        if index == 0:
            first, ids = scene.labels.copy(), scene.next_id
    assert scene.next_id == ids
    assert (scene.labels == first).mean() > 0.98
    assert all(t.keyframes == 3 and t.last_seen == 10 for t in scene.in_sight())


def test_a_worn_mask_snaps_back_to_the_whole_thing() -> None:
    mask, colour = THINGS[1]
    frame = make_frame(5, paint(ground(), mask, colour))
    scene = empty()
    track = set_up(scene, mask, frame)
    scene.labels[:42] = 0
    scene.labels[57:60, 55:80] = track.id
    keyframe(scene, frame, None, DEFAULTS)
    assert track.snapped
    assert iou(scene.labels == track.id, mask) > 0.8


def test_a_label_on_something_of_another_colour_is_given_up() -> None:
    mask = THINGS[1][0]
    scene = empty()
    track = set_up(scene, mask, make_frame(0, paint(ground(), mask, RED)))
    keyframe(scene, make_frame(5, paint(ground(), mask, BLUE)), None, DEFAULTS)
    assert track.id in scene.ended
    assert track.id not in scene.tracks
    assert not (scene.labels == track.id).any()


def test_a_label_that_is_nearly_gone_is_hidden() -> None:
    mask, colour = THINGS[1]
    frame = make_frame(5, paint(ground(), mask, colour))
    scene = empty()
    track = set_up(scene, mask, frame)
    scene.labels[:] = 0
    scene.labels[20:22, 10:12] = track.id
    keyframe(scene, make_frame(5, ground()), None, DEFAULTS)
    assert not track.seen or track.id in scene.ended


def test_a_hidden_track_is_not_waited_for_for_ever() -> None:
    mask, colour = THINGS[1]
    scene = empty()
    track = set_up(scene, mask, make_frame(0, paint(ground(), mask, colour)))
    scene.hide(track, 0)
    keyframe(scene, make_frame(5, ground()), None, DEFAULTS)
    assert track.id in scene.tracks
    keyframe(scene, make_frame(DEFAULTS.wait_frames + 10, ground()), None, DEFAULTS)
    assert track.id in scene.ended
    assert track.id not in scene.tracks


def test_no_more_tracks_than_allowed_are_in_sight() -> None:
    scene = empty()
    keyframe(scene, make_frame(0, three_things()), None, FlowSettings(most_tracks=2))
    assert 1 <= len(scene.in_sight()) <= 2


@pytest.mark.parametrize("shape", [(HEIGHT, WIDTH), (1, 1), (17, 4)])
def test_a_plain_picture_bears_nothing(shape: tuple[int, int]) -> None:
    scene = empty(shape)
    keyframe(scene, make_frame(0, np.full((*shape, 3), 128, np.uint8)), None, DEFAULTS)
    assert not scene.tracks
    assert not scene.labels.any()


def test_regions_have_leaves_and_a_score() -> None:
    regions = find_regions(make_frame(0, three_things()), None)
    assert regions.members.shape == (len(regions.thingness), len(regions.graph))
    assert regions.members.any(1).all()
    assert (regions.thingness > 0).all()
    assert regions.area_px == pytest.approx(regions.members @ regions.graph.area_px)


def test_the_inmost_point_of_a_disc_is_its_centre_and_of_any_mask_inside() -> None:
    assert inmost(disc(50, 40, 12)) == pytest.approx([50, 40], abs=1)
    assert inmost(np.ones((5, 9), np.bool_))[1] == 2
    rng = np.random.default_rng(2)
    for _ in range(5):
        mask = rng.random((12, 15)) > 0.6
        x, y = inmost(mask).astype(int)
        assert mask[y, x]


def test_a_clearly_better_thing_takes_the_place_of_the_least_one() -> None:
    frame, scene = make_frame(0, three_things()), empty()
    full = FlowSettings(most_tracks=1)
    poor = set_up(scene, THINGS[1][0], frame, thingness=0.0)  # it was not much of a thing so far
    keyframe(scene, frame, None, full)
    assert poor.id in scene.ended
    assert len(scene.in_sight()) == 1
    good = scene.in_sight()[0]
    keyframe(scene, make_frame(5, three_things()), None, full)
    assert scene.in_sight() == [good]  # another thing, no better than it, does not


def test_a_part_joins_the_whole_but_a_thing_of_its_own_does_not() -> None:
    mask, colour = disc(64, 48, 20), RED
    top = mask & (np.indices(mask.shape)[0] < 40)
    frame = make_frame(0, paint(paint(ground(), mask, colour), top, (150, 25, 25)))
    for own_worth, joined in ((0.3, True), (0.99, False)):
        scene = empty()
        whole = set_up(scene, mask & ~top, frame, thingness=4 * 0.4)
        part = set_up(scene, top, frame, thingness=4 * own_worth)
        keyframe(scene, frame, None, DEFAULTS)
        assert (part.id in scene.ended) == joined
        assert not joined or iou(scene.labels == whole.id, mask) > 0.8
