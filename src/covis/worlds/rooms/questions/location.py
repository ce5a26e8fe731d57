"""Where a thing is for somebody who stands elsewhere: beside, before or behind them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.draft import Draft, offered, samples
from covis.worlds.rooms.questions.plan import distance, place_of, spot, wrapped
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.questions.standpoint import (
    LEAST_APART_M,
    Standpoint,
    camera_facing,
    composed,
    facing,
)
from covis.worlds.rooms.questions.wordings import QUESTIONS
from covis.worlds.rooms.scene import Thing
from covis.worlds.rooms.truth import SceneTruth

MARGIN_DEG = 15.0  # from the border between two sectors: people judge less unsurely
STRAY_DEG = 12.0  # a reader's other idea of the same place may turn a thing so far; it stays in its sector
TRIES = 300  # standpoints drawn

QUARTERS: Mapping[str, tuple[float, float]] = {
    "to the front left": (-90, 0),
    "to the front right": (0, 90),
    "to the back left": (-180, -90),
    "to the back right": (90, 180),
}
"""Four sectors, by their least and greatest bearing."""

THIRDS: Mapping[str, tuple[float, float]] = {
    "to the left": (-135, 0),
    "to the right": (0, 135),
    "behind you": (135, 225),
}
"""Left, right and back, as VSI-Bench asks with its medium questions of direction."""


def sector(sectors: Mapping[str, tuple[float, float]], stand: Standpoint, thing: Thing) -> str | None:
    """In which sector a thing lies; None near a border or the standpoint, or where the place leaves doubt."""
    if distance(stand.place, spot(thing)) < LEAST_APART_M + math.hypot(*thing.size_m[:2]) / 4:
        return None
    here = stand.bearing(spot(thing))
    slack = MARGIN_DEG if stand.strays(spot(thing)) <= STRAY_DEG else 2 * MARGIN_DEG
    if stand.strays(spot(thing)) > 2 * STRAY_DEG:
        return None
    for name, (low, high) in sectors.items():
        if abs(wrapped(here - (low + high) / 2)) <= (high - low) / 2 - slack:
            return name
    return None


def _stands(rng: np.random.Generator, sight: Sight) -> Iterator[Standpoint]:
    """Standpoints drawn: at a thing or where the camera stood, facing a thing, turned as the level asks."""
    for _ in range(TRIES if sight.places else 0):
        at = sight.places[int(rng.integers(len(sight.places)))]
        towards = sight.askable[int(rng.integers(len(sight.askable)))]
        stand = facing(rng, sight, at, towards)
        if rng.uniform() < 0.3:
            image = int(rng.integers(len(sight.kept)))
            place = place_of(sight.camera(sight.kept[image]))
            stand = camera_facing(rng, sight, place, image + 1, towards)
        if stand is not None:
            yield composed(rng, sight, stand)


def _by_sector(
    sectors: Mapping[str, tuple[float, float]], sight: Sight, stand: Standpoint
) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    for thing in sight.askable:
        name = sector(sectors, stand, thing) if thing.id not in stand.things else None
        if name:
            found.setdefault(name, []).append(thing)
    return found


def in_sectors(
    rng: np.random.Generator,
    sight: Sight,
    category: str,
    sectors: Mapping[str, tuple[float, float]],
    many: int,
) -> list[Draft]:
    """Questions whose standpoints have things both before and behind one.

    So the standpoint's words do not tell whether what is asked for lies in front; which it is, is drawn.
    """
    drafts: list[Draft] = []
    asked: set[int] = set()
    behind = [name for name in sectors if "back" in name or "behind" in name]
    for stand in _stands(rng, sight):
        there = _by_sector(sectors, sight, stand)
        halves = [[s for s in there if (s in behind) == back] for back in (False, True)]
        if not all(halves):
            continue
        back = rng.uniform() < len(behind) / len(sectors)
        name = str(rng.choice(halves[int(back)]))
        target = there[name][int(rng.integers(len(there[name])))]
        if target.id in asked:
            continue
        asked.add(target.id)
        wordings = QUESTIONS["sector"]
        text = wordings[int(rng.integers(len(wordings)))].fill(where=stand.text, a=sight.names[target.id])
        options, answer = offered(rng, name, [s for s in sectors if s != name])
        drafts.append(Draft(category, text, answer, sight.kept, (*stand.things, target.id), options=options))
        if len(drafts) == many:
            break
    return drafts


def on_either_side(
    rng: np.random.Generator, sight: Sight, category: str, many: int, turns: int
) -> list[Draft]:
    """Questions with two answers, each as likely whatever the names are.

    At X, facing Y, Z lies as far to one side as Y does to the other when facing Z. Which of the two is faced
    is drawn, and a turn by a multiple of 90 degrees changes only which pair of answers there is.
    """
    drafts: list[Draft] = []
    asked: set[int] = set()
    things = sight.askable
    for _ in range(TRIES if len(things) > 2 and sight.places else 0):
        at = sight.places[int(rng.integers(len(sight.places)))]
        towards, target = (things[int(k)] for k in rng.choice(len(things), 2, replace=False))
        stand, other = facing(rng, sight, at, towards), facing(rng, sight, at, target)
        if stand is None or other is None or asked & {towards.id, target.id} or at.id in asked:
            continue
        steps = [int(turn) for turn in rng.choice([-90, 90, 180], turns)]
        for step in steps:
            stand, other = stand.turned(rng, step), other.turned(rng, step)
        lies_aside = sum(steps) % 180 == 0
        sectors = (
            {"to the left": (-180.0, 0.0), "to the right": (0.0, 180.0)}
            if lies_aside
            else {"in front": (-90.0, 90.0), "behind": (90.0, 270.0)}
        )
        name = sector(sectors, stand, target)
        # Both ways round or neither: what only one of them allows would tell which it is.
        if name is None or sector(sectors, other, towards) is None:
            continue
        asked |= {at.id, towards.id, target.id}
        wordings = QUESTIONS["left or right" if lies_aside else "front or back"]
        text = wordings[int(rng.integers(len(wordings)))].fill(where=stand.text, a=sight.names[target.id])
        options, answer = offered(rng, name, [s for s in sectors if s != name])
        ids = (*stand.things, target.id)
        drafts.append(Draft(category, text, answer, sight.kept, ids, options=options))
        if len(drafts) == many:
            break
    return drafts


def relative_location(truth: SceneTruth, seed: int) -> list[Sample]:
    """In which of four quarters a thing lies from a stated standpoint, over a pan.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "pan")
    rng = np.random.default_rng((seed, 105))
    return samples(sight, "relative_location", in_sectors(rng, sight, "relative_location", QUARTERS, 3))


def spatial_imagination(truth: SceneTruth, seed: int) -> list[Sample]:
    """Standing at one thing and facing another, after turns: on which side a third one lies.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "around")
    rng = np.random.default_rng((seed, 106))
    turns = sight.level.standpoint_turns - 1
    return samples(sight, "spatial_imagination", on_either_side(rng, sight, "spatial_imagination", 3, turns))


def relative_direction(truth: SceneTruth, seed: int) -> list[Sample]:
    """VSI-Bench's directions over a walk: of two sides, of three, and of four quarters.

    Raises:
        CovisError: If the scene gives no fair question.
    """
    sight = Sight(truth, "walk")
    rng = np.random.default_rng((seed, 107))
    drafts = on_either_side(rng, sight, "easy", 1, 0)
    drafts += in_sectors(rng, sight, "medium", THIRDS, 1)
    drafts += in_sectors(rng, sight, "hard", QUARTERS, 1)
    return samples(sight, "relative_direction", drafts)
