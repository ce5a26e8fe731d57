"""The set on disk: whole, the same for any number of workers, and finished after a kill."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from covis.errors import CovisError
from covis.prompts.sample import read_samples
from covis.worlds.plane import data_set
from covis.worlds.plane.data_set import PlaneSettings, write_plane
from covis.worlds.plane.splits import splits_of

SETTINGS = PlaneSettings(configurations=60, seed=3, tests=6)


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plane")
    write_plane(folder, SETTINGS)
    return folder


def test_every_file_is_there_and_nothing_else(made):
    told = write_plane(made, SETTINGS)
    assert told.samples == {
        "train.jsonl": 60 * 17,
        **{f"test_{k}.jsonl": 6 for k in ("direction", "distance", "localization")},
        **{f"test_{k}.jsonl": 6 for k in ("spp_4x4", "spp_5x5", "tsp_4", "tsp_5")},
    }
    samples = {name: list(read_samples(made / name)) for name in told.samples}
    assert {name: len(found) for name, found in samples.items()} == told.samples
    shown = [image for found in samples.values() for s in found for image in s.images]
    assert set(contents(made)) == {*told.samples, *shown, data_set.SETTINGS_FILE}
    assert told.pictures == len(set(shown))
    assert len({s.id for found in samples.values() for s in found}) == sum(told.samples.values())
    for image in set(shown):
        with Image.open(made / image) as picture:
            assert picture.mode == "RGB"
            assert picture.size[0] == picture.size[1] in (420, 448, 476, 504)


def test_splits_share_no_scene_and_no_picture(made):
    told = write_plane(made, SETTINGS)
    scenes = [{s.scene for s in read_samples(made / name)} for name in told.samples]
    assert sum(map(len, scenes)) == len(set.union(*scenes)) == told.pictures
    pictures = [v for k, v in contents(made).items() if k.endswith(".png")]
    assert len(set(pictures)) == len(pictures)


def test_two_workers_make_the_same_bytes(made, tmp_path):
    steps = []
    write_plane(tmp_path, SETTINGS, workers=2, progress=lambda *step: steps.append(step))
    assert contents(tmp_path) == contents(made)
    total = 60 + 7 * 6
    assert steps[-1] == (total, total)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_another_seed_makes_other_questions(made, tmp_path):
    write_plane(tmp_path, PlaneSettings(configurations=2, seed=4, tests=0))
    lines = (made / "train.jsonl").read_text().splitlines()
    assert not set(lines) & set((tmp_path / "train.jsonl").read_text().splitlines())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_is_finished_with_the_same_bytes(made, tmp_path, workers):
    code = (
        "from pathlib import Path\n"
        "from covis.worlds.plane.data_set import PlaneSettings, write_plane\n"
        "settings = PlaneSettings(configurations=60, seed=3, tests=6)\n"
        f"write_plane(Path({str(tmp_path)!r}), settings, {workers})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    wanted = tmp_path / "images" / "train" / "000020.png"
    while not wanted.exists():
        assert process.poll() is None
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    _wait_until_gone(process.pid)
    assert not (tmp_path / "train.jsonl").exists()
    before = wanted.stat().st_mtime_ns
    write_plane(tmp_path, SETTINGS)
    assert contents(tmp_path) == contents(made)
    assert wanted.stat().st_mtime_ns == before  # what was there is not drawn again


def _wait_until_gone(session: int) -> None:
    """Workers end by themselves soon after their parent was killed."""
    for _ in range(1000):
        if not any(_lives_in(session, stat) for stat in Path("/proc").glob("[0-9]*/stat")):
            return
        time.sleep(0.01)
    pytest.fail("workers outlive their parent")


def _lives_in(session: int, stat: Path) -> bool:
    """Whether a process belongs to a session and is not merely waiting to be buried; see man proc."""
    try:
        state, _, _, its_session = stat.read_text().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return False
    return int(its_session) == session and state not in "ZX"


def test_a_whole_set_is_left_alone_and_a_lost_picture_comes_back(made, tmp_path):
    settings = PlaneSettings(configurations=3, seed=1, tests=0)
    write_plane(tmp_path, settings)
    whole = contents(tmp_path)
    times = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.png")}
    lost = tmp_path / "images" / "train" / "000001.png"
    lost.unlink()
    write_plane(tmp_path, settings)
    assert contents(tmp_path) == whole
    assert {p: p.stat().st_mtime_ns for p in times if p != lost} == {
        p: t for p, t in times.items() if p != lost
    }


def test_a_folder_of_other_settings_is_refused(made):
    with pytest.raises(CovisError, match="other settings"):
        write_plane(made, PlaneSettings(configurations=61, seed=3, tests=6))


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CovisError, match="cannot be written"):
        write_plane(tmp_path / "file" / "set", PlaneSettings(configurations=1, tests=0))


@pytest.mark.parametrize("wrong", [{"configurations": -1}, {"seed": -1}, {"tests": -1}, {"level": 6}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(CovisError, match=next(iter(wrong))):
        PlaneSettings(**wrong)


def test_the_papers_size_is_the_default():
    splits = {s.name: s.samples for s in splits_of(PlaneSettings().configurations, PlaneSettings().tests, 1)}
    assert splits.pop("train") == 34_000
    assert set(splits.values()) == {200}
    assert len(splits) == 7
