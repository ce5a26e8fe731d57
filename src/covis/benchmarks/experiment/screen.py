"""Where an experiment tells how it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """Where an experiment tells how it goes.

    Attributes:
        progress: Told (stage, steps done, with the begun share of those at work, and steps in all).
        say: Told whole lines, such as the forecast.
    """

    progress: Callable[[str, float, int], None]
    say: Callable[[str], None]


SILENT = Screen(lambda stage, done, total: None, lambda line: None)
"""For those who do not want to know."""
