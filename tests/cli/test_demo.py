import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.cli.conftest import Cli

from covis.cli import demo
from covis.geometry.camera import Camera
from covis.tracks import table
from covis.tracks.masks.tracker import MaskTracker
from covis.worlds.rooms.make import make_scene
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.scene import Scene


def quarter(camera: Camera) -> Camera:
    """The same camera with a quarter of the pixels each way."""
    K = camera.K.copy()
    K[:2] /= 4
    return Camera(K, camera.T_world_from_cam, (camera.size_px[0] // 4, camera.size_px[1] // 4))


@pytest.fixture(scope="module")
def small() -> Scene:
    scene = make_scene("demo", 5, 2, ("pan",))
    (shot,) = scene.shots
    cameras = tuple(quarter(c) for c in shot.cameras[::12])
    times_s = tuple(k / shot.fps for k in range(len(cameras)))
    return replace(scene, shots=(replace(shot, cameras=cameras, times_s=times_s, kept=(0,)),))


def test_the_demo_with_the_true_masks(
    cli: Cli, small: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caster, (shot,) = RayCaster(small), small.shots
    np.savez(tmp_path / "truth.npz", np.stack([caster.depth_and_ids(c)[1] for c in shot.cameras]))
    monkeypatch.setattr(demo, "_scene", lambda: small)
    monkeypatch.setattr(table, "_auto", lambda: MaskTracker(tmp_path / "truth.npz"))
    done = cli("demo", "-o", tmp_path / "demo")
    assert done.code == 0, done.err
    assert "0 on another object,\n0 a second number on a marked object, 0 on walls or floor" in done.out
    assert "0 marks are right" not in done.out
    assert str(tmp_path / "demo" / "marked" / "sheet.png") in done.out
    assert {p.name for p in (tmp_path / "demo").iterdir()} == {"demo.mp4", "marked"}
    assert cli("demo", "-o", tmp_path / "demo").code == 0


def test_without_the_renderer_the_command_that_installs_it_is_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "embreex", None)
    done = cli("demo", "-o", tmp_path / "demo")
    assert done.code == 2
    assert "furnished rooms need embreex: pip install 'covis[worlds]'." in done.err
    assert not (tmp_path / "demo").exists()
