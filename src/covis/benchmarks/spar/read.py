"""Questions of SPAR-Bench, read from its Parquet files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.embedded import unpack_picture
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.inline_options import ORIGINAL, answer_letter, inline_choice
from covis.benchmarks.records.questions import ONE_WAY, gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.benchmarks.spar.tasks import (
    KNOWN_SIZES,
    LOW,
    MULTI_VIEW,
    OF_ORDER,
    SIZE,
    TASKS,
    TINY_PER_TASK,
    VIEW_CHANGE,
)
from covis.benchmarks.spar.view_change import parsed
from covis.errors import CovisError
from covis.prompts.sample import Sample

PATTERNS = ("data/test-*.parquet", "test-*.parquet", "*.parquet")
CENTIMETRES = re.compile(r"centimet|\bcm\b", re.IGNORECASE)
SCENE_LENGTH = 12  # hex digits of the first picture's hash that name a scene: the files name none


def read_full(settings: ReadSettings) -> Questions:
    """All 7,207 questions.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    return _read(settings, TASKS, lambda found: _check_full(found, settings.any_size))


def read_multi_view(settings: ReadSettings) -> Questions:
    """The questions of the twelve tasks over several views, from the full file or one of these alone.

    Raises:
        CovisError: If a task is missing, or something in them is broken.
    """

    def check(found: Mapping[str, int]) -> dict[str, int]:
        if set(found) - set(MULTI_VIEW):
            return _check_full(found, settings.any_size)
        _check_known(found, settings.any_size)
        lacking = [task for task in MULTI_VIEW if task not in found]
        if lacking and not settings.any_size:
            raise CovisError(
                f"{settings.data} holds no questions of {', '.join(lacking)}; fetch the whole SPAR-Bench, or "
                "accept a part on purpose with --any-size."
            )
        return {}

    return _read(settings, MULTI_VIEW, check)


def read_tiny(settings: ReadSettings) -> Questions:
    """The 1,000 questions of the tiny set, 50 of each task.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    official = dict.fromkeys(TASKS, TINY_PER_TASK)
    return _read(
        settings, TASKS, lambda found: check_counts("SPAR-Bench-Tiny", found, official, settings.any_size)
    )


def _read(
    settings: ReadSettings, tasks: Iterable[str], check: Callable[[Mapping[str, int]], dict[str, int]]
) -> Questions:
    files = find_files(settings.data, PATTERNS, "SPAR-Bench")
    # Looked through twice: what is no SPAR-Bench is refused before its pictures are written.
    light = chain.from_iterable(read_rows(file, without=("image",)) for file in files)
    found = Counter(row.one_of(TASKS, "task") for row in light)
    left_out = check(found)
    rows = chain.from_iterable(read_rows(file) for file in files)
    wanted = (row for row in rows if row.fields["task"] in tasks)
    return gather(wanted, lambda row: _sample(row, settings), settings, settings.unpack, left_out)


def _check_full(found: Mapping[str, int], any_size: bool) -> dict[str, int]:
    total = {"questions": sum(found.values())}
    left_out = check_counts("SPAR-Bench", total, {"questions": SIZE}, any_size)
    _check_known(found, any_size)
    return left_out


def _check_known(found: Mapping[str, int], any_size: bool) -> None:
    known = {task: count for task, count in found.items() if task in KNOWN_SIZES}
    check_counts("SPAR-Bench, in tasks of known size,", known, KNOWN_SIZES, any_size)


def _sample(row: Row, settings: ReadSettings) -> Sample:
    task = row.one_of(TASKS, "task")
    text = row.text("question").strip()
    meta: dict[str, object] = {ORIGINAL: text}
    for field in ("source", "img_type", "format_type"):
        meta[field] = row.fields.get(field)
    if task in OF_ORDER:
        meta[ONE_WAY] = True
    options, unit, question = None, None, text
    if task in LOW:
        answer, unit = row.number_text("answer"), "cm" if CENTIMETRES.search(text) else "m"
    elif task == VIEW_CHANGE:
        answer = row.text("answer").strip()
        try:
            parsed(answer)
        except ValueError as error:
            raise row.wrong("answer", f"must be motions ({error})") from error
    else:
        answer = answer_letter(row, "answer")
        choice = inline_choice(row, text, answer)
        question, options, meta = choice.question, choice.options, {**meta, **choice.meta}
    images = tuple(
        unpack_picture(row, "image", cell, settings.unpack) for cell in row.items("image", "images")
    )
    return Sample(
        id=f"spar-{row.label('id')}",
        scene=f"{meta['source'] or 'spar'}-{images[0][:SCENE_LENGTH]}",
        task="spar",
        category=task,
        images=images,
        question=question,
        options=options,
        answer=answer,
        answer_kind="number" if task in LOW else "text" if task == VIEW_CHANGE else "choice",
        unit=unit,
        meta=meta,
    )
