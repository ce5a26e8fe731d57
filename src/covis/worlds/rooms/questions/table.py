"""The families of questions: what each is asked about, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions import (
    around,
    carrying,
    counting,
    location,
    matching,
    measures,
    motion,
    moving,
    order,
    relation,
    sot,
)
from covis.worlds.rooms.scene import ShotKind
from covis.worlds.rooms.truth import SceneTruth


@dataclass(frozen=True)
class Task:
    """A family of questions.

    Attributes:
        shot: The kind of shot that it is asked about.
        ask: From a record and a seed to the samples about it; CovisError if the scene gives no fair question.
        categories: The classes within the family.
        description: One sentence for data cards.
    """

    shot: ShotKind
    ask: Callable[[SceneTruth, int], list[Sample]]
    categories: tuple[str, ...]
    description: str


TASKS: dict[str, Task] = {
    "sot": Task(
        "pan",
        sot.ask,
        ("camera", "perspective"),
        "Left or right of two things that no kept view shows together, from the camera and from another "
        "standpoint, on the views as filmed and in reverse.",
    ),
    "count": Task(
        "pan",
        counting.count,
        ("count",),
        "How many of a kind a pan shows, none counted twice, as a number.",
    ),
    "relative_location": Task(
        "pan",
        location.relative_location,
        ("relative_location",),
        "In which of four quarters a thing lies from a stated standpoint.",
    ),
    "depth": Task(
        "pair",
        measures.depth,
        ("depth",),
        "How far in front of the camera the middle of a thing is in one of two views, in metres.",
    ),
    "distance": Task(
        "pair",
        measures.distance_between,
        ("distance",),
        "The distance between the middles of two things, in metres.",
    ),
    "position_matching": Task(
        "pair",
        matching.position_matching,
        ("position_matching",),
        "Which of two boxes in one view, in thousandths of its sides, holds what a box in the other does.",
    ),
    "camera_motion": Task(
        "pair",
        motion.camera_motion,
        ("turn", "turn_angle", "move"),
        "Which way and how far the camera turned between two views, and to which side it went.",
    ),
    "object_relation": Task(
        "pair",
        relation.object_relation,
        ("side", "nearer"),
        "How two things lie to each other seen from one view, which need not show both.",
    ),
    "spatial_imagination": Task(
        "around",
        location.spatial_imagination,
        ("spatial_imagination",),
        "Standing at one thing and facing another, after turns: on which side a third one lies.",
    ),
    "rotation": Task(
        "rotation",
        around.rotation,
        ("rotation",),
        "Which of several things lies to a side of one of four views taken from one place.",
    ),
    "around": Task(
        "around",
        around.around,
        ("nearest", "side"),
        "Which of several unordered views was taken nearest to a thing, or from a side of it.",
    ),
    "among": Task(
        "around",
        around.among,
        ("among",),
        "From which single camera around a group one thing lies to the left, or to the right, of another.",
    ),
    "appearance_order": Task(
        "walk",
        order.appearance_order,
        ("appearance_order",),
        "In which order things come into view on a walk, as filmed or in reverse.",
    ),
    "object_count": Task(
        "walk",
        counting.object_count,
        ("object_count",),
        "How many of a kind a walk shows, none counted twice, as a number.",
    ),
    "relative_direction": Task(
        "walk",
        location.relative_direction,
        ("easy", "medium", "hard"),
        "Standing at one thing and facing another: where a third lies, of two sides, three or four quarters.",
    ),
    "relative_distance": Task(
        "walk",
        relation.relative_distance,
        ("relative_distance",),
        "Which of several things is closest to where one of the views was taken.",
    ),
    "shuffle": Task(
        "shuffle",
        moving.shuffle,
        ("shuffle",),
        "Which place one of several look-alikes has after they have changed places.",
    ),
    "carry": Task(
        "carry",
        carrying.carry,
        ("room", "end", "origin", "first"),
        "Where and in which room one of several look-alikes ends, where one comes from, and where one was "
        "put first.",
    ),
    "tour_count": Task(
        "tour",
        counting.tour_count,
        ("tour_count",),
        "How many of a kind several rooms hold together, as a number.",
    ),
    "tour_order": Task(
        "tour",
        order.tour_order,
        ("tour_order",),
        "In which order things come into view on a tour of several rooms, as filmed or in reverse.",
    ),
}
"""Name to family. Names stay: samples on disk hold them."""
