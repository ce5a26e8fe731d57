from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.worlds.checks import refuse_faulty, report, shared_scenes

NAMES = ["sofa", "door", "lamp", "chair", "window", "shelf", "clock"]


def choices(scenes: int = 120, leak: float = 0.0, seed: int = 0) -> Iterator[Sample]:
    """Four options each; with a leak the window is right more often than is fair."""
    rng = np.random.default_rng((seed, 1))
    for i in range(scenes):
        for j in range(4):
            options = [str(name) for name in rng.choice(NAMES, 4, replace=False)]
            right = int(rng.integers(4))
            if "window" in options and rng.random() < leak:
                right = options.index("window")
            yield Sample(
                id=f"{i}-{j}",
                scene=f"s{i}",
                task="nearest",
                category=("near", "far")[j % 2],
                images=(f"{i}.png",),
                question=f"What is nearest to mark {j}?",
                options=tuple(options),
                answer="ABCD"[right],
                answer_kind="choice",
            )


def numbers(scenes: int = 120, leak: float = 0.0) -> Iterator[Sample]:
    """Distances; with a leak the asked thing tells how far it is."""
    rng = np.random.default_rng(3)
    for i in range(scenes):
        for j, name in enumerate(NAMES):
            yield Sample(
                id=f"n{i}-{j}",
                scene=f"s{i}",
                task="far",
                category="far",
                images=(f"{i}.png",),
                question=f"How far is the {name}?",
                options=None,
                answer=f"{rng.uniform(1, 4) * (1 + leak * j):.2f}",
                answer_kind="number",
                unit="m",
            )


def test_fair_choices_are_read_at_chance() -> None:
    found = report(choices())
    whole = found.text_only[0]
    assert (whole.task, whole.category, whole.questions, whole.scenes) == ("nearest", "", 480, 120)
    assert whole.chance == 0.25
    assert abs(whole.above_chance) <= 0.05
    assert whole.low < whole.score < whole.high
    assert [one.category for one in found.text_only] == ["", "far", "near"]


def test_a_leak_of_words_is_found() -> None:
    found = report(choices(leak=0.5))
    assert found.text_only[0].low > 0.30
    by_text = next(b for b in found.balance if b.of == "text")
    assert by_text.p < 1e-6
    assert next(iter(by_text.shares)) == "window"


@pytest.mark.parametrize("right", ["first", "greatest", "longest"])
def test_a_leak_of_the_options_order_is_found(right: str) -> None:
    rng = np.random.default_rng(5)
    samples = []
    for one in choices():
        values = [int(v) for v in rng.choice(np.arange(3, 30), 4, replace=False)]
        options = [f"{v} m" if right != "longest" else "x" * v for v in values]
        index = 0 if right == "first" else int(np.argmax(values))
        samples.append(replace(one, options=tuple(options), answer="ABCD"[index]))
    assert report(samples).text_only[0].score > 0.9


def test_a_leak_in_numbers_is_found_and_fair_numbers_earn_what_a_constant_does() -> None:
    fair, leaky = report(numbers()).text_only[0], report(numbers(leak=1.0)).text_only[0]
    assert fair.kind == leaky.kind == "number"
    assert fair.above_chance < 0.05
    assert leaky.above_chance > 0.05


def test_shares_and_expected_shares_are_shares() -> None:
    for balance in report([*choices(), *numbers()]).balance:
        assert balance.questions in (480, 840)
        if balance.expected:
            assert sum(balance.expected.values()) == pytest.approx(1)
            assert sum(balance.shares.values()) == pytest.approx(1)
            assert balance.p > 1e-4


def test_the_same_text_in_reverse_order_counts_once_in_the_balance_and_is_no_duplicate() -> None:
    pan = [replace(one, images=("a.png", "b.png")) for one in choices(20)]
    back = [replace(one, id=f"{one.id}r", images=("b.png", "a.png"), direction="reverse") for one in pan]
    found = report([*pan, *back])
    assert found.samples == 160
    assert not found.duplicates
    assert {b.questions for b in found.balance} == {80}


def test_a_repeated_question_is_refused() -> None:
    one = next(choices(1))
    again = replace(one, id="again", options=tuple(reversed(one.options or ())))
    found = report([one, again])
    assert found.duplicates == ("again",)
    with pytest.raises(CovisError, match="again"):
        refuse_faulty(found)
    refuse_faulty(report([one, replace(one, id="other", scene="other")]))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"images": ()}, "no picture"),
        ({"options": ("left", "Left ", "up", "down")}, "say the same"),
        ({"meta": {"things": [3, 9], "shot": "pan", "views": [0, 7]}}, "thing 9"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(change: dict[str, object], reason: str) -> None:
    wrong = replace(next(choices(1)), **change)  # type: ignore[arg-type]
    views = {("pan", 0): {1, 2}, ("pan", 7): {3}, ("pan", 9): {9}}
    found = report([wrong], lambda scene: views)
    assert reason in found.impossible[wrong.id]
    with pytest.raises(CovisError, match=reason):
        refuse_faulty(found)


def test_splits_that_share_a_scene_are_named() -> None:
    train, test = list(choices(5)), [replace(s, scene=f"test-{s.scene}") for s in choices(5)]
    assert shared_scenes({"train": train, "test": test}) == {}
    assert shared_scenes({"train": train, "test": [*test, train[7]]}) == {"s1": ("train", "test")}


def test_the_report_is_one_line_of_json_and_does_not_change() -> None:
    first, second = report(choices(30)), report(iter(list(choices(30))))
    assert first.to_json() == second.to_json()
    assert "\n" not in first.to_json()
    assert json.loads(first.to_json())["samples"] == 120


def test_too_few_questions_are_not_measured() -> None:
    found = report(choices(5))
    assert found.text_only == ()
    assert found.samples == 20


def test_a_leak_of_boxes_that_are_alike_is_found() -> None:
    """The right box is the one whose shape is nearest to the asked one's."""
    rng = np.random.default_rng(8)
    samples = []
    for one in choices():
        corners = rng.integers(0, 500, (5, 2))
        boxes = np.concatenate([corners, corners + rng.integers(40, 400, (5, 2))], 1)
        sides = np.log(boxes[:, 2:] - boxes[:, :2])
        index = int(np.abs(sides[1:] - sides[0]).sum(1).argmin())
        question = f"Which box holds what box {boxes[0].tolist()} holds?"
        options = tuple(str(box.tolist()) for box in boxes[1:])
        samples.append(replace(one, question=question, options=options, answer="ABCD"[index]))
    assert report(samples).text_only[0].score > 0.6
