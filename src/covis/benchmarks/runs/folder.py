"""Where the files of a run lie, and how their lines are read and written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from covis.benchmarks.grade import Grade
from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.prediction import Prediction
from covis.errors import CovisError
from covis.models.reply import Reply
from covis.views.write import write_atomically

MANIFEST, SAMPLES, PICTURES, CELLS = "manifest.json", "samples.jsonl", "pictures", "cells"
CELL, PREDICTIONS, GRADES = "cell.json", "predictions.jsonl", "grades.jsonl"


def cell_folder(run: Path, cell: Cell) -> Path:
    """The folder of a cell."""
    return run / CELLS / cell.name


def read_cells(run: Path) -> list[Cell]:
    """All cells of a run, by name.

    Raises:
        CovisError: If the folder is no run, or a cell's file is broken or lies in another cell's folder.
    """
    files = sorted((run / CELLS).glob(f"*/{CELL}"))
    if not files:
        raise CovisError(f"{run} holds no run; name a folder that covis eval wrote.")
    cells = []
    for file in files:
        with _whole(file):
            cells.append(Cell(**_record(file, _text(file))))
        if cells[-1].name != file.parent.name:
            raise CovisError(f"{file} names another folder, {cells[-1].name!r}; copy run folders whole.")
    return cells


def write_cell(run: Path, cell: Cell) -> None:
    """Make the folder of a cell, with its `cell.json`."""
    folder = cell_folder(run, cell)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / CELL, (json.dumps(asdict(cell), indent=2) + "\n").encode())


def read_predictions(run: Path, cell: Cell) -> Iterator[Prediction]:
    """The predictions of a cell, streamed. A last line that was cut off by a kill is passed over.

    Raises:
        CovisError: If a whole line is broken; the sentence names it.
    """
    file = cell_folder(run, cell) / PREDICTIONS
    if not file.exists():
        return
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                with _whole(file):
                    record = _record(file, line.decode())
                    reply = Reply(**record.pop("reply"))
                    made = Prediction(**{**record, "reply": reply, "pictures": tuple(record["pictures"])})
                yield made


def prediction_line(prediction: Prediction) -> str:
    """A prediction as its line, with the line's end."""
    return json.dumps(asdict(prediction), ensure_ascii=False) + "\n"


def read_grades(run: Path, cell: Cell) -> dict[tuple[str, int], Grade]:
    """The grades of a cell by sample and repeat; empty before they are made.

    Raises:
        CovisError: If a line is broken; the sentence names it.
    """
    file = cell_folder(run, cell) / GRADES
    grades = {}
    for line in _text(file).split("\n") if file.exists() else ():
        if line:
            with _whole(file):
                record = _record(file, line)
                key = (record.pop("sample"), record.pop("repeat"))
                grades[key] = Grade(**record)
    return grades


def write_grades(run: Path, cell: Cell, graded: Sequence[tuple[Prediction, Grade]]) -> None:
    """Write the grades of a cell, all at once, in the order given."""
    lines = [
        json.dumps({"sample": p.sample, "repeat": p.repeat, **asdict(g)}, ensure_ascii=False) + "\n"
        for p, g in graded
    ]
    write_atomically(cell_folder(run, cell) / GRADES, "".join(lines).encode())


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """Turns what goes wrong with a record's fields into one sentence."""
    try:
        yield
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise CovisError(
            f"{file} holds a record that is not one of a run ({error}); run the evaluation again."
        ) from error


def _text(file: Path) -> str:
    with _whole(file):
        return file.read_text(encoding="utf-8")


def _record(file: Path, text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise CovisError(
            f"{file} is broken at {text[:60]!r}; delete it and run the evaluation again."
        ) from error
    if not isinstance(record, dict):
        raise CovisError(f"{file} holds {text[:60]!r} where a record should be; run the evaluation again.")
    return record
