"""Repeats of the same questions, told apart for measures over several questions together."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.metrics.averages import Graded


def by_repeat(graded: Sequence[Graded]) -> list[list[Graded]]:
    """The first grade of every question, the second of every question, and so on.

    Args:
        graded: Samples and their grades; a question asked again, or in reverse, occurs again.
    """
    seen: dict[str, int] = {}
    repeats: list[list[Graded]] = []
    for sample, grade in graded:
        seen[sample.id] = seen.get(sample.id, -1) + 1
        if seen[sample.id] == len(repeats):
            repeats.append([])
        repeats[seen[sample.id]].append((sample, grade))
    return repeats
