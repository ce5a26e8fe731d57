"""What all questions about points have in common: how they are asked, and in which order options stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from covis.prompts.sample import AnswerKind
from covis.worlds.plane.levels import PlaneLevel
from covis.worlds.plane.points import Points
from covis.worlds.plane.turns import Key, turn

T = TypeVar("T")

Form = Literal["choice", "open"]
"""With options to choose from, or with a number or a word to be given."""

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class Asked:
    """A question with its answer, before it becomes a sample.

    Attributes:
        question: The text.
        options: Of a choice; None otherwise.
        answer: As `Sample.answer`.
        answer_kind: As `Sample.answer_kind`.
        category: A finer class within the skill.
        meta: What a solver needs beside the points: `ask`, `about`, and the margin kept.
        unit: Of a number.
        scaled: Whether it can only be answered by one who knows the scale of the plane.
    """

    question: str
    options: tuple[str, ...] | None
    answer: str
    answer_kind: AnswerKind
    category: str
    meta: dict[str, Any]
    unit: str | None = None
    scaled: bool = False


@dataclass(frozen=True)
class Turn:
    """Which question is due.

    Attributes:
        points: The points asked about.
        level: How hard it may be.
        template: Which wording, from 0.
        form: With options or without.
        key: The series of draws of this skill, wording and form.
        serial: The how-manieth of that series it is, from 0.
        rng: For everything that need not come out even.
        used: What was asked about these points before; a family leaves out what it finds here.
    """

    points: Points
    level: PlaneLevel
    template: int
    form: Form
    key: Key
    serial: int
    rng: np.random.Generator
    used: set[tuple[str, ...]]

    def even(self, n: int, purpose: int = 0) -> int:
        """A value, 0 to n - 1, that comes out even over the series."""
        return turn((*self.key, purpose), self.serial, n)

    def choice(self, right: str, wrong: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """The options in an order in which the right one's place comes out even, and its letter."""
        place = self.even(len(wrong) + 1, purpose=1)
        options = self.shuffled(wrong)
        options.insert(place, right)
        return tuple(options), LETTERS[place]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Items in random order."""
        return [items[i] for i in self.rng.permutation(len(items))]


def joined(words: Sequence[str], last: str = "or") -> str:
    """Words as a phrase: "N1, N2 or N3"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
