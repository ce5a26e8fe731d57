"""Rooms asked and graded as action-then-answer."""

from __future__ import annotations

from tests.benchmarks.small_files import score

from covis.benchmarks.rooms.actions import ROOMS_ACTIONS
from covis.benchmarks.rooms.benchmark import ROOMS
from covis.prompts.sample import Sample

DEPTH = Sample("s", "s", "depth", "depth", ("1.png", "2.png"), "How deep?", None, "2.00", "number", unit="m")
MOTION = '<action>{"1-2": [{"turn_right_deg": 30.0}]}</action>'


def test_the_answer_counts_when_the_motions_stand_before_it() -> None:
    assert score(ROOMS_ACTIONS, DEPTH, f"{MOTION}<answer>2.00</answer>") == 1.0
    assert 0 < score(ROOMS_ACTIONS, DEPTH, f"{MOTION}<answer>2.2</answer>") < 1


def test_an_answer_without_motions_is_unreadable() -> None:
    assert score(ROOMS, DEPTH, "2.00") == 1.0
    for reply in ("2.00", "<answer>2.00</answer>", f"<answer>2.00</answer>{MOTION}"):
        (grade,) = ROOMS_ACTIONS.grade([(DEPTH, reply)], "strict")
        assert (grade.score, grade.value) == (0.0, None)


def test_the_question_asks_for_both() -> None:
    text = ROOMS_ACTIONS.question(DEPTH)
    assert text.startswith("How deep?")
    assert "1-2" in text
    assert "<action>" in text
