"""Parts of one body."""

import numpy as np
import pytest
from tests.tracks.flow.staging import BLUE, HEIGHT, RED, WIDTH, YELLOW, empty, ground, paint, set_up

from covis.tracks.flow.frames import make_frame
from covis.tracks.flow.settings import DEFAULTS
from covis.tracks.flow.state import Scene, TrackRecord
from covis.tracks.flow.together import Companies, Company, bodies, watch_company

MANY = 2 * DEFAULTS.body_keyframes


def lives(keyframes: int = MANY, resting: tuple[int, ...] = ()) -> dict[int, TrackRecord]:
    """What the tracks 1..9 have done: seen so often, and moving all the time unless they rest."""
    return {
        k: TrackRecord(
            id=k,
            sureness=1.0,
            keyframes=keyframes,
            stirring=0.0 if k in resting else 1.0,
            found_again=1.0,
            thingness=0.7,
        )
        for k in range(1, 10)
    }


def box(x: int, width: int = 16) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[30:60, x : x + width] = True
    return mask


def side_by_side(*places_and_colours: tuple[int, tuple[int, int, int]]) -> Scene:
    """A scene with a track on a box at each place."""
    picture = ground()
    for x, colour in places_and_colours:
        picture = paint(picture, box(x), colour)
    frame, scene = make_frame(0, picture), empty()
    for x, _ in places_and_colours:
        set_up(scene, box(x), frame)
    return scene


def watch(
    scene: Scene,
    motions: dict[int, tuple[float, float]],
    times: int = MANY,
    stirred: float = 1.0,
    companies: Companies | None = None,
) -> Companies:
    """What is known after the tracks have moved like that between some keyframes."""
    companies = {} if companies is None else companies
    for _ in range(times):
        for track in scene.in_sight():
            track.stirred = stirred
            track.moved_px = np.array(motions.get(track.id, (0, 0)), float)
        watch_company(scene, companies, DEFAULTS)
    return companies


def test_touching_parts_that_move_together_are_a_body_with_the_smallest_id() -> None:
    scene = side_by_side((20, RED), (36, BLUE), (52, YELLOW))
    companies = watch(scene, {1: (8, 1), 2: (8, 0), 3: (7, 1)})
    assert bodies(companies, lives(), DEFAULTS) == {1: 1, 2: 1, 3: 1}


def test_look_alikes_must_move_together_for_longer() -> None:
    motions = {1: (8.0, 0.0), 2: (8.0, 0.0)}
    for colour, parts in ((BLUE, {1: 1, 2: 1}), (RED, {})):
        scene = side_by_side((20, RED), (36, colour))
        assert bodies(watch(scene, motions, DEFAULTS.body_keyframes), lives(), DEFAULTS) == parts


def test_look_alikes_that_have_parted_never_are_a_body() -> None:
    scene = side_by_side((20, RED), (36, RED))
    companies = watch(scene, {1: (8, 0), 2: (8, 0)}, 2 * MANY)
    scene.labels[:] = np.roll(scene.labels == 1, -10, 1) + 2 * np.roll(scene.labels == 2, 30, 1)
    watch(scene, {1: (-9, 0), 2: (9, 0)}, MANY, companies=companies)
    assert bodies(companies, lives(), DEFAULTS) == {}


def test_parts_that_move_apart_are_none() -> None:
    scene = side_by_side((20, RED), (36, BLUE))
    assert bodies(watch(scene, {1: (8, 0), 2: (-8, 0)}), lives(), DEFAULTS) == {}


def test_things_that_move_alike_at_a_distance_are_none() -> None:
    scene = side_by_side((20, RED), (80, BLUE))
    assert bodies(watch(scene, {1: (8, 0), 2: (8, 0)}), lives(), DEFAULTS) == {}


def test_things_that_stand_still_are_none() -> None:
    scene = side_by_side((20, RED), (36, BLUE))
    assert bodies(watch(scene, {}, stirred=0), lives(), DEFAULTS) == {}


def test_once_is_chance() -> None:
    scene = side_by_side((20, RED), (36, BLUE))
    assert bodies(watch(scene, {1: (8, 0), 2: (8, 0)}, times=1), lives(), DEFAULTS) == {}


def test_motion_is_counted_from_keyframe_to_keyframe() -> None:
    scene = side_by_side((20, RED), (36, BLUE))
    watch(scene, {1: (8, 0), 2: (8, 0)}, times=1)
    assert all(not t.moved_px.any() for t in scene.in_sight())


def test_what_is_hidden_keeps_no_company() -> None:
    scene = side_by_side((20, RED), (36, BLUE))
    scene.hide(scene.tracks[2], 0)
    assert watch(scene, {1: (8, 0), 2: (8, 0)}) == {}


together = Company(both=MANY, touching=MANY, moving=MANY, agreeing=MANY)
apart = Company(both=MANY, touching=MANY, moving=MANY, agreeing=0)


@pytest.mark.parametrize("joined", [(1, 2), (2, 5)])
def test_bodies_are_joined_by_a_common_part(joined: tuple[int, int]) -> None:
    found = bodies({(1, 2): together, (2, 5): together, (7, 9): together}, lives(), DEFAULTS)
    assert found[joined[0]] == found[joined[1]] == 1
    assert found[7] == found[9] == 7


def test_groups_are_not_joined_when_a_part_of_one_moves_against_a_part_of_the_other() -> None:
    surer = Company(both=MANY + 1, touching=MANY + 1, moving=MANY + 1, agreeing=MANY + 1)
    found = bodies({(1, 2): surer, (2, 5): together, (1, 5): apart}, lives(), DEFAULTS)
    assert found == {1: 1, 2: 1}


def test_what_has_rested_all_its_life_is_no_part_of_a_mover() -> None:
    assert bodies({(1, 2): together}, lives(), DEFAULTS) == {1: 1, 2: 1}
    assert bodies({(1, 2): together}, lives(resting=(2,)), DEFAULTS) == {}


def test_late_acquaintances_are_no_body() -> None:
    assert bodies({(1, 2): together}, lives(keyframes=5 * MANY), DEFAULTS) == {}
