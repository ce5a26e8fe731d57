"""The overlap of a pair's cells, computed once and kept on disk."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.overlap import LEAST_GAP_M, RELATIVE_GAP, patch_overlap
from covis.geometry.projection import DepthMap
from covis.training.pasta.depth_files import decoded_depth_mm, depth_bytes, metres
from covis.training.pasta.shots import Pair, Shot
from covis.training.pasta.shrink import shrunk_camera, shrunk_px, thinned

REMEMBERED = 128  # depth maps; a picture is in many pairs


def cached_overlap(
    pair: Pair, n: int, cache: Path, longest_side_px: int | None = None
) -> NDArray[np.float32]:
    """(n², n²) S of a pair, the overlap of both directions, from the cache or into it.

    The pixels of M_XY are those of the pictures as the model sees them: where pictures are shrunk, so are the
    depth maps, each keeping the depths at the middles of its new pixels.

    The name of an entry is a hash of all that decides it: both depth files' bytes, both cameras, the size of
    the pictures, n and the thresholds of `covis.geometry.overlap`. Several processes may share a cache.

    Args:
        pair: Two pictures.
        n: Cells along each side.
        cache: A folder; made if missing.
        longest_side_px: To which longer pictures are shrunk; None: not at all.

    Raises:
        CovisError: If a depth file cannot be read or does not belong to its camera.
    """
    entry = cache / f"{_key(pair, n, longest_side_px)}.npy"
    try:
        stored = np.load(entry)
        if stored.shape == (n * n, n * n):
            return np.asarray(stored, np.float32)
    except (OSError, ValueError, EOFError):
        pass  # not there, or cut off: computed below
    first, second = (_as_shown(shot, longest_side_px) for shot in pair.shots)
    S = patch_overlap(*first, *second, n).S.astype(np.float32)  # noqa: N806 - the paper's letter
    cache.mkdir(parents=True, exist_ok=True)
    part = entry.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.save(file, S)
    part.replace(entry)  # whole or not at all, also with several writers
    return S


def _key(pair: Pair, n: int, longest_side_px: int | None) -> str:
    sizes = [shrunk_px(shot.camera.size_px, longest_side_px) for shot in pair.shots]
    digest = hashlib.sha256(json.dumps([n, RELATIVE_GAP, LEAST_GAP_M, sizes]).encode())
    for shot in pair.shots:
        digest.update(hashlib.sha256(depth_bytes(shot.depth)).digest())
        digest.update(json.dumps(shot.camera.to_record(), sort_keys=True).encode())
    return digest.hexdigest()[:32]


def _as_shown(shot: Shot, longest_side_px: int | None) -> tuple[DepthMap, Camera]:
    """A picture's depths and camera at the size at which the model sees it."""
    size_px = shrunk_px(shot.camera.size_px, longest_side_px)
    changed_ns = shot.depth.stat().st_mtime_ns
    depth_mm = _depth_mm(shot.depth, changed_ns, shot.camera.size_px, size_px)
    return metres(depth_mm), shrunk_camera(shot.camera, size_px)


@lru_cache(maxsize=REMEMBERED)  # when a file changed is there for a file written anew
def _depth_mm(
    path: Path, changed_ns: int, of_px: tuple[int, int], size_px: tuple[int, int]
) -> NDArray[np.uint16]:
    depth_mm = decoded_depth_mm(depth_bytes(path), path)
    if depth_mm.shape != of_px[::-1]:
        raise CovisError(
            f"{path} is {depth_mm.shape[1]} x {depth_mm.shape[0]} px, but its camera's pictures are "
            f"{of_px[0]} x {of_px[1]}; pictures, depth and cameras must be of one size."
        )
    return thinned(depth_mm, size_px)
