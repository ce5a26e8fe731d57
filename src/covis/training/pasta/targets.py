"""The overlap of a pair's cells, computed once and kept on disk."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.geometry.overlap import LEAST_GAP_M, RELATIVE_GAP, patch_overlap
from covis.training.pasta.shots import Pair, read_depth_m


def cached_overlap(pair: Pair, n: int, cache: Path) -> NDArray[np.float32]:
    """(n², n²) S of a pair, the overlap of both directions, from the cache or into it.

    The name of an entry is a hash of all that decides it: both depth files' bytes, both cameras, n and the
    thresholds of `covis.geometry.overlap`. Several processes may share a cache.

    Args:
        pair: Two pictures.
        n: Cells along each side.
        cache: A folder; made if missing.

    Raises:
        CovisError: If a depth file cannot be read or does not belong to its camera.
    """
    entry = cache / f"{_key(pair, n)}.npy"
    try:
        stored = np.load(entry)
        if stored.shape == (n * n, n * n):
            return np.asarray(stored, np.float32)
    except (OSError, ValueError, EOFError):
        pass  # not there, or cut off: computed below
    first, second = pair.shots
    S = patch_overlap(  # noqa: N806 - the paper's letter
        read_depth_m(first.depth), first.camera, read_depth_m(second.depth), second.camera, n
    ).S.astype(np.float32)
    cache.mkdir(parents=True, exist_ok=True)
    part = entry.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.save(file, S)
    part.replace(entry)  # whole or not at all, also with several writers
    return S


def _key(pair: Pair, n: int) -> str:
    digest = hashlib.sha256(json.dumps([n, RELATIVE_GAP, LEAST_GAP_M]).encode())
    for shot in pair.shots:
        try:
            digest.update(hashlib.sha256(shot.depth.read_bytes()).digest())
        except OSError as error:
            raise CovisError(f"{shot.depth} cannot be read ({error.strerror}); replace it.") from error
        digest.update(json.dumps(shot.camera.to_record(), sort_keys=True).encode())
    return digest.hexdigest()[:32]
