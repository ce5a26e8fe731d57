"""Figures as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
from covis.benchmarks.report.numbers import amount, interval, money, more, p_value, percent, points

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

COLORS = {"help": "bold green", "hurt": "bold red", "not shown": "bold yellow", "cannot tell": "bold yellow"}


def show(report: Sequence[Figures], console: Console) -> None:
    """Print verdicts, tables and warnings; all text is shown as it is, never as markup."""
    for figures in report:
        head = f"{figures.title}: {figures.questions:,} questions about {figures.scenes:,} scenes"
        console.print(_text(f"{head} ({', '.join(figures.runs)})", "bold"))
        for verdict in figures.verdicts:
            console.print(_text(verdict.headline, COLORS[verdict.answer]))
            console.print(_text(verdict.details))
        for model in dict.fromkeys(cell.model for cell in figures.cells):
            console.print()
            console.print(_text(model, "bold"))
            for grid in _tables(figures, model):
                _show_grid(grid, console)
        for limit in figures.limits:
            console.print(_text(f"{limit.model}: {limit.sentence}"))
        for warning in figures.warnings:
            console.print(_text(f"! {warning}", "yellow"))


def _text(text: str, style: str = "") -> Text:
    """Text without markup, and without characters that steer a terminal."""
    from rich.text import Text

    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text), style)


def _tables(figures: Figures, model: str) -> Iterator[Grid]:
    cells = [cell for cell in figures.cells if cell.model == model]
    yield _cells(cells)
    for kind, title in (
        ("arm", "Against raw views of the same settings and order, in points"),
        ("baseline", "Other cells against raw views as filmed, in points"),
    ):
        found = [c for c in figures.contrasts if c.kind == kind and c.model == model]
        if found:
            yield _contrasts(title, figures, found)
    if len(ways := [way for way in figures.ways if way.model == model]) > 1:
        yield _ways(ways)
    if both := [both for both in figures.both_ways if both.model == model]:
        yield _both_ways(both)
    keys = {cell.key for cell in cells}
    for by in dict.fromkeys(group.by for group in figures.groups):
        yield _groups(figures, by, [g for g in figures.groups if g.by == by and g.cell in keys])
    if published := [figure for figure in figures.published if figure.model == model]:
        yield _published(published)


@dataclass
class Grid:
    """A table before it is known how wide the terminal is.

    Attributes:
        title: Above it.
        heads: Of the columns.
        words: How many columns hold words, which stand on the left; the others hold numbers.
        rows: The same number of texts each as there are heads.
        caption: Below it.
    """

    title: str
    heads: Sequence[str]
    words: int = 1
    rows: list[Sequence[str]] = field(default_factory=list)
    caption: str = ""


def _grid(title: str, first: Sequence[str], *others: str) -> Grid:
    return Grid(title, [*first, *others], len(first))


def _show_grid(grid: Grid, console: Console) -> None:
    """A table that loses no figure: as it is where that fits, else on its side, in as many as it takes."""
    console.print(_text(grid.title, "italic"))
    if _fits(grid, console):
        console.print(_table(grid))
    else:
        at_once = len(grid.rows)
        while at_once > 1 and not _fits(_on_side(grid, 0, at_once), console):
            at_once -= 1
        for start in range(0, len(grid.rows), at_once):
            console.print(_table(_on_side(grid, start, at_once)))
    if grid.caption:
        console.print(_text(grid.caption, "dim"))


def _fits(grid: Grid, console: Console) -> bool:
    endless = console.options.update_width(10_000)
    return console.measure(_table(grid), options=endless).maximum <= console.width


def _on_side(grid: Grid, start: int, count: int) -> Grid:
    """Some rows of a grid as columns."""
    rows = grid.rows[start : start + count]
    heads = [grid.heads[0], *(row[0] for row in rows)]
    turned = [[head, *(row[i] for row in rows)] for i, head in enumerate(grid.heads) if i > 0]
    return Grid(grid.title, heads, 1, list(turned))


def _table(grid: Grid) -> Table:
    from rich.table import Table

    table = Table()
    for i, name in enumerate(grid.heads):
        table.add_column(_text(name), overflow="fold", justify="left" if i < grid.words else "right")
    for row in grid.rows:
        table.add_row(*map(_text, row))
    return table


def _add(grid: Grid, *cells: str) -> None:
    grid.rows.append(cells)


def _cells(cells: Sequence[CellFigures]) -> Grid:
    priced = any(cell.cost and cell.cost.money is not None for cell in cells)
    table = _grid(
        "Accuracy in %, and what a question takes",
        ["cell"],
        *(
            "%",
            "95 % interval",
            "answered",
            "unreadable",
            "refused",
            "views",
            "tokens",
            "reasoning",
            "seconds",
        ),
        *(["money, 1,000"] if priced else []),
    )
    for cell in cells:
        cost = cell.cost
        costs = [cost.views, cost.tokens, cost.reasoning_tokens, cost.seconds] if cost else [None] * 4
        _add(
            table,
            cell.way,
            percent(cell.accuracy.value if cell.accuracy else None),
            interval(cell.accuracy) if cell.accuracy else "",
            f"{cell.answered:,}" if cell.answered == cell.asked else f"{cell.answered:,} of {cell.asked:,}",
            percent(cell.unreadable),
            percent(cell.refused),
            *(amount(value) for value in costs),
            *([money(cost.money if cost else None)] if priced else []),
        )
    return table


def _contrasts(title: str, figures: Figures, found: Sequence[Contrast]) -> Grid:
    priced = any(contrast.extra.money is not None for contrast in found)
    table = _grid(
        title,
        ["cell", "minus"],
        *(
            "points",
            "95 % interval",
            "p",
            "better : worse : same",
            "for 5 points",
            "tokens",
            "tokens a point",
            "seconds a point",
        ),
        *(["money a point, 1,000"] if priced else []),
    )
    for contrast in found:
        counts, gained = contrast.counts, contrast.per_point
        _add(
            table,
            figures.cell(contrast.cell).way,
            figures.cell(contrast.against).way,
            points(contrast.difference.value),
            interval(contrast.difference, signed=True),
            p_value(contrast.luck.p).removeprefix("p ").removeprefix("= ") + STARS[contrast.luck.test],
            f"{counts.gained} : {counts.lost} : {counts.tied}",
            f"{contrast.needed.questions:,}" if contrast.needed else "",
            more(contrast.extra.tokens),
            more(gained.tokens) if gained else "",
            more(gained.seconds) if gained else "",
            *([money(gained.money) if gained else ""] if priced else []),
        )
    table.caption = (
        "p: McNemar, exact; * sign flips over scenes. For 5 points: questions to see them four times in five."
    )
    return table


STARS = {"McNemar": "", "sign flip": " *"}


def _both_ways(found: Sequence[BothWays]) -> Grid:
    heads = ("forward", "reverse", "harmonic mean", "95 % interval", "gap", "95 % interval", "over raw")
    table = _grid("Both orders, in %", ["cell"], *heads, "95 % interval")
    for both in found:
        _add(
            table,
            both.way,
            percent(both.forward.value),
            percent(both.reverse.value),
            percent(both.harmonic.value),
            interval(both.harmonic),
            points(both.gap.value),
            interval(both.gap, signed=True),
            points(both.gain.value) if both.gain else "",
            interval(both.gain, signed=True) if both.gain else "",
        )
    return table


def _ways(ways: Sequence[Way]) -> Grid:
    costs = [name for name in COSTS if any(getattr(way.cost, name) is not None for way in ways)]
    heads = ("%", "95 % interval", *(COSTS[name] for name in costs), "reasoning")
    table = _grid("Accuracy against cost, both orders together", ["cell"], *heads)
    for way in ways:
        stars = [" ★" if way.cheapest.get(name) else "" for name in costs]
        values = [show_cost(way.cost, name) for name in costs]
        _add(
            table,
            way.name,
            percent(way.accuracy.value),
            interval(way.accuracy),
            *(value + star for value, star in zip(values, stars, strict=True)),
            amount(way.cost.reasoning_tokens),
        )
    table.caption = "★ no other is as accurate for less, nor more accurate for as much"
    return table


def _groups(figures: Figures, by: str, mine: Sequence[GroupFigures]) -> Grid:
    values = list(dict.fromkeys(group.value for group in mine))
    table = _grid(f"Accuracy by {by}, in % (in brackets points over raw)", ["cell"], *values)
    for key in dict.fromkeys(group.cell for group in mine):
        found = {group.value: group for group in mine if group.cell == key}
        row = []
        for value in values:
            group = found.get(value)
            gain = f" ({points(group.gain.value)})" if group and group.gain else ""
            row.append(percent(group.accuracy.value) + gain if group else "")
        _add(table, figures.cell(key).way, *row)
    return table


def _published(found: Sequence[Published]) -> Grid:
    ways = list(dict.fromkeys(figure.way for figure in found))
    table = _grid("The benchmark's own figures", ["figure"], *ways)
    for name in dict.fromkeys(figure.name for figure in found):
        row = {figure.way: figure.value for figure in found if figure.name == name}
        _add(table, name, *(f"{row[way]:.1f}" if way in row else "" for way in ways))
    return table
