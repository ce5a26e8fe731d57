"""SPAR-Bench, its part over several views, and its tiny set."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.records.inline_options import inline_question_text
from covis.benchmarks.spar.harness import grade_as_published
from covis.benchmarks.spar.read import read_full, read_multi_view, read_tiny
from covis.benchmarks.spar.tasks import BOXED, LEVELS, MULTI_VIEW, TASKS, VIEW_CHANGE
from covis.benchmarks.spar.view_change import motion_text, score_motion
from covis.prompts.sample import Sample
from covis.prompts.table import template_for

BOXES = (
    "Boxes and points are given in thousandths of the picture's width and height, from its top left corner."
)


def question(sample: Sample) -> str:
    """The question with its options; view changes say themselves how to answer."""
    if sample.category == VIEW_CHANGE:
        return sample.question
    instruction = template_for(sample).instruction(sample)
    note = f"{BOXES}\n" if sample.category in BOXED else ""
    return inline_question_text(sample, note + instruction)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Accuracy of choices, mean relative accuracy of numbers and of the five axes of view changes."""
    one = grade_as_published if rules == "harness" else _strictly
    return [one(sample, reply) for sample, reply in replies]


def _strictly(sample: Sample, reply: str) -> Grade:
    if sample.category != VIEW_CHANGE:
        return grade_strictly(sample, reply)
    reading = motion_text(reply)
    if reading.value is None:
        return Grade(0.0, None, reading.why)
    return Grade(score_motion(reading.value, sample.answer), reading.value)


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Macro over tasks (the test's own average), micro, levels, both over the tasks with several views.

    A level is the macro average of its tasks; the average of all is not that of the levels. Published
    averages over the tasks with several views alone are micro, so that comes first there.
    """
    tasks = per_class(graded, lambda s: s.category, TASKS)
    lines = [*macro("macro over tasks", tasks), *micro("micro", graded)]
    if all(sample.category in MULTI_VIEW for sample, _ in graded):
        lines.reverse()
    for level, names in LEVELS.items():
        lines += macro(f"level: {level}", [line for line in tasks if line.name in names])
    if any(sample.category not in MULTI_VIEW for sample, _ in graded):
        lines += macro("several views: macro over tasks", [t for t in tasks if t.name in MULTI_VIEW])
        lines += micro("several views: micro", [(s, g) for s, g in graded if s.category in MULTI_VIEW])
    return [*lines, *tasks]


SPAR = Benchmark(
    name="spar",
    title="SPAR-Bench (J. Zhang et al., From Flatland to Space, 2025)",
    read=read_full,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""All twenty tasks."""

SPAR_MV = Benchmark(
    name="spar-mv",
    title="SPAR-Bench-MV: the tasks of SPAR-Bench over several views",
    read=read_multi_view,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""The twelve tasks over several views; published averages of it are micro."""

SPAR_TINY = Benchmark(
    name="spar-tiny",
    title="SPAR-Bench-Tiny: fifty questions of each task of SPAR-Bench",
    read=read_tiny,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""Fifty questions of each task."""
