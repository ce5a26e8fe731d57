"""Replies as the authors' code reads them: only what stands before the first space, without full stops.

So "(A)" and "A, because" are wrong, and so is "about 3".
"""

from __future__ import annotations

from covis.benchmarks.grade import Grade
from covis.prompts.relative_accuracy import published_relative_accuracy
from covis.prompts.sample import Sample


def first_word(reply: str) -> str:
    """What stands before the first space, without full stops at its end."""
    return reply.split(" ")[0].rstrip(".").strip()


def grade_as_published(sample: Sample, reply: str) -> Grade:
    """The grade of a reply.

    Args:
        sample: A choice or a number.
        reply: What the model said.
    """
    word = first_word(reply)
    if sample.answer_kind == "choice":
        return Grade(float(word.lower() == sample.answer.lower()), word or None, "" if word else "is empty")
    try:
        guess = float(word)
    except ValueError:
        return Grade(0.0, None, "begins with no number")
    return Grade(published_relative_accuracy(guess, float(sample.answer)), word)
