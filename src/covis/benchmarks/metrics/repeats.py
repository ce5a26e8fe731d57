"""Repeats of the same questions, told apart for measures over several questions together."""

from __future__ import annotations

from collections.abc import Sequence

from covis.benchmarks.metrics.averages import Graded


def by_repeat(graded: Sequence[Graded]) -> list[list[Graded]]:
    """The first grade of every question, the second of every question, and so on.

    Args:
        graded: Samples and their grades; a question asked again occurs again.
    """
    seen: dict[tuple[str, str], int] = {}
    repeats: list[list[Graded]] = []
    for sample, grade in graded:
        key = (sample.id, sample.direction)
        seen[key] = seen.get(key, -1) + 1
        if seen[key] == len(repeats):
            repeats.append([])
        repeats[seen[key]].append((sample, grade))
    return repeats
