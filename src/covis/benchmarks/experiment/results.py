"""What an experiment came to, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from covis.benchmarks.benchmark import Benchmark
from covis.benchmarks.experiment.grading import Scored, first_of_each
from covis.benchmarks.runs.cell import Cell


@dataclass(frozen=True)
class CellResult:
    """What a cell came to.

    Attributes:
        cell: The way of asking.
        same_as: The name of the cell that was asked; its own, unless another one is sent exactly the same.
        asked: How many answers there should be.
        answered: How many there are.
        ungraded: How many of them have no score: a judge has not spoken, or the truth is not published.
        unreadable: In how many no answer could be read.
        unmarked: How many questions were shown without marks though marks were asked for.
        score: The mean score of graded answers, in percent; None without any.
        averages: The benchmark's own table, of the first time each question was asked.
    """

    cell: Cell
    same_as: str
    asked: int
    answered: int
    ungraded: int
    unreadable: int
    unmarked: int
    score: float | None
    averages: Mapping[str, float]


@dataclass
class Result:
    """What an experiment came to.

    Attributes:
        run: Its folder.
        left_out: Why questions were left out of all cells, each reason with how many.
        cells: Each cell.
        failed: Why questions got no answer now, each reason with how many.
        unasked: How many were not asked for want of budget.
        unjudged: Why answers got no judgement now, each reason with how many.
        tokens: Spent in all, since the run began; as estimated where a provider does not say.
    """

    run: Path
    left_out: Mapping[str, int]
    cells: list[CellResult] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    unasked: int = 0
    unjudged: Counter[str] = field(default_factory=Counter)
    tokens: int = 0

    @property
    def asked(self) -> int:
        """How many answers there should be, each call counted once."""
        return sum(c.asked for c in self.cells if c.same_as == c.cell.name)

    @property
    def missing(self) -> int:
        """How many of them there are not."""
        return self.asked - sum(c.answered for c in self.cells if c.same_as == c.cell.name)


def cell_result(
    benchmark: Benchmark, cell: Cell, same_as: str, asked: int, unmarked: int, scored: Sequence[Scored]
) -> CellResult:
    """Sum up a cell's graded answers."""
    scores = [s.grade.score for s in scored if s.grade.score is not None]
    graded = [(sample, grade) for sample, grade in first_of_each(scored) if grade.score is not None]
    return CellResult(
        cell=cell,
        same_as=same_as,
        asked=asked,
        answered=len(scored),
        ungraded=len(scored) - len(scores),
        unreadable=sum(bool(s.grade.unreadable) for s in scored),
        unmarked=unmarked,
        score=100 * sum(scores) / len(scores) if scores else None,
        averages={a.name: a.value for a in benchmark.averages(graded)} if graded else {},
    )
