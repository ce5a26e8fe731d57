"""Names that point to exactly one thing of a scene."""

from __future__ import annotations

from collections.abc import Callable

from covis.worlds.rooms.scene import Scene, Thing

ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "chair": ("armchair", "stool"),
    "armchair": ("chair", "sofa"),
    "sofa": ("armchair",),
    "stool": ("chair", "pouf"),
    "pouf": ("stool", "cushion"),
    "table": ("desk", "nightstand"),
    "desk": ("dining table", "round table"),
    "dining table": ("round table", "desk"),
    "round table": ("dining table", "coffee table"),
    "coffee table": ("round table",),
    "cup": ("mug", "glass"),
    "mug": ("cup",),
    "bookcase": ("shelf",),
    "shelf": ("bookcase",),
    "wardrobe": ("cabinet", "cupboard"),
    "cabinet": ("wardrobe", "cupboard", "dresser", "sideboard", "nightstand"),
    "dresser": ("sideboard", "cabinet", "nightstand"),
    "sideboard": ("dresser", "cabinet", "television stand", "TV stand"),
    "television": ("monitor", "laptop"),
    "monitor": ("television", "laptop"),
    "picture": ("painting", "mirror"),
    "box": ("basket",),
    "vase": ("plant pot",),
}
"""Names that people may give to the same thing: where both occur, neither is enough."""

NEAR_COLORS: tuple[frozenset[str], ...] = tuple(
    frozenset(pair)
    for pair in (
        ("white", "grey"),
        ("grey", "black"),
        ("red", "orange"),
        ("red", "pink"),
        ("brown", "orange"),
        ("brown", "black"),
        ("brown", "red"),
        ("orange", "yellow"),
        ("blue", "purple"),
        ("purple", "pink"),
        ("white", "yellow"),
    )
)
"""Colour words that one light or another makes people exchange: they never tell two things apart."""


def names(scene: Scene) -> dict[int, str]:
    """The name of each thing that has one, such as "the sofa", "the red chair" or "the cup on the desk".

    A thing is named by its kind if nothing else of the scene could be meant; else with its colour, if none of
    these has a colour that could be taken for it; else by what it stands on. Things that none of this tells
    apart have no name.
    """
    named: dict[int, str] = {}
    for thing in scene.things:
        rivals = [other for other in scene.things if other is not thing and _could_be_meant(thing, other)]
        if not rivals:
            named[thing.id] = f"the {thing.name}"
        elif not any(_alike(thing.color, other.color) for other in rivals):
            named[thing.id] = f"the {thing.color} {thing.name}"
    for thing in scene.things:
        if thing.id in named or thing.on not in named or " on the " in named[thing.on]:
            continue
        rivals = [other for other in scene.things if other is not thing and _could_be_meant(thing, other)]
        if not any(other.on == thing.on for other in rivals):
            named[thing.id] = f"the {thing.name} on {named[thing.on]}"
    return named


def confused(name: str, other: str) -> bool:
    """Whether a person who hears the one name might think of a thing of the other."""
    return other == name or other.endswith(f" {name}") or other in ALSO_CALLED.get(name, ())


def _could_be_meant(thing: Thing, other: Thing) -> bool:
    return confused(thing.name, other.name)


def _alike(color: str, other: str) -> bool:
    return color == other or frozenset((color, other)) in NEAR_COLORS


def plural(name: str) -> str:
    """The plural of a name, such as "bookshelves"."""
    rules: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("shelf", lambda n: n[:-1] + "ves"),
        ("s", lambda n: n + "es"),
        ("x", lambda n: n + "es"),
        ("ch", lambda n: n + "es"),
        ("sh", lambda n: n + "es"),
    )
    for ending, rule in rules:
        if name.endswith(ending):
            return rule(name)
    return name + "s"
