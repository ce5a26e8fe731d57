"""LLM-Match: a judge model marks a free answer from 1 to 5 (OpenEQA, Majumdar et al., CVPR 2024)."""

from __future__ import annotations

import re

from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample

MARK = re.compile(r"mark\W*?\s*(-?\d+(?:\.\d+)?)(?![\d.]*\d)", re.IGNORECASE)
BARE = re.compile(r"\s*(-?\d+)\s*\.?\s*")

TASK = """\
You compare an answer to a question about a place with the answer that is known to be right.
Give one whole number from 1 to 5 as your mark. 5: the answer means the same as the right one. 1: it has
nothing to do with it. 2, 3 and 4 lie between: partly right, or right but vague. How it is worded,
how long it is, and spelling do not matter.
Write nothing but a line of the form "Your mark: 3"."""

EXAMPLES = (
    ("Is the lamp on the desk switched on?", "yes", "It is on.", 5),
    ("Which room is behind the glass door?", "the kitchen", "a room where one eats", 3),
    ("What stands to the left of the stove?", "a refrigerator", "a plant", 1),
)
"""Question, right answer, answer, mark. The words are ours; marks of other prompts may differ from these."""


def judge_prompt(sample: Sample, reply: str) -> str:
    """What a judge is asked about a reply, with all answers that are known to be right."""
    right = (sample.answer, *map(str, sample.meta.get("extra_answers", ())))
    cases = [_case(q, (r,), a) + f"\nYour mark: {mark}" for q, r, a, mark in EXAMPLES]
    return "\n\n".join([TASK, *cases, _case(sample.question, right, " ".join(reply.split()))])


def score_of_mark(mark: float) -> float:
    """(clip(mark, 1, 5) - 1) / 4: marks of 1 to 5 give 0, 0.25, 0.5, 0.75 and 1 (OpenEQA, LLM-Match)."""
    return (min(max(mark, 1.0), 5.0) - 1) / 4


def read_mark(reply: str) -> Reading:
    """The score of a judge's reply, as `score_of_mark` gives it.

    A whole number alone is a mark, or the one after the word "mark". Anything else, two different marks,
    or a mark outside 1..5 is unreadable: a judge that does not judge must not cost or earn anything.
    """
    bare = BARE.fullmatch(reply)
    marks = {bare[1]} if bare else set(MARK.findall(reply))
    if len(marks) != 1:
        return unreadable("gives no mark" if not marks else "gives several marks")
    mark = float(marks.pop())
    if mark not in (1, 2, 3, 4, 5):
        return unreadable("gives a mark that is none of 1 to 5")
    return Reading(f"{score_of_mark(mark):g}")


def _case(question: str, right: tuple[str, ...], answer: str) -> str:
    known = "\n".join(f"Right answer: {text}" for text in right)
    return f"Question: {question}\n{known}\nAnswer: {answer or '(none)'}"
