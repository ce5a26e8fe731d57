"""Strict scoring: a reply gives exactly one answer, or it is unreadable and scores 0."""

from __future__ import annotations

from covis.benchmarks.grade import Grade
from covis.errors import CovisError
from covis.prompts.paths import score_path
from covis.prompts.reading import Reading, unreadable
from covis.prompts.relative_accuracy import mean_relative_accuracy
from covis.prompts.sample import Sample
from covis.prompts.table import template_for


def grade_strictly(sample: Sample, reply: str) -> Grade:
    """Read a reply with the sample's own template, and score what was read.

    A choice scores 1 or 0, a number its mean relative accuracy, a path 1 if it is as short as the shortest;
    its length over that of the shortest stands in `extra` where it is a path at all.

    Args:
        sample: Its answer is a choice, a number or a path.
        reply: What the model said.

    Raises:
        CovisError: If its answer is a free text, which has no rule of its own.
    """
    return grade_reading(sample, template_for(sample).read(reply, sample))


def grade_reading(sample: Sample, reading: Reading) -> Grade:
    """Score what was read from a reply, as `grade_strictly` does.

    Args:
        sample: Its answer is a choice, a number or a path.
        reading: One answer, or why there is none.

    Raises:
        CovisError: If its answer is a free text, which has no rule of its own.
    """
    value, known = reading.value, bool(sample.answer)
    if value is None:
        return Grade(0.0 if known else None, None, reading.why)
    if not known:
        return Grade(None, value)
    if sample.answer_kind == "choice":
        return Grade(float(value == sample.answer), value)
    if sample.answer_kind == "number":
        guess, truth = float(value), float(sample.answer)
        return Grade(mean_relative_accuracy(guess, truth), value, extra={"exact": float(guess == truth)})
    if sample.answer_kind == "path":
        score = score_path(sample, [label.strip() for label in value.split(",")])
        ratio = {} if score.length_ratio is None else {"length_ratio": score.length_ratio}
        return Grade(float(score.optimal), value, extra={"valid": float(score.valid), **ratio})
    raise CovisError(f"sample {sample.id!r}: a free text cannot be scored by a rule; its benchmark must.")


def grade_letter(sample: Sample, letter: str | None) -> Grade:
    """Score the letter that a benchmark's own rule found in a reply; None if it found none."""
    return grade_reading(sample, Reading(letter) if letter else unreadable("holds no letter that is found"))


def choice_chance(sample: Sample) -> float | None:
    """What guessing scores: one of its options at random; None for other kinds of answers."""
    return 1 / len(sample.options) if sample.options else None
