"""A rendered set, small: rendered again from its record alone, and read by one who knows every answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.worlds.data_set.small import small_makers

from covis.errors import CovisError
from covis.prompts.sample import read_samples
from covis.worlds.data_set.again import render_again
from covis.worlds.data_set.assemble import read_truth
from covis.worlds.data_set.rooms import write_rooms
from covis.worlds.data_set.scene_folder import write_view
from covis.worlds.data_set.settings import RoomsSettings
from covis.worlds.rooms.files import view_path
from covis.worlds.rooms.questions.solve import solve


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("set")
    write_rooms(made, RoomsSettings(scenes=1, seed=1, tasks=("sot",)), small_makers)
    return made


def test_views_are_rendered_again_from_the_record_alone(folder: Path, tmp_path: Path) -> None:
    (path,) = folder.glob("scenes/*/scene.json")
    alone = tmp_path / "scene.json"
    alone.write_bytes(path.read_bytes())
    scene = path.parent.name
    for shot in read_truth(folder, scene).scene.shots:
        frame = shot.kept[-1]
        write_view(tmp_path, scene, shot.name, frame, render_again(alone, shot.name, frame))
        for what in ("rgb", "depth", "ids"):
            stored = folder / view_path(scene, shot.name, frame, what)
            again = tmp_path / stored.relative_to(path.parent)
            assert again.read_bytes() == stored.read_bytes()


def test_a_frame_that_is_not_there_is_said(folder: Path) -> None:
    (path,) = folder.glob("scenes/*/scene.json")
    with pytest.raises(CovisError, match=r"no frame 999 of a shot 'pan'; it has pan \(0 to"):
        render_again(path, "pan", 999)
    with pytest.raises(CovisError, match="cannot be read"):
        render_again(folder / "manifest.json", "pan", 0)


def test_a_reader_of_the_record_knows_every_answer(folder: Path) -> None:
    samples = list(read_samples(folder / "samples.jsonl"))
    assert {sample.task for sample in samples} == {"sot"}
    for sample in samples:
        assert solve(sample, read_truth(folder, sample.scene)) == sample.answer
