"""Questions of What's Up, read from its six JSON files; the right caption, always first there, is moved."""

from __future__ import annotations

import string
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_json
from covis.benchmarks.whatsup.parts import PARTS, Part
from covis.errors import CovisError
from covis.prompts.sample import Sample

QUESTION = "Which of these captions is true of the picture?"
DATA = "data/"  # paths in the files begin in the folder above that of the files
RELATION, SET = "relation", "set"
"""In `meta` of a controlled question: its preposition, and the pair of things that four pictures share."""

NAMED = ("left of", "right of", "above", "front of", "behind")
"""What the authors' code looks for in captions about two things, in this order."""

SIZE_OF_SET = 4
SEED = 0


def read(settings: ReadSettings) -> Questions:
    """The questions of all six parts.

    Args:
        settings: `data` is the folder of the files; `media` that of `controlled_images`, `val2017`, ...

    Raises:
        CovisError: If they are not all there, or something in them is broken.
    """
    if not settings.data.is_dir():
        raise CovisError(f"{settings.data} is no folder; name the folder of the six files of What's Up.")
    rows = [row for name, part in PARTS.items() for row in _rows(name, part, settings)]
    official = {name: part.size for name, part in PARTS.items()}
    found = {name: sum(row.fields["part"] == name for row in rows) for name in PARTS}
    left_out = check_counts("What's Up", found, official, settings.any_size)
    root = settings.media or settings.data
    media = Media(root)
    return gather(rows, lambda row: _sample(row, media), settings, root, left_out)


def _rows(name: str, part: Part, settings: ReadSettings) -> list[Row]:
    """The records of a part as mappings: controlled ones are that already, the others lists of three."""
    file = settings.data / part.file
    if not file.is_file():
        if settings.any_size:
            return []
        raise CovisError(f"{file} is missing; fetch it, or accept a part on purpose with --any-size.")
    records = read_json(file)
    if not isinstance(records, list):
        raise CovisError(f"{file} must hold a list of records; this may be another version of the file.")
    return [Row(file, k, {"part": name, **_fields(file, k, part, r)}) for k, r in enumerate(records, 1)]


def _fields(file: Path, number: int, part: Part, record: Any) -> dict[str, Any]:
    if not part.picture and isinstance(record, dict):
        return record
    if part.picture and isinstance(record, list) and len(record) == 3:
        identity = record[0]
        if str(identity).isdecimal():
            return {"image_path": part.picture.format(identity), "caption_options": record[1:]}
    raise CovisError(f"{file}, row {number}: {str(record)[:60]!r} is no record of this part of What's Up.")


def _sample(row: Row, media: Media) -> Sample:
    name = row.text("part")
    path = row.text("image_path").removeprefix(DATA)
    captions = row.texts("caption_options")
    if len(set(captions)) < len(captions) or len(captions) < 2:
        raise row.wrong("caption_options", f"must be different captions, not {list(captions)}")
    identity = f"whatsup-{name.replace(' ', '-')}-{row.number:04d}"
    options, answer = shuffled(identity, captions)
    stem = PurePosixPath(path).stem
    controlled = bool(PARTS[name].opposites)
    words = stem.split("_")
    meta = {RELATION: _relation(name, captions[0]), "captions": list(captions)}
    if controlled:
        if len(words) < 3:
            raise row.wrong("image_path", f"must name two things and how they lie, not {stem[:60]!r}")
        meta = {**meta, RELATION: words[1], SET: f"{words[0]} {words[-1]}"}
    return Sample(
        id=identity,
        scene=f"{name}/{meta[SET] if controlled else stem}",
        task="whatsup",
        category=name,
        images=(media.picture(path, row.where("image_path")),),
        question=QUESTION,
        options=options,
        answer=answer,
        answer_kind="choice",
        meta=meta,
    )


def shuffled(identity: str, captions: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Captions in an order that a question's id gives, and the letter of the first one of them.

    Args:
        identity: The question's id.
        captions: The true one first.
    """
    order = np.random.default_rng((SEED, zlib.crc32(identity.encode()))).permutation(len(captions))
    return tuple(captions[k] for k in order), string.ascii_uppercase[int(np.argmin(order))]


def _relation(name: str, caption: str) -> str:
    """The preposition of a true caption, as the authors' code tells it."""
    if name.endswith("one"):
        return caption.split()[-1].strip(".")
    last = "below" if name.startswith("coco") else "top"
    return next((words.split()[0] for words in NAMED if words in caption), last)
