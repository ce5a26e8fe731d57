"""The Spatial Orientation Test: own films or rendered rooms; as filmed, in reverse, harmonic mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import Graded, micro, per_class
from covis.benchmarks.metrics.harmonic_mean import harmonic_mean
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.rooms.read import read_rooms
from covis.benchmarks.sot.films import FILE, read_films
from covis.prompts.question import question_text
from covis.prompts.sample import Sample

REMINDER = "Left and right are meant from the point of view that the question describes, not the camera's."
DIRECTIONS = {"forward": "origin", "reverse": "reverse"}
"""The test's own names of the two orders."""


def read(settings: ReadSettings) -> Questions:
    """Own films (a folder with `sot.jsonl`, see `covis.benchmarks.sot.films`), or the family sot of rooms.

    Raises:
        CovisError: If `data` is neither, or something in it is broken.
    """
    data = settings.data
    if data.name == FILE or (data / FILE).is_file():
        return read_films(data if data.is_file() else data / FILE, settings)
    return read_rooms(settings, lambda sample: sample.task == "sot")


def question(sample: Sample) -> str:
    """The question with its options; from another standpoint, with a reminder whose left and right it is."""
    if sample.category == "perspective":
        sample = replace(sample, question=f"{sample.question} {REMINDER}")
    return question_text(sample)


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """Right or wrong; a letter or a side counts. No parser was published: `harness` is as `strict`."""
    return [grade_strictly(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Accuracy in each order and their harmonic mean; all the same for each kind of question; levels."""
    kinds = sorted({sample.category for sample, _ in graded})
    lines = [*_orders(graded, "")]
    for kind in kinds if len(kinds) > 1 else []:
        lines += _orders([(s, g) for s, g in graded if s.category == kind], f"{kind}: ")
    levels = per_class(graded, lambda s: f"level {s.level}")
    return [*lines, *(levels if len(levels) > 1 else [])]


def _orders(graded: Sequence[Graded], prefix: str) -> list[Average]:
    lines = [
        line
        for direction, name in DIRECTIONS.items()
        for line in micro(prefix + name, [(s, g) for s, g in graded if s.direction == direction])
    ]
    if len(lines) == len(DIRECTIONS):
        both = harmonic_mean(lines[0].value, lines[1].value)
        lines.append(Average(f"{prefix}harmonic mean", both, sum(line.of for line in lines)))
    return lines


SOT = Benchmark(
    name="sot",
    title="SOT: Spatial Orientation Test (B. Liu et al., Coarse Correspondences, 2024)",
    read=read,
    question=question,
    grade=grade,
    averages=averages,
    chance=choice_chance,
)
"""Left or right, of things that no single view shows together."""
