"""Tracks from one frame to the next."""

from itertools import pairwise

import numpy as np
import pytest
from tests.tracks.flow.staging import (
    BLUE,
    HEIGHT,
    RED,
    WIDTH,
    disc,
    empty,
    frames_of,
    ground,
    iou,
    paint,
    set_up,
)

from covis.tracks.flow.advance import advance
from covis.tracks.flow.frames import Frame, take_step
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import Scene


def run(scene: Scene, frames: list[Frame]) -> None:
    for old, new in pairwise(frames):
        advance(scene, old, new, take_step(old, new, DEFAULTS), DEFAULTS)


def test_a_mover_keeps_its_label_and_its_anchor() -> None:
    masks = [disc(30 + 4 * k, 48, 13) for k in range(8)]
    frames = frames_of([paint(ground(), m, RED) for m in masks])
    scene = empty()
    track = set_up(scene, masks[0], frames[0])
    start = track.anchor_px.copy()
    run(scene, frames)
    assert iou(scene.labels == track.id, masks[-1]) > 0.6
    assert track.anchor_px - start == pytest.approx([28, 0], abs=8)
    assert track.speed_px == pytest.approx([4, 0], abs=2)
    assert track.moved_px == pytest.approx([28, 0], abs=4)


def test_in_a_pan_a_still_thing_keeps_its_label_and_has_no_speed() -> None:
    big = ground(5, HEIGHT, WIDTH + 40)
    still = disc(90, 48, 13, (HEIGHT, WIDTH + 40))
    big = paint(big, still, RED)
    frames = frames_of([big[:, 5 * k : 5 * k + WIDTH] for k in range(7)])
    scene = empty()
    track = set_up(scene, still[:, :WIDTH], frames[0])
    run(scene, frames)
    assert iou(scene.labels == track.id, still[:, 30 : 30 + WIDTH]) > 0.6
    assert np.linalg.norm(track.speed_px) < 1
    assert np.linalg.norm(track.moved_px) < 4


def wall(x: int) -> np.ndarray:
    """A bar in front, from x on."""
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[:, x : x + 44] = True
    return mask


def test_what_goes_behind_something_is_hidden_and_its_label_does_not_jump_over() -> None:
    masks = [disc(34 + 4 * k, 48, 10) for k in range(12)]
    frames = frames_of([paint(paint(ground(), m, RED), wall(60), BLUE) for m in masks])
    scene = empty()
    track = set_up(scene, masks[0], frames[0])
    run(scene, frames)
    assert track.id in scene.tracks
    assert not track.seen
    assert not scene.labels.any()


def test_what_passes_in_front_does_not_inherit_the_label_behind() -> None:
    behind = disc(64, 48, 12)
    fronts = [disc(20 + 5 * k, 48, 12) for k in range(16)]
    frames = frames_of([paint(paint(ground(), behind, RED), f, BLUE) for f in fronts])
    scene = empty()
    both = behind | fronts[0]
    red = set_up(scene, behind, frames[0], covering=both)
    blue = set_up(scene, fronts[0], frames[0], covering=both)
    for old, new, front in zip(frames, frames[1:], fronts[1:], strict=False):
        run(scene, [old, new])
        on_front = scene.labels[front]
        assert (on_front == red.id).mean() < 0.15
    assert blue.seen
    assert iou(scene.labels == blue.id, fronts[-1]) > 0.6


def test_look_alikes_that_pass_each_other_keep_their_ids() -> None:
    ones = [disc(24 + 5 * k, 40, 10) for k in range(16)]
    others = [disc(104 - 5 * k, 58, 10) for k in range(16)]
    frames = frames_of([paint(ground(), a | b, RED) for a, b in zip(ones, others, strict=True)])
    scene = empty()
    both = ones[0] | others[0]
    one, other = (set_up(scene, m[0], frames[0], covering=both) for m in (ones, others))
    run(scene, frames)
    for track, mine, theirs in ((one, ones[-1], others[-1]), (other, others[-1], ones[-1])):
        assert (scene.labels[mine] == track.id).mean() > 0.6
        assert (scene.labels[theirs] == track.id).mean() < 0.1


def test_hidden_tracks_go_with_the_camera() -> None:
    big = ground(6, HEIGHT, WIDTH + 40)
    frames = frames_of([big[:, 40 - 4 * k : 40 - 4 * k + WIDTH] for k in range(6)])
    scene = empty()
    track = set_up(scene, disc(40, 40, 10), frames[0])
    scene.hide(track, 0)
    start = track.corner_px.copy()
    run(scene, frames)
    assert track.corner_px - start == pytest.approx([20, 0], abs=2)
    assert track.hidden_corner_px - start == pytest.approx([20, 0], abs=2)


def test_every_label_belongs_to_a_track_in_sight() -> None:
    rng = np.random.default_rng(0)
    places = rng.uniform(20, 76, (4, 2))
    steps = rng.uniform(-5, 5, (4, 2))
    pictures = []
    for k in range(8):
        picture = ground()
        for (x, y), (dx, dy), colour in zip(places, steps, (RED, BLUE, RED, BLUE), strict=True):
            picture = paint(picture, disc(x + k * dx, y + k * dy, 9), colour)
        pictures.append(picture)
    frames = frames_of(pictures)
    scene = empty()
    for x, y in places:
        set_up(scene, disc(x, y, 9), frames[0])
    for old, new in pairwise(frames):
        run(scene, [old, new])
        assert set(np.unique(scene.labels)) - {0} <= {t.id for t in scene.in_sight()}


def test_nothing_happens_to_an_empty_scene() -> None:
    frames = frames_of([ground(), ground()])
    scene = empty()
    run(scene, frames)
    assert not scene.labels.any()
    assert not scene.tracks
