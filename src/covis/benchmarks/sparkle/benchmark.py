"""Sparkle: the plane's basic skills and its composite tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from covis.benchmarks.benchmark import Average, Benchmark, Questions, ReadSettings, Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.averages import PERCENT, Graded, grouped, macro, per_class
from covis.benchmarks.metrics.strict import choice_chance, grade_strictly
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.own_sets import check_lines, with_media
from covis.errors import CovisError
from covis.prompts.plane_words import allowed_words, read_word
from covis.prompts.question import question_text
from covis.prompts.sample import Sample, read_samples
from covis.prompts.table import template_for

BASIC = ("direction", "distance", "localization")
COMPOSITE = ("spp", "tsp")


def read(settings: ReadSettings) -> Questions:
    """All tests of a set of the plane, basic and composite; training questions are no test.

    Args:
        settings: `data` is a folder that `covis worlds plane` has finished, or one of its test files.

    Raises:
        CovisError: If it is none, or a line or a picture is broken.
    """
    files = find_files(settings.data, ("test_*.jsonl",), "tests of the plane (covis worlds plane)")
    root = settings.media or files[0].parent
    media, left_out = Media(root), Counter[str]()
    kept: list[Sample] = []
    for file in files:
        left_out.update(check_lines(file, settings.any_size))
        kept += with_media(_samples(file), file, media, settings, left_out)
    if not kept:
        raise CovisError(f"{settings.data} gives no question whose picture is in {root}; name its folder.")
    return Questions(tuple(kept), root, dict(left_out))


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """A path or tour is right if it is as short as the shortest; a number scores its relative accuracy.

    The authors published no parser, so `harness` is the same as `strict`.
    """
    return [_grade(sample, reply) for sample, reply in replies]


def averages(graded: Sequence[Graded]) -> list[Average]:
    """Macro over basic skills, over composite tests; each skill, with and without options; each test.

    Of a composite test also how many answers are paths or tours at all, and how long those are on average,
    relative to the shortest.
    """
    skills = per_class(graded, lambda s: s.task, BASIC)
    skills = [line for line in skills if line.name in BASIC]
    lines = [*macro("basic: macro", skills), *skills]
    for skill, group in grouped(graded, lambda s: s.task, BASIC).items():
        if skill in BASIC:
            lines += per_class(group, _form, prefix=f"{skill}: ")
    paths = [(s, g) for s, g in graded if s.task in COMPOSITE]
    tests = per_class(paths, _test)
    lines += [*macro("composite: macro", tests), *tests]
    for test, group in grouped(paths, _test).items():
        valid = [g.extra.get("valid", 0.0) for _, g in group]
        ratios = [g.extra["length_ratio"] for _, g in group if "length_ratio" in g.extra]
        lines.append(Average(f"{test}: valid", PERCENT * fmean(valid), len(valid)))
        if ratios:
            lines.append(Average(f"{test}: length over shortest", fmean(ratios), len(ratios)))
    return lines


def chance(sample: Sample) -> float | None:
    """One of the options, or one of the words that may be the answer; None for numbers, paths and tours."""
    if sample.answer_kind != "text":
        return choice_chance(sample)
    words = allowed_words(sample)
    named = sum(thing in words for thing in sample.meta.get("about", ()))
    return 1 / max(1, len(words) - named)  # the point asked about is not its own nearest


def _samples(file: Path) -> list[Sample]:
    samples = list(read_samples(file))
    strange = next((s for s in samples if s.task not in (*BASIC, *COMPOSITE)), None)
    if strange:
        raise CovisError(f"{file}: sample {strange.id!r} is no question about the plane.")
    return samples


def _grade(sample: Sample, reply: str) -> Grade:
    if sample.answer_kind != "text":
        return grade_strictly(sample, reply)
    reading = template_for(sample).read(reply, sample)
    if reading.value is not None:
        reading = read_word(reading.value, allowed_words(sample))
    if reading.value is None:
        return Grade(0.0, None, reading.why)
    return Grade(float(reading.value == sample.answer), reading.value)


def _form(sample: Sample) -> str:
    return "choice" if sample.options else "open"


def _test(sample: Sample) -> str:
    return f"{sample.task} {sample.category}"


SPARKLE = Benchmark(
    name="sparkle",
    title="Sparkle (Y. Tang et al., 2024), as covis worlds plane draws it",
    read=read,
    question=question_text,
    grade=grade,
    averages=averages,
    chance=chance,
)
"""Three basic skills, shortest paths and shortest tours."""
