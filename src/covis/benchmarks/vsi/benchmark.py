"""VSI-Bench, full and debiased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.vsi.harness import grade_as_published
from covis.benchmarks.vsi.read import read_debiased, read_full
from covis.benchmarks.vsi.types import DIRECTION, DIRECTIONS, TYPES
from covis.prompts.question import question_text
from covis.prompts.sample import Sample

NOTICE = "The pictures are frames of one video, in order."


def question(sample: Sample) -> str:
    """A word on the frames, the question with its options, and how to answer."""
    return question_text(replace(sample, question=f"{NOTICE}\n{sample.question}"))


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Accuracy of choices, mean relative accuracy of numbers."""
    one = grade_as_published if rules == "harness" else grade_strictly
    return [one(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Macro over eight (the test's own average: the three directions are one of them), micro, each type."""
    types = per_class(graded, lambda s: s.category, tuple(TYPES))
    directions = macro(DIRECTION, [line for line in types if line.name in DIRECTIONS])
    others = [line for line in types if line.name not in DIRECTIONS]
    return [
        *macro("macro over types", [*others, *directions]),
        *micro("micro", graded),
        *directions,
        *types,
    ]


VSI = Benchmark(
    name="vsi",
    title="VSI-Bench (J. Yang et al., Thinking in Space, 2024)",
    read=read_full,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""All questions."""

VSI_DEBIASED = Benchmark(
    name="vsi-debiased",
    title="VSI-Bench-Debiased: VSI-Bench without what can be answered unseen",
    read=read_debiased,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""Without the pruned questions."""
