import json
from pathlib import Path

import numpy as np
import pytest
from tests.benchmarks.conftest import KEPT

from covis.benchmarks.marks.shots import read_shots, scene_files
from covis.errors import CovisError
from covis.worlds.clips.cutouts import ClipSpec, make_clip


def test_shots_as_they_were_written(worlds: Path) -> None:
    files = scene_files(worlds)
    assert [f.parent.name for f in files] == ["scene-5", "scene-6"]
    pan, stills = read_shots(files[0])
    assert (pan.kind, pan.scene, pan.level, pan.is_clip) == ("pan", "scene-5", 1, True)
    assert pan.positions == KEPT
    assert (len(pan.views()), pan.views().ordered) == (24, True)
    assert stills.positions == (0, 1, 2, 3)
    assert (len(stills.views()), stills.views().ordered) == (4, False)
    clip = make_clip(ClipSpec(seed=5, frames=24, size_px=(192, 144)))
    for frame, ids in zip(KEPT, pan.ids(), strict=True):
        assert np.array_equal(ids, clip.frame(frame)[1])
    for frame, view in zip(KEPT, stills.views(), strict=True):
        assert np.array_equal(view.image, clip.frame(frame)[0])


def test_a_folder_without_scenes(tmp_path: Path) -> None:
    with pytest.raises(CovisError, match=r"no rendered scenes.*covis worlds rooms"):
        scene_files(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"scene": 3}',
        '{"scene": {"id": "a", "level": 1, "things": [], "shots": [{"name": "pan"}]}}',
    ],
)
def test_a_broken_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "scene.json").write_text(text)
    with pytest.raises(CovisError, match=r"scene\.json is not a scene\.json of covis"):
        read_shots(tmp_path / "scene.json")


def test_missing_ids_and_a_clip_that_is_too_short(worlds: Path, tmp_path: Path) -> None:
    record = json.loads((worlds / "scenes" / "scene-5" / "scene.json").read_text())
    record["scene"]["shots"][0]["kept"] = [0, 99]
    (tmp_path / "scene.json").write_text(json.dumps(record))
    (tmp_path / "pan").symlink_to(worlds / "scenes" / "scene-5" / "pan")
    pan, stills = read_shots(tmp_path / "scene.json")
    with pytest.raises(CovisError, match="has 24 frames, but frame 99"):
        pan.views()
    with pytest.raises(CovisError, match="missing or no 16-bit picture"):
        pan.ids()
    with pytest.raises(CovisError, match="does not exist"):
        stills.views()
