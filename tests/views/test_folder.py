"""A folder is there in full or not at all."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.views.folder import whole_folder

OURS = re.compile(r"[ab]\.txt")


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def write(target: Path, content: str) -> None:
    with whole_folder(target, OURS) as out:
        (out / "a.txt").write_text(content)


def test_it_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "new" / "my views é"
    with whole_folder(target, OURS) as out:
        (out / "a.txt").write_text("1")
        assert not target.exists()
    assert names(target.parent) == ["my views é"]
    assert (target / "a.txt").read_text() == "1"


def test_an_earlier_one_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    write(target, "1")
    (target / "b.txt").write_text("old")
    write(target, "2")
    assert names(tmp_path) == ["out"]
    assert names(target) == ["a.txt"]
    assert (target / "a.txt").read_text() == "2"


def test_an_error_leaves_everything_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write(target, "1")

    def fail() -> None:
        with whole_folder(target, OURS) as out:
            (out / "a.txt").write_text("2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert names(tmp_path) == ["out"]
    assert (target / "a.txt").read_text() == "1"


@pytest.mark.parametrize("moment", ["before writing", "while writing"])
def test_somebody_elses_files_are_not_replaced(tmp_path: Path, moment: str) -> None:
    target = tmp_path / "out"
    target.mkdir()
    if moment == "before writing":
        (target / "thesis.docx").touch()

    def try_it() -> None:
        with whole_folder(target, OURS) as out:
            (out / "a.txt").write_text("2")
            (target / "thesis.docx").touch()

    with pytest.raises(CovisError, match=r"holds 'thesis\.docx', which covis did not write"):
        try_it()
    assert names(target) == ["thesis.docx"]
    assert names(tmp_path) == ["out"]


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(CovisError, match="is a file"):
        write(tmp_path / "out", "1")
    with pytest.raises(CovisError, match="cannot be"):
        write(tmp_path / "out" / "below", "1")


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> None:
        with whole_folder(tmp_path / "out", OURS):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(CovisError, match="No space left on device"):
        fill()
    assert names(tmp_path) == []


KILLED = """
import os, re, signal, sys
from pathlib import Path
from covis.views.folder import whole_folder
moment = sys.argv[2]
real = Path.rename
def rename(self, target):
    if moment == "before the first move":
        os.kill(os.getpid(), signal.SIGKILL)
    real(self, target)
    if moment == "between the moves":
        os.kill(os.getpid(), signal.SIGKILL)
Path.rename = rename
with whole_folder(Path(sys.argv[1]), re.compile(r"[ab]\\.txt")) as out:
    (out / "a.txt").write_text("2")
    if moment == "while writing":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("moment", ["while writing", "before the first move", "between the moves"])
def test_a_killed_process_leaves_a_whole_folder_or_none(tmp_path: Path, moment: str) -> None:
    target = tmp_path / "out"
    write(target, "1")
    done = subprocess.run([sys.executable, "-c", KILLED, str(target), moment], timeout=60)
    assert done.returncode == -signal.SIGKILL
    if moment == "between the moves":
        assert not target.exists()
    else:
        assert (target / "a.txt").read_text() == "1"
    write(target, "3")
    assert names(tmp_path) == ["out"]
    assert (target / "a.txt").read_text() == "3"
