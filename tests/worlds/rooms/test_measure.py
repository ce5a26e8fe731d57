from __future__ import annotations

import numpy as np
import pytest
from tests.worlds.rooms.staging import SIZE_PX, box, camera, scene

from covis.worlds.rooms.measure import measure, measure_view
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.scene import Shot, Waypoint
from covis.worlds.rooms.truth import SceneTruth

pytest.importorskip("embreex")


def test_pixels_box_point_and_depth_are_those_of_the_maps() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0)), box(2, (3.6, 1.5, 0.0)))))
    view = camera((1, 1, 1.4), (3, 2.2, 0.2))
    depth_m, ids = caster.depth_and_ids(view)
    seen = measure_view(caster, view)
    assert [s.thing for s in seen] == [1, 2]
    for s in seen:
        mask = ids == s.thing
        x0, y0, x1, y1 = s.box_px
        assert s.pixels == mask.sum() == mask[y0:y1, x0:x1].sum()
        x, y = s.point_px
        assert ids[y, x] == s.thing
        assert mask[y - 2 : y + 3, x - 2 : x + 3].all()
        assert s.depth_m == depth_m[y, x]


def test_a_thing_in_the_open_is_wholly_seen() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.5, 0.0)),)))
    (seen,) = measure_view(caster, camera((1, 1, 1.4), (2.5, 2.5, 0.2)))
    assert seen.visible_share == 1
    assert seen.inside_share == 1


def test_the_hidden_share_is_that_of_the_amodal_mask() -> None:
    caster = RayCaster(scene((box(1, (2.5, 2.2, 0.0), (0.4, 0.5, 0.8)), box(2, (3.4, 2.0, 0.0)))))
    view = camera((1, 2, 1.0), (4, 2, 0.4))
    _, ids = caster.depth_and_ids(view)
    hidden = next(s for s in measure_view(caster, view) if s.thing == 2)
    alone = caster.amodal(view, 0.0, 2)
    assert 0.05 < hidden.visible_share < 0.95
    assert hidden.visible_share == pytest.approx((ids == 2).sum() / alone.sum(), abs=0.03)


def test_half_of_a_thing_on_the_border_is_inside() -> None:
    view = camera((2.5, 0.5, 0.4), (2.5, 3.5, 0.4))
    # A box whose middle lies on the picture's left border: half its front is inside.
    left = (SIZE_PX[0] / 2) / view.K[0, 0] * (3.0 - 0.5)
    caster = RayCaster(scene((box(1, (2.5 - left, 3.0 + 0.02, 0.2), (0.6, 0.04, 0.4)),)))
    (seen,) = measure_view(caster, view)
    assert seen.inside_share == pytest.approx(0.5, abs=0.06)
    assert seen.visible_share == 1


def test_some_frames_a_second_are_measured_while_things_move_and_only_kept_ones_else() -> None:
    way = (Waypoint(0.0, (2.0, 3.0, 0.0), 0.0), Waypoint(0.2, (3.5, 3.0, 0.0), 0.0))
    cameras = tuple(camera((2.5, 0.5, 1.4), (2.5, 3.0, 0.0)) for _ in range(4))
    times = (0.0, 0.1, 0.2, 0.3)
    moving = box(1, (2.0, 3.0, 0.0), motion=way)
    clip = measure(scene((moving,), shot=Shot("s", "shuffle", 10, cameras, times, (0, 3))))
    assert [v.frame for v in clip.views] == [0, 3]
    slow = measure(scene((moving,), shot=Shot("s", "carry", 2, cameras, times, (0, 3))))
    assert [v.frame for v in slow.views] == [0, 2, 3]
    walk = measure(scene((moving,), shot=Shot("w", "walk", 10, cameras, times, (0, 3))))
    assert [v.frame for v in walk.views] == [0, 3]


def test_the_record_comes_back_bit_for_bit() -> None:
    truth = measure(scene((box(1, (2.5, 2.5, 0.0), yaw_rad=0.1 + 0.2),)))
    text = truth.to_json()
    again = SceneTruth.from_json(text)
    assert again.to_json() == text
    one, other = truth.scene.shots[0].cameras[0], again.scene.shots[0].cameras[0]
    assert np.array_equal(one.T_world_from_cam, other.T_world_from_cam)
    assert again.views == truth.views
