"""Scenes from seeds: what every one of them must keep."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.layout.barriers import barriers
from covis.worlds.rooms.layout.boxes import Box, gaps_m
from covis.worlds.rooms.levels import LEVELS
from covis.worlds.rooms.make import make_scene
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.questions.carrying import edge_m, stops
from covis.worlds.rooms.scene import Scene, Shot, ShotKind, Thing
from covis.worlds.rooms.truth import SceneTruth

pytest.importorskip("embreex", reason="needs covis[worlds]")

SCENES: tuple[tuple[int, int, tuple[ShotKind, ...]], ...] = (
    (3, 1, ("pan", "pair")),
    (4, 2, ("rotation",)),
    (5, 3, ("walk",)),
    (6, 2, ("around",)),
    (7, 2, ("tour",)),
    (8, 4, ("shuffle",)),
    (1, 3, ("carry",)),
    (0, 4, ("carry",)),
    (2, 5, ("carry",)),
    (12, 5, ("pan",)),
)


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [make_scene(f"s{seed}", seed, level, shots) for seed, level, shots in SCENES]


def shots(scenes: list[Scene], kind: ShotKind) -> list[tuple[Scene, Shot]]:
    return [(scene, shot) for scene in scenes for shot in scene.shots if shot.kind == kind]


def heading_rad(camera: Camera) -> float:
    return math.atan2(camera.forward[1], camera.forward[0])


def pitch_rad(camera: Camera) -> float:
    return math.asin(camera.forward[2])


def box(thing: Thing, shrink_m: float = 1e-3) -> Box:
    x, y, z = thing.position_m
    w, d, h = thing.size_m
    return Box(x, y, w - shrink_m, d - shrink_m, thing.yaw_rad, z + shrink_m, z + h - shrink_m)


def test_the_same_seed_gives_the_same_bytes(scenes: list[Scene]) -> None:
    seed, level, kinds = SCENES[0]
    again = make_scene(f"s{seed}", seed, level, kinds)
    assert SceneTruth(1, again, ()).to_json() == SceneTruth(1, scenes[0], ()).to_json()


def test_no_two_things_share_space(scenes: list[Scene]) -> None:
    for scene in scenes:
        solid = [t for t in scene.things if KINDS[t.kind].stands != "flat"]
        boxes = [box(t) for t in solid]
        for i, one in enumerate(boxes):
            others = [(t, b) for t, b in zip(solid[i + 1 :], boxes[i + 1 :], strict=True)]
            near = [(t, b) for t, b in others if b.z0_m < one.z1_m and one.z0_m < b.z1_m]
            # What stands on a shelf is inside the box of its bookcase.
            near = [(t, b) for t, b in near if t.on != solid[i].id and solid[i].on != t.id]
            if near:
                gaps = gaps_m(one, [b for _, b in near])
                worst = int(gaps.argmin())
                assert gaps[worst] >= 0, (scene.id, solid[i].name, near[worst][0].name)


def test_everything_is_inside_its_room(scenes: list[Scene]) -> None:
    for scene in scenes:
        for thing in scene.things:
            if KINDS[thing.kind].stands == "opening":
                continue
            room = scene.rooms[thing.room]
            x0, y0, x1, y1 = room.box_m
            corners = box(thing).corners
            assert (corners.min(0) >= np.array([x0, y0]) - 1e-3).all(), thing
            assert (corners.max(0) <= np.array([x1, y1]) + 1e-3).all(), thing
            assert thing.position_m[2] + thing.size_m[2] <= room.height_m + 1e-3, thing


def test_what_stands_on_a_thing_rests_on_one_of_its_tops(scenes: list[Scene]) -> None:
    for scene in scenes:
        for thing in scene.things:
            if not thing.on:
                stands = KINDS[thing.kind].stands
                assert stands in ("on_wall", "ceiling", "opening") or thing.position_m[2] == 0
                continue
            below = scene.things[thing.on - 1]
            tops = KINDS[below.kind].tops(below.size_m, below.shape_seed)
            heights = [below.position_m[2] + top.z_m for top in tops]
            assert min(abs(thing.position_m[2] - z) for z in heights) < 1e-3


def test_backs_are_to_the_wall_and_fronts_to_the_room(scenes: list[Scene]) -> None:
    seen = 0
    for scene in scenes:
        for thing in scene.things:
            kind = KINDS[thing.kind]
            if kind.stands != "wall" or not kind.has_front or thing.kind == "sofa":
                continue
            x0, y0, x1, y1 = scene.rooms[thing.room].box_m
            back = np.array(thing.position_m[:2]) + box(thing).axes[1] * thing.size_m[1] / 2
            assert min(abs(back - [x0, y0]).min(), abs(back - [x1, y1]).min()) < 0.02, thing
            seen += 1
    assert seen > 10


def test_doors_stay_free(scenes: list[Scene]) -> None:
    for scene in scenes:
        for door in (t for t in scene.things if t.kind == "door"):
            x0, y0, x1, y1 = scene.rooms[door.room].box_m
            inward = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) - door.position_m[:2]
            facing = -box(door).axes[1]
            assert facing @ inward > 0
            middle = np.array(door.position_m[:2]) + facing * (door.size_m[1] / 2 + 0.45)
            free = Box(float(middle[0]), float(middle[1]), door.size_m[0], 0.85, door.yaw_rad, 0.05, 1.9)
            others = [t for t in scene.things if t.id != door.id and not t.motion]
            others = [t for t in others if KINDS[t.kind].stands not in ("flat", "opening", "ceiling")]
            near = [b for b in map(box, others) if b.z0_m < free.z1_m]
            assert gaps_m(free, near).min() >= -1e-3


def test_chairs_at_a_table_face_it(scenes: list[Scene]) -> None:
    seen = 0
    for scene in scenes:
        tables = [t for t in scene.things if t.kind == "dining_table"]
        for chair in (t for t in scene.things if t.kind == "chair" and tables):
            away = np.array(tables[0].position_m[:2]) - chair.position_m[:2]
            front = -box(chair).axes[1]
            # At a long table the nearest point lies before the chair, not the middle.
            assert front @ away > 0
            seen += 1
    assert seen


def test_ids_count_from_one_and_groups_are_alike(scenes: list[Scene]) -> None:
    for scene in scenes:
        assert [t.id for t in scene.things] == list(range(1, len(scene.things) + 1))
        looks = Counter((t.kind, t.size_m, t.materials, t.shape_seed) for t in scene.things)
        for thing in scene.things:
            alike = looks[thing.kind, thing.size_m, thing.materials, thing.shape_seed]
            assert bool(thing.group) == (alike > 1)


def test_enough_things_have_a_name_of_their_own(scenes: list[Scene]) -> None:
    for scene in scenes:
        names = Counter((t.color, t.name) for t in scene.things)
        assert sum(count == 1 for count in names.values()) >= 8


def test_cameras_are_held_by_a_person(scenes: list[Scene]) -> None:
    for scene in scenes:
        for shot in scene.shots:
            assert len(shot.cameras) == len(shot.times_s)
            assert list(shot.kept) == sorted(set(shot.kept))
            assert shot.kept[0] >= 0
            assert shot.kept[-1] < len(shot.cameras)
            for camera in shot.cameras:
                assert 1.25 <= camera.position_m[2] <= 1.7
                assert -math.radians(55) < pitch_rad(camera) < 0


def test_a_pan_turns_right_in_place_and_nobody_sees_all_of_it_at_once(scenes: list[Scene]) -> None:
    for scene, shot in shots(scenes, "pan"):
        places = np.array([c.position_m for c in shot.cameras])
        assert np.ptp(places, axis=0).max() == 0
        turned = np.diff(np.unwrap([heading_rad(c) for c in shot.cameras]))
        assert (turned < 0).all()
        assert 90 <= len(shot.cameras) <= 150
        hfov = 2 * math.degrees(math.atan(shot.cameras[0].size_px[0] / 2 / shot.cameras[0].K[0, 0]))
        assert math.degrees(-turned.sum()) > hfov
        assert len(shot.kept) == LEVELS[scene.level].pan_views


def test_a_rotation_looks_four_ways(scenes: list[Scene]) -> None:
    for _, shot in shots(scenes, "rotation"):
        headings = np.unwrap([heading_rad(c) for c in shot.cameras])
        assert np.degrees(np.diff(headings)) == pytest.approx([-90, -90, -90])


def test_a_pair_shares_what_its_level_says(scenes: list[Scene]) -> None:
    from covis.geometry.overlap import seen_again
    from covis.worlds.rooms.raycast import RayCaster

    for scene, shot in shots(scenes, "pair"):
        caster = RayCaster(scene)
        first, second = shot.cameras
        depths = [caster.depth_and_ids(camera)[0] for camera in shot.cameras]
        there = seen_again(depths[0], first, depths[1], second)
        back = seen_again(depths[1], second, depths[0], first)
        assert (there + back) / 2 == pytest.approx(LEVELS[scene.level].pair_overlap, abs=0.08)


def test_walks_are_smooth(scenes: list[Scene]) -> None:
    for kind in ("walk", "tour"):
        for _, shot in shots(scenes, kind):  # type: ignore[arg-type]
            places = np.array([c.position_m for c in shot.cameras])
            steps = np.hypot(*np.diff(places[:, :2], axis=0).T)
            assert steps.max() * shot.fps < 1.6
            turns = np.abs(np.diff(np.unwrap([heading_rad(c) for c in shot.cameras])))
            assert np.degrees(turns.max()) * shot.fps < 150


def test_a_tour_visits_every_room(scenes: list[Scene]) -> None:
    for scene, shot in shots(scenes, "tour"):
        places = np.array([c.position_m[:2] for c in shot.cameras])
        for room in scene.rooms:
            x0, y0, x1, y1 = room.box_m
            assert ((places > [x0, y0]) & (places < [x1, y1])).all(1).any()


def moved(thing: Thing, time_s: float) -> Box:
    times = [w.time_s for w in thing.motion]
    x, y, z = (float(np.interp(time_s, times, [w.position_m[k] for w in thing.motion])) for k in range(3))
    yaw = float(np.interp(time_s, times, [w.yaw_rad for w in thing.motion]))
    w, d, h = thing.size_m
    return Box(x, y, w, d, yaw, z + 1e-3, z + h)


@pytest.mark.parametrize("kind", ["shuffle", "carry"])
def test_movers_start_in_their_places_and_never_touch(scenes: list[Scene], kind: ShotKind) -> None:
    for scene, shot in shots(scenes, kind):
        movers = [t for t in scene.things if t.motion]
        assert movers
        for mover in movers:
            assert mover.motion[0].time_s == 0
            assert mover.motion[0].position_m == pytest.approx(mover.position_m, abs=1e-4)
        still = [t for t in scene.things if not t.motion and KINDS[t.kind].stands not in ("flat", "opening")]
        supports = {t.on for t in movers}
        for time_s in np.arange(0, shot.times_s[-1], 0.25):
            boxes = [moved(t, float(time_s)) for t in movers]
            for i, one in enumerate(boxes):
                others = [b for b in boxes[i + 1 :] if b.z0_m < one.z1_m and one.z0_m < b.z1_m]
                others += [
                    b
                    for b in (box(t) for t in still if t.id not in supports)
                    if b.z0_m < one.z1_m and one.z0_m < b.z1_m
                ]
                assert not others or gaps_m(one, others).min() > -1e-3


def test_shuffled_things_are_alike_and_kept_views_alone_cannot_tell(scenes: list[Scene]) -> None:
    for scene, shot in shots(scenes, "shuffle"):
        movers = [t for t in scene.things if t.motion]
        assert len(movers) <= LEVELS[scene.level].shuffle_members
        assert len({t.group for t in movers}) == 1
        assert movers[0].group
        for first, second in zip(shot.kept, shot.kept[1:], strict=False):
            moving = 0
            for mover in movers:
                way = [
                    w.position_m
                    for w in mover.motion
                    if shot.times_s[first] < w.time_s < shot.times_s[second]
                ]
                moving += len(set(way)) > 1
            assert moving >= 2


def test_a_scene_with_movers_stands_still_in_its_other_shots() -> None:
    scene = make_scene("s2", 2, 1, ("shuffle", "rotation"))
    assert set(scene.shots[1].times_s) == {0.0}
    assert [shot.kind for shot in scene.shots] == ["shuffle", "rotation"]


def test_impossible_requests_end_with_a_sentence() -> None:
    with pytest.raises(CovisError, match="no level 6"):
        make_scene("a", 1, 6, ("pan",))
    with pytest.raises(CovisError, match="no shot 'dolly'"):
        make_scene("a", 1, 1, ("dolly",))  # type: ignore[arg-type]
    with pytest.raises(CovisError, match="one shot"):
        make_scene("a", 1, 1, ("shuffle", "carry"))


@pytest.mark.parametrize("seed", [1, 3, 6])
def test_easy_carries_end_and_begin_at_places_that_words_can_tell(seed: int) -> None:
    scene = make_scene("c", seed, 1, ("carry",))
    mover = next(thing for thing in scene.things if thing.motion)
    members = [thing for thing in scene.things if thing.group == mover.group]
    kinds = Counter(thing.name for thing in scene.things)
    marks = [t for t in scene.things if kinds[t.name] == 1 and t.position_m[2] == 0 and max(t.size_m) >= 0.4]
    assert kinds[mover.name] == len(members) == 2
    for place in (place for thing in members for place in stops(thing)):
        near = min(edge_m(place, thing) for thing in marks)
        assert near == 0 if place[2] > 0 else near <= 0.7


def room_of(scene: Scene, place: tuple[float, ...]) -> int | None:
    """The room whose floor a point lies over; None in a passage."""
    for index, room in enumerate(scene.rooms):
        x0, y0, x1, y1 = room.box_m
        if x0 <= place[0] <= x1 and y0 <= place[1] <= y1:
            return index
    return None


def test_hard_carries_lead_through_passages_into_other_rooms(scenes: list[Scene]) -> None:
    for scene, shot in shots(scenes, "carry"):
        level = LEVELS[scene.level]
        assert len(scene.rooms) == level.carry_rooms
        movers = [thing for thing in scene.things if thing.motion]
        ends = [[room_of(scene, place) for place in stops(thing)] for thing in movers]
        changes = sum(a != b for rooms in ends for a, b in pairwise(rooms))
        assert changes == (0 if level.carry_rooms == 1 else level.carries)
        walls = barriers(scene.rooms)
        for mover in movers:
            for time_s in np.arange(0, shot.times_s[-1], 0.2):
                one = moved(mover, float(time_s))
                near = [wall for wall in walls if wall.z0_m < one.z1_m and one.z0_m < wall.z1_m]
                assert gaps_m(one, near).min() > -1e-3
        places = np.array([camera.position_m[:2] for camera in shot.cameras])
        visited = {room_of(scene, tuple(place)) for place in places[::15]} - {None}
        assert len(visited) == level.carry_rooms
        if scene.level == 5:
            assert shot.times_s[-1] > 60


def test_what_is_carried_stays_in_sight(scenes: list[Scene]) -> None:
    """While something is carried some ray from the camera meets it in nearly every frame, or next to it."""
    from covis.worlds.rooms.raycast import RayCaster

    for scene, shot in shots(scenes, "carry")[-1:]:
        caster = RayCaster(scene)
        movers = [thing for thing in scene.things if thing.motion]
        seen = []
        for frame in range(0, len(shot.cameras), 60):
            time_s = shot.times_s[frame]
            for mover in movers:
                now, soon = (placed_at(mover, time_s + later)[0] for later in (0.0, 0.2))
                if math.dist(now, soon) > 0.02:
                    full = shot.cameras[frame]
                    K = np.array(full.K)
                    K[:2] /= 4
                    ids = caster.depth_and_ids(Camera(K, full.T_world_from_cam, (160, 120)), time_s)[1]
                    seen.append(bool((ids == mover.id).any()))
        assert len(seen) >= 4
        assert np.mean(seen) > 0.8


def test_nobody_walks_through_what_is_put_down_on_the_floor(scenes: list[Scene]) -> None:
    for scene, shot in shots(scenes, "carry"):
        places = np.array([camera.position_m[:2] for camera in shot.cameras])
        for mover in (thing for thing in scene.things if thing.motion):
            rests = [place for place in stops(mover) if place[2] == 0]
            for x, y, _ in rests:
                assert np.hypot(*(places - [x, y]).T).min() > 0.3
