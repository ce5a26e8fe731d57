"""Do marks help? One sentence for each model, and what limits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from covis.benchmarks.report.contrasts import mean_difference
from covis.benchmarks.report.figures import Answer, CellFigures, Contrast, Verdict
from covis.benchmarks.report.numbers import interval, p_value, percent, points
from covis.benchmarks.report.pairing import counterpart
from covis.benchmarks.report.scores import CellScores, Column, Scores
from covis.benchmarks.statistics.estimate import Estimate
from covis.benchmarks.statistics.paired import Luck, luck
from covis.benchmarks.statistics.power import Needed, needed

FEW_SCENES = 10  # the fewest for which the intervals' coverage was measured

OPENINGS: dict[Answer, str] = {
    "help": "Marks help {}",
    "hurt": "Marks hurt {}",
    "not shown": "Not shown that marks help or hurt {}",
    "cannot tell": "This run cannot tell whether marks help {}",
}
"""How a verdict begins, with the model's name."""

Pairs = Sequence[tuple[CellScores, CellScores]]
"""Raw and marked cells of the same settings and order."""


def verdict(model: str, scores: Scores, cells: Mapping[str, CellFigures]) -> Verdict:
    """What marks do for a model, over all its settings and both orders together.

    Each question counts once: its difference is the mean over the pairs of cells that both answered it.

    Args:
        model: Its name.
        scores: All cells.
        cells: Their figures, by key.

    Raises:
        CovisError: If scipy is missing.
    """
    pairs = _pairs([cell for cell in scores.cells if cell.cell.model == model], scores.cells)
    raw, marked = _means(pairs, len(scores.samples))
    both = ~np.isnan(raw)
    if not both.any():
        why = "No question has a score both with raw and with marked views"
        return Verdict(model, "cannot tell", f"{OPENINGS['cannot tell'].format(model)}.", f"{why}.")
    raw, marked, scenes = raw[both], marked[both], scores.scenes[both]
    found = mean_difference(marked - raw, scenes)
    stuck = [cells[cell.key].cannot_show for pair in pairs for cell in pair]
    answer = _answer(found, all(stuck))
    chance, need = luck(raw, marked, scenes), needed(marked - raw, scenes)
    means = float(raw.mean()), float(marked.mean())
    headline = f"{OPENINGS[answer].format(model)}: {_difference(found)}."
    details = f"{_change(*means, found, chance)}{_scope(pairs)}."
    if answer == "not shown" and need:
        details += f" {_needed(need)}"
    if answer == "cannot tell" and all(stuck):
        details += f" {stuck[0]}: {cells[pairs[0][0].key].label}."
    return Verdict(model, answer, headline, details, *means, found, chance, need)


def warnings(
    scores: Scores, cells: Sequence[CellFigures], found: Sequence[Contrast], priced: bool
) -> list[str]:
    """What limits the figures, a sentence each.

    Args:
        scores: All cells.
        cells: Their figures.
        found: Their differences.
        priced: Whether any prices were given.
    """
    stuck: dict[str, list[str]] = {}
    for cell in cells:
        if cell.cannot_show and cell.arm != "blind":  # it is there to be at chance
            stuck.setdefault(cell.cannot_show, []).append(cell.label)
    said = [f"{why}: {'; '.join(who)}." for why, who in stuck.items()]
    said += _controls({cell.key: cell.label for cell in cells}, found)
    for cell in cells:
        if missing := cell.asked - cell.answered:
            said.append(
                f"{cell.label}: {missing:,} of {cell.asked:,} replies are missing; they are not scored. "
                "Give the evaluation's command again to ask for them."
            )
        if cell.unmarked:
            said.append(f"{cell.label}: {cell.unmarked:,} questions were shown without marks; none was sure.")
        if cell.ungraded:
            said.append(f"{cell.label}: {cell.ungraded:,} replies have no score yet.")
        if priced and cell.cost and cell.cost.money is None:
            said.append(f"{cell.label}: the prices do not name {cell.model}.")
    for manifest in scores.manifests:
        if manifest.get("rules") == "harness":
            said.append("Replies were read as published numbers read them, which may guess.")
        left_out = manifest.get("left_out")
        for reason, count in left_out.items() if isinstance(left_out, dict) else ():
            said.append(f"Left out of every cell: {count} questions ({reason}).")
    scenes = len(np.unique(scores.scenes))
    if 2 <= scenes < FEW_SCENES:
        said.append(f"Intervals over {scenes} scenes are rough; ten or more make them reliable.")
    return said


def _controls(labels: Mapping[str, str], found: Sequence[Contrast]) -> list[str]:
    """What wrong numbers and no views at all say of the views."""
    said = []
    for contrast in found:
        low, high = contrast.difference.low, contrast.difference.high
        if contrast.kind != "arm" or low is None or high is None:
            continue
        names = f"{labels[contrast.cell]}: {_difference(contrast.difference)} over raw views"
        if contrast.arm == "shuffled" and low > 0:
            said.append(f"{names}. Wrong numbers help too, so it is not the numbers that help.")
        if contrast.arm == "blind" and high >= 0:
            said.append(f"{names}. That views are needed at all is not shown.")
    return said


def _pairs(mine: Sequence[CellScores], cells: Sequence[CellScores]) -> Pairs:
    found = []
    for cell in mine:
        if cell.cell.arm == "marked" and (raw := counterpart(cell.cell, cells, arm="raw")):
            found.append((raw, cell))
    return found


def _means(pairs: Pairs, questions: int) -> tuple[Column, Column]:
    """Mean scores of raw and marked views for each question, (n,); NaN where no pair has both."""
    sums = np.zeros((2, questions))
    count = np.zeros(questions)
    for raw, marked in pairs:
        both = ~np.isnan(raw.score) & ~np.isnan(marked.score)
        sums += np.where(both, (raw.score, marked.score), 0)
        count += both
    means = np.divide(sums, count, out=np.full(sums.shape, np.nan), where=count > 0)
    return means[0], means[1]


def _answer(found: Estimate, stuck: bool) -> Answer:
    if found.low is None or found.high is None:
        return "cannot tell"
    if found.low > 0:
        return "help"
    if found.high < 0:
        return "hurt"
    return "cannot tell" if stuck else "not shown"


def _difference(found: Estimate) -> str:
    bounds = "" if found.low is None else f" (95 % interval {interval(found, signed=True)})"
    return f"{points(found.value)} points{bounds}"


def _change(raw: float, marked: float, found: Estimate, chance: Luck) -> str:
    """From what to what, over which questions."""
    how = "McNemar, exact" if chance.test == "McNemar" else "sign flips over scenes"
    return (
        f"Accuracy goes from {percent(raw)} % with raw views to {percent(marked)} % with marked ones, over "
        f"{found.of:,} questions about {found.scenes:,} scenes ({p_value(chance.p)}, {how})"
    )


def _scope(pairs: Pairs) -> str:
    """What was put together."""
    orders = {marked.cell.direction for _, marked in pairs}
    parts = ["both orders together"] if len(orders) > 1 else []
    settings = len(pairs) // len(orders)
    parts += [f"the mean of {settings} settings"] if settings > 1 else []
    return "".join(f", {part}" for part in parts)


def _needed(need: Needed) -> str:
    return (
        f"To see a difference of 5 points four times in five it takes some {need.questions:,} questions "
        f"about {need.scenes:,} scenes."
    )
