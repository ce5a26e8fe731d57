"""Means over seeds and scenes with their intervals, and paired differences, as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from covis.benchmarks.statistics.estimate import COVERED, ROUNDING, by_scene, share, standard_error
from covis.benchmarks.statistics.quantiles import students_t

Row = tuple[str | None, float]
"""A scene and a value about it; no scene for a number of a whole run."""

BySeed = Mapping[int, Sequence[Row]]
"""Rows of each seed."""

Results = dict[str, dict[str, dict[int, list[Row]]]]
"""Rows by measure, arm and seed."""


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval; no bounds where all values are equal."""

    value: float
    low: float | None
    high: float | None


def interval(rows: BySeed, lowest: float = 0.0) -> Interval:
    """The mean over all rows of all seeds, and where it lies for other scenes and other seeds.

    Scenes and seeds are crossed: every seed's model answers about the same scenes. The cluster bootstrap is
    done twice, drawing scenes with all their seeds and drawing seeds with all their scenes, and the two
    variances are added. What is neither scene's nor seed's is then counted twice, so that the interval is
    rather too wide (Owen, Ann. Appl. Stat. 1, 2007, on the pigeonhole bootstrap). The quantile is Student's,
    with the degrees of freedom of Satterthwaite (Biometrics Bulletin 2, 1946): three seeds are few.

    Args:
        rows: Of each seed; scores of 0..1, their differences, or numbers without a scene.
        lowest: The least a score can be; numbers have no bounds.
    """
    flat = [(seed, scene, value) for seed, of in rows.items() for scene, value in of]
    values = np.array([value for _, _, value in flat], np.float64)
    scored = flat[0][1] is not None
    clusters = [[str(seed) for seed, _, _ in flat]]
    if scored:
        clusters.append([str(scene) for _, scene, _ in flat])
    variance, squares = 0.0, 0.0
    for names in clusters:
        index = np.unique(names, return_inverse=True)[1].astype(np.int64)
        sums = by_scene(index, np.column_stack([values, np.ones(len(values))]))
        if len(sums) > 1:
            part = standard_error(sums, share) ** 2
            variance, squares = variance + part, squares + part**2 / (len(sums) - 1)
    mean = float(values.mean())
    if variance < ROUNDING**2 or not squares:
        return Interval(mean, None, None)
    half = students_t((1 + COVERED) / 2, max(1, int(variance**2 / squares))) * float(np.sqrt(variance))
    if not scored:
        return Interval(mean, mean - half, mean + half)
    return Interval(mean, max(lowest, mean - half), min(1.0, mean + half))


def differences(
    first: Mapping[int, Sequence[Row]], second: Mapping[int, Sequence[Row]]
) -> dict[int, list[Row]]:
    """The first arm's rows minus the second's, question by question, for the seeds that both have.

    Raises:
        ValueError: If the two were not asked the same questions in the same order.
    """
    found = {}
    for seed in sorted(first.keys() & second.keys()):
        pairs = list(zip(first[seed], second[seed], strict=True))
        if any(a[0] != b[0] for a, b in pairs):
            raise ValueError("arms that are compared must be asked the same questions")
        found[seed] = [(a[0], a[1] - b[1]) for a, b in pairs]
    return found


def markdown(results: Results, arms: Sequence[str], contrasts: Sequence[tuple[str, str]]) -> str:
    """All measures of all arms, and the differences asked for.

    Args:
        results: What came out.
        arms: In order.
        contrasts: Pairs of them; first minus second.
    """
    seeds = len({seed for of in results.values() for by_seed in of.values() for seed in by_seed})
    scenes = {
        s for of in results.values() for by in of.values() for rows in by.values() for s, _ in rows if s
    }
    lines = [
        f"Mean over {seeds} {'seed' if seeds == 1 else 'seeds'} and {len(scenes)} held-out scenes, with its "
        "95 % interval" + (" (scenes alone)." if seeds == 1 else ".") + " Scores in %.",
        "",
        *_table(["measure", *arms], [[m, *_cells(of, arms)] for m, of in results.items()]),
    ]
    rows = [row for name, of in results.items() for pair in contrasts if (row := _contrast(name, of, *pair))]
    if rows:
        lines += ["", "Paired differences, in points:", ""]
        lines += _table(["measure", "difference", "points"], rows)
    return "\n".join(lines) + "\n"


def _cells(of: Mapping[str, BySeed], arms: Sequence[str]) -> list[str]:
    return [_said(interval(of[arm]), _is_score(of[arm])) if arm in of else "" for arm in arms]


def _contrast(name: str, of: Mapping[str, BySeed], first: str, second: str) -> list[str] | None:
    if first not in of or second not in of:
        return None
    found = interval(differences(of[first], of[second]), lowest=-1.0)
    return [name, f"{first} − {second}", _said(found, _is_score(of[first]), signed=True)]


def _is_score(rows: BySeed) -> bool:
    return all(scene is not None for of in rows.values() for scene, _ in of)


def _said(found: Interval, scored: bool, signed: bool = False) -> str:
    sign = "+" if signed else ""

    def one(value: float) -> str:
        text = f"{100 * value:{sign}.1f}" if scored else f"{value:{sign}.3g}"
        return text.replace("-", "−")

    if found.low is None or found.high is None:
        return one(found.value)
    return f"{one(found.value)} ({one(found.low)} to {one(found.high)})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]
