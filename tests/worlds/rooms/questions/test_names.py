from __future__ import annotations

import pytest
from tests.worlds.rooms.questions.staging import drawn, scene, thing

from covis.worlds.rooms.questions.names import names, plural


def named(*things: tuple[str, str]) -> list[str | None]:
    made = [thing(i, kind, i, 0, color=color) for i, (kind, color) in enumerate(things, 1)]
    found = names(scene(made, []))
    return [found.get(one.id) for one in made]


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ([("sofa", "red"), ("ball", "red")], ["the sofa", "the ball"]),
        ([("ball", "red"), ("ball", "blue")], ["the red ball", "the blue ball"]),
        ([("ball", "red"), ("ball", "red")], [None, None]),
        ([("ball", "red"), ("ball", "red"), ("ball", "green")], [None, None, "the green ball"]),
        # White and grey, or red and orange, are told apart in one light and not in another.
        ([("ball", "white"), ("ball", "grey")], [None, None]),
        # Somebody may call an armchair a chair.
        ([("chair", "red"), ("armchair", "red")], [None, None]),
        ([("chair", "red"), ("armchair", "green")], ["the red chair", "the green armchair"]),
    ],
)
def test_a_name_points_to_one_thing_or_there_is_none(
    things: list[tuple[str, str]], expected: list[str | None]
) -> None:
    assert named(*things) == expected


def test_look_alikes_are_told_apart_by_what_they_stand_on() -> None:
    made = [
        thing(1, "desk", 0, 0),
        thing(2, "ball", 0, 0, on=1),
        thing(3, "ball", 2, 0),
        thing(4, "ball", 3, 0),
    ]
    found = names(scene(made, []))
    assert found == {1: "the desk", 2: "the ball on the desk"}


def test_names_of_a_scene_are_all_different() -> None:
    for seed in range(20):
        found = names(drawn(seed, count=16).scene)
        assert len(set(found.values())) == len(found) > 5


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("chair", "chairs"),
        ("wall shelf", "wall shelves"),
        ("box", "boxes"),
        ("bench", "benches"),
        ("glass", "glasses"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
