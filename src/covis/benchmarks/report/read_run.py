"""Run folders, read into arrays. They may come from anywhere, so nothing in them is taken on trust."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import numpy as np

from covis.benchmarks.grade import Grade
from covis.benchmarks.report.scores import COLUMNS, CellScores, Scores
from covis.benchmarks.runs.cell import Arm, Cell, Direction
from covis.benchmarks.runs.folder import (
    CELL,
    MANIFEST,
    SAMPLES,
    cell_folder,
    read_cells,
    read_grades,
    read_predictions,
)
from covis.benchmarks.runs.prediction import Prediction
from covis.benchmarks.table import BENCHMARKS
from covis.errors import CovisError
from covis.prompts.sample import Sample, read_samples

COUNTED = ("input_tokens", "output_tokens", "reasoning_tokens", "seconds")
"""The fields of a reply that are numbers."""

MOST_REPEATS = 1000
MOST_COUNTED = 1e12  # tokens or seconds of one reply; more is no measurement, and could not be added up

Replies = dict[tuple[str, int], dict[str, float]]
"""Sample and repeat to the values in `COLUMNS`."""


def read_run(run: Path) -> Scores:
    """The scores of one run folder.

    Raises:
        CovisError: If the folder is no run, or something in it is broken or leads out of it.
    """
    cells = read_cells(run)
    manifest = _manifest(run)
    cells = _asked_cells(run, cells, manifest)
    samples = tuple(read_samples(run / SAMPLES))
    ids = {sample.id for sample in samples}
    if len(ids) < len(samples) or not samples:
        raise CovisError(f"{run / SAMPLES} holds no sample, or one twice; run the evaluation again.")
    replies = [_replies(run, cell, ids) for cell in cells]
    repeats = _repeats(manifest, replies)
    unmarked = _part(manifest, "unmarked")
    return Scores(
        runs=(run,),
        manifests=(manifest,),
        samples=samples,
        scenes=np.unique([sample.scene for sample in samples], return_inverse=True)[1].astype(np.int64),
        chance=_chance(manifest, samples),
        cells=tuple(
            _cell_scores(run, cell, samples, found, repeats, unmarked.get(cell.name, 0))
            for cell, found in zip(cells, replies, strict=True)
        ),
    )


def is_inside(name: str) -> bool:
    """Whether a picture's name stays within the folder of pictures, as far as the name tells."""
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts)


def _check_cell(run: Path, cell: Cell) -> None:
    factors = cell.factors
    known = cell.arm in get_args(Arm) and cell.direction in get_args(Direction)
    plain = isinstance(factors, dict) and all(_is_setting(value) for value in factors.values())
    named = isinstance(cell.model, str) and cell.model
    if not (known and plain and named and f"{cell.model}{''.join(factors)}".isprintable()):
        raise CovisError(f"{cell_folder(run, cell) / CELL} tells of no way of asking that covis knows.")


def _asked_cells(run: Path, cells: Sequence[Cell], manifest: Mapping[str, Any]) -> list[Cell]:
    """Cells that are what they should be, without those that only repeat the answers of another.

    Raw views are the same however marks would look, so a sweep over marks asks about them once.
    """
    for cell in cells:
        _check_cell(run, cell)
    names = {cell.name for cell in cells}
    same_as = _part(manifest, "same_as")
    return [cell for cell in cells if same_as.get(cell.name) not in names - {cell.name}]


def _is_setting(value: object) -> bool:
    return value.isprintable() if isinstance(value, str) else isinstance(value, int | float)


def _repeats(manifest: Mapping[str, Any], replies: Sequence[Replies]) -> int:
    """How often each question was to be asked, but no less than it was."""
    planned = _part(manifest, "settings").get("repeats")
    found = 1 + max((repeat for of_cell in replies for _, repeat in of_cell), default=0)
    return max(found, planned) if type(planned) is int and planned < MOST_REPEATS else found


def _part(manifest: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = manifest.get(name)
    return part if isinstance(part, dict) else {}


def _replies(run: Path, cell: Cell, ids: set[str]) -> Replies:
    grades = read_grades(run, cell)
    found: Replies = {}
    for prediction in read_predictions(run, cell):
        key = (prediction.sample, prediction.repeat)
        if wrong := _wrong_key(prediction, ids) or _wrong_values(prediction, grades.get(key)):
            raise CovisError(f"{cell_folder(run, cell)}: a prediction {wrong}; run the evaluation again.")
        found.setdefault(key, _values(prediction, grades.get(key)))
    return found


def _wrong_key(prediction: Prediction, ids: set[str]) -> str:
    """What is wrong with whose answer a line is, as the middle of a sentence; "" if nothing is."""
    if not isinstance(prediction.sample, str) or prediction.sample not in ids:
        return f"answers {prediction.sample!r:.80}, which {SAMPLES} does not hold"
    if type(prediction.repeat) is not int or not 0 <= prediction.repeat < MOST_REPEATS:
        return f"is of repeat {prediction.repeat!r:.80}"
    return ""


def _wrong_values(prediction: Prediction, grade: Grade | None) -> str:
    """What is wrong with the rest of a line, as the middle of a sentence; "" if nothing is."""
    if not isinstance(prediction.reply.text, str) or not isinstance(prediction.prompt, str):
        return f"of {prediction.sample!r:.80} has no text"
    for name in COUNTED:
        if not _is_number(getattr(prediction.reply, name), MOST_COUNTED):
            return f"of {prediction.sample!r:.80} has {name} {getattr(prediction.reply, name)!r:.40}"
    for name in prediction.pictures:
        if not isinstance(name, str) or not is_inside(name):
            return f"of {prediction.sample!r:.80} shows {name!r:.80}, which lies outside of the run"
    if grade and not (grade.score is None or _is_number(grade.score, 1)):
        return f"of {prediction.sample!r:.80} has the score {grade.score!r:.40}"
    return ""


def _is_number(value: object, most: float) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and 0 <= value <= most  # type: ignore[arg-type, operator]


def _values(prediction: Prediction, grade: Grade | None) -> dict[str, float]:
    reply = prediction.reply
    return {
        "score": math.nan if grade is None or grade.score is None else float(grade.score),
        "unreadable": math.nan if grade is None else float(bool(grade.unreadable)),
        "refused": float(reply.stop == "refused"),
        "cut": float(reply.stop == "length"),
        "views": float(len(prediction.pictures)),
        **{name: float(getattr(reply, name)) for name in COUNTED},
    }


def _cell_scores(
    run: Path, cell: Cell, samples: Sequence[Sample], replies: Replies, repeats: int, unmarked: object
) -> CellScores:
    table = np.full((len(COLUMNS), len(samples), repeats), np.nan)
    rows = {sample.id: row for row, sample in enumerate(samples)}
    for (sample, repeat), values in replies.items():
        table[:, rows[sample], repeat] = [values[name] for name in COLUMNS]
    known = ~np.isnan(table)
    means = np.divide(
        np.where(known, table, 0).sum(2),
        known.sum(2),
        out=np.full(table.shape[:2], np.nan),
        where=known.any(2),
    )
    return CellScores(
        key=cell.name,
        cell=cell,
        run=run,
        columns=dict(zip(COLUMNS, means, strict=True)),
        asked=len(samples) * repeats,
        answered=len(replies),
        ungraded=sum(math.isnan(values["score"]) for values in replies.values()),
        unmarked=unmarked if type(unmarked) is int else 0,
    )


def _manifest(run: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    except ValueError as error:
        raise CovisError(f"{run / MANIFEST} is broken ({error}); run the evaluation again.") from error
    return manifest if isinstance(manifest, dict) else {}


def benchmark_name(manifest: Mapping[str, Any]) -> str:
    """The benchmark that a manifest tells of; "" if it tells of none that is known."""
    name = manifest.get("benchmark")
    return name if isinstance(name, str) and name in BENCHMARKS else ""


def _chance(manifest: Mapping[str, Any], samples: Sequence[Sample]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What guessing scores: as the benchmark says, or one of the options where it is not known."""
    name = benchmark_name(manifest)
    if name:
        known = [BENCHMARKS[name].chance(sample) for sample in samples]
    else:
        known = [1 / len(sample.options) if sample.options else None for sample in samples]
    return np.array([math.nan if chance is None else chance for chance in known], np.float64)
