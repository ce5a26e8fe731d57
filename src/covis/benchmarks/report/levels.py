"""Where raw views stop being enough, and whether marks move that point."""

from __future__ import annotations

import numpy as np

from covis.benchmarks.report.figures import Limit
from covis.benchmarks.report.scores import CellScores, Scores, mean_score
from covis.benchmarks.statistics.estimate import by_scene, estimate, share


def limits(scores: Scores) -> list[Limit]:
    """For each model the levels at which raw and marked views beat chance, all cells of an arm together.

    Returns:
        Nothing for models without both arms, for samples without levels, and where chance means nothing.

    Raises:
        CovisError: If scipy is missing.
    """
    levels = sorted({sample.level for sample in scores.samples if sample.level})
    if len(levels) < 2 or np.isnan(scores.chance).any():
        return []
    found = []
    for model in dict.fromkeys(cell.cell.model for cell in scores.cells):
        mine = [cell for cell in scores.cells if cell.cell.model == model]
        if {"raw", "marked"} <= {cell.cell.arm for cell in mine}:
            raw, marked = (_above(scores, mine, arm, levels) for arm in ("raw", "marked"))
            at = _named(raw, levels), _named(marked, levels)
            sentence = f"Told from chance: raw views at {at[0]}, marked views at {at[1]}."
            found.append(Limit(model, sentence, raw, marked))
    return found


def _above(scores: Scores, cells: list[CellScores], arm: str, levels: list[int]) -> tuple[str, ...]:
    """The levels at which an arm's interval lies above chance."""
    score = mean_score(cells, arm)
    names = []
    for level in levels:
        mine = np.array([sample.level == level for sample in scores.samples]) & ~np.isnan(score)
        if mine.any():
            columns = np.column_stack([score[mine], np.ones(int(mine.sum()))])
            accuracy = estimate(by_scene(scores.scenes[mine], columns), share, int(mine.sum()))
            if accuracy.low is not None and accuracy.low > scores.chance[mine].mean():
                names.append(str(level))
    return tuple(names)


def _named(above: tuple[str, ...], levels: list[int]) -> str:
    if len(above) == len(levels):
        return "every level"
    if not above:
        return "no level"
    return f"level{'s' if len(above) > 1 else ''} {', '.join(above)} of {levels[0]} to {levels[-1]}"
