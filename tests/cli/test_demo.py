from pathlib import Path

import numpy as np
import pytest
from tests.cli.conftest import Cli

from covis.cli import demo
from covis.tracks import table
from covis.tracks.masks.tracker import MaskTracker
from covis.worlds.clips.cutouts import ClipSpec, make_clip


def test_the_demo_with_the_true_masks(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ClipSpec(seed=2, frames=24, size_px=(320, 240), still=2)
    clip = make_clip(spec)
    np.savez(tmp_path / "truth.npz", np.stack([clip.frame(k)[1] for k in range(len(clip))]))
    monkeypatch.setattr(demo, "_spec", lambda: spec)
    monkeypatch.setattr(table, "_auto", lambda: MaskTracker(tmp_path / "truth.npz"))
    done = cli("demo", "-o", tmp_path / "demo")
    assert done.code == 0, done.err
    assert "0 on another object,\n0 a second number on a marked object, 0 on scenery" in done.out
    assert str(tmp_path / "demo" / "marked" / "sheet.png") in done.out
    assert {p.name for p in (tmp_path / "demo").iterdir()} == {"demo.mp4", "marked"}
    assert cli("demo", "-o", tmp_path / "demo").code == 0
