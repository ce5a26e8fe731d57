"""What's Up: accuracy of single pictures, of opposite pairs and of sets of four."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from covis.benchmarks.benchmark import Average, Benchmark, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import PERCENT, Graded, grouped, macro, micro, per_class
from covis.benchmarks.metrics.repeats import by_repeat
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.whatsup.parts import PARTS
from covis.benchmarks.whatsup.read import RELATION, SET, SIZE_OF_SET, read
from covis.prompts.question import question_text
from covis.prompts.sample import Sample


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong. The authors score captions without any reply, so `harness` is as `strict`."""
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Each part; macro over the two parts of a family, as the paper has it; pairs, sets; relations."""
    parts = per_class(graded, lambda s: s.category, tuple(PARTS))
    families = [
        line
        for family in dict.fromkeys(part.family for part in PARTS.values())
        for line in macro(f"{family}: macro", [p for p in parts if PARTS[p.name].family == family])
    ]
    lines = [*families, *micro("micro", graded), *parts]
    for name, group in grouped(graded, lambda s: s.category, tuple(PARTS)).items():
        if PARTS[name].opposites:
            lines += _together(name, group)
        lines += per_class(group, lambda s: str(s.meta[RELATION]), prefix=f"{name}: ")
    return lines


def _together(name: str, graded: Sequence[Graded]) -> list[Average]:
    """Pairs and sets of which every picture is right, of half and a quarter as many as there are pictures."""
    repeats = [_right(name, repeat) for repeat in by_repeat(graded)]
    return [
        Average(f"{name}: pairs", PERCENT * fmean(pairs for pairs, _ in repeats), len(graded)),
        Average(f"{name}: sets", PERCENT * fmean(sets for _, sets in repeats), len(graded)),
    ]


def _right(name: str, graded: Sequence[Graded]) -> tuple[float, float]:
    right: dict[str, dict[str, bool]] = {}
    for sample, given in graded:
        right.setdefault(str(sample.meta[SET]), {})[str(sample.meta[RELATION])] = given.score == 1.0
    pairs = sum(
        all(one.get(relation, False) for relation in pair)
        for one in right.values()
        for pair in PARTS[name].opposites
    )
    sets = sum(sum(one.values()) == SIZE_OF_SET for one in right.values())
    return pairs / (len(graded) / 2), sets / (len(graded) / SIZE_OF_SET)


WHATSUP = Benchmark(
    name="whatsup",
    title="What's Up (A. Kamath et al., 2023)",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""All six parts."""
