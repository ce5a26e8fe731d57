from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from covis.errors import CovisError
from covis.views import open_views, write_atomically, write_png


def test_png_is_lossless(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (31, 47, 3), dtype=np.uint8)
    path = tmp_path / "new folder" / "é 1.png"
    write_png(path, picture)
    (view,) = open_views(path)
    np.testing.assert_array_equal(view.image, picture)
    assert os.listdir(path.parent) == ["é 1.png"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old and long")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, failing, full)
    with pytest.raises(CovisError, match=r"a\.json cannot be written \(No space left on device\)"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_an_impossible_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CovisError, match="cannot be written"):
        write_atomically(tmp_path / "file" / "a.json", b"new")
