"""Pairs of pictures of one scene, with what says how they overlap."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from covis.errors import CovisError
from covis.geometry.overlap import seen_again
from covis.prompts.sample import Sample, read_samples
from covis.training.pasta.depth_files import read_depth_m
from covis.training.pasta.fit import Glance, check_fit
from covis.training.pasta.shots import Pair, Shot, spread
from covis.training.pasta.shrink import shrunk_camera, shrunk_px, thinned
from covis.training.pasta.spar_rgbd import spar_pairs, spar_scenes
from covis.training.runs.held_out import held_out_scenes
from covis.views.images import read_image

PROBED = 64  # pairs on which cameras and depth are tried
GLANCE_PX = 64  # along the longer side of the depths on which pairs that share nothing are found


def read_pairs(data: Path, held_out: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    """The pairs of a data set to learn from and those to measure on; no scene is in both.

    Any two pictures of a question make a pair, each once, however many questions show them.

    Args:
        data: A folder with train.jsonl and test.jsonl, or with samples.jsonl, or with scene folders of
            SPAR-7M's RGB-D release; the latter two are split by scene.
        held_out: Share of the scenes to measure on if the folder is not split.
        seed: Of that split.

    Raises:
        CovisError: If there are no samples, one has several pictures but no cameras or depth, or all of them
            are of one scene.
    """
    train, test = data / "train.jsonl", data / "test.jsonl"
    if train.is_file() and test.is_file():
        both = _pairs(read_samples(train), data), _pairs(read_samples(test), data)
        shared = {p.scene for p in both[0]} & {p.scene for p in both[1]}
        if shared:
            raise CovisError(f"{data}: scene {min(shared)} is in train.jsonl and in test.jsonl; split again.")
    else:
        both = _split(data, held_out, seed)
    if not (both[0] and both[1]):
        raise CovisError(f"{data} needs pairs of pictures of two scenes or more: to learn and to measure on.")
    return both


def samples_sha256(data: Path) -> str:
    """A hash of a data set's samples, or of its frames' cameras, without the pictures.

    Args:
        data: The folder.
    """
    digest = hashlib.sha256()
    for scene in spar_scenes(data):
        for path in sorted([*(scene / "pose").glob("*.txt"), *(scene / "intrinsic").glob("*.txt")]):
            digest.update(f"{path.relative_to(data).as_posix()}\n".encode() + path.read_bytes())
    for name in ("train.jsonl", "test.jsonl", "samples.jsonl"):
        if (data / name).is_file():
            digest.update(hashlib.sha256((data / name).read_bytes()).digest())
    return digest.hexdigest()


def checked_pairs(pairs: Sequence[Pair], name: str) -> tuple[list[Pair], int]:
    """The pairs that show any common surface, and how many pictures were read for it.

    Every picture and depth map is read once. Whether a pair overlaps is seen on depths thinned out to 64
    pixels along their longer side, which takes a hundredth of the time that its targets take.

    Args:
        pairs: At least one.
        name: Of the data set, for sentences.

    Raises:
        CovisError: If a file is damaged, empty or of another size than its camera's picture (it is named), if
            cameras and depth do not fit together, or if no pair overlaps.
    """
    shots = {shot.picture: shot for pair in pairs for shot in pair.shots}
    glances = {path: _glance(shot) for path, shot in shots.items()}

    def overlaps(pair: Pair) -> bool:
        first, second = (glances[shot.picture] for shot in pair.shots)
        return seen_again(*first, *second) > 0 or seen_again(*second, *first) > 0

    probed = spread(pairs, PROBED)
    check_fit([(glances[p.first.picture], glances[p.second.picture]) for p in probed], name)
    kept = [pair for pair in pairs if overlaps(pair)]
    if not kept:
        raise CovisError(
            f"{name}: none of {len(pairs)} pairs of pictures, such as {pairs[0].first.picture.name} and "
            f"{pairs[0].second.picture.name}, shows a common surface: the views are apart, or cameras and "
            "depth do not belong together."
        )
    return kept, len(shots)


def _glance(shot: Shot) -> Glance:
    """A picture's depths thinned out, and the camera that would have taken them; all of it checked."""
    width, height = shot.camera.size_px
    picture = read_image(shot.picture, None)
    depth_m = read_depth_m(shot.depth)
    for path, shape in ((shot.picture, picture.shape), (shot.depth, depth_m.shape)):
        if shape[:2] != (height, width):
            raise CovisError(
                f"{path} is {shape[1]} x {shape[0]} px, but its camera's pictures are {width} x {height}; "
                "pictures, depth and cameras must be of one size."
            )
    if not depth_m.any():
        raise CovisError(f"{shot.depth} is zero everywhere, so nothing can be aligned; render it again.")
    size_px = shrunk_px(shot.camera.size_px, GLANCE_PX)
    return thinned(depth_m, size_px), shrunk_camera(shot.camera, size_px)


def _split(data: Path, share: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    whole = data / "samples.jsonl"
    if whole.is_file():
        samples = list(read_samples(whole))
        pairs, scenes = _pairs(samples, data), {s.scene for s in samples}
    elif spar_scenes(data):
        pairs = spar_pairs(data)
        scenes = {pair.scene for pair in pairs}
    else:
        raise CovisError(
            f"{data} holds neither samples.jsonl, as covis worlds rooms writes it, nor scenes with "
            "image_depth and pose, as SPAR-7M's RGB-D release has them; name another folder."
        )
    apart = held_out_scenes(scenes, share, seed)
    return [p for p in pairs if p.scene not in apart], [p for p in pairs if p.scene in apart]


def _pairs(samples: Iterable[Sample], folder: Path) -> list[Pair]:
    found: dict[tuple[str, str], Pair] = {}
    for sample in samples:
        if len(sample.images) > 1 and not (sample.cameras and sample.depth):
            missing = "depth" if sample.cameras else "cameras"
            raise CovisError(
                f"sample {sample.id!r} of {folder} has no {missing}, from which patches are aligned; "
                "use samples with cameras and depth, as covis worlds rooms writes them."
            )
        for i, j in combinations(range(len(sample.images)), 2):
            a, b = sorted((i, j), key=lambda k: sample.images[k])
            key = (sample.images[a], sample.images[b])
            if key[0] != key[1] and key not in found:
                found[key] = Pair(sample.scene, _shot(sample, a, folder), _shot(sample, b, folder))
    return [found[key] for key in sorted(found)]


def _shot(sample: Sample, index: int, folder: Path) -> Shot:
    return Shot(folder / sample.images[index], folder / sample.depth[index], sample.cameras[index])
