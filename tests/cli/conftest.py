"""A small made clip with its true masks, and a way to run the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from covis.cli.main import main
from covis.worlds.clips.cutouts import ClipSpec, make_clip


@dataclass(frozen=True)
class Scene:
    """A clip of 24 frames and the tracker that knows its truth."""

    video: Path
    tracker: str


@dataclass(frozen=True)
class Result:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def summaries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Result]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    clip = make_clip(ClipSpec(seed=5, frames=24, size_px=(192, 144)))
    clip.write_video(folder / "clip.mp4")
    np.savez_compressed(folder / "masks.npz", np.stack([clip.frame(i)[1] for i in range(len(clip))]))
    return Scene(folder / "clip.mp4", f"masks:{folder / 'masks.npz'}")


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    def run(*arguments: object) -> Result:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in arguments])
        code = stop.value.code
        assert isinstance(code, int)
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return run
