"""A small data set of rendered scenes, as it lies on disk, with clips whose truth is known."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from covis.worlds.clips.cutouts import Clip, ClipSpec, make_clip

KEPT = (0, 8, 16, 23)


def write_scene(worlds: Path, name: str, clip: Clip, level: int = 1) -> None:
    """One scene with two shots of the same clip: all frames as a pan, the kept ones as stills around."""
    folder = worlds / "scenes" / name
    shots = [("pan", "pan", clip.spec.fps), ("set", "around", 0)]
    for shot, _, fps in shots:
        for what in ("ids", "rgb"):
            (folder / shot / what).mkdir(parents=True)
        for frame in KEPT:
            rgb, ids = clip.frame(frame)
            cv2.imwrite(str(folder / shot / "ids" / f"{frame:05d}.png"), ids.astype(np.uint16))
            cv2.imwrite(str(folder / shot / "rgb" / f"{frame:05d}.png"), rgb[..., ::-1])
        if fps:
            clip.write_video(folder / shot / "clip.mp4")
    record = {
        "id": name,
        "level": level,
        "things": [{"id": k, "kind": thing.kind} for k, thing in clip.objects.items()],
        "shots": [{"name": n, "kind": k, "fps": f, "kept": KEPT} for n, k, f in shots],
    }
    (folder / "scene.json").write_text(json.dumps({"version": 1, "scene": record, "views": []}))


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scenes of two shots each."""
    folder = tmp_path_factory.mktemp("worlds")
    for level, seed in enumerate((5, 6), 1):
        clip = make_clip(ClipSpec(seed=seed, frames=24, size_px=(192, 144)))
        write_scene(folder, f"scene-{seed}", clip, level)
    return folder
