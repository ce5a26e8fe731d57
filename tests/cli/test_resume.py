"""The same command again goes on where it stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Scene


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file's inode and time of change: a file written again differs."""
    return {
        str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_a_finished_folder_is_left_as_it_is(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker, "--json"]
    (first,) = cli(*arguments).summaries
    before = stamps(tmp_path)
    again = cli(*arguments)
    assert again.code == 0
    (second,) = again.summaries
    assert second["status"] == "skipped"
    assert stamps(tmp_path) == before
    told = {"views", "objects", "marks", "marks_per_view", "mean_confidence"}
    assert {k: first[k] for k in told} == {k: second[k] for k in told}
    assert "already marked" in cli(*arguments[:-1]).out


def test_a_renamed_copy_is_the_same_source(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["-o", tmp_path / "out", "--tracker", scene.tracker, "--json"]
    assert cli("mark", scene.video, *arguments).code == 0
    copy = shutil.copy(scene.video, tmp_path / "copy.mp4")
    assert cli("mark", copy, *arguments).summaries[0]["status"] == "skipped"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--marks", 2], "marks 5 instead of 2"),
        (["--masks", "rle"], "masks None instead of 'rle'"),
        (["--diameter", 30], "style"),
        (["--start", 0.3], "start_s None instead of 0.3"),
    ],
    ids=str,
)
def test_other_options_are_refused_or_overwrite(
    more: list[object], says: str, cli: Cli, scene: Scene, tmp_path: Path
) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--frames", 2, "--json"]
    masks = tmp_path / "masks.npz"
    shutil.copy(scene.tracker.removeprefix("masks:"), masks)
    arguments += ["--tracker", scene.tracker]
    assert cli(*arguments).code == 0
    before = stamps(tmp_path)
    refused = cli(*arguments, *more)
    assert refused.code == 2
    assert says in refused.err
    assert "--overwrite" in refused.err
    assert stamps(tmp_path) == before


def test_overwrite_replaces_the_whole_folder(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker, "--json"]
    assert cli(*arguments, "--masks", "png").code == 0
    assert (tmp_path / "out" / "mask_000.png").exists()
    done = cli(*arguments, "--frames", 2, "--overwrite")
    assert done.code == 0
    assert done.summaries[0]["status"] == "done"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "manifest.json", "marks.json", "sheet.png", "view_000.png", "view_001.png",
    ]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_overwrite_leaves_what_is_the_same(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker, "--json"]
    assert cli(*arguments, "--overwrite").code == 0
    before = stamps(tmp_path)
    assert cli(*arguments, "--overwrite").summaries[0]["status"] == "skipped"
    assert stamps(tmp_path) == before
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"covis": "', '"covis": "9'))
    manifest.write_text(manifest.read_text().replace('"covis": null', '"covis": "9"'))
    assert cli(*arguments).summaries[0]["status"] == "skipped"
    assert cli(*arguments, "--overwrite").summaries[0]["status"] == "done"


def test_changed_content_is_noticed(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    video, masks = tmp_path / "clip.mp4", tmp_path / "masks.npz"
    shutil.copy(scene.video, video)
    shutil.copy(scene.tracker.removeprefix("masks:"), masks)
    arguments = ["mark", video, "-o", tmp_path / "out", "--tracker", f"masks:{masks}"]
    assert cli(*arguments).code == 0
    with masks.open("ab") as file:
        file.write(b"\0")
    assert "tracker_sha256" in cli(*arguments).err
    shutil.copy(scene.tracker.removeprefix("masks:"), masks)
    with video.open("ab") as file:
        file.write(b"\0\0\0\x08free")
    assert "another content" in cli(*arguments).err


def test_a_damaged_manifest_is_said(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    arguments = ["mark", scene.video, "-o", tmp_path / "out", "--tracker", scene.tracker]
    assert cli(*arguments).code == 0
    for damage in ("", "{", "[]", "{}", '{"command": 3, "source": 4}', '{"source": {"sha256": null}}'):
        (tmp_path / "out" / "manifest.json").write_text(damage)
        refused = cli(*arguments)
        assert refused.code == 2, damage
        assert "manifest.json" in refused.err or "--overwrite" in refused.err
        assert "Traceback" not in refused.err
    assert cli(*arguments, "--overwrite").code == 0


def command(sources: list[Path], out: Path, tracker: str) -> list[str]:
    main = [sys.executable, "-c", "from covis.cli.main import main; main()"]
    return [
        *main,
        "mark",
        *map(str, sources),
        "-o",
        str(out),
        "--tracker",
        tracker,
        "--workers",
        "2",
        "--json",
    ]


def copies(scene: Scene, folder: Path, count: int) -> list[Path]:
    return [Path(shutil.copy(scene.video, folder / f"clip {k}.mp4")) for k in range(count)]


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_killed_in_the_middle_nothing_is_lost_and_nothing_done_twice(scene: Scene, tmp_path: Path) -> None:
    sources = copies(scene, tmp_path, 12)
    out = tmp_path / "out"
    run = subprocess.Popen(command(sources, out, scene.tracker), stdout=subprocess.PIPE)
    assert run.stdout is not None
    first = json.loads(run.stdout.readline())
    run.kill()
    run.wait()
    assert first["status"] == "done"
    settle(out)
    finished = [p.parent for p in out.glob("*/manifest.json")]
    assert 1 <= len(finished) < len(sources)
    before = {folder: stamps(folder) for folder in finished}
    # What a killed save leaves behind, whether or not it happened this time.
    for name in (".clip 11.partial", ".clip 0.partial"):
        (out / name).mkdir(exist_ok=True)
        (out / name / "view_000.png").write_bytes(b"half")

    again = subprocess.run(command(sources, out, scene.tracker), capture_output=True, text=True, timeout=300)
    assert again.returncode == 0, again.stderr
    status = {s["out"]: s["status"] for s in map(json.loads, again.stdout.splitlines())}
    assert {Path(o) for o, s in status.items() if s == "skipped"} == set(finished)
    assert len(status) == len(sources)
    assert {folder: stamps(folder) for folder in finished} == before
    assert sorted(p.name for p in out.iterdir()) == sorted(s.stem for s in sources)
    whole = {frozenset(p.name for p in folder.iterdir()) for folder in out.iterdir()}
    assert len(whole) == 1


def settle(folder: Path) -> None:
    """Wait until orphaned workers have noticed that their parent is gone."""
    before = None
    while before != (before := stamps(folder)):
        time.sleep(1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("count", [1, 12])
def test_ctrl_c_is_clean(count: int, scene: Scene, tmp_path: Path) -> None:
    sources = copies(scene, tmp_path, count)
    out = tmp_path / "out"
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    arguments = ["mark", *map(str, sources), "-o", str(out), "--tracker", scene.tracker, "--workers", "2"]
    run = subprocess.Popen(
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert run.stdout is not None
    assert "saving" in run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "the same command again" in err
    assert "Traceback" not in err
    assert not list(out.glob(".*")) if out.exists() else not list(tmp_path.glob(".*"))


SLOW = """
import os, time
from covis.cli.main import main
from covis.views import write

whole = os.fsync
def slow(handle):
    print("saving", flush=True)
    time.sleep(2)
    whole(handle)
os.fsync = slow

if __name__ == "__main__":
    main()
"""
