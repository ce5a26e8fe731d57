"""A scene from a seed: rooms, what stands in them, light, and the shots taken of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.layout.furnish import SEATS, check_names, furnish, furnish_more, furnish_small
from covis.worlds.rooms.layout.house import draw_house
from covis.worlds.rooms.layout.light import draw_light
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.layout.streams import stream
from covis.worlds.rooms.levels import LEVELS, Level
from covis.worlds.rooms.movement.carry import put_carried
from covis.worlds.rooms.movement.shuffle import put_shuffle
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.scene import Scene, Shot, ShotKind, Thing, Waypoint
from covis.worlds.rooms.shots.around import around
from covis.worlds.rooms.shots.carrying import film_carry
from covis.worlds.rooms.shots.moving import film_shuffle
from covis.worlds.rooms.shots.pair import pair
from covis.worlds.rooms.shots.pan import pan, rotation
from covis.worlds.rooms.shots.studio import Studio
from covis.worlds.rooms.shots.walk import tour, walk

TRIES = 24  # of one scene, each from a seed of its own

COUNTED = (
    2,
    8,
)  # of one kind of things; the number is drawn before all else, so that no try prefers small ones

TOLD_ROOMS = ("living room", "bedroom", "kitchen", "study", "bathroom")
"""Rooms whose names nobody mixes up: each has something that no other has."""

STILL: dict[ShotKind, Callable[[np.random.Generator, Studio, Level], Shot]] = {
    "pan": pan,
    "rotation": rotation,
    "walk": walk,
    "around": around,
    "pair": pair,
    "tour": tour,
}
"""How each kind of shot is taken in which nothing moves but the camera."""

MOVING: tuple[ShotKind, ...] = ("shuffle", "carry")
"""Kinds of shots in which things move; a scene has at most one of them."""

NUMBERS: dict[ShotKind, int] = {
    "pan": 1,
    "rotation": 2,
    "walk": 3,
    "around": 4,
    "pair": 5,
    "shuffle": 6,
    "carry": 7,
    "tour": 8,
}
"""Of the random streams of the kinds of shots."""


def make_scene(scene_id: str, seed: int, level: int, shots: tuple[ShotKind, ...]) -> Scene:
    """A scene of this level with one shot of each of these kinds; the same seed gives the same scene.

    In a scene whose things move the other shots are taken before anything does: all their times are 0.

    Args:
        scene_id: Unique in its data set.
        seed: What everything is drawn from, not negative.
        level: 1 to 5.
        shots: Kinds of shots, each once.

    Raises:
        CovisError: If there is no such level or kind, or if every try ends with something that does not fit.
    """
    if level not in LEVELS:
        raise CovisError(f"there is no level {level}; choose one of {', '.join(map(str, LEVELS))}.")
    if unknown := [kind for kind in shots if kind not in STILL and kind not in MOVING]:
        known = ", ".join((*STILL, *MOVING))
        raise CovisError(f"there is no shot {unknown[0]!r}; choose among {known}.")
    if len([kind for kind in shots if kind in MOVING]) > 1:
        raise CovisError(f"things move in one shot of a scene only; ask for one of {', '.join(MOVING)}.")
    last = ""
    for attempt in range(TRIES):
        try:
            return _try(scene_id, seed, attempt, LEVELS[level], shots)
        except CovisError as error:
            last = str(error)
    raise CovisError(f"scene {scene_id} could not be made from seed {seed} in {TRIES} tries: {last}")


def _try(scene_id: str, seed: int, attempt: int, level: Level, shots: tuple[ShotKind, ...]) -> Scene:
    carried = level.carry_rooms if "carry" in shots else 1
    wanted = max(carried, level.rooms if "tour" in shots else 1)
    rooms = draw_house(seed, attempt, wanted, TOLD_ROOMS if carried > 1 else ())
    plans = tuple(Plan(room) for room in rooms)
    counted = stream(seed, "counted").integers(COUNTED[0], COUNTED[1] + 1, len(rooms)).tolist()
    seats = stream(seed, "counted", 1).integers(SEATS[0], SEATS[1] + 1, len(rooms)).tolist()
    for index, plan in enumerate(plans):
        furnish(stream(seed, "furniture", attempt, index, 0), plan, seats[index])
    moving = stream(seed, "movement", attempt)
    shuffling = put_shuffle(moving, plans[0], level) if "shuffle" in shots else None
    for index, plan in enumerate(plans):
        furnish_more(stream(seed, "furniture", attempt, index, 1), plan, level)
    carrying = put_carried(moving, plans[:carried], level) if "carry" in shots else None
    if carrying is not None:
        name = carrying.look.of.name
        for plan in plans:
            plan.unwanted.update(key for key, kind in KINDS.items() if kind.name == name)
    for index, plan in enumerate(plans):
        furnish_small(stream(seed, "small", attempt, index), plan, level, counted[index])
    check_names(plans)
    taken: dict[ShotKind, Shot] = {}
    motions: dict[tuple[int, int], tuple[Waypoint, ...]] = {}
    if shuffling is not None:
        rng = stream(seed, "shots", attempt, NUMBERS["shuffle"])
        taken["shuffle"] = film_shuffle(rng, plans, level, shuffling)
        motions = {(0, index): way for index, way in shuffling.motions.items()}
    if carrying is not None:
        filmed = film_carry(stream(seed, "shots", attempt, NUMBERS["carry"]), plans, level, carrying)
        taken["carry"], motions = filmed.shot, filmed.motions
    light = draw_light(stream(seed, "light", attempt), rooms)
    scene = Scene(scene_id, seed, level.level, rooms, _things(plans, motions), light, ())
    still = [kind for kind in shots if kind in STILL]
    if still:
        studio = Studio(plans, RayCaster(scene))
        for kind in still:
            shot = STILL[kind](stream(seed, "shots", attempt, NUMBERS[kind]), studio, level)
            taken[kind] = _frozen(shot) if motions else shot
    return replace(scene, shots=tuple(taken[kind] for kind in shots))


def _frozen(shot: Shot) -> Shot:
    """The shot before anything has moved."""
    return Shot(shot.name, shot.kind, shot.fps, shot.cameras, (0.0,) * len(shot.cameras), shot.kept)


def _things(
    plans: tuple[Plan, ...], motions: Mapping[tuple[int, int], tuple[Waypoint, ...]]
) -> tuple[Thing, ...]:
    """The pieces of all rooms with ids from 1; those of one look form a group."""
    looks = Counter(piece.look for plan in plans for piece in plan.pieces)
    alike = {look: number for number, look in enumerate((k for k, n in looks.items() if n > 1), 1)}
    things: list[Thing] = []
    for room, plan in enumerate(plans):
        first = len(things) + 1
        for index, piece in enumerate(plan.pieces):
            look = piece.look
            things.append(
                Thing(
                    id=len(things) + 1,
                    kind=look.kind,
                    name=KINDS[look.kind].name,
                    color=look.color,
                    size_m=look.size_m,
                    position_m=(round(piece.x_m, 5), round(piece.y_m, 5), round(piece.z_m, 5)),
                    yaw_rad=round(piece.yaw_rad, 6),
                    materials=look.materials,
                    shape_seed=look.shape_seed,
                    room=room,
                    on=first + piece.on if piece.on >= 0 else 0,
                    group=alike.get(look, 0),
                    motion=motions.get((room, index), ()),
                )
            )
    return tuple(things)
