"""Which cell is held against which, and what each is called."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.report.scores import CellScores
from covis.benchmarks.runs.cell import Cell


def counterpart(cell: Cell, cells: Sequence[CellScores], **wanted: str) -> CellScores | None:
    """The cell of the same model that has what is wanted and shares most settings; None if there is none.

    Raw views are asked once however marks would look, so the settings need not all be the same.

    Args:
        cell: To whom the other belongs.
        cells: All of them; of those that share equally many settings the first is taken.
        wanted: `arm` and `direction` of the other; what is not named is as in `cell`.
    """
    arm, direction = wanted.get("arm", cell.arm), wanted.get("direction", cell.direction)
    found = [
        scores
        for scores in cells
        if (scores.cell.model, scores.cell.arm, scores.cell.direction) == (cell.model, arm, direction)
    ]
    return max(found, key=lambda scores: _shared(cell, scores.cell), default=None)


def baseline(model: str, cells: Sequence[CellScores]) -> CellScores | None:
    """A model's first raw cell as filmed; None without one."""
    wanted = (model, "raw", "forward")
    found = (s for s in cells if (s.cell.model, s.cell.arm, s.cell.direction) == wanted)
    return next(found, None)


def label(cell: Cell, cells: Sequence[CellScores], model: bool = True, order: bool = True) -> str:
    """What sets a cell apart: model, arm, order, and settings, each only where cells differ in it.

    Args:
        cell: The cell.
        cells: All of them.
        model: Whether to name the model where there are several.
        order: Whether to name the order where there are two.
    """
    parts = [cell.model] if model and len({scores.cell.model for scores in cells}) > 1 else []
    parts.append(cell.arm)
    if order and len({scores.cell.direction for scores in cells}) > 1:
        parts.append(cell.direction)
    return " · ".join([*parts, *settings_that_differ(cell, cells)])


def settings_that_differ(cell: Cell, cells: Sequence[CellScores]) -> list[str]:
    """A cell's settings that are not the same in all cells of its arm, as "frames 4"."""
    peers = [scores.cell for scores in cells if scores.cell.arm == cell.arm]
    return [
        f"{name} {value}"
        for name, value in cell.factors.items()
        if len({str(peer.factors.get(name)) for peer in peers}) > 1
    ]


def _shared(a: Cell, b: Cell) -> int:
    return sum(b.factors.get(name) == value for name, value in a.factors.items())
