"""MMSI-Bench, plain and circular; the two must not be compared."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.repeats import by_repeat
from covis.benchmarks.metrics.strict import choice_chance, grade_letter, grade_strictly
from covis.benchmarks.mmsi.harness import published_letter
from covis.benchmarks.mmsi.read import TURN_OF, read, read_circular
from covis.benchmarks.mmsi.types import GROUPS, TYPES, group_of
from covis.benchmarks.records.inline_options import inline_question_text
from covis.prompts.sample import Sample

INSTRUCTION = "Answer with the letter of the right option only, between two backticks on either side."


def question(sample: Sample) -> str:
    """The question with its options, answered by one letter in double backticks."""
    return inline_question_text(sample, INSTRUCTION)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong; with `harness` the letter is found by the authors' rule, without a model to help."""
    if rules == "harness":
        return [grade_letter(sample, published_letter(reply)) for sample, reply in replies]
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Micro (the test's own average), macro over types; groups, micro within each; types."""
    types = per_class(graded, lambda s: s.category, tuple(TYPES))
    groups = per_class(graded, lambda s: group_of(s.category), tuple(GROUPS))
    return [*micro("micro", graded), *macro("macro over types", types), *groups, *types]


def circular_averages(graded: Sequence[Graded]) -> list[Average]:
    """The same, where a question is right only if it is right with its options in every rotation."""
    whole: list[Graded] = []
    for repeat in by_repeat(graded):
        turns: dict[str, list[Graded]] = {}
        for sample, given in repeat:
            turns.setdefault(str(sample.meta[TURN_OF]), []).append((sample, given))
        for group in turns.values():
            sample = group[0][0]
            scores = [given.score or 0.0 for _, given in group]
            if len(group) == len(sample.options or ()):  # a question of which a turn is missing tells nothing
                whole.append((sample, Grade(min(scores), None)))
    return averages(whole)


MMSI = Benchmark(
    name="mmsi",
    title="MMSI-Bench (S. Yang et al., 2025)",
    read=read,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""Every question once."""

MMSI_CIRCULAR = Benchmark(
    name="mmsi-circular",
    title="MMSI-Bench, circular: every rotation of the options must be answered rightly",
    read=read_circular,
    question=question,
    grade=grade,
    averages=circular_averages,
    chance=choice_chance,
)
"""Every question once for each rotation of its options."""
