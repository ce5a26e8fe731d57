"""Runs over the same samples, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.runs.cell import Cell

ARMS = ("raw", "marked", "shuffled", "blind")
DIRECTIONS = ("forward", "reverse")


def joined(runs: Sequence[Scores]) -> list[Scores]:
    """Runs over the same samples as one, the others apart, in the order given.

    The cells of runs that are put together get a factor more, `run`, if two of them differ in nothing else.
    """
    groups: list[list[Scores]] = []
    for scores in runs:
        for group in groups:
            if _same_samples(group[0], scores):
                group.append(scores)
                break
        else:
            groups.append([scores])
    return [_join(group) for group in groups]


def short_names(runs: Sequence[Path]) -> dict[Path, str]:
    """The shortest ends of the paths that tell them apart."""
    for parts in range(1, max((len(run.parts) for run in runs), default=1) + 1):
        names = {run: "/".join(run.parts[-parts:]) for run in runs}
        if len(set(names.values())) == len(names):
            break
    return names if runs else {}


def _same_samples(a: Scores, b: Scores) -> bool:
    return sorted(s.to_json() for s in a.samples) == sorted(s.to_json() for s in b.samples)


def _join(group: Sequence[Scores]) -> Scores:
    first = group[0]
    cells = [cell for scores in group for cell in _in_rows_of(first, scores).cells]
    names = short_names([run for scores in group for run in scores.runs])
    keys = [(*_way(c.cell), *sorted(c.cell.factors.items())) for c in cells]
    if len(set(keys)) < len(keys):
        cells = [_with_factor(scores, "run", names[scores.run]) for scores in cells]
    if len(group) > 1:
        cells = [replace(scores, key=f"{names[scores.run]}/{scores.key}") for scores in cells]
    return replace(
        first,
        runs=tuple(run for scores in group for run in scores.runs),
        manifests=tuple(manifest for scores in group for manifest in scores.manifests),
        cells=tuple(sorted(cells, key=lambda scores: _place(scores.cell))),
    )


def _in_rows_of(first: Scores, scores: Scores) -> Scores:
    """The same scores, in the order of another run's samples."""
    rows = {sample.id: row for row, sample in enumerate(scores.samples)}
    order = [rows[sample.id] for sample in first.samples]
    cells = [
        replace(cell, columns={name: column[order] for name, column in cell.columns.items()})
        for cell in scores.cells
    ]
    return replace(scores, cells=tuple(cells))


def _way(cell: Cell) -> tuple[str, str, str]:
    return cell.model, cell.arm, cell.direction


def _with_factor(scores: CellScores, name: str, value: str) -> CellScores:
    return replace(scores, cell=replace(scores.cell, factors={**scores.cell.factors, name: value}))


def _place(cell: Cell) -> tuple[object, ...]:
    """Model, then settings (numbers by size), then arm and direction."""
    factors = [
        (name, isinstance(value, str), value if isinstance(value, int | float) else 0, str(value))
        for name, value in sorted(cell.factors.items())
    ]
    return cell.model, factors, ARMS.index(cell.arm), DIRECTIONS.index(cell.direction)
