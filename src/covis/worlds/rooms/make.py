"""A scene from a seed: rooms, what stands in them, light, and the shots taken of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from covis.errors import CovisError
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.layout.furnish import (
    ESSENTIAL,
    belonging,
    fill_openings,
    put_group,
    put_single,
    put_small,
)
from covis.worlds.rooms.layout.house import draw_house
from covis.worlds.rooms.layout.light import draw_light
from covis.worlds.rooms.layout.looks import draw_look
from covis.worlds.rooms.layout.plan import Plan
from covis.worlds.rooms.layout.streams import stream
from covis.worlds.rooms.levels import LEVELS, Level
from covis.worlds.rooms.scene import Scene, Shot, ShotKind, Thing
from covis.worlds.rooms.shots.around import around
from covis.worlds.rooms.shots.pan import pan, rotation
from covis.worlds.rooms.shots.studio import Studio
from covis.worlds.rooms.shots.walk import tour, walk

TRIES = 12  # of one scene, each from a seed of its own

SHOTS: dict[ShotKind, Callable[[np.random.Generator, Studio, Level], Shot]] = {
    "pan": pan,
    "rotation": rotation,
    "walk": walk,
    "around": around,
    "tour": tour,
}
"""How each kind of shot is taken."""


def make_scene(scene_id: str, seed: int, level: int, shots: tuple[ShotKind, ...]) -> Scene:
    """A scene of this level with one shot of each of these kinds; the same seed gives the same scene.

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
    if unknown := [kind for kind in shots if kind not in SHOTS]:
        raise CovisError(f"there is no shot {unknown[0]!r}; choose among {', '.join(SHOTS)}.")
    last = ""
    for attempt in range(TRIES):
        try:
            return _try(scene_id, seed, attempt, LEVELS[level], shots)
        except (CovisError, KeyError) as error:
            last = str(error)
    raise CovisError(f"scene {scene_id} could not be made from seed {seed} in {TRIES} tries: {last}")


def _try(scene_id: str, seed: int, attempt: int, level: Level, shots: tuple[ShotKind, ...]) -> Scene:
    rooms = draw_house(seed, attempt, level.rooms if "tour" in shots else 1)
    plans = tuple(_furnished(seed, attempt, index, Plan(room), level) for index, room in enumerate(rooms))
    studio = Studio(plans)
    taken = tuple(
        SHOTS[kind](stream(seed, "shots", attempt, list(SHOTS).index(kind)), studio, level) for kind in shots
    )
    light = draw_light(stream(seed, "light", attempt), rooms)
    return Scene(scene_id, seed, level.level, rooms, _things(plans), light, taken)


def _furnished(seed: int, attempt: int, index: int, plan: Plan, level: Level) -> Plan:
    rng = stream(seed, "furniture", attempt, index)
    fill_openings(plan)
    name = plan.room.name
    for arrange in ESSENTIAL[name]:
        if not put_group(rng, plan, arrange, int(rng.integers(2, 7))):
            raise CovisError(f"the {name} has no place for what it is named for.")
    there = {piece.look.kind for piece in plan.pieces}
    for key in belonging(name, ("wall", "corner", "on_wall", "ceiling", "floor")):
        if key not in there and rng.uniform() < level.furniture:
            put_single(rng, plan, draw_look(rng, key))
    rng = stream(seed, "small", attempt, index)
    keys = belonging(name, ("surface",))
    for key in rng.permutation(keys)[: int(rng.integers(*level.clutter))]:
        put_small(rng, plan, draw_look(rng, str(key)))
    return plan


def _things(plans: tuple[Plan, ...]) -> tuple[Thing, ...]:
    """The pieces of all rooms with ids from 1; those of one look form a group."""
    looks = Counter(piece.look for plan in plans for piece in plan.pieces)
    alike = {look: number for number, look in enumerate((k for k, n in looks.items() if n > 1), 1)}
    things: list[Thing] = []
    for index, plan in enumerate(plans):
        first = len(things) + 1
        for piece in plan.pieces:
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
                    room=index,
                    on=first + piece.on if piece.on >= 0 else 0,
                    group=alike.get(look, 0),
                )
            )
    return tuple(things)
