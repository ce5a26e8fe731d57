"""BLINK's four tasks over several views."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.blink.harness import published_letter
from covis.benchmarks.blink.read import IDX, read
from covis.benchmarks.blink.tasks import FAILED, VAL
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, macro, micro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_letter, grade_strictly
from covis.prompts.question import question_text
from covis.prompts.sample import Sample


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong; with `harness` by the first letter of the reply. None where the answer is hidden."""
    if rules == "harness":
        return [grade_letter(sample, published_letter(reply)) for sample, reply in replies]
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Macro over tasks, as the authors average their fourteen; micro; each task."""
    tasks = per_class(graded, lambda s: s.category, tuple(VAL))
    return [*macro("macro over tasks", tasks), *micro("micro", graded), *tasks]


def submission(graded: Sequence[Graded]) -> object:
    """The authors' file of predictions: each question's name to a letter in brackets."""
    return {str(s.meta[IDX]): f"({g.value})" if g.value else FAILED for s, g in graded}


BLINK = Benchmark(
    name="blink",
    title="BLINK: multi-view reasoning and correspondence (X. Fu et al., 2024)",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=choice_chance,
    submission=submission,
)
"""Four of the fourteen tasks."""
