"""The tables of the page."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.report.costs import COSTS, show_cost
from covis.benchmarks.report.figures import (
    BothWays,
    CellFigures,
    Contrast,
    Figures,
    GroupFigures,
    Published,
    Way,
)
from covis.benchmarks.report.html.plots import strip, style_of
from covis.benchmarks.report.html.tags import Child, Html, joined, tag
from covis.benchmarks.report.numbers import amount, interval, money, more, p_value, percent, points


def cells_table(cells: Sequence[CellFigures]) -> Html:
    """How each cell did, and what a question took.

    Args:
        cells: Of one model.
    """
    priced = any(cell.cost and cell.cost.money is not None for cell in cells)
    heads = ["accuracy", "%", "95 % interval", "answered", "unreadable", "refused", "cut off"]
    heads += ["views", "tokens", "of it reasoning", "seconds", *(["money, 1,000"] if priced else [])]
    rows = []
    for cell in cells:
        cost = cell.cost
        short = cell.answered < cell.asked
        answered = f"{cell.answered:,} of {cell.asked:,}" if short else f"{cell.answered:,}"
        at = [cell.chance] if cell.chance is not None else []
        rows.append(
            (
                strip(cell.accuracy, 0, 1, at, style_of(cell)),
                tag("b", percent(cell.accuracy.value if cell.accuracy else None)),
                interval(cell.accuracy) if cell.accuracy else "",
                tag("span", answered, class_="short" if short else None),
                *(percent(rate) for rate in (cell.unreadable, cell.refused, cell.cut)),
                *(amount(getattr(cost, name)) for name in ("views", "tokens", "reasoning_tokens", "seconds")),
                *([money(cost.money if cost else None)] if priced else []),
            )
        )
    note = "Dots are accuracies, lines their 95 % intervals over scenes, the upright line is chance."
    return _table([_name(cell) for cell in cells], heads, rows, note, plot=True)


def ways_table(ways: Sequence[Way]) -> Html:
    """Accuracy against cost, both orders together; what no other way beats has a star.

    Args:
        ways: Of one model.
    """
    costs = [name for name in COSTS if any(getattr(way.cost, name) is not None for way in ways)]
    heads = ["%", "95 % interval", *(COSTS[name] for name in costs), "of the tokens reasoning"]
    rows = []
    for way in ways:
        stars = ["\N{NO-BREAK SPACE}★" if way.cheapest.get(name) else "" for name in costs]
        values = [show_cost(way.cost, name) for name in costs]
        rows.append(
            (
                tag("b", percent(way.accuracy.value)),
                interval(way.accuracy),
                *(value + star for value, star in zip(values, stars, strict=True)),
                amount(way.cost.reasoning_tokens),
            )
        )
    names = [tag("span", way.name, class_=f"name {way.arm} forward") for way in ways]
    note = (
        "Both orders together; costs are those of a question. ★ and the stepped line: no other way is as "
        "accurate for less, nor more accurate for as much."
    )
    return _table(names, heads, rows, note)


def contrasts_table(figures: Figures, found: Sequence[Contrast]) -> Html:
    """Differences with their intervals.

    Args:
        figures: All figures.
        found: The differences, of one model and one kind.
    """
    priced = any(contrast.extra.money is not None for contrast in found)
    heads = [
        "difference",
        "points",
        "95 % interval",
        "p",
        "better",
        "worse",
        "same",
        "questions for 5 points",
    ]
    heads += ["more tokens", "a point", *(["money a point, 1,000"] if priced else [])]
    reach = max((abs(v) for c in found for v in (c.difference.low, c.difference.high) if v), default=0.1)
    rows, names = [], []
    for contrast in found:
        cell, against = figures.cell(contrast.cell), figures.cell(contrast.against)
        plain = contrast.kind == "arm" and against.way == cell.way.replace(cell.arm, "raw", 1)
        minus = None if plain else tag("span", f" − {against.way}", class_="minus")
        names.append(joined([_name(cell), minus]))
        gained = contrast.per_point
        star = "" if contrast.luck.test == "McNemar" else " *"
        rows.append(
            (
                strip(contrast.difference, -reach, reach, [0.0], style_of(cell)),
                tag("b", points(contrast.difference.value)),
                interval(contrast.difference, signed=True),
                p_value(contrast.luck.p).removeprefix("p ").removeprefix("= ") + star,
                *(f"{n:,}" for n in (contrast.counts.gained, contrast.counts.lost, contrast.counts.tied)),
                f"{contrast.needed.questions:,}" if contrast.needed else "",
                more(contrast.extra.tokens),
                joined([more(gained.tokens), tag("br"), tag("small", f"{more(gained.seconds)} s")])
                if gained
                else "",
                *([money(gained.money) if gained else ""] if priced else []),
            )
        )
    note = (
        "Over the questions that both cells answered; the upright line is no difference. p: McNemar's exact "
        "test, which takes questions as independent; * sign flips over scenes, for scores between 0 and 1. "
        "Of twenty differences without a cause, one is told from zero by luck. "
        "Questions for 5 points: to see such a difference four times in five, with the disagreement and the "
        "scenes of this run."
    )
    return _table(names, heads, rows, note, plot=True)


def both_ways_table(found: Sequence[BothWays]) -> Html:
    """Accuracy in both orders with harmonic mean and gap."""
    heads = ["forward", "reverse", "harmonic mean", "95 % interval", "gap", "95 % interval"]
    heads += ["over raw", "95 % interval"]
    rows = [
        (
            percent(both.forward.value),
            percent(both.reverse.value),
            tag("b", percent(both.harmonic.value)),
            interval(both.harmonic),
            points(both.gap.value),
            interval(both.gap, signed=True),
            points(both.gain.value) if both.gain else "",
            interval(both.gain, signed=True) if both.gain else "",
        )
        for both in found
    ]
    names = [tag("span", both.way, class_=f"name {both.arm} forward") for both in found]
    note = "Harmonic mean 2ab/(a+b) of both orders; the gap is forward minus reverse, in points."
    return _table(names, heads, rows, note)


def groups_table(figures: Figures, found: Sequence[GroupFigures]) -> Html:
    """Accuracy by what questions have in common, a line for each group.

    Args:
        figures: All figures.
        found: Of one model and one way of grouping.
    """
    keys = list(dict.fromkeys(group.cell for group in found))
    rows, names = [], []
    for value in dict.fromkeys(group.value for group in found):
        mine = {group.cell: group for group in found if group.value == value}
        any_cell = next(iter(mine.values()))
        names.append(tag("span", value, tag("small", f" {any_cell.accuracy.of:,} questions")))
        rows.append([_group_cell(mine.get(key)) for key in keys])
    heads = [figures.cell(key).way for key in keys]
    note = "In %, with 95 % intervals; coloured: points over raw views of the same settings and order."
    return _table(names, heads, rows, note)


def published_table(found: Sequence[Published]) -> Html:
    """The benchmark's own figures, a line for each."""
    ways = list(dict.fromkeys(figure.way for figure in found))
    names = list(dict.fromkeys(figure.name for figure in found))
    rows = []
    for name in names:
        values = {figure.way: figure.value for figure in found if figure.name == name}
        rows.append([f"{values[way]:.1f}" if way in values else "" for way in ways])
    return _table(names, ways, rows, "As the benchmark's authors compute them, in their units.")


def _group_cell(group: GroupFigures | None) -> Child:
    if group is None:
        return ""
    parts: list[Child] = [
        tag("b", percent(group.accuracy.value)),
        " ",
        tag("small", interval(group.accuracy)),
    ]
    if group.gain:
        gain = group.gain
        sure = gain.low is not None and gain.high is not None and not gain.low <= 0 <= gain.high
        style = ("up" if gain.value > 0 else "down") if sure else "level"
        bounds = f"{interval(gain, signed=True)} points"
        parts += [tag("br"), tag("span", points(gain.value), class_=f"gain {style}", title=bounds)]
    return joined(parts)


def _name(cell: CellFigures) -> Html:
    return tag("span", cell.way, class_=f"name {style_of(cell)}")


def _table(
    names: Sequence[Child],
    heads: Sequence[str],
    rows: Sequence[Sequence[Child]],
    note: str,
    plot: bool = False,
) -> Html:
    head = tag("tr", tag("td"), *(tag("th", name, scope="col") for name in heads))
    body = [
        tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in row))
        for name, row in zip(names, rows, strict=True)
    ]
    table = tag("table", tag("thead", head), tag("tbody", *body), class_="plotted" if plot else None)
    return joined([tag("div", table, class_="scroll"), tag("p", note, class_="note")])
