"""`covis worlds rooms` with scenes that need no renderer, in real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Cli
from tests.worlds.data_set import fakes
from tests.worlds.data_set.small import small_makers

from covis.worlds.data_set import makers
from covis.worlds.data_set.rooms import write_rooms
from covis.worlds.data_set.settings import RoomsSettings

ROOMS = ("worlds", "rooms", "--tasks", "color,stills", "--level", 4, "--scenes", 4)


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(makers, "rooms_makers", fakes.makers)


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_bytes_with_any_number_of_workers(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    for workers in (1, 2):
        done = cli(*ROOMS, "-o", tmp_path / str(workers), "--workers", workers)
        assert done.code == 0, done.err
        assert "4 scenes, questions: color 4, stills 4, " in done.out
        assert "OMP_NUM_THREADS" not in os.environ
    assert content(tmp_path / "1") == content(tmp_path / "2")


def test_the_same_command_again_finds_it_done(cli: Cli, tmp_path: Path) -> None:
    assert cli(*ROOMS, "-o", tmp_path / "set").code == 0
    before = content(tmp_path / "set")
    again = cli(*ROOMS, "-o", tmp_path / "set")
    assert again.code == 0
    assert "(already made)" in again.out
    assert content(tmp_path / "set") == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (["--tasks", "colour"], "there is no task 'colour'; choose among color, rare, stills."),
        (["--level", 6], "there is no level 6"),
        (["--renderer", "unreal"], "there is no renderer 'unreal'"),
        (["--scenes", 0], "at least one scene"),
        (["--test-share", 1.5], "test share"),
        (["--level", 5, "--scenes", 1], "only 0 of 1 scenes could be made"),
    ],
    ids=str,
)
def test_what_cannot_be_made_is_one_sentence(
    change: list[object], says: str, cli: Cli, tmp_path: Path
) -> None:
    done = cli(*ROOMS, "-o", tmp_path / "set", *change)
    assert done.code == 2
    assert says in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "set" / "manifest.json").exists()


def test_a_folder_of_another_set_is_refused(cli: Cli, tmp_path: Path) -> None:
    assert cli(*ROOMS, "-o", tmp_path / "set").code == 0
    done = cli(*ROOMS, "-o", tmp_path / "set", "--seed", 1)
    assert done.code == 2
    assert "seed 0 instead of 1" in done.err


def test_without_the_renderer_the_command_that_installs_it_is_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "embreex", None)
    done = cli(*ROOMS, "-o", tmp_path / "set")
    assert done.code == 2
    assert "furnished rooms need embreex: pip install 'covis[worlds]'." in done.err
    assert not (tmp_path / "set").exists()


SLOW = """
import time
from dataclasses import replace
from covis.cli.main import main
from covis.worlds.data_set import makers
from tests.worlds.data_set import fakes

def slow():
    made = fakes.makers()
    def caster(scene):
        time.sleep(0.3)
        return made.caster(scene)
    return replace(made, caster=caster)

if __name__ == "__main__":
    makers.rooms_makers = slow
    main()
"""


def start(folder: Path, tmp_path: Path) -> subprocess.Popen[str]:
    """The command with scenes that take a while, in a process group of its own."""
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    arguments = [str(a) for a in (*ROOMS[:-1], 8, "-o", folder, "--workers", 2)]
    return subprocess.Popen(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def wait_for_a_scene(folder: Path) -> None:
    for _ in range(600):
        if list(folder.glob("scenes/*/scene.json")):
            return
        time.sleep(0.05)
    raise AssertionError("no scene was made")


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_in_the_middle_the_same_command_gives_the_same_set(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    run = start(folder, tmp_path)
    wait_for_a_scene(folder)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    assert not (folder / "manifest.json").exists()
    done = cli(*ROOMS[:-1], 8, "-o", folder, "--workers", 2)
    assert done.code == 0, done.err
    assert cli(*ROOMS[:-1], 8, "-o", tmp_path / "whole").code == 0
    assert content(folder) == content(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_is_clean(tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    run = start(folder, tmp_path)
    wait_for_a_scene(folder)
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err == "covis: stopped; the same command again goes on from here.\n"
    assert not list(folder.glob("scenes/.*"))


@pytest.mark.slow
def test_rendered_sets_are_the_same_with_any_number_of_workers(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(makers, "rooms_makers", small_makers)
    rooms = ("worlds", "rooms", "--tasks", "sot,rotation,shuffle", "--level", 2, "--scenes", 3)
    for workers in (1, 2):
        done = cli(*rooms, "-o", tmp_path / str(workers), "--workers", workers)
        assert done.code == 0, done.err
    settings = RoomsSettings(scenes=3, tasks=("sot", "rotation", "shuffle"), level=2)
    write_rooms(tmp_path / "here", settings, small_makers)
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(tmp_path / "here")
