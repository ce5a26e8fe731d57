"""Data sets of rendered rooms, answered as ActoR answers: the camera's motions first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from covis.benchmarks.benchmark import Rules
from covis.benchmarks.grade import Grade
from covis.benchmarks.metrics.strict import grade_reading
from covis.benchmarks.rooms.benchmark import ROOMS
from covis.prompts.action_answer import ACTION_ANSWER
from covis.prompts.question import question_text
from covis.prompts.sample import Sample


def question(sample: Sample) -> str:
    """The question, with the form of action-then-answer (ActoR of HATCH, arXiv 2602.08735)."""
    return question_text(sample, ACTION_ANSWER.instruction(sample))


def grade(replies: Sequence[tuple[Sample, str]], rules: Rules) -> list[Grade]:
    """What stands in the answer tags is graded as without motions; a reply in another form is unreadable.

    `harness` is the same as `strict`.
    """
    return [grade_reading(sample, ACTION_ANSWER.read(reply, sample)) for sample, reply in replies]


ROOMS_ACTIONS = replace(
    ROOMS,
    name="rooms-actions",
    title="covis rooms, the camera's motions before the answer",
    question=question,
    grade=grade,
)
"""`ROOMS` for models that were trained by covis train actor."""
