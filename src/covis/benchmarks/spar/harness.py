"""Replies as the code behind published figures reads them, faults included (lmms-eval, after upstream).

A choice is right if the reply, in lower case, equals the letter, is a part of it, so that an empty reply is
right, or begins with its character, so that "Behind it" is B. A number is the first in the reply, or the last
one for several views, without its sign.
"""

from __future__ import annotations

import re
import string

from covis.benchmarks.grade import Grade
from covis.benchmarks.spar.tasks import VIEW_CHANGE
from covis.benchmarks.spar.view_change import published_score
from covis.prompts.relative_accuracy import published_relative_accuracy
from covis.prompts.sample import Sample

NUMBER = re.compile(r"(?<!\^)\d+(?:\.\d+)?")
NO_NUMBER = -1.0  # what stands for a missing number where there are several views


def grade_as_published(sample: Sample, reply: str) -> Grade:
    """The grade of a reply.

    Args:
        sample: Its category is the task.
        reply: What the model said.
    """
    if sample.category == VIEW_CHANGE:
        return Grade(published_score(reply, sample.answer), reply or None, "" if reply else "is empty")
    if sample.answer_kind == "number":
        return _number(sample, reply)
    said, letter = reply.lower(), sample.answer.lower()
    if said == letter or said in letter or said[0] == letter:
        return Grade(1.0, sample.answer)
    value = said[0].upper() if said[0] in string.ascii_lowercase[: len(sample.options or ())] else None
    return Grade(0.0, value, "" if value else "begins with no option's letter")


def _number(sample: Sample, reply: str) -> Grade:
    found = [float(text) for text in NUMBER.findall(reply)]
    several = sample.category.endswith("_mv")
    if not found and not several:
        return Grade(0.0, None, "holds no number")
    guess = found[-1 if several else 0] if found else NO_NUMBER
    score = published_relative_accuracy(guess, float(sample.answer))
    return Grade(score, f"{guess:g}" if found else None, "" if found else "holds no number")
