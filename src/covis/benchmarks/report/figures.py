"""All figures of a report, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from covis.benchmarks.runs.cell import Arm, Direction
from covis.benchmarks.statistics.estimate import Estimate
from covis.benchmarks.statistics.paired import Discordance, Luck
from covis.benchmarks.statistics.power import Needed

Answer = Literal["help", "hurt", "not shown", "cannot tell"]
"""What an interval says of marks: above 0, below 0, both possible, or nothing could have shown."""


Kind = Literal["arm", "baseline"]
"""What a contrast is against: raw views of the same settings and order, or raw views as filmed."""


@dataclass(frozen=True)
class Cost:
    """What one question took, on average, or how much more it took one way than another.

    Attributes:
        views: Pictures sent.
        input_tokens: As the provider counts them.
        output_tokens: With the reasoning.
        reasoning_tokens: The reasoning's share of them.
        seconds: From sending to the last token.
        money: In the currency of the prices given; None without a price.
    """

    views: float
    input_tokens: float
    output_tokens: float
    reasoning_tokens: float
    seconds: float
    money: float | None

    @property
    def tokens(self) -> float:
        """All of them."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True)
class CellFigures:
    """How one cell did.

    Attributes:
        key: Sets it apart from all other cells.
        name: Of its folder.
        run: The run's folder, as short as tells it from the others.
        label: What sets it apart from all other cells, in a few words.
        way: What sets it apart from those of the same model.
        model: As it was named.
        arm: What the model was shown.
        direction: In which order.
        factors: Everything else that differs.
        accuracy: Mean score; None where nothing has one.
        chance: What guessing would score; None where that means nothing.
        cannot_show: Why it cannot show a difference, as the beginning of a sentence; "" if it can.
        asked: How many replies there should be.
        answered: How many there are.
        ungraded: How many of these have no score.
        unmarked: How many questions were shown without marks although marks were asked for.
        unreadable: Share of answered questions from whose reply nothing could be read.
        refused: Share that was declined.
        cut: Share of replies that ended at their limit.
        cost: Of a question; None where nothing was answered.
    """

    key: str
    name: str
    run: str
    label: str
    way: str
    model: str
    arm: Arm
    direction: Direction
    factors: Mapping[str, str | int | float]
    accuracy: Estimate | None
    chance: float | None
    cannot_show: str
    asked: int
    answered: int
    ungraded: int
    unmarked: int
    unreadable: float
    refused: float
    cut: float
    cost: Cost | None


@dataclass(frozen=True)
class Way:
    """One way of asking, both orders together.

    Attributes:
        model: As it was named.
        name: What sets it apart from others of the model.
        arm: What the model was shown.
        orders: In which orders.
        accuracy: Over the questions of all orders.
        cost: Of a question.
        cheapest: For each of views, tokens, seconds and money whether no other way of the model is as
            accurate for less, nor more accurate for as much.
    """

    model: str
    name: str
    arm: Arm
    orders: tuple[Direction, ...]
    accuracy: Estimate
    cost: Cost
    cheapest: Mapping[str, bool]


@dataclass(frozen=True)
class Contrast:
    """One way of asking against another, on the questions that both answered.

    Attributes:
        kind: What it is against.
        model: Of both.
        cell: Key of the second.
        against: Key of the first.
        arm: Of the second.
        direction: Of the second.
        first: Mean score of the first, 0..1.
        second: Mean score of the second.
        difference: The second minus the first.
        luck: Whether that could be chance.
        counts: On how many questions they differ.
        needed: Questions that 5 points would take; None where nothing is known of it.
        extra: How much more a question costs.
        per_point: The same for each point gained; None where nothing was gained.
    """

    kind: Kind
    model: str
    cell: str
    against: str
    arm: Arm
    direction: Direction
    first: float
    second: float
    difference: Estimate
    luck: Luck
    counts: Discordance
    needed: Needed | None
    extra: Cost
    per_point: Cost | None


@dataclass(frozen=True)
class BothWays:
    """One way of asking in both orders.

    Attributes:
        model: As it was named.
        way: What sets it apart from others of the model, without the order.
        arm: What the model was shown.
        forward: Mean score as filmed.
        reverse: Mean score in reverse.
        harmonic: 2ab/(a+b) of the two.
        gap: The first minus the second.
        gain: The harmonic mean minus that of raw views with the same settings; None for these themselves.
    """

    model: str
    way: str
    arm: Arm
    forward: Estimate
    reverse: Estimate
    harmonic: Estimate
    gap: Estimate
    gain: Estimate | None


@dataclass(frozen=True)
class GroupFigures:
    """How one cell did on some of the questions.

    Attributes:
        by: What these have in common: "category", "level" or "viewpoint".
        value: And its value.
        cell: The cell's key.
        accuracy: On these questions.
        chance: What guessing would score; None where that means nothing.
        gain: Over raw views of the same settings and order; None for these themselves.
    """

    by: str
    value: str
    cell: str
    accuracy: Estimate
    chance: float | None
    gain: Estimate | None


@dataclass(frozen=True)
class Published:
    """The benchmark's own figure of one way of asking.

    Attributes:
        model: As it was named.
        way: What sets it apart from others of the model, without the order.
        name: Of the figure.
        value: In the field's own units.
        of: How many questions it is over.
    """

    model: str
    way: str
    name: str
    value: float
    of: int


@dataclass(frozen=True)
class Verdict:
    """What marks do for one model.

    Attributes:
        model: As it was named.
        answer: What the interval says.
        headline: The same as a sentence, with the difference and its interval.
        details: From what to what, over which questions, and what it would take to know more.
        first: Mean score of raw views over all orders and settings; None where there is no pair.
        second: The same of marked ones.
        difference: The second minus the first.
        luck: Whether that could be chance.
        needed: Questions that 5 points would take.
    """

    model: str
    answer: Answer
    headline: str
    details: str
    first: float | None = None
    second: float | None = None
    difference: Estimate | None = None
    luck: Luck | None = None
    needed: Needed | None = None


@dataclass(frozen=True)
class Limit:
    """Up to where one arm is enough.

    Attributes:
        model: As it was named.
        sentence: At which levels raw and marked views are told from chance.
        raw: The levels at which raw views do better than chance.
        marked: The same of marked ones.
    """

    model: str
    sentence: str
    raw: tuple[str, ...]
    marked: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Everything that is said of cells over identical samples.

    Attributes:
        title: Of the benchmark.
        runs: The folders.
        questions: How many samples.
        scenes: How many scenes they are about.
        verdicts: One for each model.
        warnings: Sentences about what limits them.
        cells: By model, settings, arm and direction.
        ways: The same with both orders together, against cost.
        contrasts: Every arm against raw, then everything against raw forward.
        both_ways: For cells that were asked in both orders.
        groups: By category, level and viewpoint, where there are several.
        limits: One for each model, where there are levels.
        published: The benchmark's own figures.
    """

    title: str
    runs: tuple[str, ...]
    questions: int
    scenes: int
    verdicts: tuple[Verdict, ...]
    warnings: tuple[str, ...]
    cells: tuple[CellFigures, ...]
    ways: tuple[Way, ...]
    contrasts: tuple[Contrast, ...]
    both_ways: tuple[BothWays, ...]
    groups: tuple[GroupFigures, ...]
    limits: tuple[Limit, ...]
    published: tuple[Published, ...]

    def cell(self, key: str) -> CellFigures:
        """The cell of this key.

        Raises:
            KeyError: If there is none.
        """
        return {cell.key: cell for cell in self.cells}[key]
