from __future__ import annotations

import weakref

import numpy as np
import pytest
from tests.worlds.rooms.staging import DEEP_M, HIGH_M, SIZE_PX, WIDE_M, box, camera, scene

from covis.geometry.camera import Camera
from covis.geometry.projection import back_project, pixel_rays, project
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.raycast.embree import Hits
from covis.worlds.rooms.scene import Opening, Waypoint

pytest.importorskip("embreex")


def walls_depth_m(view: Camera) -> np.ndarray:
    """Depth of an empty room, from the planes of its box alone."""
    rays, eye = pixel_rays(view), view.position_m
    with np.errstate(divide="ignore"):
        low, high = (0 - eye) / rays, (np.array([WIDE_M, DEEP_M, HIGH_M]) - eye) / rays
    return np.where(rays > 0, high, low).min(-1)


@pytest.mark.parametrize("at_m", [(4, 3, 1), (0.5, 3.5, 2.2), (2, 0.1, 0.1), (4.5, 0.5, 2.4)])
def test_depth_of_an_empty_room_is_that_of_its_planes(at_m: tuple[float, float, float]) -> None:
    view = camera((1.5, 1.2, 1.4), at_m)
    depth_m, ids = RayCaster(scene()).depth_and_ids(view)
    assert not ids.any()
    np.testing.assert_allclose(depth_m, walls_depth_m(view), atol=1e-4)


def test_a_box_stands_where_it_was_put() -> None:
    view = camera((1, 1, 1.4), (2.5, 2.5, 0.2))
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0)),)))
    depth_m, ids = caster.depth_and_ids(view)
    points = back_project(depth_m, view)[ids == 1]
    assert len(points) > 100
    low, high = points.min(0), points.max(0)
    assert (low > [2.299, 2.299, -0.001]).all()
    assert (high < [2.701, 2.701, 0.401]).all()
    assert high[2] > 0.38


def test_two_cameras_agree_on_every_point_both_see() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0)), box(2, (3.5, 1.5, 0.0)))))
    one, other = camera((1, 1, 1.4), (3, 2.5, 0.5)), camera((1.2, 2.8, 1.6), (3, 2, 0.5))
    (depth_one, _), (depth_other, _) = caster.depth_and_ids(one), caster.depth_and_ids(other)
    pixels, away_m = project(back_project(depth_one, one).reshape(-1, 3), other)
    column, row = np.rint(pixels).astype(int).T
    inside = (away_m > 0) & (column >= 0) & (row >= 0) & (column < SIZE_PX[0]) & (row < SIZE_PX[1])
    there = depth_other[row[inside], column[inside]]
    # A point is where the second camera sees it or hidden behind that; only a rounded pixel may say else.
    assert np.mean(away_m[inside] > there - 0.05) > 0.99
    assert np.mean(np.abs(away_m[inside] - there) < 0.03) > 0.8


def test_what_is_behind_something_is_hidden_and_its_amodal_mask_is_not() -> None:
    view = camera((1, 2, 1.0), (4, 2, 0.4))
    caster = RayCaster(scene((box(1, (2.5, 2.0, 0.0), (0.4, 0.8, 0.8)), box(2, (3.4, 2.0, 0.0)))))
    _, ids = caster.depth_and_ids(view)
    alone = caster.amodal(view, 0.0, 2)
    assert (ids == 1).any()
    assert alone.sum() > (ids == 2).sum()
    assert alone[ids == 2].all()


def test_through_a_window_there_is_nothing_but_light() -> None:
    window = Opening("north", 2.5, 1.6, 0.8, 2.0)
    view = camera((2.5, 1.0, 1.4), (2.5, 4.0, 1.4))
    frame = RayCaster(scene(openings=(window,))).frame(view)
    row, column = SIZE_PX[1] // 2, SIZE_PX[0] // 2
    assert frame.depth_m[row, column] == 0
    assert frame.ids[row, column] == 0
    assert frame.rgb[row - 5, column].mean() > 180
    assert (frame.depth_m == 0).mean() > 0.05
    assert frame.depth_m[row, 0] > 0


def test_the_same_scene_gives_the_same_bytes() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    made = scene((box(1, (2.5, 2.5, 0.0)),), (window,))
    view = camera((1, 1, 1.4), (3, 3, 0.5))
    one, other = RayCaster(made).frame(view), RayCaster(made).frame(view)
    assert one.rgb.tobytes() == other.rgb.tobytes()
    assert one.depth_m.tobytes() == other.depth_m.tobytes()


def test_sun_falls_through_the_window_onto_the_floor() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    view = camera((2.5, 3.8, 2.3), (2.5, 1.0, 0.0), 90)
    rgb = RayCaster(scene(openings=(window,))).frame(view).rgb
    # Straight behind the window the sun, 37 degrees high, reaches the floor 1.1 to 2.7 m away from it.
    places, _ = project(np.array([[2.5, 1.9, 0.0], [0.6, 1.9, 0.0]]), view)
    (x, y), (x_dark, y_dark) = np.rint(places).astype(int)
    assert rgb[y, x].mean() > rgb[y_dark, x_dark].mean() + 25


def test_no_wall_is_black_or_burnt_out() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    caster = RayCaster(scene(openings=(window,)))
    for at_m in ((4, 3, 1), (0.5, 3.5, 1.5), (4.5, 0.5, 1)):
        rgb = caster.frame(camera((2.5, 2.0, 1.4), at_m)).rgb
        assert 60 < np.median(rgb) < 235
        assert np.percentile(rgb, 1) > 25


def test_inside_a_thing_or_outside_the_room_is_not_clear() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0), (1.0, 1.0, 1.0)),)))
    assert caster.clear_at((1.0, 1.0, 1.4))
    assert not caster.clear_at((2.5, 2.5, 0.5))
    assert not caster.clear_at((-1.0, 1.0, 1.0))
    assert caster.free_sight_m((2.5, 1.0, 0.5), (0.0, 1.0, 0.0)) == pytest.approx(1.0, abs=0.02)


def test_what_moves_is_seen_where_it_is_and_leaves_nothing_behind() -> None:
    way = (Waypoint(0.0, (2.0, 3.0, 0.0), 0.0), Waypoint(2.0, (3.5, 3.0, 0.0), 0.0))
    moving = box(1, (2.0, 3.0, 0.0), motion=way)
    assert placed_at(moving, 1.0)[0] == pytest.approx((2.75, 3.0, 0.0))
    assert placed_at(moving, 9.0)[0] == (3.5, 3.0, 0.0)
    caster = RayCaster(scene((moving,)))
    view = camera((2.75, 0.5, 1.4), (2.75, 3.0, 0.0))
    places = []
    for time_s in (0.0, 1.0, 2.0):
        frame = caster.frame(view, time_s)
        places.append(back_project(frame.depth_m, view)[frame.ids == 1].mean(0)[0])
    np.testing.assert_allclose(places, [2.0, 2.75, 3.5], atol=0.08)


def test_a_thing_darkens_the_floor_beside_it() -> None:
    way = (Waypoint(0.0, (2.0, 3.0, 0.0), 0.0), Waypoint(2.0, (3.5, 3.0, 0.0), 0.0))
    caster = RayCaster(scene((box(1, (2.0, 3.0, 0.0), motion=way),)))
    view = camera((2.75, 0.5, 1.4), (2.75, 3.0, 0.0))
    beside, _ = project(np.array([[2.0, 2.77, 0.0]]), view)
    x, y = np.rint(beside[0]).astype(int)
    there, away = caster.frame(view, 0.0), caster.frame(view, 2.0)
    assert there.ids[y, x] == 0
    assert int(there.rgb[y, x].sum()) < int(away.rgb[y, x].sum()) - 20


def test_a_turn_in_place_shows_what_each_of_its_frames_shows() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    made = scene((box(1, (2.5, 2.5, 0.0)), box(2, (3.5, 1.5, 0.0))), (window,))
    caster = RayCaster(made)
    turn = np.linspace(0.2, 1.8, 14)
    cameras = [camera((1.2, 1.2, 1.4), (1.2 + np.cos(a), 1.2 + np.sin(a), 1.2)) for a in turn]
    painted = list(caster.pictures(made, cameras, [0.0] * len(cameras)))
    assert len(painted) == len(cameras)
    for index in (0, 6, 13):
        exact = caster.frame(cameras[index]).rgb
        off = np.abs(painted[index].astype(int) - exact)
        assert off.mean() < 2
        assert np.percentile(off, 98) < 24  # outlines are resampled, surfaces are the same


@pytest.mark.parametrize("down_m", [1.2, 0.0])
def test_a_clip_from_one_place_shows_what_moves_and_its_shadow(down_m: float) -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    way = (Waypoint(0.0, (2.3, 1.95, 0.0), 0.0), Waypoint(2.0, (2.6, 2.9, 0.3), 0.5))
    resting = (Waypoint(0.0, (2.0, 3.4, 0.0), 0.0), Waypoint(1.0, (2.0, 3.4, 0.0), 0.0))
    made = scene((box(1, (2.3, 1.95, 0.0), motion=way), box(2, (2.0, 3.4, 0.0), motion=resting)), (window,))
    caster = RayCaster(made)
    turn = np.linspace(-0.7, -0.4, 13)
    cameras = [camera((1.2, 3.4, 1.5), (1.2 + np.cos(a), 3.4 + np.sin(a), down_m)) for a in turn]
    times = np.linspace(0.0, 2.0, len(cameras)).tolist()
    painted = list(caster.pictures(made, cameras, times))
    for index in (0, 5, 8, 12):
        exact = caster.frame(cameras[index], times[index])
        off = np.abs(painted[index].astype(int) - exact.rgb)
        assert off.mean() < 3
        inside = exact.ids == 1
        assert inside.sum() > 200
        assert off[inside].mean() < 6
        # Shadows leave the floor where they were and come where they are: no large patch is off.
        patch = np.abs(off.reshape(15, 8, 20, 8, 3).mean((1, 3, 4)))
        assert patch.max() < 14


def test_a_turn_all_around_is_shown_from_several_paintings() -> None:
    made = scene((box(1, (2.5, 2.5, 0.0)),))
    caster = RayCaster(made)
    turn = np.linspace(0.0, 9.0, 60)
    cameras = [camera((1.2, 1.2, 1.4), (1.2 + np.cos(a), 1.2 + np.sin(a), 1.2)) for a in turn]
    cameras += [camera((1.2 + k / 10, 1.2, 1.4), (2.2 + k / 10, 1.2, 1.2)) for k in range(1, 4)]
    painted = list(caster.pictures(made, cameras, [0.0] * len(cameras)))
    assert len(painted) == len(cameras)
    for index in (0, 21, 44, 59, 62):
        assert np.abs(painted[index].astype(int) - caster.frame(cameras[index]).rgb).mean() < 2


def test_the_sun_on_a_grid_is_the_sun_found_ray_by_ray() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    world = RayCaster(scene((box(1, (2.5, 1.7, 0.0)),), (window,))).world
    columns, rows = np.meshgrid(np.linspace(1.2, 3.8, 60), np.linspace(0.6, 3.4, 60))
    below = np.stack([columns, rows, np.full_like(rows, 0.02)], -1).reshape(-1, 3).astype(np.float32)
    hits = world.tracer.first(below, np.repeat(np.float32([[0, 0, -1]]), len(below), 0))
    floor = (hits.face >= 0) & (world.mesh.thing[hits.face] == 0)
    some = floor & (world.still(0.0).sunny[hits.face])
    points = below - [0, 0, 0.02]
    up = np.repeat(np.float32([[0, 0, 1]]), len(below), 0)
    exact = world.sun.seen(points.astype(np.float32), up, [world.tracer], careful=True)
    grid = world.still(0.0).sun
    assert grid is not None
    found = np.zeros(len(below))
    found[some] = grid.share(Hits(hits.face[some], hits.along[some], hits.u[some], hits.v[some]))
    assert (exact[floor] == 1).sum() > 200
    assert np.abs(found - exact)[floor].mean() < 0.03
    assert np.mean(np.abs(found - exact)[floor] < 0.35) > 0.99


def test_what_moves_stands_in_the_sun_and_throws_a_shadow_in_it() -> None:
    window = Opening("south", 2.5, 1.6, 0.8, 2.0)
    way = (Waypoint(0.0, (0.6, 3.5, 0.0), 0.0), Waypoint(1.0, (2.5, 1.6, 0.0), 0.0))
    caster = RayCaster(scene((box(1, (0.6, 3.5, 0.0), motion=way),), (window,)))
    view = camera((2.5, 3.8, 2.3), (2.5, 1.0, 0.0), 90)
    places, _ = project(np.array([[2.5, 2.0, 0.0], [2.5, 1.6, 0.4]]), view)
    (x, y), (x_top, y_top) = np.rint(places).astype(int)
    before, after = caster.frame(view, 0.0), caster.frame(view, 1.0)
    assert after.ids[y, x] == 0
    assert int(after.rgb[y, x].sum()) < int(before.rgb[y, x].sum()) - 60
    assert after.ids[y_top, x_top] == 1
    top = back_project(before.depth_m, view)[before.ids == 1]
    assert len(top) == 0 or before.rgb[before.ids == 1].mean() < after.rgb[y_top, x_top].mean()


def test_a_caster_that_is_gone_leaves_no_memory_behind() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0)),)))
    caster.frame(camera((1, 1, 1.4), (3, 3, 0.5)))
    caster.alone(1)
    world = weakref.ref(caster.world)
    del caster
    assert world() is None
