"""A set is whole or not there, the same every time, and can be gone on with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.worlds.data_set.fakes import FakeCaster, makers

from covis.errors import CovisError
from covis.prompts.sample import read_samples
from covis.views.video import VideoViews
from covis.worlds.data_set.assemble import read_truth
from covis.worlds.data_set.deliver import SEEDS, one_after_another, scene_seeds, tasks_of
from covis.worlds.data_set.pictures import read_depth_m, read_ids
from covis.worlds.data_set.rooms import RoomsSet, write_rooms
from covis.worlds.data_set.scene_folder import Outcome, SceneJob
from covis.worlds.data_set.settings import RoomsSettings
from covis.worlds.rooms.questions.table import TASKS
from covis.worlds.rooms.truth import SceneTruth

BOTH = RoomsSettings(scenes=3, seed=7, tasks=("color", "stills"), level=2)


def write(folder: Path, settings: RoomsSettings = BOTH) -> RoomsSet:
    return write_rooms(folder, settings, makers)


def content(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def backwards(
    jobs: Sequence[SceneJob], progress: Callable[[int, int, int], None]
) -> Iterator[tuple[int, Outcome]]:
    """Workers that end in another order than they began."""
    done: set[int] = set()
    while len(done) < len(jobs):
        index = max(set(range(len(jobs))) - done)
        done.add(index)
        ((_, outcome),) = one_after_another([jobs[index]], progress)
        yield index, outcome


def test_everything_is_there_and_says_the_same(tmp_path: Path) -> None:
    made = write(tmp_path / "set")
    folder = tmp_path / "set"
    assert made.scenes == ("L2-7-00000", "L2-7-00001", "L2-7-00002")
    assert made.samples == {"color": 4, "stills": 2}
    samples = list(read_samples(folder / "samples.jsonl"))
    assert [s.scene for s in samples] == [s for s in made.scenes for _ in range(2)]
    for sample in samples:
        for path in (*sample.images, *sample.depth, *sample.ids):
            assert (folder / path).is_file()
        if sample.video:
            assert len(VideoViews(folder / sample.video)) == 6
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["counts"]["samples"] == len(samples)
    assert manifest["counts"]["left_out"] == 3
    digest = hashlib.sha256((folder / "samples.jsonl").read_bytes()).hexdigest()
    assert manifest["sha256"] == {"samples.jsonl": digest}
    assert manifest["skipped"] == {}
    assert manifest["versions"]["covis"]


def test_pictures_are_what_the_caster_saw(tmp_path: Path) -> None:
    write(tmp_path)
    for scene in ("L2-7-00000", "L2-7-00002"):
        folder = tmp_path / "scenes" / scene
        truth = SceneTruth.from_json((folder / "scene.json").read_text())
        for shot in truth.scene.shots:
            assert sorted(p.stem for p in (folder / shot.name / "rgb").iterdir()) == [
                f"{k:05d}" for k in shot.kept
            ]
            for k in shot.kept:
                frame = FakeCaster(truth.scene).frame(shot.cameras[k], shot.times_s[k])
                with Image.open(folder / shot.name / "rgb" / f"{k:05d}.png") as picture:
                    np.testing.assert_array_equal(np.asarray(picture), frame.rgb)
                ids = read_ids(folder / shot.name / "ids" / f"{k:05d}.png")
                np.testing.assert_array_equal(ids, frame.ids)
                depth = read_depth_m(folder / shot.name / "depth" / f"{k:05d}.png")
                np.testing.assert_allclose(depth, frame.depth_m, atol=0.0005001)


def test_another_renderer_paints_the_pictures_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", replace(BOTH, renderer="grey"))
    assert "--renderer grey" in (tmp_path / "b" / "README.md").read_text()
    for path in sorted((tmp_path / "a" / "scenes").rglob("*.png")):
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        if path.parent.name == "rgb":
            grey = 20 + 30 * int(path.stem)
            with Image.open(other) as picture:
                assert set(np.unique(np.asarray(picture))) == {grey}
        else:
            assert other.read_bytes() == path.read_bytes()


def test_the_same_bytes_in_whatever_order_scenes_are_done(tmp_path: Path) -> None:
    settings = replace(BOTH, level=4, scenes=4, test_share=0.25)
    write_rooms(tmp_path / "a", settings, makers)
    write_rooms(tmp_path / "b", settings, makers, backwards)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_impossible_scenes_are_replaced_and_counted(tmp_path: Path) -> None:
    made = write(tmp_path, replace(BOTH, level=4, scenes=4))
    assert made.scenes == ("L4-7-00000", "L4-7-00002", "L4-7-00003", "L4-7-00005")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert made.skipped == sum(map(len, manifest["skipped"].values()))
    for scene in ("L4-7-00001", "L4-7-00004"):
        assert manifest["skipped"][scene] == [f"{scene}: nothing fits."] * SEEDS
    for scene in made.scenes:
        assert read_truth(tmp_path, scene).scene.seed % 2 == 0
        assert len(manifest["skipped"].get(scene, ())) < SEEDS


def test_the_first_seed_with_a_question_of_every_task_is_taken(tmp_path: Path) -> None:
    settings = replace(BOTH, tasks=("color", "rare"), scenes=6)
    made = write(tmp_path, settings)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for index, scene in enumerate(made.scenes):
        seeds = scene_seeds(settings, index)
        fair = [seed for seed in seeds if seed % 4 == 0]
        assert read_truth(tmp_path, scene).scene.seed == (fair or seeds)[0]
        passed_over = seeds.index(fair[0]) if fair else SEEDS - 1
        assert manifest["skipped"].get(scene, []) == [f"{scene} has nothing rare."] * passed_over
    with_both = manifest["counts"]["scenes_with"]
    assert with_both["color"] == 6
    assert 0 < with_both["rare"] <= 6


def test_a_task_that_finds_nothing_to_ask_leaves_the_others(tmp_path: Path) -> None:
    settings = replace(BOTH, tasks=("color", "rare"), level=3)
    made = write(tmp_path / "both", settings)
    assert made.samples == {"color": 6}
    with pytest.raises(CovisError, match=r"level 3 for rare \(last: .* has nothing rare\)"):
        write(tmp_path / "one", replace(settings, tasks=("rare",)))


def test_tasks_about_several_kinds_of_shots_take_turns() -> None:
    names = ("sot", "shuffle", "carry", "count")
    assert tasks_of(names, TASKS, 0) == ("sot", "count")
    assert tasks_of(names, TASKS, 1) == ("shuffle",)
    assert tasks_of(names, TASKS, 5) == ("carry",)
    assert tasks_of(names[:1], TASKS, 1) == names[:1]


def test_too_few_scenes_are_said_and_what_is_made_stays(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"only 0 of 2 scenes .*: 4 times 8 seeds .* level 5 .*nothing fits"):
        write(tmp_path, replace(BOTH, level=5, scenes=2))
    assert not (tmp_path / "manifest.json").exists()


def test_a_finished_set_is_left_as_it_is(tmp_path: Path) -> None:
    first = write(tmp_path)
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")}
    again = write(tmp_path)
    assert again == replace(first, was_there=True)
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")} == before


def test_a_run_that_died_is_gone_on_with(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    settings = replace(BOTH, level=4, scenes=4, parquet=True)
    write(whole, settings)

    def dying(
        jobs: Sequence[SceneJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Outcome]]:
        yield from list(backwards(jobs[-3:], progress))[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rooms(broken, settings, makers, dying)
    left = broken / "scenes" / ".L4-7-00000.partial"
    left.mkdir()
    (left / "scene.json").write_text("half")
    (broken / f".samples.jsonl.{os.getpid()}.part").write_text("half")
    done = [p for p in (broken / "scenes").iterdir() if p.is_dir() and not p.name.startswith(".")]
    assert len(done) == 2
    before = {p: p.stat().st_mtime_ns for folder in done for p in folder.rglob("*")}
    write(broken, settings)
    assert content(broken) == content(whole)
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_set_may_grow_but_not_shrink(tmp_path: Path) -> None:
    write(tmp_path / "small", replace(BOTH, scenes=2, test_share=0.5))
    write(tmp_path / "small", replace(BOTH, scenes=4, test_share=0.5))
    write(tmp_path / "large", replace(BOTH, scenes=4, test_share=0.5))
    assert content(tmp_path / "small") == content(tmp_path / "large")
    with pytest.raises(CovisError, match="holds 4 scenes already"):
        write(tmp_path / "small", replace(BOTH, scenes=3, test_share=0.5))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seed": 8}, "seed 7 instead of 8"),
        ({"level": 1}, "level 2 instead of 1"),
        ({"tasks": ("color",)}, "tasks"),
        ({"test_share": 0.5}, "test_share"),
    ],
    ids=str,
)
def test_other_settings_are_refused(change: dict[str, object], says: str, tmp_path: Path) -> None:
    write(tmp_path)
    before = content(tmp_path)
    with pytest.raises(CovisError, match=says):
        write(tmp_path, replace(BOTH, **change))  # type: ignore[arg-type]
    assert content(tmp_path) == before


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(CovisError, match=r"thesis\.tex"):
        write(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_unknown_task_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match="'sott'; choose among color, rare, stills"):
        write(tmp_path / "set", replace(BOTH, tasks=("sott",)))
    with pytest.raises(CovisError, match="no renderer 'unreal'; choose among raycast, grey"):
        write(tmp_path / "set", replace(BOTH, renderer="unreal"))
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scenes": 0}, "at least one scene"),
        ({"seed": -1}, "seed"),
        ({"level": 6}, "no level 6; choose one of 1, 2, 3, 4, 5"),
        ({"tasks": ()}, "at least one task"),
        ({"test_share": 1.0}, "test share"),
    ],
    ids=str,
)
def test_impossible_settings_are_said(change: dict[str, object], says: str) -> None:
    with pytest.raises(CovisError, match=says):
        replace(BOTH, **change)  # type: ignore[arg-type]


def test_a_full_disk_is_said_and_leaves_no_half_scene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, written = os.fsync, []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > 10:
            raise OSError(28, "No space left on device")
        whole(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CovisError, match="No space left"):
        write(tmp_path)
    assert not (tmp_path / "manifest.json").exists()
    assert [p for p in tmp_path.rglob("*") if p.name != "scenes" and p.is_dir()] == []


def test_a_split_that_would_be_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"test\.jsonl would be empty"):
        write(tmp_path, replace(BOTH, test_share=0.2))


def test_authors_of_other_models_are_named_in_the_card(tmp_path: Path) -> None:
    write(tmp_path / "own")
    write(tmp_path / "set", replace(BOTH, pack=0.5))
    assert "Author" not in (tmp_path / "own" / "README.md").read_text()
    card = (tmp_path / "set" / "README.md").read_text()
    assert "A. N. Author, CC BY 3.0, 0.5" in card
    assert "--pack 0.5" in card
