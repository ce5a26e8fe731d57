"""Options that a question's text holds itself, such as "... A. sofa B. lamp", taken apart."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from covis.benchmarks.records.row import Row
from covis.prompts.question import question_text
from covis.prompts.sample import Sample

MARK = re.compile(r"(?<![^\s,;])(\(?)([A-Z])([.:)])(?=\s|\S\S)")
HEADING = re.compile(r"(?:^|(?<=[.?!:;\n]))\s*(?:options|choices)\s*:?\s*$", re.IGNORECASE)
LETTER = re.compile(r"\s*\(?([A-Z])\)?\.?\s*")
USUAL = 4  # options of a question whose text does not come apart
INLINE = "options_inline"
"""In `meta`: the options could not be taken out of the question, and only their letters are known."""

ORIGINAL = "original"
"""In `meta`: the question as its file gives it."""


@dataclass(frozen=True)
class InlineChoice:
    """A question with options in its text, taken apart.

    Attributes:
        question: What stands before the options; the whole text if it does not come apart.
        options: Their texts; only their letters if the text does not come apart.
        meta: For `Sample.meta`.
    """

    question: str
    options: tuple[str, ...]
    meta: dict[str, object]


def split_options(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take a text apart at its longest run of marks A, B, C, ... of one form.

    Args:
        text: Such as "Where is it? Options: A: left, B: right".

    Returns:
        What stands before the options, without a heading, and the options; None if there are not two or
        more of them, all different and none blank.
    """
    marks = list(MARK.finditer(text))
    runs = [_run(marks[k:]) for k, mark in enumerate(marks) if mark[2] == "A"]
    run = max(reversed(runs), key=len, default=[])
    ends = [mark.start() for mark in run[1:]] + [len(text)]
    options = tuple(
        text[mark.end() : end].strip().rstrip(",;").rstrip() for mark, end in zip(run, ends, strict=False)
    )
    if len(options) < 2 or not all(options) or len(set(options)) < len(options):
        return None
    return HEADING.sub("", text[: run[0].start()]).rstrip(), options


def inline_choice(row: Row, text: str, answer: str) -> InlineChoice:
    """The question and options of a record.

    Args:
        row: The record.
        text: Its question, with the options in it.
        answer: The letter of the right option.
    """
    found = split_options(text)
    if found and found[0] and answer in string.ascii_uppercase[: len(found[1])]:
        return InlineChoice(found[0], found[1], {ORIGINAL: text})
    count = max(USUAL, string.ascii_uppercase.index(answer) + 1)
    letters = tuple(string.ascii_uppercase[:count])
    return InlineChoice(text, letters, {ORIGINAL: text, INLINE: True})


def answer_letter(row: Row, *names: str) -> str:
    """The letter of the right option, such as "B" or "(B)".

    Raises:
        CovisError: If the field is missing or holds something else.
    """
    text = row.text(*names)
    match = LETTER.fullmatch(text)
    if not match:
        raise row.wrong(names[0], f"must be the letter of an option, not {text[:60]!r}")
    return match[1]


def inline_question_text(sample: Sample, instruction: str) -> str:
    """A question as it is asked; options that stand in its text are not listed once more."""
    if sample.meta.get(INLINE):
        return f"{sample.question}\n{instruction}"
    return question_text(sample, instruction)


def _run(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks A, B, C, ... of the first one's form, each the next of its letter."""
    run = marks[:1]
    for mark in marks[1:]:
        wanted = chr(ord(run[-1][2]) + 1)
        if mark[2] == wanted and (mark[1], mark[3]) == (run[0][1], run[0][3]):
            run.append(mark)
    return run
