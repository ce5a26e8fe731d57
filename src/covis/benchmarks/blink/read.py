"""Questions of BLINK's four tasks, read from their Parquet files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.blink.tasks import HIDDEN, OF_ORDER, TEST, VAL
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.embedded import unpack_picture
from covis.benchmarks.records.inline_options import ORIGINAL, answer_letter
from covis.benchmarks.records.media import MISSING, MediaError
from covis.benchmarks.records.questions import ONE_WAY, gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.errors import CovisError
from covis.prompts.sample import Sample

SPLITS: dict[str, Mapping[str, int]] = {"val": VAL, "test": TEST}
IMAGES = tuple(f"image_{k}" for k in range(1, 5))
IDX = "idx"
"""In `meta`: the question's name in files of predictions."""

SCENE_LENGTH = 12  # hex digits of the first picture's hash that name a scene: the files name none


def read(settings: ReadSettings) -> Questions:
    """The questions of the validation split; of the test split, without answers, if only that is there.

    Raises:
        CovisError: If a task is missing, or they are not the official ones, or something in them is broken.
    """
    split, files = _files(settings.data)
    lacking = [task for task in VAL if not files[task]]
    if lacking and not settings.any_size:
        raise CovisError(
            f"{settings.data} holds no {split} questions of {', '.join(lacking)} (TASK/{split}-*.parquet); "
            "fetch them, or accept a part on purpose with --any-size."
        )
    named = [(task, file) for task in VAL for file in files[task]]
    light = Counter(task for task, file in named for _ in read_rows(file, without=IMAGES))
    left_out = check_counts(f"BLINK ({split})", light, SPLITS[split], settings.any_size)
    rows = chain.from_iterable(((task, row) for row in read_rows(file)) for task, file in named)
    told = (Row(row.file, row.number, {**row.fields, "task": task}) for task, row in rows)
    return gather(told, lambda row: _sample(row, settings), settings, settings.unpack, left_out)


def _files(data: Path) -> tuple[str, dict[str, list[Path]]]:
    """The split that is there, and for each task its files."""
    if not data.is_dir():
        raise CovisError(f"{data} is no folder; name the folder that holds a folder of each task of BLINK.")
    for split in SPLITS:
        patterns = {task: (f"**/{task}/{split}-*.parquet", f"**/{task}/{split}/*.parquet") for task in VAL}
        files = {task: _first(data, globs) for task, globs in patterns.items()}
        if any(files.values()):
            return split, files
    raise CovisError(
        f"{data} holds no questions of BLINK (Multi-view_Reasoning/val-*.parquet and three more); name the "
        "folder that holds a folder of each task."
    )


def _first(data: Path, globs: tuple[str, ...]) -> list[Path]:
    return next((found for pattern in globs if (found := sorted(data.glob(pattern)))), [])


def _sample(row: Row, settings: ReadSettings) -> Sample:
    idx, task = row.text("idx"), row.text("task")
    cells = [(name, row.fields[name]) for name in IMAGES if row.fields.get(name) is not None]
    if not cells:
        raise MediaError(MISSING, f"{row.where(IMAGES[0])} holds no picture; fetch the whole file again.")
    images = tuple(unpack_picture(row, name, cell, settings.unpack) for name, cell in cells)
    hidden = row.text("answer").strip() == HIDDEN
    meta: dict[str, object] = {ORIGINAL: row.text("prompt"), IDX: idx}
    if task in OF_ORDER:
        meta[ONE_WAY] = True
    if hidden:
        meta["answer_hidden"] = True
    return Sample(
        id=f"blink-{idx}",
        scene=f"blink-{images[0][:SCENE_LENGTH]}",
        task="blink",
        category=task,
        images=images,
        question=row.text("question").strip(),
        options=row.texts("choices"),
        answer="" if hidden else answer_letter(row, "answer"),
        answer_kind="choice",
        meta=meta,
    )
