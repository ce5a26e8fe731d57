"""Data sets of rendered rooms: all families, all levels."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, grouped, macro, micro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.rooms.read import read_rooms
from covis.prompts.question import question_text
from covis.prompts.sample import Sample


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Choices are right or wrong, numbers score their mean relative accuracy.

    No figures were published with other rules, so `harness` is the same as `strict`.
    """
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Micro, macro over families, each family, its categories, levels; counts also by how many were exact."""
    families = per_class(graded, lambda s: s.task)
    lines = [*micro("micro", graded), *macro("macro over families", families), *families]
    for task, group in grouped(graded, lambda s: s.task).items():
        categories = per_class(group, lambda s: s.category, prefix=f"{task}: ")
        lines += categories if len(categories) > 1 else []
    levels = per_class(graded, lambda s: f"level {s.level}")
    lines += levels if len(levels) > 1 else []
    counts = [(s, g) for s, g in graded if s.answer_kind == "number" and s.unit is None]
    exact = [(s, Grade(g.extra.get("exact", 0.0), g.value)) for s, g in counts if g.score is not None]
    return [*lines, *per_class(exact, lambda s: s.task, prefix="exact: ")]


ROOMS = Benchmark(
    name="rooms",
    title="covis rooms: rendered rooms with exact answers",
    read=read_rooms,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""Any data set that `covis worlds rooms` wrote."""
