"""Questions of MMSI-Bench, read from its Parquet file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.mmsi.types import OF_ORDER, TYPES
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.embedded import unpack_picture
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.inline_options import answer_letter, inline_choice
from covis.benchmarks.records.questions import ONE_WAY, gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.prompts.sample import Sample

PATTERNS = ("MMSI_Bench.parquet", "*.parquet", "data/*.parquet")
LETTERS = "ABCDEFGHIJ"
SCENE_LENGTH = 12  # hex digits of the first picture's hash that name a scene: the file names none
TURN_OF = "turn_of"
"""In `meta` of a turned question: the id of the question as it was."""


def read(settings: ReadSettings) -> Questions:
    """The 1,000 questions.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    files = find_files(settings.data, PATTERNS, "MMSI-Bench")
    light = chain.from_iterable(read_rows(file, without=("images",)) for file in files)
    left_out = check_counts("MMSI-Bench", Counter(map(type_of, light)), TYPES, settings.any_size)
    rows = chain.from_iterable(read_rows(file) for file in files)
    return gather(rows, lambda row: _sample(row, settings), settings, settings.unpack, left_out)


def read_circular(settings: ReadSettings) -> Questions:
    """Each question with its options in every rotation; all must be answered rightly.

    Raises:
        CovisError: If the questions are not those of MMSI-Bench, or something in them is broken.
    """
    asked = read(settings)
    return replace(asked, samples=tuple(turned for s in asked.samples for turned in rotations(s)))


def rotations(sample: Sample) -> list[Sample]:
    """A question with its options moved on by 0, 1, 2, ... places, the right one with them."""
    options = sample.options or ()
    return [
        replace(
            sample,
            id=f"{sample.id}-turn{by}",
            options=options[-by:] + options[:-by] if by else options,
            answer=LETTERS[(LETTERS.index(sample.answer) + by) % len(options)],
            meta={**sample.meta, TURN_OF: sample.id},
        )
        for by in range(len(options))
    ]


def type_of(row: Row) -> str:
    """The type of a question, spelt with en dashes as the authors do.

    Raises:
        CovisError: If it is none of the eleven.
    """
    spelt = row.text("question_type").strip().replace("-", "–")
    if spelt not in TYPES:
        raise row.wrong("question_type", f"is {spelt[:60]!r}, which is no type of MMSI-Bench")
    return spelt


def _sample(row: Row, settings: ReadSettings) -> Sample:
    answer = answer_letter(row, "answer")
    choice = inline_choice(row, row.text("question").strip(), answer)
    images = tuple(unpack_picture(row, "images", cell, settings.unpack) for cell in row.items("images"))
    meta = {**choice.meta, "difficulty": row.fields.get("difficulty")}
    if type_of(row) in OF_ORDER:
        meta[ONE_WAY] = True
    return Sample(
        id=f"mmsi-{row.label('id')}",
        scene=f"mmsi-{images[0][:SCENE_LENGTH]}",
        task="mmsi",
        category=type_of(row),
        images=images,
        question=choice.question,
        options=choice.options,
        answer=answer,
        answer_kind="choice",
        meta=meta,
    )
