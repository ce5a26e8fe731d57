"""Figures as JSON, and as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from covis.benchmarks.report.figures import CellFigures, Cost, Figures
from covis.benchmarks.statistics.estimate import Estimate

HEAD = (
    "what", "run", "model", "arm", "direction", "settings", "against", "group", "value", "low", "high",
    "questions", "scenes", "p", "test", "unreadable", "refused", "missing", "views", "input_tokens",
    "output_tokens", "reasoning_tokens", "seconds", "money",
)  # fmt: skip
"""The columns of the table; shares are 0..1, costs are means of a question."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(report: Sequence[Figures]) -> str:
    """One line of JSON: a list with an object for each set of runs over the same samples."""
    return json.dumps([asdict(figures) for figures in report], allow_nan=False)


def as_csv(report: Sequence[Figures]) -> str:
    """Cells, differences, both orders and groups, a line each; columns that mean nothing are empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    file = io.StringIO()
    table = csv.DictWriter(file, HEAD, restval="", lineterminator="\n")
    table.writeheader()
    for figures in report:
        for row in _rows(figures):
            table.writerow({name: _harmless(value) for name, value in row.items()})
    return file.getvalue()


def _rows(figures: Figures) -> Iterator[dict[str, object]]:
    cells = {cell.key: cell for cell in figures.cells}
    for cell in figures.cells:
        rates = {
            "unreadable": cell.unreadable,
            "refused": cell.refused,
            "missing": cell.asked - cell.answered,
        }
        yield {"what": "accuracy", **_place(cell), **_value(cell.accuracy), **rates, **_costs(cell.cost)}
    for contrast in figures.contrasts:
        test = {"p": contrast.luck.p, "test": contrast.luck.test}
        against = {"against": cells[contrast.against].label}
        place = _place(cells[contrast.cell])
        yield {
            "what": "difference",
            **place,
            **against,
            **_value(contrast.difference),
            **test,
            **_costs(contrast.extra),
        }
    for both in figures.both_ways:
        place = {"model": both.model, "arm": both.arm, "settings": both.way}
        for what in ("harmonic", "gap", "gain"):
            if found := getattr(both, what):
                yield {"what": NAMES[what], **place, **_value(found)}
    for group in figures.groups:
        place = {**_place(cells[group.cell]), "group": f"{group.by}: {group.value}"}
        yield {"what": "accuracy", **place, **_value(group.accuracy)}
        if group.gain:
            yield {"what": "difference", **place, "against": "raw", **_value(group.gain)}


NAMES = {
    "harmonic": "harmonic mean of orders",
    "gap": "forward minus reverse",
    "gain": "harmonic mean minus that of raw",
}


def _place(cell: CellFigures) -> dict[str, object]:
    settings = ", ".join(f"{name} {value}" for name, value in cell.factors.items())
    return {
        "run": cell.run,
        "model": cell.model,
        "arm": cell.arm,
        "direction": cell.direction,
        "settings": settings,
    }


def _value(found: Estimate | None) -> dict[str, object]:
    if found is None:
        return {}
    bounds = {name: bound for name in ("low", "high") if (bound := getattr(found, name)) is not None}
    return {"value": found.value, **bounds, "questions": found.of, "scenes": found.scenes}


def _costs(cost: Cost | None) -> dict[str, object]:
    return {} if cost is None else {name: value for name, value in asdict(cost).items() if value is not None}


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
