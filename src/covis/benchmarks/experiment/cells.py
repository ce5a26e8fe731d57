"""The cells of an experiment: every combination of what varies."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence

from covis.benchmarks.experiment.settings import Settings
from covis.benchmarks.runs.cell import Arm, Cell

UNSEEN: dict[Arm, tuple[str, ...]] = {
    "raw": ("marks", "diameter", "style", "tracker", "wording"),
    "marked": (),
    "shuffled": (),
    "blind": ("frames", "marks", "diameter", "style", "sampler", "tracker", "wording"),
}
"""The factors that make no difference to what a model is shown in an arm."""

LONGEST_PART, LONGEST = 48, 160  # characters of a cell's name; file systems take 255 bytes


def cells_of(settings: Settings) -> list[Cell]:
    """Every combination of model, factors, arm and direction, in this order, the last turning fastest."""
    factors = vars(settings.factors)
    swept = [name for name, values in factors.items() if len(values) > 1]
    cells: list[Cell] = []
    for model, *levels in itertools.product(settings.models, *factors.values()):
        chosen = dict(zip(factors, levels, strict=True))
        for arm, direction in itertools.product(settings.arms, settings.directions):
            parts = [model, arm, direction, *(f"{name}{chosen[name]}" for name in swept)]
            cells.append(Cell(_name(parts, {c.name for c in cells}), model, arm, direction, chosen))
    return cells


def asked_once(cells: Sequence[Cell]) -> dict[str, str]:
    """For each cell's name the name of the first cell in which models are sent exactly the same.

    Raw views are the same however marks would look, so a sweep over marks need not ask about them again.
    """
    first: dict[tuple[object, ...], str] = {}
    return {
        cell.name: first.setdefault(
            (cell.model, cell.arm, cell.direction, *_seen(cell.factors, UNSEEN[cell.arm])), cell.name
        )
        for cell in cells
    }


def _seen(factors: Mapping[str, object], unseen: Sequence[str]) -> tuple[tuple[str, object], ...]:
    return tuple((name, value) for name, value in factors.items() if name not in unseen)


def _name(parts: Sequence[str], taken: set[str]) -> str:
    """A readable name of a folder, safe on every file system, and unlike those taken, in any case.

    What is long, such as a path to a model, keeps its end, which tells most.
    """
    slugs = [re.sub(r"[^A-Za-z0-9.=+]+", "-", part).strip("-.") for part in parts]
    plain = "_".join(slug[-LONGEST_PART:].strip("-.") for slug in slugs)[:LONGEST]
    cut = len("_".join(slugs)) > len(plain)
    if not cut and plain.casefold() not in {name.casefold() for name in taken}:
        return plain
    return f"{plain}_{hashlib.sha256(repr(parts).encode()).hexdigest()[:8]}"
