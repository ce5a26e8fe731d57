"""The plane as a data set on disk: JSON Lines of samples, and their pictures."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from io import BytesIO
from multiprocessing.connection import wait
from pathlib import Path

from PIL import Image

from covis.errors import CovisError
from covis.views.view import RGB
from covis.worlds.plane.levels import LEVELS
from covis.worlds.plane.splits import Item, Split, make_item, splits_of

CHUNK = 50  # items of a job: some seconds of work at most, lost when a run is killed
SETTINGS_FILE = "plane.json"
PARTS = "parts"  # folder of finished jobs, gone once the set is whole
COMPRESSION = 3  # on these pictures 6 takes a third longer for a sixth less

Progress = Callable[[int, int], None]
"""Told (pictures done, pictures in all)."""


@dataclass(frozen=True)
class PlaneSettings:
    """What a set of the plane is made from: with the same settings every byte is the same.

    Attributes:
        configurations: How many pictures of points the training file asks about, 17 questions each.
        seed: Where all chance comes from, at least 0.
        tests: How many questions each test file has, each about a picture of its own.
        level: Difficulty, 1 to 5; see `covis.worlds.plane.levels`.

    Raises:
        CovisError: If a number is out of its range.
    """

    configurations: int = 2000
    seed: int = 0
    tests: int = 200
    level: int = 1

    def __post_init__(self) -> None:
        if min(self.configurations, self.tests, self.seed) < 0:
            raise CovisError(f"configurations, tests and seed must be at least 0, not {asdict(self)}.")
        if self.level not in LEVELS:
            raise CovisError(f"level must be one of {', '.join(map(str, LEVELS))}, not {self.level}.")


@dataclass(frozen=True)
class PlaneSet:
    """A data set of the plane on disk.

    Attributes:
        folder: Where it is.
        settings: What it was made from.
        samples: Each JSON Lines file's name in the folder to its number of samples.
        pictures: Number of pictures in all.
    """

    folder: Path
    settings: PlaneSettings
    samples: Mapping[str, int]
    pictures: int


@dataclass(frozen=True)
class _Job:
    """Items `start` to `stop` of a split."""

    folder: Path
    settings: PlaneSettings
    split: Split
    start: int
    stop: int

    @property
    def part(self) -> Path:
        return self.folder / PARTS / f"{self.split.name}-{self.start:06d}.jsonl"


def write_plane(
    folder: Path, settings: PlaneSettings, workers: int = 1, progress: Progress | None = None
) -> PlaneSet:
    """Make a data set: `train.jsonl`, one `test_*.jsonl` for each skill and composite task, and pictures.

    A run that was killed is taken up where it stood, and ends with the same bytes. A whole set is only
    looked through, and what is missing of it is made again.

    Args:
        folder: Where to put it; made if missing.
        settings: What to make.
        workers: Number of processes, at least 1.
        progress: Told how many pictures are done.

    Raises:
        CovisError: If the folder holds a set made from other settings, cannot be written, or a package that
            is needed is missing.
    """
    splits = splits_of(settings.configurations, settings.tests, settings.level)
    _claim(folder, settings)
    jobs = [
        _Job(folder, settings, split, start, min(start + CHUNK, split.items))
        for split in splits
        for start in range(0, split.items, CHUNK)
    ]
    done, total = 0, sum(split.items for split in splits)
    whole = {split.name for split in splits if _is_whole(folder, split)}
    for job in _in_any_order([job for job in jobs if job.split.name not in whole], workers):
        done += job.stop - job.start
        if progress:
            progress(done + sum(s.items for s in splits if s.name in whole), total)
    counts = {}
    for split in splits:
        if split.name not in whole:
            _join([job.part for job in jobs if job.split == split], folder / split.file)
        counts[split.file] = split.samples
    _clear(folder / PARTS)
    return PlaneSet(folder, settings, counts, total)


def _claim(folder: Path, settings: PlaneSettings) -> None:
    """Record what the folder is made from; refuse one made from something else."""
    path = folder / SETTINGS_FILE
    wanted = json.dumps(asdict(settings), indent=1) + "\n"
    if path.exists():
        if path.read_text(encoding="utf-8") != wanted:
            raise CovisError(f"{folder} holds a set made from other settings; choose another folder.")
        return
    _put(path, wanted.encode())


def _is_whole(folder: Path, split: Split) -> bool:
    return (folder / split.file).exists() and all((folder / path).exists() for path in split.pictures())


def _in_any_order(jobs: list[_Job], workers: int) -> Iterator[_Job]:
    """Do all jobs; give each as it ends."""
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield _work(job)
        return
    # Spawned, not forked: a caller may hold threads, which a fork would break.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context, initializer=_start) as pool:
        futures = [pool.submit(_work, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def _start() -> None:
    """A worker's first act: one thread for OpenCV, Ctrl-C left to the parent, and no life without it."""
    import cv2

    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent has died: a pool's workers would wait for more work for ever.

    They might even go on writing while the next run takes up the folder.
    """
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _work(job: _Job) -> _Job:
    """Make the items of a job: pictures that are not there yet, then all samples in one file."""
    if job.part.exists() and all((job.folder / p).exists() for p in job.split.pictures(job.start, job.stop)):
        return job
    lines = []
    for index in range(job.start, job.stop):
        item: Item = make_item(job.split, job.settings.seed, job.settings.level, index)
        path = job.folder / job.split.picture(index)
        if not path.exists():
            _put(path, png(item.picture))
        lines += [sample.to_json() + "\n" for sample in item.samples]
    _put(job.part, "".join(lines).encode())
    return job


def png(picture: RGB) -> bytes:
    """A picture (H, W, 3) as the bytes of a PNG file."""
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, format="PNG", compress_level=COMPRESSION)
    return buffer.getvalue()


def _put(path: Path, content: bytes) -> None:
    """Write a whole file or none; what a killed run left behind is overwritten by the next."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as error:
        raise CovisError(
            f"{path} cannot be written ({error.strerror}); free space or choose another folder."
        ) from error


def _join(parts: list[Path], target: Path) -> None:
    """Put files one after the other, as one whole file."""
    temporary = target.with_name(f"{target.name}.part")
    with temporary.open("wb") as file:
        for part in parts:
            file.write(part.read_bytes())
    os.replace(temporary, target)


def _clear(parts: Path) -> None:
    """Remove finished jobs."""
    if parts.is_dir():
        for path in parts.iterdir():
            path.unlink()
        parts.rmdir()
