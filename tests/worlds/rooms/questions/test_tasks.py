from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.worlds.rooms.questions.staging import drawn

from covis.errors import CovisError
from covis.geometry.actions import actions_from_json, pose_from_actions
from covis.geometry.pose import relative_pose
from covis.prompts.sample import Sample
from covis.worlds import checks
from covis.worlds.rooms.questions.solve import solve
from covis.worlds.rooms.questions.table import TASKS
from covis.worlds.rooms.truth import SceneTruth

STILL = [name for name, task in TASKS.items() if task.shot not in ("shuffle", "carry")]


@cache
def asked(level: int, scenes: int = 8) -> dict[str, list[tuple[SceneTruth, Sample]]]:
    found: dict[str, list[tuple[SceneTruth, Sample]]] = {name: [] for name in STILL}
    for seed in range(scenes):
        truth = drawn(seed, level, count=14)
        for name in STILL:
            try:
                found[name] += [(truth, sample) for sample in TASKS[name].ask(truth, seed)]
            except CovisError:
                continue
    return found


@pytest.mark.parametrize("level", [1, 4])
@pytest.mark.parametrize("name", STILL)
def test_a_perfect_reader_answers_everything(name: str, level: int) -> None:
    there = asked(level)[name]
    for truth, sample in there:
        assert solve(replace(sample, answer="A" if sample.options else "1"), truth) == sample.answer
    if level == 1:
        assert there, f"no scene gives a question of {name}"


@pytest.mark.parametrize("name", STILL)
def test_samples_are_whole(name: str) -> None:
    task = TASKS[name]
    for truth, sample in asked(1)[name]:
        assert sample.task == name
        assert sample.category in task.categories
        assert sample.level == 1
        shot = next(s for s in truth.scene.shots if s.kind == task.shot)
        assert set(sample.meta["views"]) <= set(shot.kept)
        assert (sample.video is None) == (shot.fps == 0)
        assert len(sample.cameras) == len(sample.depth) == len(sample.ids) == len(sample.images)
        assert Sample.from_json(sample.to_json()).to_json() == sample.to_json()
        count = len(sample.images)
        assert [(a.first, a.second) for a in sample.actions] == [
            (i, j) for i in range(count) for j in range(i + 1, count)
        ]


@pytest.mark.parametrize("name", ["sot", "around", "camera_motion"])
def test_actions_lead_from_camera_to_camera(name: str) -> None:
    for _, sample in asked(1)[name][:5]:
        for pair in sample.actions:
            pose = pose_from_actions(actions_from_json(pair.actions))
            true = relative_pose(sample.cameras[pair.first], sample.cameras[pair.second])
            # Written to a tenth of a degree and a centimetre.
            assert np.abs(pose[:3, 3] - true[:3, 3]).max() < 0.06
            assert float(pose[:3, 2] @ true[:3, 2]) > 0.9999


def test_the_same_seed_asks_the_same() -> None:
    truth = drawn(3)
    for name in ("sot", "relative_direction", "among", "depth"):
        first, again = ([s.to_json() for s in _ask(name, truth, 7)] for _ in range(2))
        assert first == again


def _ask(name: str, truth: SceneTruth, seed: int) -> list[Sample]:
    try:
        return TASKS[name].ask(truth, seed)
    except CovisError:
        return []


def test_a_record_read_again_asks_the_same() -> None:
    truth = drawn(5)
    again = SceneTruth.from_json(truth.to_json())
    for name in STILL:
        assert [s.to_json() for s in _ask(name, truth, 1)] == [s.to_json() for s in _ask(name, again, 1)]


def test_sets_have_neither_duplicates_nor_impossible_questions() -> None:
    samples = [sample for group in asked(1).values() for _, sample in group]
    truths = {truth.scene.id: truth for group in asked(1).values() for truth, _ in group}

    seen = {
        name: {(v.shot, v.frame): {s.thing for s in v.seen} for v in truth.views}
        for name, truth in truths.items()
    }
    found = checks.report(samples, seen.__getitem__)
    checks.refuse_faulty(found)
    assert found.samples == len(samples)


@pytest.mark.parametrize("name", ["sot", "relative_distance", "spatial_imagination", "around", "among"])
def test_things_and_options_are_drawn_fairly(name: str) -> None:
    """Families whose text says nothing by construction: letters as often as chance has it, within 4 sigma."""
    once = {(s.scene, s.question): s for _, s in asked(1)[name]}.values()
    letters = Counter(sample.answer for sample in once)
    fair = sum(1 / len(s.options or "?") for s in once)
    assert abs(letters["A"] - fair) < 4 * np.sqrt(len(once) / 4) + 1


def test_margins_are_kept() -> None:
    for _, sample in asked(1)["sot"]:
        assert 15 <= sample.meta["apart_deg"] <= 150
    for _, sample in asked(1)["camera_motion"]:
        if sample.category != "turn_angle":
            assert sample.meta["degrees"] >= 15


def test_meta_is_plain_json() -> None:
    for group in asked(1).values():
        for _, sample in group[:2]:
            assert json.loads(json.dumps(sample.meta)) == dict(sample.meta)


def test_an_empty_room_is_given_up_in_one_sentence_that_names_the_scene() -> None:
    truth = drawn(0)
    bare = SceneTruth(1, replace(truth.scene, things=()), tuple(replace(v, seen=()) for v in truth.views))
    for name in STILL:
        if name != "camera_motion":
            with pytest.raises(CovisError, match=rf"{truth.scene.id}.*\.$"):
                TASKS[name].ask(bare, 0)


def test_a_missing_shot_is_named() -> None:
    truth = drawn(0)
    with pytest.raises(CovisError, match="has no pan"):
        TASKS["sot"].ask(SceneTruth(1, replace(truth.scene, shots=truth.scene.shots[1:]), truth.views), 0)
