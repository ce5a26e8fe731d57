"""Data sets that covis wrote: whether all their lines are there, and the media that they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from covis.benchmarks.benchmark import ReadSettings
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.media import Media, MediaError
from covis.benchmarks.records.rows import read_json
from covis.errors import CovisError
from covis.prompts.sample import Sample

MANIFEST = "manifest.json"


def check_lines(file: Path, any_size: bool) -> dict[str, int]:
    """Compare the lines of a file with what the manifest of its data set says.

    Args:
        file: A file of samples in the folder of a data set.
        any_size: Whether any number of lines is accepted, also without a manifest.

    Returns:
        What is left out on purpose, for `Questions.left_out`.

    Raises:
        CovisError: If there is no manifest, as in a set that is not finished, or it tells another number.
    """
    path = file.parent / MANIFEST
    if not path.is_file():
        if any_size:
            return {}
        raise CovisError(
            f"{file.parent} has no {MANIFEST}: this set is not finished, or is a part of one; make it with "
            "the same covis worlds command again, or accept it on purpose with --any-size."
        )
    manifest: Any = read_json(path)
    try:
        rows = manifest["counts"]["rows"]
        official = sum(int(row["samples"]) for row in rows if row["split"] == file.stem)
    except (KeyError, TypeError, ValueError) as error:
        raise CovisError(f"{path} is no manifest of covis ({error!r}); make the set again.") from error
    with file.open("rb") as lines:
        found = sum(1 for line in lines if line.strip())
    return check_counts(str(file), {file.stem: found}, {file.stem: official}, any_size)


def with_media(
    samples: Sequence[Sample], file: Path, media: Media, settings: ReadSettings, left_out: Counter[str]
) -> list[Sample]:
    """The samples whose pictures and clips are there; others stop the reading or are counted.

    Args:
        samples: As they stand in the file.
        file: The file.
        media: Where their media lies.
        settings: Says what to do about media that is not there.
        left_out: Counts what is left out.

    Raises:
        CovisError: If media is not there and that is to stop, or a path leaves the folder.
    """
    kept, ids = [], set[str]()
    for sample in samples:
        where = f"{file}, sample {sample.id!r}"
        if sample.id in ids:
            raise CovisError(f"{file}: the id {sample.id!r} occurs twice.")
        ids.add(sample.id)
        try:
            for image in sample.images:
                media.picture(image, where)
            if sample.video:
                media.clip(sample.video, where)
        except MediaError as error:
            if settings.missing == "stop":
                raise
            left_out[error.reason] += 1
            continue
        kept.append(sample)
    return kept
