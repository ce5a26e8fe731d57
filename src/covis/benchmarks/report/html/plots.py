"""Plots as SVG inside the page: places in percent of the width, so that text keeps its size on any screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from covis.benchmarks.report.costs import show_cost
from covis.benchmarks.report.figures import CellFigures, Figures, GroupFigures, Way
from covis.benchmarks.report.html.tags import Html, joined, tag
from covis.benchmarks.report.numbers import amount, money, percent
from covis.benchmarks.statistics.estimate import Estimate

STRIP_PX = 22  # height of an interval inside a row
PLOT_PX = 300
LABEL_PX = 15
NEAR = 0.3  # of the width: labels of points nearer than that could touch
MARGIN = 7.0  # percent of the width, left and right of what is plotted


def strip(found: Estimate | None, low: float, high: float, at: Sequence[float], style: str) -> Html:
    """One interval as a line with a dot, for a row of a table.

    Args:
        found: The figure; None leaves the row empty.
        low: What the left end stands for.
        high: What the right end stands for.
        at: Where upright lines stand, such as chance or no difference.
        style: Its class: an arm and an order.
    """
    middle = STRIP_PX / 2

    def x(value: float) -> str:
        return f"{100 * min(1.0, max(0.0, (value - low) / (high - low))):.2f}%"

    parts = [tag("line", class_="at", x1=x(v), x2=x(v), y1=0, y2=STRIP_PX) for v in at if low <= v <= high]
    if found:
        if found.low is not None and found.high is not None:
            parts.append(tag("line", class_="range", x1=x(found.low), x2=x(found.high), y1=middle, y2=middle))
        parts.append(tag("circle", cx=x(found.value), cy=middle, r=5))
    return tag("svg", *parts, class_=f"strip {style}", height=STRIP_PX, aria_hidden="true")


def style_of(cell: CellFigures) -> str:
    """The classes that give a cell its colour and fill."""
    return f"{cell.arm} {cell.direction}"


@dataclass(frozen=True)
class Axis:
    """What a width or height stands for.

    Attributes:
        low: At one end.
        high: At the other.
        ticks: Where numbers stand.
        logarithmic: Whether equal steps are equal ratios.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """0..1 from the low to the high end."""
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def accuracy_axis(values: Sequence[float]) -> Axis:
    """From the tens below the least to the tens above the greatest, at least 20 points apart.

    Args:
        values: Accuracies of 0..1 and their bounds.
    """
    low = math.floor(10 * min(values, default=0.0)) / 10
    high = math.ceil(10 * max(values, default=1.0)) / 10
    while high - low < 0.2 - 1e-9:
        low, high = max(0.0, low - 0.1), min(1.0, high + 0.1)
    steps = round((high - low) * 10)
    step = 1 if steps <= 5 else 2
    return Axis(low, high, tuple(round(low + k / 10, 1) for k in range(0, steps + 1, step)))


def cost_axis(values: Sequence[float]) -> Axis:
    """From zero to above the greatest cost; logarithmic where it is more than four times the least.

    Args:
        values: At least one above zero.
    """
    low, high = min(values), max(values)
    if low > 0 and high > 4 * low:
        low, high = low / 1.3, high * 1.3
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        ticks = [m * 10.0**e for e in range(first, last + 1) for m in (1, 2, 5)]
        return Axis(low, high, tuple(t for t in ticks if low <= t <= high), logarithmic=True)
    low, high = 0.0, 1.15 * high  # from nothing, so that a little more looks like a little more
    size = 10 ** math.floor(math.log10((high - low) / 2))
    step = next(size * m for m in (1, 2, 5, 10) if (high - low) / (size * m) <= 5)
    return Axis(low, high, tuple(step * k for k in range(math.floor(high / step) + 1)))


def cost_plot(ways: Sequence[Way], cost: str) -> Html | None:
    """Accuracy against what a question takes, with the front that nobody beats; None without figures.

    Args:
        ways: Of one model.
        cost: A name in `COSTS`.
    """
    spots = [(getattr(way.cost, cost), way) for way in ways if getattr(way.cost, cost) is not None]
    if len(spots) < 2 or not any(x for x, _ in spots):
        return None
    across = cost_axis([x for x, _ in spots])
    bounds = (v for _, way in spots for v in (way.accuracy.value, way.accuracy.low, way.accuracy.high))
    up = accuracy_axis([v for v in bounds if v is not None])
    front = sorted((x, way.accuracy.value) for x, way in spots if way.cheapest.get(cost))
    parts = [*_frame(up, PLOT_PX), *_ticks_across(across, money if cost == "money" else amount)]
    for (x1, y1), (x2, y2) in pairwise(front):
        parts.append(_line("front", across, up, (x1, y1), (x2, y1)))
        parts.append(_line("front", across, up, (x2, y1), (x2, y2)))
    aside = _spread([_y(up, way.accuracy.value) for _, way in spots], [across.place(x) for x, _ in spots])
    parts += [_spot(way, across, up, x, cost, y) for (x, way), y in zip(spots, aside, strict=True)]
    return _svg(parts, PLOT_PX + 28, f"Accuracy against {cost}")


def _spread(heights: Sequence[float], places: Sequence[float]) -> list[float]:
    """Heights of labels, px, such that those near each other do not lie on one another."""
    placed: dict[int, float] = {}
    for k in sorted(range(len(heights)), key=lambda k: heights[k]):
        near = [y for j, y in placed.items() if abs(places[j] - places[k]) < NEAR]
        placed[k] = max([heights[k], *(y + LABEL_PX for y in near)])
    return [placed[k] for k in range(len(heights))]


def _spot(way: Way, across: Axis, up: Axis, x: float, cost: str, label_y: float) -> Html:
    found = way.accuracy
    parts = []
    if found.low is not None and found.high is not None:
        parts.append(_line("range", across, up, (x, found.low), (x, found.high)))
    title = tag("title", f"{way.name}: {percent(found.value)} % for {show_cost(way.cost, cost)} {cost}")
    parts.append(tag("circle", title, cx=_x(across, x), cy=_y(up, found.value), r=6))
    left = across.place(x) > 0.6
    end = "end" if left else "start"
    parts.append(
        tag("text", way.name, x=_x(across, x), y=label_y, dx=-11 if left else 11, dy=4, text_anchor=end)
    )
    return tag("g", *parts, class_=f"{way.arm} forward")


def level_plot(figures: Figures, cells: Sequence[CellFigures]) -> Html | None:
    """Accuracy by level, a line for each cell; None without levels.

    Args:
        figures: All figures.
        cells: The cells to show.
    """
    keys = {cell.key: cell for cell in cells}
    groups = [g for g in figures.groups if g.by == "level" and g.cell in keys]
    levels = list(dict.fromkeys(g.value for g in groups))
    if len(levels) < 2:
        return None
    up = accuracy_axis([v for g in groups for v in (g.accuracy.value, g.accuracy.low, g.accuracy.high) if v])
    across = Axis(-0.5, len(levels) - 0.5, tuple(range(len(levels))))
    parts = [*_frame(up, PLOT_PX), *_ticks_across(across, lambda k: f"level {levels[int(k)]}")]
    for place, cell in enumerate(cells):
        aside = 0.06 * (place - (len(cells) - 1) / 2)
        mine = [g for g in groups if g.cell == cell.key]
        parts.append(_level_line(cell, mine, levels, aside, across, up))
    return _svg(parts, PLOT_PX + 28, "Accuracy by level")


def _level_line(
    cell: CellFigures,
    groups: Sequence[GroupFigures],
    levels: Sequence[str],
    aside: float,
    across: Axis,
    up: Axis,
) -> Html:
    dots = [(levels.index(g.value) + aside, g.accuracy) for g in groups]
    parts = [
        _line("way", across, up, (x1, e1.value), (x2, e2.value)) for (x1, e1), (x2, e2) in pairwise(dots)
    ]
    for x, found in dots:
        if found.low is not None and found.high is not None:
            parts.append(_line("range", across, up, (x, found.low), (x, found.high)))
        title = tag("title", f"{cell.way}, level {levels[round(x - aside)]}: {percent(found.value)} %")
        parts.append(tag("circle", title, cx=_x(across, x), cy=_y(up, found.value), r=4.5))
    return tag("g", *parts, class_=style_of(cell))


def _frame(up: Axis, height_px: int) -> Iterator[Html]:
    """Level lines with their percentages."""
    for value in up.ticks:
        y = _y(up, value)
        yield tag("line", class_="grid", x1=f"{MARGIN}%", x2="100%", y1=y, y2=y)
        yield tag("text", f"{100 * value:.0f} %", class_="tick", x=0, y=y, dy=4)


def _ticks_across(across: Axis, show: Callable[[float], str]) -> Iterator[Html]:
    for value in across.ticks:
        x = _x(across, value)
        yield tag("text", show(value), class_="tick", x=x, y=PLOT_PX + 20, text_anchor="middle")


def _line(style: str, across: Axis, up: Axis, a: tuple[float, float], b: tuple[float, float]) -> Html:
    return tag(
        "line", class_=style, x1=_x(across, a[0]), y1=_y(up, a[1]), x2=_x(across, b[0]), y2=_y(up, b[1])
    )


def _x(across: Axis, value: float) -> str:
    return f"{MARGIN + (100 - 2 * MARGIN) * across.place(value):.2f}%"


def _y(up: Axis, value: float) -> float:
    return round(10 + (PLOT_PX - 20) * (1 - up.place(value)), 1)


def _svg(parts: Sequence[Html], height_px: int, label: str) -> Html:
    return tag("svg", joined(parts), class_="plot", height=height_px, role="img", aria_label=label)
