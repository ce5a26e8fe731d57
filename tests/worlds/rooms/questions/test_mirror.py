"""In a mirrored room left is right, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.worlds.rooms.questions.staging import drawn, measured

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.prompts.sample import Sample
from covis.worlds.rooms.questions.solve import solve
from covis.worlds.rooms.questions.table import TASKS
from covis.worlds.rooms.truth import SceneTruth

FLIP = np.diag([-1.0, 1.0, 1.0, 1.0])
SIDES = (
    "sot",
    "relative_location",
    "relative_direction",
    "spatial_imagination",
    "camera_motion",
    "object_relation",
)
NO_SIDES = ("depth", "distance", "count", "object_count", "relative_distance", "appearance_order")


def mirrored_camera(camera: Camera) -> Camera:
    """Its place and view mirrored in x = 0, its own x axis turned round: it is a camera again."""
    return Camera(camera.K, FLIP @ camera.T_world_from_cam @ FLIP, camera.size_px)


def mirrored(truth: SceneTruth) -> SceneTruth:
    things = [
        replace(t, position_m=(-t.position_m[0], *t.position_m[1:]), yaw_rad=-t.yaw_rad)
        for t in truth.scene.things
    ]
    shots = [replace(s, cameras=tuple(mirrored_camera(c) for c in s.cameras)) for s in truth.scene.shots]
    return measured(replace(truth.scene, things=tuple(things), shots=tuple(shots)))


def asked(name: str, seeds: range) -> list[tuple[SceneTruth, Sample]]:
    found = []
    for seed in seeds:
        truth = drawn(seed, 3, count=14)
        try:
            found += [(truth, sample) for sample in TASKS[name].ask(truth, seed)]
        except CovisError:
            continue
    return found


def said(sample: Sample, letter: str) -> str:
    return sample.options["ABCDEFGH".index(letter)] if sample.options else letter


def in_the_mirror(sample: Sample, truth: SceneTruth) -> str:
    cameras = tuple(mirrored_camera(camera) for camera in sample.cameras)
    return said(sample, solve(replace(sample, cameras=cameras), mirrored(truth)))


def swapped(text: str) -> str:
    return text.replace("left", "§").replace("right", "left").replace("§", "right")


def mirrored_turns(text: str) -> str:
    """The same turns in the mirror; questions themselves name no sides but these."""
    for side in ("turn {} by 90", "turn to the {}"):
        left, right = side.format("left"), side.format("right")
        text = text.replace(left, "§").replace(right, left).replace("§", right)
    return text


@pytest.mark.parametrize("name", SIDES)
def test_sides_change(name: str) -> None:
    there = asked(name, range(8))
    assert there
    for truth, sample in there:
        if sample.options is None or "nearer" in sample.category:
            continue
        turned = replace(sample, question=mirrored_turns(sample.question))
        assert in_the_mirror(turned, truth) == swapped(said(sample, sample.answer))


@pytest.mark.parametrize("name", NO_SIDES)
def test_all_else_stays(name: str) -> None:
    there = asked(name, range(8))
    for truth, sample in there:
        assert in_the_mirror(sample, truth) == said(sample, sample.answer)
    assert there or "count" in name
