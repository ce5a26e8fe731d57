"""From scores to everything that a report says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from covis.benchmarks.report.both_ways import both_ways
from covis.benchmarks.report.contrasts import contrasts
from covis.benchmarks.report.costs import cost
from covis.benchmarks.report.figures import CellFigures, Figures
from covis.benchmarks.report.groups import accuracy, chance, groups
from covis.benchmarks.report.join import short_names
from covis.benchmarks.report.levels import limits
from covis.benchmarks.report.pairing import label
from covis.benchmarks.report.prices import Price
from covis.benchmarks.report.published import published, title
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.report.verdicts import verdict, warnings
from covis.benchmarks.report.ways import ways
from covis.benchmarks.statistics.limits import cannot_show


def analyse(scores: Scores, prices: Mapping[str, Price]) -> Figures:
    """All figures of cells over identical samples.

    Args:
        scores: The cells.
        prices: By model; none at all leaves money out.

    Raises:
        CovisError: If scipy is missing.
    """
    names = short_names(scores.runs)
    cells = [_cell(scores, cell, names[cell.run], prices) for cell in scores.cells]
    by_key = {cell.key: cell for cell in cells}
    models = dict.fromkeys(cell.cell.model for cell in scores.cells)
    found = contrasts(scores, prices)
    return Figures(
        title=title(scores),
        runs=tuple(names.values()),
        questions=len(scores.samples),
        scenes=len(np.unique(scores.scenes)),
        verdicts=tuple(verdict(model, scores, by_key) for model in models),
        warnings=tuple(warnings(scores, cells, found, bool(prices))),
        cells=tuple(cells),
        ways=tuple(ways(scores, prices)),
        contrasts=tuple(found),
        both_ways=tuple(both_ways(scores)),
        groups=tuple(groups(scores)),
        limits=tuple(limits(scores)),
        published=tuple(published(scores)),
    )


def _cell(scores: Scores, cell: CellScores, run: str, prices: Mapping[str, Price]) -> CellFigures:
    every = np.ones(len(scores.samples), bool)
    found = accuracy(scores, cell, every)
    guess = chance(scores, cell, every)
    return CellFigures(
        key=cell.key,
        name=cell.cell.name,
        run=run,
        label=label(cell.cell, scores.cells),
        way=label(cell.cell, scores.cells, model=False),
        model=cell.cell.model,
        arm=cell.cell.arm,
        direction=cell.cell.direction,
        factors=cell.cell.factors,
        accuracy=found,
        chance=guess,
        cannot_show=cannot_show(found, guess) if found else "",
        asked=cell.asked,
        answered=cell.answered,
        ungraded=cell.ungraded,
        unmarked=cell.unmarked,
        unreadable=_mean(cell, "unreadable"),
        refused=_mean(cell, "refused"),
        cut=_mean(cell, "cut"),
        cost=cost(cell, ~np.isnan(cell.columns["views"]), prices),
    )


def _mean(cell: CellScores, column: str) -> float:
    """Over the questions that have a value; 0 of none."""
    values = cell.columns[column]
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0
