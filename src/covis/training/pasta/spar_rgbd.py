"""Scene folders as SPAR-7M's RGB-D release lays them out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.training.pasta.shots import Pair, Shot, spread

PAIRS_A_SCENE = 200  # at most; a scene may have hundreds of frames
NEARLY = 1e-3  # how far a rotation written in a few digits may be from orthonormal


def spar_scenes(data: Path) -> list[Path]:
    """The scene folders below a folder: those that hold image_depth and pose."""
    return sorted(d.parent for d in data.rglob("image_depth") if (d.parent / "pose").is_dir())


def spar_pairs(data: Path) -> list[Pair]:
    """Pairs of frames of all scenes below a folder, at most 200 a scene, evenly over all there are.

    A scene holds image_color/STEM.jpg (or .png), image_depth/STEM.png (millimetres), pose/STEM.txt (4 x 4,
    world from camera) and intrinsic/STEM.txt (3 x 3 or 4 x 4). The release documents neither the unit of its
    depth nor the direction of its poses; `checked_pairs` tries both by reprojection. A frame whose pose is
    not finite, which means that tracking was lost, is passed over.

    Raises:
        CovisError: If a frame lacks a file, or a file holds no such matrix.
    """
    pairs = []
    for scene in spar_scenes(data):
        name = scene.relative_to(data).as_posix()
        shots = list(_shots(scene))
        pairs += [Pair(name, a, b) for a, b in spread(list(combinations(shots, 2)), PAIRS_A_SCENE)]
    return pairs


def _shots(scene: Path) -> Iterator[Shot]:
    for depth in sorted((scene / "image_depth").glob("*.png")):
        pose = _matrix(scene / "pose" / f"{depth.stem}.txt", (4,))
        if not np.isfinite(pose).all():
            continue
        K = np.eye(3)
        written = _matrix(scene / "intrinsic" / f"{depth.stem}.txt", (3, 4))
        K[:2] = written[:2, :3]
        picture = _picture(scene, depth.stem)
        try:
            with Image.open(picture) as image:
                size_px = image.size
            yield Shot(picture, depth, Camera(K, _rigid(pose), size_px))
        except (OSError, CovisError) as error:
            raise CovisError(f"{picture} and its camera cannot be read: {error}") from error


def _picture(scene: Path, stem: str) -> Path:
    for ending in (".jpg", ".png", ".jpeg"):
        if (path := scene / "image_color" / f"{stem}{ending}").is_file():
            return path
    raise CovisError(f"{scene / 'image_color'} holds no picture {stem}, but image_depth does; complete it.")


def _matrix(path: Path, sides: tuple[int, ...]) -> NDArray[np.float64]:
    """A square matrix written row by row, of one of these sides."""
    try:
        values = np.array(path.read_text(encoding="utf-8").split(), np.float64)
    except OSError as error:
        raise CovisError(f"{path} cannot be read ({error.strerror}); every frame needs one.") from error
    except ValueError as error:
        raise CovisError(f"{path} holds no matrix of numbers; replace it.") from error
    for side in sides:
        if values.size == side * side:
            return values.reshape(side, side)
    raise CovisError(f"{path} holds {values.size} numbers, not a matrix; replace it.")


def _rigid(pose: NDArray[np.float64]) -> NDArray[np.float64]:
    """The pose with its rotation made orthonormal, if only rounding kept it from that."""
    U, _, V = np.linalg.svd(pose[:3, :3])  # noqa: N806 - the letters of the decomposition
    nearest = U @ V
    if np.abs(nearest - pose[:3, :3]).max() > NEARLY:
        return pose
    whole = np.eye(4)
    whole[:3, :3], whole[:3, 3] = nearest, pose[:3, 3]
    return whole
