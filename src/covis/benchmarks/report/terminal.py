"""Figures as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from covis.benchmarks.report.figures import Contrast, Figures
from covis.benchmarks.report.numbers import amount, interval, more, p_value, percent, points

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

COLORS = {"help": "bold green", "hurt": "bold red", "not shown": "bold yellow", "cannot tell": "bold yellow"}


def show(report: Sequence[Figures], console: Console) -> None:
    """Print verdicts, tables and warnings; all text is shown as it is, never as markup."""
    from rich.text import Text

    for figures in report:
        head = f"{figures.title}: {figures.questions:,} questions about {figures.scenes:,} scenes"
        console.print(Text(f"\n{head} ({', '.join(figures.runs)})", style="bold"))
        for verdict in figures.verdicts:
            console.print(Text(verdict.sentence, style=COLORS[verdict.answer]))
        for table in _tables(figures):
            console.print(table)
        for warning in figures.warnings:
            console.print(Text(f"! {warning}", style="yellow"))


def _tables(figures: Figures) -> Iterator[Table]:
    yield _cells(figures)
    for kind, title in (
        ("arm", "Against raw views of the same settings and order, in points"),
        ("baseline", "Other cells against raw views as filmed, in points"),
    ):
        found = [contrast for contrast in figures.contrasts if contrast.kind == kind]
        if found:
            yield _contrasts(title, found)
    if figures.both_ways:
        yield _both_ways(figures)
    for by in dict.fromkeys(group.by for group in figures.groups):
        yield _groups(figures, by)
    if figures.published:
        yield _published(figures)


def _table(title: str, first: Sequence[str], *others: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title, style="italic"), title_justify="left")
    for name in first:
        table.add_column(name, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _add(table: Table, *cells: str) -> None:
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def _cells(figures: Figures) -> Table:
    money = any(cell.cost and cell.cost.money is not None for cell in figures.cells)
    table = _table(
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
        *(["money"] if money else []),
    )
    for cell in figures.cells:
        cost = cell.cost
        costs = [cost.views, cost.tokens, cost.reasoning_tokens, cost.seconds] if cost else [None] * 4
        _add(
            table,
            cell.label,
            percent(cell.accuracy.value if cell.accuracy else None),
            interval(cell.accuracy) if cell.accuracy else "",
            f"{cell.answered:,}" if cell.answered == cell.asked else f"{cell.answered:,} of {cell.asked:,}",
            percent(cell.unreadable),
            percent(cell.refused),
            *(amount(value) for value in costs),
            *([amount(cost.money if cost else None)] if money else []),
        )
    return table


def _contrasts(title: str, found: Sequence[Contrast]) -> Table:
    money = any(contrast.extra.money is not None for contrast in found)
    table = _table(
        title,
        ["second − first"],
        *("points", "95 % interval", "p", "better : worse : same", "for 5 points", "tokens", "a point"),
        *(["money a point"] if money else []),
    )
    for contrast in found:
        counts, gained = contrast.counts, contrast.per_point
        _add(
            table,
            contrast.label,
            points(contrast.difference.value),
            interval(contrast.difference, signed=True),
            p_value(contrast.luck.p).removeprefix("p ").removeprefix("= ") + STARS[contrast.luck.test],
            f"{counts.gained} : {counts.lost} : {counts.tied}",
            f"{contrast.needed.questions:,}" if contrast.needed else "",
            more(contrast.extra.tokens),
            more(gained.tokens) if gained else "",
            *([more(gained.money) if gained else ""] if money else []),
        )
    table.caption = (
        "p: McNemar, exact; * sign flips over scenes. For 5 points: questions to see them four times in five."
    )
    return table


STARS = {"McNemar": "", "sign flip": " *"}


def _both_ways(figures: Figures) -> Table:
    heads = ("forward", "reverse", "harmonic mean", "95 % interval", "gap", "95 % interval", "over raw")
    table = _table("Both orders, in %", ["cell"], *heads, "95 % interval")
    for both in figures.both_ways:
        _add(
            table,
            both.label,
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


def _groups(figures: Figures, by: str) -> Table:
    mine = [group for group in figures.groups if group.by == by]
    values = list(dict.fromkeys(group.value for group in mine))
    table = _table(f"Accuracy by {by}, in % (in brackets points over raw)", ["cell"], *values)
    for key in dict.fromkeys(group.cell for group in mine):
        found = {group.value: group for group in mine if group.cell == key}
        row = []
        for value in values:
            group = found.get(value)
            gain = f" ({points(group.gain.value)})" if group and group.gain else ""
            row.append(percent(group.accuracy.value) + gain if group else "")
        _add(table, figures.label(key), *row)
    return table


def _published(figures: Figures) -> Table:
    ways = list(dict.fromkeys(figure.label for figure in figures.published))
    table = _table("The benchmark's own figures", ["figure"], *ways)
    for name in dict.fromkeys(figure.name for figure in figures.published):
        found = {figure.label: figure.value for figure in figures.published if figure.name == name}
        _add(table, name, *(f"{found[way]:.1f}" if way in found else "" for way in ways))
    return table
