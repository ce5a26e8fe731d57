from __future__ import annotations

import math

import pytest
from tests.worlds.rooms.questions.staging import camera, drawn, measured, scene, shot, thing

from covis.errors import CovisError
from covis.worlds.rooms.questions.plan import bearing, extent, spot
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.sot import ask, to_the_right


@pytest.fixture(scope="module")
def asked() -> list[tuple[Sight, list]]:  # type: ignore[type-arg]
    found = []
    for seed in range(36):
        truth = drawn(seed)
        try:
            found.append((Sight(truth, "pan"), ask(truth, seed)))
        except CovisError:
            continue
    assert len(found) >= 6
    return found


def test_bearings_grow_to_the_right() -> None:
    """Somebody at the origin who looks along x has -y on the right."""
    assert bearing((0, 0), 0.0, (1, -1)) == pytest.approx(45)
    assert bearing((0, 0), 0.0, (1, 1)) == pytest.approx(-45)
    assert bearing((0, 0), math.pi / 2, (1, 0)) == pytest.approx(90)
    low, high = extent((0, 0), 0.0, thing(1, "box", 2, 0))
    assert low == pytest.approx(-high)
    assert high == pytest.approx(math.degrees(math.atan2(0.2, 1.8)))


def test_left_and_right_of_a_pan_made_by_hand() -> None:
    a, b = thing(1, "ball", 2, 1), thing(2, "box", 2, -1)
    assert to_the_right((0, 0), 0.0, a, b) == pytest.approx(-2 * math.degrees(math.atan2(1, 2)))
    assert to_the_right((0, 0), 0.0, b, a) == pytest.approx(2 * math.degrees(math.atan2(1, 2)))
    # One behind the other is neither left nor right.
    assert to_the_right((0, 0), 0.0, a, thing(3, "box", 3, 1.5)) is None


def test_five_questions_each_in_both_orders(asked: list) -> None:  # type: ignore[type-arg]
    for sight, samples in asked:
        assert [s.category for s in samples] == 2 * (["camera"] * 3 + ["perspective"] * 2)
        assert [s.direction for s in samples] == ["forward"] * 5 + ["reverse"] * 5
        for forward, back in zip(samples[:5], samples[5:], strict=True):
            assert back.images == forward.images[::-1]
            assert back.frames == forward.frames[::-1] == sight.kept[::-1]
            assert [c.to_record() for c in back.cameras] == [c.to_record() for c in forward.cameras[::-1]]
            assert (back.question, back.options, back.answer) == (
                forward.question,
                forward.options,
                forward.answer,
            )


def test_no_kept_view_shows_both(asked: list) -> None:  # type: ignore[type-arg]
    for sight, samples in asked:
        for sample in samples:
            a, b = sample.meta["things"][-2:]
            for frame in sight.kept:
                assert not {a, b} <= sight.views[frame].keys()


def test_answers_from_the_camera_follow_the_order_in_which_the_pan_meets_things(asked: list) -> None:  # type: ignore[type-arg]
    """The pan turns right, so what it meets later is to the right."""
    for sight, samples in asked:
        for sample in [s for s in samples if s.category == "camera"]:
            a, b = (sight.shown[t][0] for t in sample.meta["things"])
            name = sight.names[sample.meta["things"][0]]
            assert sample.question.index(name) < sample.question.index(
                sight.names[sample.meta["things"][1]]
            ) or ("which side" in sample.question)
            side = (sample.options or ())["AB".index(sample.answer)]
            assert (side == "right") == (a > b)


def test_a_scene_without_five_questions_is_given_up_in_one_sentence() -> None:
    pan = shot("pan", [camera(0, 0, -0.8 * k) for k in range(4)], clip=True)
    truth = measured(scene([thing(1, "ball", 2, 0), thing(2, "box", 0, -2)], [pan]))
    with pytest.raises(CovisError, match="fair questions from the camera"):
        ask(truth, 0)


def test_a_seat_looks_where_its_front_faces() -> None:
    """An armchair at the origin of yaw 0 faces -y; for who sits on it +x is on the left."""
    from covis.worlds.rooms.questions.plan import front

    seat = thing(1, "armchair", 0, 0)
    assert bearing(spot(seat), front(seat), (1, -1)) == pytest.approx(-45)
