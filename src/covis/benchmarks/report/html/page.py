"""The whole page: the answer first, then tables, plots, and questions to look at."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from covis.benchmarks.report.browse import Browsed
from covis.benchmarks.report.costs import COSTS
from covis.benchmarks.report.figures import CellFigures, Figures, Verdict, Way
from covis.benchmarks.report.html.cards import KINDS, cards, kind_of
from covis.benchmarks.report.html.plots import cost_plot, level_plot, strip, style_of
from covis.benchmarks.report.html.tables import (
    both_ways_table,
    cells_table,
    contrasts_table,
    groups_table,
    published_table,
    ways_table,
)
from covis.benchmarks.report.html.tags import Html, joined, tag
from covis.benchmarks.report.numbers import points

MOST_LINES = 4  # in the plot of levels; more cannot be told apart


@dataclass(frozen=True)
class Part:
    """What a page says of cells over identical samples.

    Attributes:
        figures: All figures.
        browsed: Questions to look at.
        prefixes: For each cell's key the beginning of the names of its pictures in the page.
    """

    figures: Figures
    browsed: Sequence[Browsed]
    prefixes: Mapping[str, str]


def page(parts: Sequence[Part], pictures: Mapping[str, str]) -> str:
    """One HTML file that needs no other.

    Args:
        parts: In the order in which they are shown.
        pictures: Data URIs by the names that cards call them.
    """
    style, script = _file("page.css"), _file("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"Do marks help? {'; '.join(part.figures.title for part in parts)}"),
        tag("style", Html(style)),
    )
    body = tag(
        "body",
        tag("main", *(_part(number, part) for number, part in enumerate(parts))),
        tag("footer", "Made by covis report. Nothing on this page is loaded from anywhere else."),
        tag("script", _as_data(pictures), type="application/json", id="pictures"),
        tag("script", Html(script)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _as_data(pictures: Mapping[str, str]) -> Html:
    """JSON that cannot end its element or begin a comment."""
    return Html(json.dumps(pictures).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _part(number: int, part: Part) -> Html:
    figures = part.figures
    facts = f"{figures.questions:,} questions about {figures.scenes:,} scenes · {', '.join(figures.runs)}"
    models = list(dict.fromkeys(cell.model for cell in figures.cells))
    return tag(
        "section",
        tag("header", tag("p", "Do marks help?", class_="kicker"), tag("h1", figures.title), tag("p", facts)),
        *(_verdict(verdict, figures.verdicts) for verdict in figures.verdicts),
        _warnings(figures.warnings),
        *(joined(_model(figures, model, len(models) > 1, f"{number}-{k}")) for k, model in enumerate(models)),
        _samples(part, models) if part.browsed else None,
    )


def _verdict(verdict: Verdict, all_of_them: Sequence[Verdict]) -> Html:
    found = [v.difference for v in all_of_them if v.difference]
    reach = max((abs(v) for e in found for v in (e.low, e.high, e.value) if v), default=0.0) or 0.1
    return tag(
        "div",
        tag("p", verdict.headline, class_="headline"),
        strip(verdict.difference, -reach, reach, [0.0], "marked forward") if verdict.difference else None,
        _scale(reach) if verdict.difference else None,
        tag("p", verdict.details),
        class_=f"verdict {verdict.answer.replace(' ', '-')}",
    )


def _scale(reach: float) -> Html:
    ends = (f"{points(-reach)} points", "no difference", f"{points(reach)} points")
    return tag("p", *(tag("span", end) for end in ends), class_="scale")


def _warnings(warnings: Sequence[str]) -> Html | None:
    return tag("ul", *(tag("li", warning) for warning in warnings), class_="warnings") if warnings else None


def _model(figures: Figures, model: str, several: bool, name: str) -> Iterator[Html]:
    cells = [cell for cell in figures.cells if cell.model == model]
    keys = {cell.key for cell in cells}
    if several:
        yield tag("h2", model)
    yield _block("Accuracy, and what a question takes", cells_table(cells))
    for kind, title in (
        ("arm", "Against raw views of the same settings and order"),
        ("baseline", "Other cells against raw views as filmed"),
    ):
        if found := [c for c in figures.contrasts if c.model == model and c.kind == kind]:
            yield _block(title, contrasts_table(figures, found), closed=kind == "baseline" and len(found) > 4)
    if both := [both for both in figures.both_ways if both.model == model]:
        yield _block("Both orders", both_ways_table(both))
    if costs := _against_cost([way for way in figures.ways if way.model == model], name):
        yield _block("Accuracy against cost", costs)
    lines = [cell for cell in cells if cell.arm in ("raw", "marked")][:MOST_LINES]
    if levels := level_plot(figures, lines):
        note = "" if len(cells) == len(lines) else f"The first {len(lines)} of {len(cells)} cells. "
        limits = " ".join(limit.sentence for limit in figures.limits if limit.model == model)
        yield _block(
            "Accuracy by level", joined([_legend(lines), levels, tag("p", note + limits, class_="note")])
        )
    for by in dict.fromkeys(group.by for group in figures.groups):
        found_groups = [g for g in figures.groups if g.by == by and g.cell in keys]
        yield _block(f"By {by}", groups_table(figures, found_groups))
    if published := [figure for figure in figures.published if figure.model == model]:
        yield _block("The benchmark's own figures", published_table(published), closed=True)


def _block(title: str, content: Html, closed: bool = False) -> Html:
    if closed:
        return tag("details", tag("summary", title), content, class_="block")
    return tag("div", tag("h3", title), content, class_="block")


def _legend(cells: Sequence[CellFigures]) -> Html:
    return tag("p", *(tag("span", c.way, class_=f"name {style_of(c)}") for c in cells), class_="legend")


def _against_cost(ways: Sequence[Way], name: str) -> Html | None:
    """A plot for each cost, one of them in sight (the choice needs no script), and the table."""
    plots = {cost: plot for cost in COSTS if (plot := cost_plot(ways, cost))}
    if not plots:
        return None
    parts: list[Html] = []
    for cost in plots:
        chosen = cost == ("tokens" if "tokens" in plots else next(iter(plots)))
        field = f"cost-{name}-{cost}"
        parts.append(tag("input", type="radio", name=f"cost-{name}", id=field, class_=cost, checked=chosen))
        parts.append(tag("label", COSTS[cost], for_=field))
    parts += [tag("div", plot, class_=f"choice {cost}") for cost, plot in plots.items()]
    return joined([tag("div", *parts, class_="choices"), ways_table(ways)])


def _samples(part: Part, models: Sequence[str]) -> Html:
    order = sorted(part.figures.cells, key=lambda cell: (cell.model, sorted(map(str, cell.factors.items()))))
    cells = sorted(order, key=lambda cell: cell.direction)
    categories = sorted({one.sample.category for one in part.browsed})
    kinds = [kind for kind in KINDS if any(kind_of(one) == kind for one in part.browsed)]
    shown, whole = len(part.browsed), part.figures.questions
    choices = [
        _select("kind", "all of them", {kind: KINDS[kind] for kind in kinds}),
        _select("category", "all categories", {name: name for name in categories}),
    ]
    if len(models) > 1:
        choices.append(_select("model", "all models", {name: name for name in models}))
    choices.append(tag("input", type="search", placeholder="search texts", aria_label="search texts"))
    chosen = "those for which cells differ first, so do not count them" if shown < whole else "all of them"
    return tag(
        "div",
        tag("h2", "Questions to look at"),
        tag(
            "p",
            f"{shown:,} of {whole:,} questions: {chosen}. Frames are shown as the model saw them, smaller.",
        ),
        tag("div", *choices, tag("output", f"{shown:,} shown"), class_="filters"),
        tag("noscript", tag("p", "Pictures and filters need the page's script.")),
        cards(part.browsed, cells, part.prefixes),
        class_="samples",
    )


def _select(name: str, every: str, options: Mapping[str, str]) -> Html:
    items = [tag("option", every, value="")]
    items += [tag("option", text, value=value) for value, text in options.items()]
    return tag("select", *items, data_filter=name, aria_label=name)
