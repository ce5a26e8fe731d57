"""Hidden tracks: who comes back as whom, and who is given up."""

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
    paint,
    set_up,
)

from covis.tracks.flow.colour import colour_histogram
from covis.tracks.flow.frames import Frame, make_frame
from covis.tracks.flow.returns import returning_track, show_again
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import Scene, TrackState

HERE = disc(60, 48, 12)


def hidden(masks: list[np.ndarray], colours: list[tuple[int, int, int]]) -> tuple[Scene, list[TrackState]]:
    """A scene with one track for each mask, all of them hidden at frame 0."""
    picture, everything = ground(), np.zeros((HEIGHT, WIDTH), np.bool_)
    for mask, colour in zip(masks, colours, strict=True):
        picture = paint(picture, mask, colour)
        everything |= mask
    scene, frame = empty(), make_frame(0, picture)
    tracks = [set_up(scene, m, frame, covering=everything) for m in masks]
    for track in tracks:
        scene.hide(track, 0)
    return scene, tracks


def back(scene: Scene, mask: np.ndarray, frame: Frame) -> TrackState | None:
    return returning_track(scene, mask, colour_histogram(frame.colours[mask]), frame, DEFAULTS)


def test_a_hidden_track_returns_as_itself() -> None:
    scene, (track,) = hidden([HERE], [RED])
    there = disc(66, 50, 12)
    assert back(scene, there, make_frame(5, paint(ground(), there, RED))) is track
    assert track.seen
    assert track.sureness < 1
    assert track.corner_px + track.silhouette.middle_px == pytest.approx([66, 50], abs=2)


def test_something_of_another_colour_is_not_its_return() -> None:
    scene, (track,) = hidden([HERE], [RED])
    assert back(scene, HERE, make_frame(5, paint(ground(), HERE, BLUE))) is None
    assert not track.seen
    assert track.id in scene.tracks


@pytest.mark.parametrize("mask", [disc(60, 48, 30), disc(60, 48, 3)])
def test_something_of_another_size_is_not_its_return(mask: np.ndarray) -> None:
    scene, (track,) = hidden([HERE], [RED])
    assert back(scene, mask, make_frame(30, paint(ground(), mask, RED))) is None
    assert not track.seen


def test_something_out_of_its_reach_is_not_its_return() -> None:
    scene, (track,) = hidden([disc(12, 48, 9)], [RED])
    far = disc(118, 48, 9)
    assert back(scene, far, make_frame(1, paint(ground(), far, RED))) is None
    assert not track.seen


def test_of_two_look_alikes_hidden_together_nobody_knows_which_one_comes_back() -> None:
    scene, (one, other) = hidden([disc(54, 48, 12), disc(66, 48, 12)], [RED, RED])
    assert back(scene, HERE, make_frame(8, paint(ground(), HERE, RED))) is None
    assert set(scene.ended) == {one.id, other.id}
    assert not scene.tracks


def test_of_two_that_differ_each_returns_as_itself() -> None:
    masks = [disc(54, 48, 12), disc(66, 48, 12)]
    scene, (one, other) = hidden(masks, [RED, YELLOW])
    frame = make_frame(8, paint(ground(), HERE, YELLOW))
    assert back(scene, HERE, frame) is other
    assert not one.seen
    assert not scene.ended


def test_a_look_alike_hidden_a_moment_ago_far_away_is_no_rival() -> None:
    scene, (one, other) = hidden([disc(20, 48, 10), disc(106, 48, 10)], [RED, RED])
    place = disc(22, 48, 10)
    assert back(scene, place, make_frame(2, paint(ground(), place, RED))) is one
    assert not other.seen
    assert other.id in scene.tracks


def test_what_shows_in_part_is_seen_again_by_its_colours() -> None:
    scene, (track,) = hidden([HERE], [RED])
    picture = paint(ground(), HERE, RED)
    picture[:44] = (60, 120, 60)  # the upper third is still covered
    show_again(scene, make_frame(5, picture), DEFAULTS)
    assert track.seen
    assert (scene.labels[HERE & (np.indices(HERE.shape)[0] >= 44)] == track.id).mean() > 0.8
    assert not (scene.labels[~HERE] == track.id).any()


def test_what_does_not_show_stays_hidden() -> None:
    scene, (track,) = hidden([HERE], [RED])
    show_again(scene, make_frame(5, ground()), DEFAULTS)
    assert not track.seen
    assert not scene.labels.any()


def test_two_look_alikes_of_which_one_shows_in_part_are_both_given_up() -> None:
    scene, (one, other) = hidden([disc(56, 48, 12), disc(64, 48, 12)], [RED, RED])
    show_again(scene, make_frame(10, paint(ground(), HERE, RED)), DEFAULTS)
    assert set(scene.ended) == {one.id, other.id}
    assert not scene.labels.any()


def test_pixels_of_other_tracks_are_not_taken() -> None:
    scene, (track,) = hidden([HERE], [RED])
    scene.labels[HERE] = 99
    show_again(scene, make_frame(5, paint(ground(), HERE, RED)), DEFAULTS)
    assert not track.seen
    assert (scene.labels[HERE] == 99).all()


def test_a_piece_of_a_look_alike_in_sight_is_no_return_from_far_away() -> None:
    gone, twin = disc(98, 48, 12), disc(40, 48, 12)
    top = twin & (np.indices(twin.shape)[0] < 46)
    picture = paint(paint(ground(), gone, RED), twin, RED)
    scene, frame = empty(), make_frame(0, picture)
    track = set_up(scene, gone, frame, covering=twin, speed_px=np.array([4.0, 0.0]))
    set_up(scene, twin & ~top, frame, covering=gone)
    scene.hide(track, 0)
    later = make_frame(12, paint(ground(), twin, RED))
    assert (
        np.linalg.norm(np.array([98, 48]) - np.array([40, 42])) < 1.1 * 21 + (2.5 + 4) * 12
    )  # within its reach
    assert back(scene, top, later) is None
    assert not track.seen
