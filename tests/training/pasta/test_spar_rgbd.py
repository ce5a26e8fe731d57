from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.training.pasta.rooms import HEIGHT, WIDTH, texture
from tests.training.pasta.test_fit import floor_seen_from

from covis.errors import CovisError
from covis.training.pasta.pairs import checked_pairs, read_pairs, samples_sha256

PLACES = [(0.0, 0.0), (0.4, -6.0), (0.9, -15.0)]


def write_spar(
    data: Path, units_a_metre: int = 1000, invert: bool = False, side: int = 4, digits: int = 6
) -> Path:
    """Two scenes of three frames of a slanted plane, in the layout and the conventions asked for."""
    for scene in ("scannet/images/scene0", "scannet/images/scene1"):
        for stem, place in enumerate(PLACES):
            depth_m, camera = floor_seen_from(*place)
            pose = camera.T_cam_from_world if invert else camera.T_world_from_cam
            K = np.eye(side)
            K[:3, :3] = camera.K
            files = {"pose": pose, "intrinsic": K}
            for kind in (*files, "image_color", "image_depth"):
                (data / scene / kind).mkdir(parents=True, exist_ok=True)
            for kind, matrix in files.items():
                np.savetxt(data / scene / kind / f"{stem}.txt", matrix, fmt=f"%.{digits}f")
            picture = texture(np.random.default_rng(stem))[:, :WIDTH]
            Image.fromarray(picture).save(data / scene / "image_color" / f"{stem}.jpg")
            units = np.rint(depth_m * units_a_metre).astype(np.uint16)
            Image.fromarray(units).save(data / scene / "image_depth" / f"{stem}.png")
    return data


@pytest.mark.parametrize("side", [3, 4])
def test_scenes_are_found_read_and_fit_together(tmp_path: Path, side: int) -> None:
    train, held_out = read_pairs(write_spar(tmp_path, side=side), 0.5, seed=0)
    scenes = {pair.scene for pair in (*train, *held_out)}
    assert scenes == {"scannet/images/scene0", "scannet/images/scene1"}
    kept, pictures = checked_pairs(train, "spar")
    assert (len(kept), pictures) == (3, 3)
    shot = kept[0].first
    _, camera = floor_seen_from(*PLACES[int(shot.picture.stem)])
    np.testing.assert_allclose(shot.camera.T_world_from_cam, camera.T_world_from_cam, atol=1e-5)
    assert shot.camera.size_px == (WIDTH, HEIGHT)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"invert": True}, "if its poses are camera-from-world"),
        ({"units_a_metre": 4000}, "if its depth has 4000 units to the metre"),
        ({"units_a_metre": 250}, "if its depth has 250 units to the metre"),
    ],
)
def test_other_conventions_are_found_by_reprojection(
    tmp_path: Path, settings: dict[str, int], sentence: str
) -> None:
    train, _ = read_pairs(write_spar(tmp_path, **settings), 0.5, seed=0)
    with pytest.raises(CovisError, match=sentence):
        checked_pairs(train, "spar")


def test_frames_without_a_pose_are_passed_over(tmp_path: Path) -> None:
    write_spar(tmp_path)
    lost = tmp_path / "scannet/images/scene0/pose/1.txt"
    lost.write_text(" ".join(["-inf"] * 16))
    pairs = [pair for part in read_pairs(tmp_path, 0.5, seed=0) for pair in part]
    assert len(pairs) == 1 + 3


def test_the_hash_knows_the_cameras(tmp_path: Path) -> None:
    write_spar(tmp_path)
    before = samples_sha256(tmp_path)
    assert samples_sha256(tmp_path) == before
    pose = tmp_path / "scannet/images/scene0/pose/1.txt"
    pose.write_text(pose.read_text().replace("1.0", "1.1", 1))
    assert samples_sha256(tmp_path) != before


def write(name: str, text: str) -> Callable[[Path], None]:
    def change(scene: Path) -> None:
        (scene / name).write_text(text)

    return change


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "no intrinsic": (lambda s: (s / "intrinsic/0.txt").unlink(), r"intrinsic/0\.txt cannot be read"),
    "no picture": (lambda s: (s / "image_color/0.jpg").unlink(), "holds no picture 0"),
    "words": (write("pose/0.txt", "no pose here"), r"pose/0\.txt holds no matrix of numbers"),
    "too few": (write("pose/0.txt", "1 2 3"), r"pose/0\.txt holds 3 numbers"),
    "no rotation": (write("pose/0.txt", " ".join(["2"] * 16)), "is not a rotation and a translation"),
    "no picture inside": (write("image_color/0.jpg", "text"), "cannot be read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_broken_frame_is_one_sentence(tmp_path: Path, case: str) -> None:
    change, sentence = BAD[case]
    change(write_spar(tmp_path) / "scannet/images/scene0")
    with pytest.raises(CovisError, match=sentence):
        read_pairs(tmp_path, 0.5, seed=0)
