"""MindCube and its tiny set."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_letter, grade_strictly
from covis.benchmarks.mindcube.harness import published_letter
from covis.benchmarks.mindcube.read import read_full, read_tiny
from covis.benchmarks.mindcube.settings import FULL, LEFT_OUT
from covis.benchmarks.records.inline_options import inline_question_text
from covis.prompts.sample import Sample

INSTRUCTION = "Give only the letter of the right option, between <answer> and </answer>."


def question(sample: Sample) -> str:
    """The question with its options, answered by one letter in tags."""
    return inline_question_text(sample, INSTRUCTION)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong; with `harness` the letter is found as the authors' code finds it."""
    if rules == "harness":
        return [grade_letter(sample, published_letter(reply)) for sample, reply in replies]
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Micro without translation (the test's own average), macro over settings, each setting."""
    counted = [(s, g) for s, g in graded if s.category != LEFT_OUT]
    settings = per_class(counted, lambda s: s.category, tuple(FULL))
    apart = [(s, g) for s, g in graded if s.category == LEFT_OUT]
    return [
        *micro("micro", counted),
        *macro("macro over settings", settings),
        *settings,
        *micro(f"{LEFT_OUT} (in no average)", apart),
    ]


MINDCUBE = Benchmark(
    name="mindcube",
    title="MindCube (B. Yin et al., Spatial Mental Modeling from Limited Views, 2025)",
    read=read_full,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""All questions."""

MINDCUBE_TINY = Benchmark(
    name="mindcube-tiny",
    title="MindCube-Tiny (B. Yin et al., Spatial Mental Modeling from Limited Views, 2025)",
    read=read_tiny,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""The tiny set."""
