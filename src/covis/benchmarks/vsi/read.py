"""Questions of VSI-Bench, read from its JSON Lines or Parquet."""

from __future__ import annotations

import re
import string
from collections import Counter
from pathlib import Path

from covis.benchmarks.benchmark import Questions, ReadSettings
from covis.benchmarks.records.count import check_counts
from covis.benchmarks.records.files import find_files
from covis.benchmarks.records.inline_options import ORIGINAL, answer_letter
from covis.benchmarks.records.media import Media
from covis.benchmarks.records.questions import ONE_WAY, gather
from covis.benchmarks.records.row import Row
from covis.benchmarks.records.rows import read_rows
from covis.benchmarks.vsi.types import NUMBERS, OF_ORDER, TYPES, UNITS
from covis.errors import CovisError
from covis.prompts.sample import Sample

FULL_FILES = ("test.jsonl", "test-*.parquet", "test.parquet")
DEBIASED_FILES = ("test_debiased.parquet", "test_debiased.jsonl", "test.jsonl")
PRUNED_IDS, PRUNED = "pruned_ids.txt", "test_pruned"
LETTERED = re.compile(r"\s*([A-Z])[.:)]\s*(.*\S)\s*", re.DOTALL)


def read_full(settings: ReadSettings) -> Questions:
    """All 5,130 questions.

    Raises:
        CovisError: If they are not those, or something in them is broken.
    """
    rows = list(read_rows(find_files(settings.data, FULL_FILES, "VSI-Bench")[0]))
    left_out = check_counts("VSI-Bench", _types(rows), TYPES, settings.any_size)
    return _gather(rows, settings, left_out)


def read_debiased(settings: ReadSettings) -> Questions:
    """The questions that are left after those were pruned that can be answered without seeing.

    They are read from `test_debiased.parquet`, or from `test.jsonl` without the ids in `pruned_ids.txt`.

    Raises:
        CovisError: If they are no part of VSI-Bench, or something in them is broken.
    """
    file = find_files(settings.data, DEBIASED_FILES, "VSI-Bench, debiased")[0]
    if file.name.startswith(PRUNED):
        raise CovisError(f"{file} holds the questions that were pruned, not those that were kept.")
    rows = list(read_rows(file))
    pruned = _pruned_ids(file)
    if file.name in FULL_FILES:
        check_counts("VSI-Bench", _types(rows), TYPES, settings.any_size)
        rows = [row for row in rows if row.label("id") not in pruned]
    _check_part(file, _types(rows), settings.any_size)
    wrongly = next((row for row in rows if row.label("id") in pruned), None)
    if wrongly:
        raise wrongly.wrong("id", f"is among those in {PRUNED_IDS}; fetch the official files again")
    return _gather(rows, settings, {})


def _check_part(file: Path, found: Counter[str], any_size: bool) -> None:
    """Refuse what cannot be a part: the number of debiased questions is not published, but it is smaller."""
    if any_size:
        return
    many = [kind for kind in found if found[kind] > TYPES[kind]]
    lacking = [kind for kind in TYPES if not found[kind]]
    if many or lacking or sum(found.values()) >= sum(TYPES.values()):
        raise CovisError(
            f"{file} holds {sum(found.values()):,} questions, which is not VSI-Bench without the pruned ones "
            f"(too many or none of: {', '.join([*many, *lacking]) or 'all'}); accept it on purpose with "
            "--any-size."
        )


def _pruned_ids(file: Path) -> frozenset[str]:
    """The ids that were pruned; empty where no file of them lies beside the debiased questions.

    Raises:
        CovisError: If only the full questions are there, without that file.
    """
    path = file.parent / PRUNED_IDS
    if path.is_file():
        return frozenset(path.read_text(encoding="utf-8", errors="replace").split())
    if file.name in FULL_FILES:
        raise CovisError(
            f"{file.parent} holds neither test_debiased.parquet nor {PRUNED_IDS}; fetch one of them."
        )
    return frozenset()


def _types(rows: list[Row]) -> Counter[str]:
    return Counter(row.one_of(tuple(TYPES), "question_type") for row in rows)


def _gather(rows: list[Row], settings: ReadSettings, left_out: dict[str, int]) -> Questions:
    data = settings.data
    root = settings.media or (data.parent if data.is_file() else data)
    media = Media(root)
    return gather(rows, lambda row: _sample(row, media), settings, root, left_out)


def _sample(row: Row, media: Media) -> Sample:
    kind = row.one_of(tuple(TYPES), "question_type")
    dataset, name = row.label("dataset"), row.label("scene_name")
    question, is_number = row.text("question").strip(), kind in NUMBERS
    options = None if is_number else tuple(_option(row, k, t) for k, t in enumerate(row.texts("options")))
    meta: dict[str, object] = {ORIGINAL: question, "dataset": dataset}
    if kind in OF_ORDER:
        meta[ONE_WAY] = True
    return Sample(
        id=f"vsi-{row.label('id')}",
        scene=f"{dataset}/{name}",
        task="vsi",
        category=kind,
        images=(),
        question=question,
        options=options,
        answer=row.number_text("ground_truth") if is_number else answer_letter(row, "ground_truth"),
        answer_kind="number" if is_number else "choice",
        unit=UNITS.get(kind),
        video=media.clip(f"{dataset}/{name}.mp4", row.where("scene_name")),
        meta=meta,
    )


def _option(row: Row, place: int, text: str) -> str:
    """The text of an option without its letter, which must be the one of its place."""
    match = LETTERED.fullmatch(text)
    if not match or match[1] != string.ascii_uppercase[place % 26]:
        raise row.wrong("options", f"must be lettered in order, but has {text[:60]!r} at place {place + 1}")
    return match[2]
