"""Lines of samples: gathered from the scenes, split without sharing a scene, written with their hashes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples

ALL, TRAIN, TEST = "samples", "train", "test"
"""Names of the splits; a file of lines is named like its split."""


def split_names(test_share: float) -> tuple[str, ...]:
    """The splits of a set."""
    return (TRAIN, TEST) if test_share else (ALL,)


def split_of(position: int, test_share: float) -> str:
    """The split of the scene at a position, evenly spread, so that a set may grow without moving a scene.

    Args:
        position: Of the scene in its set, from 0.
        test_share: Share of the scenes that go to the test split, 0..1.
    """
    if not test_share:
        return ALL
    before, after = round(position * test_share, 9), round((position + 1) * test_share, 9)
    return TEST if int(after) > int(before) else TRAIN


def samples_of(folder: Path, scene: str) -> Iterator[Sample]:
    """The questions about one scene, from its own folder.

    Raises:
        CovisError: If its file is missing or damaged; the sentence names it.
    """
    yield from read_samples(folder / "scenes" / scene / "samples.jsonl")


def write_lines(path: Path, samples: Iterable[Sample]) -> tuple[int, str]:
    """Write a file of samples, streamed; it appears under its name only when it is whole.

    Returns:
        How many samples it holds, and its hex SHA-256.

    Raises:
        CovisError: If it cannot be written; nothing half-written is left.
    """
    digest, count = hashlib.sha256(), 0
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            for sample in samples:
                line = (sample.to_json() + "\n").encode()
                file.write(line)
                digest.update(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())  # a full disk may show only here
        part.replace(path)
    except OSError as error:
        raise CovisError(
            f"{path} cannot be written ({error.strerror}); free space or choose another place."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return count, digest.hexdigest()


def sha256(path: Path) -> str:
    """The hex SHA-256 of a file.

    Raises:
        CovisError: If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CovisError(f"{path} cannot be read ({error.strerror}); make the set again.") from error


def write_splits(
    folder: Path,
    scenes: Sequence[str],
    test_share: float,
    keep: Callable[[Sample], bool],
) -> Mapping[str, tuple[int, str]]:
    """Write the file of each split.

    Args:
        folder: The folder of the data set.
        scenes: Ids in the order of the set.
        test_share: Share of the scenes in the test split.
        keep: Which samples belong in the set.

    Returns:
        File name to the number of its samples and its hex SHA-256.

    Raises:
        CovisError: If a file cannot be read or written.
    """
    written = {}
    for split in split_names(test_share):
        members = [s for k, s in enumerate(scenes) if split_of(k, test_share) == split]
        lines = (sample for scene in members for sample in samples_of(folder, scene) if keep(sample))
        written[f"{split}.jsonl"] = write_lines(folder / f"{split}.jsonl", lines)
    return written
