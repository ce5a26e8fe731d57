"""Averages of grades: over questions (micro), over classes (macro), and a line for each class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from covis.benchmarks.benchmark import Average
from covis.benchmarks.grade import Grade
from covis.prompts.sample import Sample

Graded = tuple[Sample, Grade]

PERCENT = 100.0


def micro(name: str, graded: Iterable[Graded]) -> list[Average]:
    """The mean over questions in percent, as one line; none if nothing has a score.

    Args:
        name: Of the line.
        graded: Samples and their grades; those without a score are left out.
    """
    scores = [grade.score for _, grade in graded if grade.score is not None]
    return [Average(name, PERCENT * fmean(scores), len(scores))] if scores else []


def grouped(
    graded: Sequence[Graded], key: Callable[[Sample], str], order: Sequence[str] = ()
) -> dict[str, list[Graded]]:
    """The graded samples of each class: those of `order` first, then others by name."""
    groups: dict[str, list[Graded]] = {}
    for sample, grade in graded:
        groups.setdefault(key(sample), []).append((sample, grade))
    first = [name for name in order if name in groups]
    return {name: groups[name] for name in [*first, *sorted(set(groups) - set(first))]}


def per_class(
    graded: Sequence[Graded], key: Callable[[Sample], str], order: Sequence[str] = (), prefix: str = ""
) -> list[Average]:
    """A line for each class: its mean over questions in percent.

    Args:
        graded: Samples and their grades.
        key: The class of a sample.
        order: Classes that come first, in this order.
        prefix: Before each class's name.
    """
    groups = grouped(graded, key, order)
    return [line for name, group in groups.items() for line in micro(prefix + name, group)]


def macro(name: str, lines: Sequence[Average]) -> list[Average]:
    """The mean of some lines, each counted once, as one line; none if there are none.

    Args:
        name: Of the line.
        lines: Of the classes.
    """
    if not lines:
        return []
    return [Average(name, fmean(line.value for line in lines), sum(line.of for line in lines))]
