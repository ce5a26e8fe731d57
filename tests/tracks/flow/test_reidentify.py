"""Old tracks are recalled by points of verified keyframe pairs."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tracks.flow.staging import empty, set_up

from covis.tracks.flow.frames import Frame, make_frame
from covis.tracks.flow.reidentify import EVERY_FRAMES, MOST_POINTS, MOST_STORED, Memory, joined
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import Scene, TrackState
from covis.tracks.flow.tracker import FlowTracker
from covis.views.arrays import ArrayViews
from covis.worlds.clips.cutouts import ClipSpec, make_clip
from covis.worlds.clips.judging import judge

HEIGHT, WIDTH = 120, 160
LATER = 10 * EVERY_FRAMES
TEAL, RUST = (30, 160, 150), (190, 90, 40)


def pattern(seed: int, height: int, width: int) -> np.ndarray:
    """(height, width) texture full of corners, about -60..60."""
    noise = np.random.default_rng(seed).normal(size=(height, width))
    return np.asarray(40 * cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 1.6), None, -2, 2, cv2.NORM_MINMAX))


def scenery(seed: int, shift: int = 0) -> np.ndarray:
    """A wall of texture, seen after a pan by `shift` px."""
    grey = 120 + pattern(seed, HEIGHT, WIDTH + 60)[:, shift : shift + WIDTH]
    return np.clip(grey, 0, 255).astype(np.uint8)[..., None].repeat(3, 2)


def box(x: int, y: int = 40) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[y : y + 36, x : x + 36] = True
    return mask


def hang(picture: np.ndarray, mask: np.ndarray, colour: tuple[int, int, int], seed: int) -> np.ndarray:
    """The picture with a textured thing of one colour on a mask."""
    out = picture.copy()
    out[mask] = np.clip(np.array(colour) + pattern(seed, 36, 36).reshape(-1, 1), 0, 255)
    return out


def first_visit(memory: Memory) -> Frame:
    """Frame 0: track 1 on a teal thing; it has gone by the next frame."""
    frame = make_frame(0, hang(scenery(1), box(80), TEAL, 7))
    scene = empty((HEIGHT, WIDTH))
    set_up(scene, box(80), frame)
    memory.visit(scene, frame, DEFAULTS)
    return frame


def back_again(picture: np.ndarray, mask: np.ndarray) -> tuple[Scene, Frame, TrackState]:
    """Much later: track 2 on a mask of a picture."""
    frame, scene = make_frame(LATER, picture), empty((HEIGHT, WIDTH))
    scene.next_id = 2
    return scene, frame, set_up(scene, mask, frame, born=LATER - 10)


def test_a_thing_seen_again_gets_its_old_id() -> None:
    memory = Memory()
    first_visit(memory)
    scene, frame, track = back_again(hang(scenery(1, 20), box(60), TEAL, 7), box(60))
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {2: 1}
    assert memory.name(2) == 1
    assert track.sureness < 1


def test_a_like_thing_in_another_place_does_not() -> None:
    memory = Memory()
    first_visit(memory)
    scene, frame, track = back_again(hang(scenery(2), box(60), TEAL, 8), box(60))
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {}
    assert track.sureness == 1


def test_another_thing_in_the_same_place_does_not() -> None:
    memory = Memory()
    first_visit(memory)
    scene, frame, _ = back_again(hang(scenery(1), box(80), RUST, 7), box(80))
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {}


def test_nobody_is_recalled_while_a_look_alike_is_in_sight() -> None:
    memory = Memory()
    first_visit(memory)
    picture = hang(hang(scenery(1, 20), box(60), TEAL, 7), box(10), TEAL, 9)
    scene, frame, _ = back_again(picture, box(60))
    set_up(scene, box(10), frame, born=LATER - 10)
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {}


def test_nobody_is_recalled_who_once_had_a_look_alike_beside_it() -> None:
    memory = Memory()
    frame = make_frame(0, hang(hang(scenery(1), box(80), TEAL, 7), box(20), TEAL, 9))
    scene = empty((HEIGHT, WIDTH))
    for x in (80, 20):
        set_up(scene, box(x), frame)
    memory.visit(scene, frame, DEFAULTS)
    scene, frame, _ = back_again(hang(scenery(1, 20), box(60), TEAL, 7), box(60))
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {}


def test_what_was_seen_side_by_side_is_never_one() -> None:
    memory = Memory()
    first_visit(memory)
    memory.company[1].add(2)
    memory.company[2] = {1}
    scene, frame, _ = back_again(hang(scenery(1, 20), box(60), TEAL, 7), box(60))
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {}


def test_what_a_thing_turned_out_to_be_is_waited_for_no_longer() -> None:
    memory = Memory()
    before = first_visit(memory)
    scene, frame, _ = back_again(hang(scenery(1, 20), box(60), TEAL, 7), box(60))
    scene.next_id = 1
    waiting = set_up(scene, box(80), before)
    scene.hide(waiting, 5)
    scene.labels[box(60)] = 2
    memory.visit(scene, frame, DEFAULTS)
    assert memory.aliases == {2: 1}
    assert set(scene.tracks) == {2}
    assert set(scene.ended) == {1}


def test_memory_stays_flat_and_evenly_spread() -> None:
    memory, picture = Memory(), scenery(3)
    for k in range(3 * MOST_STORED):
        frame, scene = make_frame(k * EVERY_FRAMES, picture), empty((HEIGHT, WIDTH))
        scene.next_id = k + 1
        set_up(scene, box(60), frame, born=k * EVERY_FRAMES)
        memory.visit(scene, frame, DEFAULTS)
    assert len(memory.stored) == MOST_STORED
    assert all(len(stored.points_px) <= MOST_POINTS for stored in memory.stored)
    assert len(memory.known) <= MOST_STORED
    assert len(memory.company) <= MOST_STORED + 1
    gaps = np.diff([stored.frame for stored in memory.stored])
    assert memory.stored[0].frame == 0
    assert gaps.max() <= 4 * gaps.min()


def test_pictures_without_any_points_are_no_trouble() -> None:
    memory, plain = Memory(), np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    for k in range(3):
        memory.visit(empty((HEIGHT, WIDTH)), make_frame(k * EVERY_FRAMES, plain), DEFAULTS)
    assert memory.aliases == {}


@pytest.mark.parametrize(
    ("aliases", "bodies", "views", "names"),
    [
        ({5: 2}, {}, [{2}, {5}], {5: 2, 2: 2}),
        ({5: 2}, {}, [{2, 5}], {}),
        ({5: 2, 6: 2}, {}, [{2}, {5}, {6}], {5: 2, 6: 2, 2: 2}),
        ({5: 2, 6: 2}, {}, [{2}, {5, 6}], {5: 2, 2: 2}),
        ({5: 2}, {3: 1, 1: 1, 2: 1}, [{1, 2, 3}, {5}], {1: 1, 2: 1, 3: 1, 5: 1}),
        ({5: 2}, {2: 1, 1: 1, 4: 4, 5: 4}, [{1, 2}, {4, 5}], {1: 1, 2: 1, 4: 1, 5: 1}),
        ({5: 2}, {2: 1, 1: 1, 4: 4, 5: 4}, [{1, 4}], {1: 1, 2: 1, 4: 4, 5: 4}),
        ({}, {2: 1, 1: 1}, [{1, 2}], {1: 1, 2: 1}),
    ],
)
def test_aliases_and_bodies_share_names(
    aliases: dict[int, int], bodies: dict[int, int], views: list[set[int]], names: dict[int, int]
) -> None:
    assert joined(aliases, bodies, views) == names


@given(
    st.dictionaries(st.integers(10, 19), st.integers(1, 9), max_size=8),
    st.lists(st.sets(st.integers(1, 19)), max_size=6),
)
def test_no_view_has_two_things_of_one_name(aliases: dict[int, int], views: list[set[int]]) -> None:
    names = joined(aliases, {}, views)
    for view in views:
        assert len({names.get(k, k) for k in view}) == len(view)


def test_a_made_camera_comes_back_to_the_same_ids() -> None:
    spec = ClipSpec(seed=2, camera="return", still=5, moves=("wander",), frames=180)
    clip = make_clip(spec)
    tracks = FlowTracker()(ArrayViews([clip.frame(k)[0] for k in range(180)]), range(0, 180, 10))
    seen = {view: {o.track for o in tracks.occurrences if o.view == view} for view in tracks.labels}
    away = seen[80] | seen[90]
    assert (seen[0] & seen[170]) - away
    assert judge(clip, tracks).purity == 1
