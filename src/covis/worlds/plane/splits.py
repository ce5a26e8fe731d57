"""Which files a data set of the plane has, and what each of their items is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from covis.prompts.sample import Sample
from covis.views.view import RGB
from covis.worlds.plane.basic import FAMILIES, SKILLS, Skill, make_configuration
from covis.worlds.plane.composite import make_path, make_tour
from covis.worlds.plane.levels import LEVELS

SERIES = {"train": 0, "direction": 1, "distance": 2, "localization": 3, "spp": 4, "tsp": 5}
"""Keys of the random draws of each kind of split; never to be changed, or sets change."""


@dataclass(frozen=True)
class Split:
    """One JSON Lines file.

    Attributes:
        name: Such as "train" or "test_spp_4x4".
        kind: A key of `SERIES`.
        items: How many pictures it has.
        questions: How many questions about each picture.
        size: Columns and rows of a grid graph, or number of points and 0; (0, 0) for basic skills.
    """

    name: str
    kind: str
    items: int
    questions: int = 1
    size: tuple[int, int] = (0, 0)

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.jsonl"

    @property
    def samples(self) -> int:
        """How many samples it holds."""
        return self.items * self.questions

    def picture(self, index: int) -> str:
        """The path of an item's picture, in the data set's folder."""
        return f"images/{self.name}/{index:06d}.png"

    def pictures(self, start: int = 0, stop: int | None = None) -> Iterator[str]:
        """The paths of all pictures, or of some."""
        return (self.picture(k) for k in range(start, self.items if stop is None else stop))


@dataclass(frozen=True)
class Item:
    """A picture and its samples."""

    picture: RGB
    samples: tuple[Sample, ...]


def splits_of(configurations: int, tests: int, level: int) -> tuple[Split, ...]:
    """All splits of a set, training first. Empty ones are left out."""
    a_configuration = sum(family.share for family in FAMILIES.values())
    splits = [Split("train", "train", configurations, a_configuration)]
    splits += [Split(f"test_{skill}", skill, tests) for skill in SKILLS]
    asked_for = LEVELS[level]
    weights = "_weighted" if asked_for.weighted else ""
    splits += [Split(f"test_spp_{c}x{r}{weights}", "spp", tests, size=(c, r)) for c, r in asked_for.graphs]
    splits += [Split(f"test_tsp_{count}", "tsp", tests, size=(count, 0)) for count in asked_for.tours]
    return tuple(split for split in splits if split.items)


def make_item(split: Split, seed: int, level: int, index: int) -> Item:
    """One picture of a split with its samples; the same for the same arguments."""
    scene = f"plane-{level}-{split.name}-{index:06d}"
    key = (seed, level, SERIES[split.kind], *split.size)
    if split.kind == "spp":
        picture, sample = make_path(scene, split.picture(index), key, index, level, split.size)
        return Item(picture, (sample,))
    if split.kind == "tsp":
        picture, sample = make_tour(scene, split.picture(index), key, index, level, split.size[0])
        return Item(picture, (sample,))
    counts: list[tuple[Skill, int]] = [
        (skill, family.share if split.kind == "train" else 1)
        for skill, family in FAMILIES.items()
        if split.kind in ("train", skill)
    ]
    made = make_configuration(scene, split.picture(index), key, index, level, counts)
    return Item(made.picture, made.samples)
