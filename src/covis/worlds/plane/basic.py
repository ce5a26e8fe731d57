"""Configurations of points, each with its picture and its questions on the three basic skills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.views.view import RGB
from covis.worlds.plane import distance, localization
from covis.worlds.plane.asking import Asked, Turn
from covis.worlds.plane.direction import TEMPLATES as DIRECTION_TEMPLATES
from covis.worlds.plane.direction import ask_direction
from covis.worlds.plane.levels import LEVELS
from covis.worlds.plane.picture import draw_picture
from covis.worlds.plane.points import Points, draw_points
from covis.worlds.plane.style import Style, draw_style
from covis.worlds.plane.turns import Key

Skill = Literal["direction", "distance", "localization"]
SKILLS: tuple[Skill, ...] = get_args(Skill)
TRIES = 2000  # configurations drawn until one answers all that is due

SCALE = (
    "The square plane reaches from 0 to 10 in x (left edge to right edge) and from 0 to 10 in y (bottom edge "
    "to top edge). "
)


@dataclass(frozen=True)
class Family:
    """A basic skill.

    Attributes:
        ask: Makes a question, or None if the points at hand do not suit what is due.
        templates: How many wordings it has.
        share: How many of the questions about a training configuration are of this skill.
    """

    ask: Callable[[Turn], Asked | None]
    templates: int
    share: int


FAMILIES: dict[Skill, Family] = {
    # The scarcest first: a configuration that does not suit is then given up early.
    "localization": Family(localization.ask_localization, localization.TEMPLATES, 6),
    "direction": Family(ask_direction, len(DIRECTION_TEMPLATES), 5),
    "distance": Family(distance.ask_distance, distance.TEMPLATES, 6),
}
"""17 questions a configuration, so that 2,000 configurations make the paper's 34,000 pairs."""


@dataclass(frozen=True)
class Configuration:
    """Points with their picture and their questions."""

    points: Points
    style: Style
    picture: RGB
    samples: tuple[Sample, ...]


def make_configuration(
    scene: str, image: str, key: Key, index: int, level: int, counts: Sequence[tuple[Skill, int]]
) -> Configuration:
    """One configuration: points are drawn until they suit every question that is due.

    Args:
        scene: Its name in the data set.
        image: The path of its picture, as samples give it.
        key: The set it belongs to.
        index: Its place in the set, which tells what is due.
        level: 1 to 5.
        counts: How many questions of each skill.

    Raises:
        CovisError: If no configuration was found in many tries.
    """
    asked_for = LEVELS[level]
    for attempt in range(TRIES):
        rng = np.random.default_rng((*key, index, attempt))
        low, high = asked_for.points
        points = draw_points(rng, int(rng.integers(low, high + 1)), asked_for.point_gap, asked_for.step)
        asked = _ask_all(points, key, index, level, counts, rng)
        if asked is None:
            continue
        style = draw_style(rng, asked_for)
        picture = draw_picture(rng, points, style)
        if picture is not None:
            samples = tuple(
                _sample(skill, question, k, scene, image, points, style, level)
                for k, (skill, question) in enumerate(asked)
            )
            return Configuration(points, style, picture, samples)
    raise CovisError(f"{scene}: no points suit the questions of level {level}; try another seed.")


def _ask_all(
    points: Points,
    key: Key,
    index: int,
    level: int,
    counts: Sequence[tuple[Skill, int]],
    rng: np.random.Generator,
) -> list[tuple[Skill, Asked]] | None:
    """The questions that are due, in order; None as soon as one of them does not suit the points."""
    questions: list[tuple[Skill, Asked]] = []
    for skill, count in counts:
        family, used = FAMILIES[skill], set[tuple[str, ...]]()
        for serial in range(index * count, (index + 1) * count):
            round_, template = divmod(serial, family.templates)
            opened = (round_ + template) % 2
            turn = Turn(
                points=points,
                level=LEVELS[level],
                template=template,
                form="open" if opened else "choice",
                key=(*key, SKILLS.index(skill), template, opened),
                serial=round_ // 2,
                rng=rng,
                used=used,
            )
            asked = family.ask(turn)
            if asked is None:
                return None
            questions.append((skill, asked))
    return questions


def _sample(
    skill: Skill, asked: Asked, number: int, scene: str, image: str, points: Points, style: Style, level: int
) -> Sample:
    premise = SCALE if asked.scaled and style.numbers is None else ""
    return Sample(
        id=f"{scene}-{number:02d}",
        scene=scene,
        task=skill,
        category=asked.category,
        images=(image,),
        question=premise + asked.question,
        options=asked.options,
        answer=asked.answer,
        answer_kind=asked.answer_kind,
        unit=asked.unit,
        level=level,
        meta={**asked.meta, "points": {k: list(v) for k, v in points.xy.items()}, "style": style.summary()},
    )
