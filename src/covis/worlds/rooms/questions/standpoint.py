"""A place in the scene and a direction to look in, told in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.questions import wordings
from covis.worlds.rooms.questions.grammar import Template
from covis.worlds.rooms.questions.plan import (
    Spot,
    bearing,
    corners,
    distance,
    front,
    heading_to,
    spot,
    wrapped,
)
from covis.worlds.rooms.questions.sight import Sight
from covis.worlds.rooms.scene import Thing

SEATS = ("armchair", "chair", "office chair", "sofa")
"""What people sit on with their back to its back."""

LEAST_APART_M = (
    0.8  # between a place and what one faces from there: nearer, half a step changes the direction
)
BODY_M = 0.35  # how far from a thing's edge somebody stands who stands "at" it


@dataclass(frozen=True)
class Standpoint:
    """Where somebody is, where they look, and the sentences that say so.

    Attributes:
        text: The sentences.
        place: On the floor.
        heading_rad: Where they look.
        things: Ids of the things that the sentences name.
        around: Places that a reader may take instead, so that nothing may depend on which.
    """

    text: str
    place: Spot
    heading_rad: float
    things: tuple[int, ...]
    around: tuple[Spot, ...] = ()

    def bearing(self, target: Spot) -> float:
        """Where a point lies, degrees to the right of where they look."""
        return bearing(self.place, self.heading_rad, target)

    def strays(self, target: Spot) -> float:
        """By how many degrees that changes at most for a reader who takes one of the other places."""
        here = self.bearing(target)
        return max(
            (abs(wrapped(bearing(p, self.heading_rad, target) - here)) for p in self.around), default=0.0
        )

    def turned(self, rng: np.random.Generator, degrees: int) -> Standpoint:
        """The same place after a turn to the right, with a sentence that says so."""
        text = f"{self.text} {_drawn(rng, wordings.TURNS[degrees]).fill()}"
        return replace(self, text=text, heading_rad=self.heading_rad - math.radians(degrees))


def seats_and_doors(rng: np.random.Generator, sight: Sight) -> Iterator[Standpoint]:
    """Standpoints that a thing's own front gives: on seats, and at a door."""
    for thing in sight.askable:
        if thing.name in SEATS and KINDS[thing.kind].has_front:
            yield _told(rng, wordings.SITTING, sight, thing)
        elif thing.name == "door":
            yield _told(rng, wordings.ENTERING, sight, thing)


def _told(
    rng: np.random.Generator, sentences: tuple[Template, ...], sight: Sight, thing: Thing
) -> Standpoint:
    text = _drawn(rng, sentences).fill(a=sight.names[thing.id])
    return Standpoint(text, spot(thing), front(thing), (thing.id,), _front_edge(thing))


def facing(rng: np.random.Generator, sight: Sight, at: Thing, towards: Thing) -> Standpoint | None:
    """At one thing, facing another; None if they are too near for a clear direction."""
    if distance(spot(at), spot(towards)) < LEAST_APART_M + math.hypot(*at.size_m[:2]) / 2:
        return None
    text = _drawn(rng, wordings.FACING).fill(a=sight.names[at.id], b=sight.names[towards.id])
    heading = heading_to(spot(at), spot(towards))
    return Standpoint(text, spot(at), heading, (at.id, towards.id), _beside(sight, at))


def camera_facing(
    rng: np.random.Generator, sight: Sight, place: Spot, image: int, towards: Thing
) -> Standpoint | None:
    """Where the camera of an image (counted from 1) stood, facing a thing; None if that is too near."""
    if distance(place, spot(towards)) < LEAST_APART_M:
        return None
    text = _drawn(rng, wordings.CAMERA_FACING).fill(i=str(image), b=sight.names[towards.id])
    return Standpoint(text, place, heading_to(place, spot(towards)), (towards.id,))


def composed(rng: np.random.Generator, sight: Sight, start: Standpoint) -> Standpoint:
    """The same after the further turns that the level asks for: on the spot, or on to another thing."""
    found = start
    for left in range(sight.level.standpoint_turns - 1, 0, -1):
        walk = left > 1 and rng.uniform() < 0.5
        found = (_walked(rng, sight, found) if walk else None) or found.turned(
            rng, int(rng.choice([-90, 90, 180]))
        )
    return found


def _walked(rng: np.random.Generator, sight: Sight, start: Standpoint) -> Standpoint | None:
    at = _other(rng, sight.places, start)
    towards = _other(rng, sight.askable, start)
    there = facing(rng, sight, at, towards) if at and towards else None
    if there is None:
        return None
    names = [sight.names[id_] for id_ in there.things]
    text = f"{start.text} {_drawn(rng, wordings.WALKING).fill(a=names[0], b=names[1])}"
    return replace(there, text=text, things=(*start.things, *there.things))


def _other(rng: np.random.Generator, things: tuple[Thing, ...], start: Standpoint) -> Thing | None:
    """One of these that the sentences have not named yet."""
    others = [thing for thing in things if thing.id not in start.things]
    return others[int(rng.integers(len(others)))] if others else None


def _drawn(rng: np.random.Generator, sentences: tuple[Template, ...]) -> Template:
    return sentences[int(rng.integers(len(sentences)))]


def _beside(sight: Sight, thing: Thing) -> tuple[Spot, ...]:
    """A step from the middle of each side of a thing, where that is still in its room."""
    x0, y0, x1, y1 = sight.scene.rooms[thing.room].box_m
    ring = corners(thing)
    x, y = spot(thing)
    found = []
    for k in range(4):
        mx, my = (ring[k][0] + ring[k - 1][0]) / 2, (ring[k][1] + ring[k - 1][1]) / 2
        away = math.hypot(mx - x, my - y)
        share = (away + BODY_M) / away
        px, py = x + (mx - x) * share, y + (my - y) * share
        if x0 < px < x1 and y0 < py < y1:
            found.append((px, py))
    return tuple(found)


def _front_edge(thing: Thing) -> tuple[Spot, ...]:
    """A step before the front of a thing."""
    reach = thing.size_m[1] / 2 + BODY_M
    x, y = spot(thing)
    return ((x + reach * math.cos(front(thing)), y + reach * math.sin(front(thing))),)
