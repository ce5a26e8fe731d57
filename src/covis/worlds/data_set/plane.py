"""A set of the plane with all that belongs to one: card, manifest, pages, Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import chain, groupby, islice
from pathlib import Path

from PIL import Image

from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples
from covis.views.write import write_atomically
from covis.worlds.checks.set_report import refuse_faulty, report
from covis.worlds.data_set.card import Made, card
from covis.worlds.data_set.counts import Counts
from covis.worlds.data_set.folder import MANIFEST_FILE, read_manifest
from covis.worlds.data_set.lines import sha256
from covis.worlds.data_set.pages import Figure, Gallery, ScenePart, write_pages
from covis.worlds.data_set.parquet import remove_parquet, write_parquet
from covis.worlds.data_set.versions import versions
from covis.worlds.plane.data_set import PlaneSet, PlaneSettings, Progress, write_plane

READ_AT_MOST = (
    400  # questions of a family that the reader without pictures gets: more take longer than the set
)
SHOWN_OF_A_SPLIT = 40  # pictures that the pages show; thousands of the same kind tell no more

ABOUT = (
    "Questions about labelled points on a plane and about grid graphs, with exact answers: three basic "
    "skills to learn from, and the same with shortest paths and shortest tours to be tested on."
)

TASKS = {
    "direction": "In which of eight directions one point lies from another.",
    "distance": "How far apart two points are, and which pair is nearer or farther.",
    "localization": "The coordinates of a point, or its cell of nine.",
    "spp": "A shortest path on a grid graph from the green start to the red goal; any shortest one is right.",
    "tsp": "A shortest tour over all points; any shortest one is right.",
}

FILES = """- `images/SPLIT/000000.png`: the picture that the questions of a scene are about.
- `meta` holds the points with their coordinates, or the graph with its edges: enough to answer everything."""


def write_plane_set(
    folder: Path,
    settings: PlaneSettings,
    workers: int = 1,
    parquet: bool = False,
    progress: Progress | None = None,
) -> PlaneSet:
    """Make a set of the plane, or go on with one that was begun.

    Args:
        folder: Where to.
        settings: What to make.
        workers: Number of processes, at least 1.
        parquet: Whether to pack the samples with their pictures too.
        progress: Told how many pictures are done, of how many.

    Raises:
        CovisError: If the folder holds something else, a file cannot be written, a package is missing, or the
            set does not pass its checks.
    """
    made = write_plane(folder, settings, workers, progress)
    wanted = {**asdict(settings), "parquet": parquet}
    before = read_manifest(folder)
    if before is None or before["settings"] != wanted:
        _dress(made, wanted, parquet)
    return made


def _dress(made: PlaneSet, settings: Mapping[str, object], parquet: bool) -> None:
    """Write everything beside lines and pictures; the manifest, written last, says that the set is finished.

    Raises:
        CovisError: If a file cannot be read or written, or the set does not pass its checks.
    """
    folder, files = made.folder, list(made.samples)
    splits = [name.removesuffix(".jsonl") for name in files]
    (folder / MANIFEST_FILE).unlink(missing_ok=True)
    checks = report(
        chain.from_iterable(read_samples(folder / name) for name in files), read_at_most=READ_AT_MOST
    )
    refuse_faulty(checks)
    counts = Counts()
    for split in splits:
        counts.add(split, read_samples(folder / f"{split}.jsonl"))
    remove_parquet(folder, splits)
    packed = {s: write_parquet(folder, s, read_samples(folder / f"{s}.jsonl")) for s in splits if parquet}
    told = Made(
        title=f"covis plane, level {settings['level']}",
        about=ABOUT,
        tasks={task: TASKS[task] for task in counts.asked},
        files=FILES,
        command=_command(settings),
        settings=settings,
        counts=counts,
        checks=checks,
        left_out=0,
        skipped={},
        attributions=(),
        parquet=packed,
    )
    write_atomically(folder / "README.md", card(told).encode())
    _write_pages(folder, told, splits)
    manifest = {
        "world": "plane",
        "settings": settings,
        "versions": versions(),
        "counts": counts.record(),
        "sha256": {name: sha256(folder / name) for name in files},
        "parquet": packed,
        "checks": json.loads(checks.to_json()),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / MANIFEST_FILE, text.encode())


def _command(settings: Mapping[str, object]) -> str:
    words = [f"covis worlds plane -o plane --scenes {settings['configurations']}"]
    words += [f"--tests {settings['tests']} --seed {settings['seed']} --level {settings['level']}"]
    return " ".join([*words, *(["--parquet"] if settings["parquet"] else [])])


def _write_pages(folder: Path, told: Made, splits: list[str]) -> None:
    """Pages of the first pictures of every split."""
    shown: dict[str, list[Sample]] = {}
    for split in splits:
        groups = groupby(read_samples(folder / f"{split}.jsonl"), key=lambda sample: sample.scene)
        shown |= {scene: list(samples) for scene, samples in islice(groups, SHOWN_OF_A_SPLIT)}
    about = (
        f"{told.counts.samples} questions; shown are the first {SHOWN_OF_A_SPLIT} pictures of each file. "
        f"Made by: {told.command}"
    )
    write_pages(folder, told.title, about, list(shown), lambda scene: _part(folder, scene, shown[scene]))


def _part(folder: Path, scene: str, samples: list[Sample]) -> ScenePart:
    path = samples[0].images[0]
    try:
        with Image.open(folder / path) as picture:
            size_px = picture.size
    except OSError as error:
        raise CovisError(f"{folder / path} cannot be read ({error}); remove it and make it again.") from error
    figure = Figure(path, path, path, size_px)
    return ScenePart(scene, "", (Gallery("Picture", (figure,)),), tuple(samples))
