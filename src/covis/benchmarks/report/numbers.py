"""Numbers as people read them."""

from __future__ import annotations

from covis.benchmarks.statistics.estimate import Estimate

NOTHING = "–"


def percent(value: float | None) -> str:
    """A share as percent: 0.671 is "67.1"."""
    return NOTHING if value is None else f"{100 * value:.1f}"


def points(value: float | None) -> str:
    """A difference of shares, with its sign: -0.02 is "−2.0"."""
    if value is None:
        return NOTHING
    text = f"{100 * value:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")


def interval(found: Estimate, signed: bool = False) -> str:
    """The bounds of an interval: "61.0 to 73.2"."""
    show = points if signed else percent
    return NOTHING if found.low is None else f"{show(found.low)} to {show(found.high)}"


def p_value(p: float) -> str:
    """A p as "p = 0.013", never as zero."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def amount(value: float | None) -> str:
    """A cost in about three digits: "1,240", "12.3", "0.0042"."""
    if value is None:
        return NOTHING
    size = abs(value)
    text = (
        f"{value:,.0f}"
        if size >= 100 or value == round(value)
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.3g}"
    )
    return text.replace("-", "−")


def money(value: float | None) -> str:
    """What a thousand questions cost, from what one does: single ones cost too little to read."""
    return NOTHING if value is None else amount(1000 * value)


def more(value: float | None) -> str:
    """A cost with its sign: "+1,240"."""
    return NOTHING if value is None else ("+" if value > 0 else "") + amount(value)
