"""What the text of a question must not tell, and scenes that must give a question: each was amiss once."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from tests.worlds.rooms.questions.staging import SIZE_PX, camera, drawn, measured, scene, shot, thing

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.around import around
from covis.worlds.rooms.questions.counting import count
from covis.worlds.rooms.questions.matching import SCALE, box_at, position_matching, told
from covis.worlds.rooms.questions.order import appearance_order
from covis.worlds.rooms.questions.relation import object_relation
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.solve import solve
from covis.worlds.rooms.truth import Seen


def boxes(sample: Sample) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The asked box, the right one and the wrong one."""
    asked = re.findall(r"\[[^]]*\]", sample.question)[0]
    right = ord(sample.answer) - ord("A")
    options = sample.options or ()
    first, second, third = (
        tuple(int(n) for n in re.findall(r"\d+", told_))
        for told_ in (asked, options[right], options[1 - right])
    )
    return first, second, third


@cache
def matched() -> list[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]:
    found = []
    for seed in range(60):
        truth = drawn(seed, 2, count=14)
        for again in range(3):
            try:
                found += [boxes(s) for s in position_matching(truth, 100 * again + seed)]
            except CovisError:
                continue
    return found


def test_the_wrong_box_compares_with_the_asked_one_as_the_right_one_does() -> None:
    there = matched()
    assert len(there) > 60
    nearer = np.mean([abs(r[0] - a[0]) < abs(w[0] - a[0]) for a, r, w in there])
    lower = np.mean([r[1] > w[1] for _, r, w in there])
    usual = 0.73 * 550
    as_usual = np.mean([abs(abs(r[0] - a[0]) - usual) < abs(abs(w[0] - a[0]) - usual) for a, r, w in there])
    for share in (nearer, lower, as_usual):
        assert abs(share - 0.5) < 3 * 0.5 / math.sqrt(len(there) / 3)


def test_all_boxes_lie_on_whole_pixels() -> None:
    """Numbers in between are those of wrong boxes, and a reader of the digits would know."""
    columns, rows = ({box_at(SCALE * (k + 0.5) / side, 0)[0] for k in range(side)} for side in SIZE_PX)
    for three in matched():
        for box in three:
            assert box[0] in columns
            assert box[1] in rows
            assert told(box).count(",") == 3  # type: ignore[arg-type]


def test_only_kinds_whose_number_is_drawn_are_counted() -> None:
    screens = [thing(k + 1, "television", 0.9 * k - 1.8, 2.0, name="framed picture") for k in range(4)]
    balls = [thing(k + 11, "ball", 0.7 * k - 1.0, 1.2) for k in range(4)]
    pan = [shot("pan", [camera(0, -2.5, math.pi / 2, 90)])]
    asked = Counter(
        s.question for seed in range(6) for s in count(measured(scene([*screens, *balls], pan)), seed)
    )
    assert asked
    assert all("balls" in text for text in asked)
    with pytest.raises(CovisError, match="no fair question"):
        count(measured(scene(screens, pan)), 0)


def test_two_things_are_put_in_order_where_no_three_come_one_after_the_other() -> None:
    """A camera that turns from a sofa on its left to a bookcase on its right, and no view shows both."""
    things = [thing(1, "sofa", -2.5, 1.5), thing(2, "bookcase", 2.5, 1.5, color="blue")]
    walk = shot("walk", [camera(0, -2, math.radians(deg), 40) for deg in (126, 90, 54)], clip=True)
    truth = measured(scene(things, [walk]))
    directions = set()
    for seed in range(8):
        (sample,) = appearance_order(truth, seed)
        order = ["the sofa", "the bookcase"][:: 1 if sample.direction == "forward" else -1]
        options = sample.options or ()
        assert set(options) == {"the sofa, the bookcase", "the bookcase, the sofa"}
        assert options["AB".index(sample.answer)] == ", ".join(order)
        assert solve(sample, truth) == sample.answer
        directions.add(sample.direction)
    assert directions == {"forward", "reverse"}


def test_in_each_scene_left_is_as_often_right_as_right_is() -> None:
    told_sides = []
    for seed in range(12):
        asked = [s for s in object_relation(drawn(seed, count=14), seed) if s.category == "side"]
        if len(asked) == 2:
            told_sides.append({(s.options or ())["AB".index(s.answer)] for s in asked})
    assert len(told_sides) > 5
    assert all(sides == {"left", "right"} for sides in told_sides)


def test_no_standpoint_is_asked_about_twice() -> None:
    """Twice the same question with the views in the same order would make a set be refused."""
    for seed in range(25):
        try:
            asked = [s for s in around(drawn(seed, count=14), seed) if s.category == "side"]
        except CovisError:
            continue
        stands = [tuple(s.meta["things"]) for s in asked]
        assert len(stands) == len(set(stands))


def test_half_hidden_small_things_count_and_slivers_make_no_answer() -> None:
    truth = drawn(0)
    sight, frame = Sight(truth, "pan"), truth.scene.shots[0].kept[0]
    part = SIZE_PX[0] * SIZE_PX[1] / (640 * 480)

    def well_seen(pixels: float, visible: float) -> bool:
        return sight.is_well_seen(
            Seen(1, round(pixels * part), visible, 1.0, (0, 0, 9, 9), (4, 4), 2.0), frame
        )

    assert well_seen(200, 0.35)
    assert not well_seen(100, 1.0)
    assert not well_seen(900, 0.2)
