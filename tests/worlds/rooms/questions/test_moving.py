from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.worlds.rooms.questions.staging import camera, measured, scene, thing

from covis.errors import CovisError
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.questions.carrying import carry, stops
from covis.worlds.rooms.questions.moving import shuffle
from covis.worlds.rooms.questions.solve import solve
from covis.worlds.rooms.scene import Point, Scene, Shot, Thing, Waypoint
from covis.worlds.rooms.truth import SceneTruth


def moved(one: Thing, *places: tuple[float, Point]) -> Thing:
    return replace(one, position_m=places[0][1], motion=tuple(Waypoint(t, p, 0.0) for t, p in places))


def film(things: Sequence[Thing], kind: str, frames: int = 5) -> SceneTruth:
    """A still camera at (0, -3) that looks along +y, one frame a second; all frames are kept."""
    cameras = tuple(camera(0, -3, math.pi / 2) for _ in range(frames))
    times = tuple(float(k) for k in range(frames))
    made = scene(things, [Shot(kind, kind, 1, cameras, times, tuple(range(frames)))], level=3)  # type: ignore[arg-type]
    views = []
    for k in range(frames):
        now = [replace(t, position_m=placed_at(t, times[k])[0]) for t in things]
        still: Scene = replace(made, things=tuple(now))
        views.append(measured(still).views[k])
    return SceneTruth(1, made, tuple(views))


def row(*slots: Sequence[int]) -> SceneTruth:
    """Three look-alike boxes that stand, second by second, in these slots from left to right."""
    things = []
    for k, own in enumerate(slots):
        way = [(float(t), (-1.0 + slot, 0.0, 0.0)) for t, slot in enumerate(own)]
        things.append(replace(moved(thing(k + 1, "box", 0, 0), *way), group=1))
    return film(things, "shuffle", len(slots[0]))


def test_a_shuffle_is_followed() -> None:
    truth = row((0, 1, 1, 2), (1, 0, 2, 1), (2, 2, 0, 0))
    asked = [sample for seed in range(20) for sample in shuffle(truth, seed)]
    for sample in asked:
        assert solve(sample, truth) == sample.answer
    # The box that begins on the left ends on the right.
    said = {
        (s.options or ())["ABC".index(s.answer)]
        for s in asked
        if "on the left in image 1" in s.question and "image 4" in s.question
    }
    assert said <= {"on the right"}
    assert said or not any("image 4" in s.question for s in asked)


def test_every_place_is_asked_for_about_as_often() -> None:
    truth = row((0, 1, 1, 2, 0), (1, 0, 2, 1, 1), (2, 2, 0, 0, 2))
    asked = [sample for seed in range(150) for sample in shuffle(truth, seed)]
    ends = Counter((s.options or ())["ABC".index(s.answer)] for s in asked)
    assert set(ends) == {"on the left", "in the middle", "on the right"}
    assert min(ends.values()) > 0.6 * len(asked) / 3


def test_things_that_do_not_move_are_no_shuffle() -> None:
    with pytest.raises(CovisError, match="no look-alikes"):
        shuffle(film([thing(1, "box", 0, 0)], "shuffle"), 0)


def carried() -> SceneTruth:
    """Two look-alike boxes: the one by the sofa is put by the bookcase, then by the desk."""
    sofa, case, desk = thing(1, "sofa", -2, 1), thing(2, "bookcase", 2, 1), thing(3, "desk", 0, 2.5)
    by_sofa, by_case, by_desk = (-0.9, 1.0, 0.0), (1.2, 0.9, 0.0), (0.0, 1.7, 0.0)
    first = moved(thing(4, "box", 0, 0), (0, by_sofa), (1, by_case), (2, by_case), (3, by_desk), (4, by_desk))
    still = thing(5, "box", 2.2, 0.4)
    ball = moved(thing(6, "ball", 0, 0), (0, by_desk), (1, by_desk), (2, by_sofa), (4, by_sofa))
    return film([sofa, case, desk, replace(first, group=1), replace(still, group=1), ball], "carry")


def test_stops_are_where_a_thing_rests() -> None:
    made = carried().scene.things
    assert stops(made[3]) == [(-0.9, 1.0, 0.0), (1.2, 0.9, 0.0), (0.0, 1.7, 0.0)]
    assert stops(made[4]) == [(2.2, 0.4, 0.0)]
    assert stops(made[5]) == [(0.0, 1.7, 0.0), (-0.9, 1.0, 0.0)]


def test_what_is_carried_is_followed() -> None:
    truth = carried()
    asked = [sample for seed in range(12) for sample in carry(truth, seed)]
    for sample in asked:
        assert solve(sample, truth) == sample.answer
    said = {(s.category, s.question): (s.options or ())[ord(s.answer) - ord("A")] for s in asked}

    def answers(category: str, place: str) -> set[str]:
        return {
            a
            for (c, q), a in said.items()
            if c == category and f"is {place} at the" in q.replace(".", " at the")
        }

    assert answers("end", "next to the sofa") == {"next to the desk"}
    assert answers("origin", "next to the desk") == {"next to the sofa"}
    assert answers("first", "next to the sofa") == {"next to the bookcase"}


def test_look_alikes_that_stay_are_not_put_anywhere() -> None:
    truth = carried()
    assert all(
        "next to the bookcase" not in sample.question
        for seed in range(12)
        for sample in carry(truth, seed)
        if sample.category == "first"
    )


def test_the_room_is_asked_for_where_there_are_several() -> None:
    truth = carried()
    kitchen = replace(truth.scene.rooms[0], name="kitchen", box_m=(-4.0, -4.0, 0.5, 4.0))
    study = replace(truth.scene.rooms[0], name="study", box_m=(0.6, -4.0, 4.0, 4.0))
    cameras = truth.scene.shots[0].cameras
    there = camera(2, -3, math.pi / 2)
    shots = tuple(replace(shot, cameras=(*cameras[:-1], there)) for shot in truth.scene.shots)
    rooms = replace(truth, scene=replace(truth.scene, rooms=(kitchen, study), shots=shots))
    asked = [sample for seed in range(20) for sample in carry(rooms, seed)]
    said = [sample for sample in asked if sample.category == "room"]
    assert said
    for sample in asked:
        assert solve(sample, rooms) == sample.answer
    for sample in said:
        assert set(sample.options or ()) == {"in the kitchen", "in the study"}
        assert (sample.options or ())["AB".index(sample.answer)] == "in the kitchen"
