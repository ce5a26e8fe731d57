"""The benchmark's own table, as its authors compute it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from covis.benchmarks.grade import Grade
from covis.benchmarks.report.figures import Published
from covis.benchmarks.report.pairing import label
from covis.benchmarks.report.read_run import benchmark_name
from covis.benchmarks.report.scores import CellScores, Scores
from covis.benchmarks.runs.folder import read_grades
from covis.benchmarks.table import BENCHMARKS
from covis.prompts.sample import Sample


def title(scores: Scores) -> str:
    """What the benchmark is called; what the tasks are called where it is not known."""
    name = benchmark_name(scores.manifests[0])
    tasks = ", ".join(dict.fromkeys(sample.task for sample in scores.samples))
    return BENCHMARKS[name].title if name else tasks


def published(scores: Scores) -> list[Published]:
    """The benchmark's figures for each way of asking, both orders together; none where it is not known.

    Raises:
        CovisError: If a run's grades are broken.
    """
    name = benchmark_name(scores.manifests[0])
    ways: dict[tuple[str, str], list[CellScores]] = {}
    for cell in scores.cells:
        way = label(cell.cell, scores.cells, model=False, order=False)
        ways.setdefault((cell.cell.model, way), []).append(cell)
    return [
        Published(model, way, average.name, average.value, average.of)
        for (model, way), cells in (ways.items() if name else ())
        if (graded := _graded(scores, cells))
        for average in BENCHMARKS[name].averages(graded)
    ]


def _graded(scores: Scores, cells: Sequence[CellScores]) -> list[tuple[Sample, Grade]]:
    samples = {sample.id: sample for sample in scores.samples}
    return [
        (replace(samples[sample], direction=cell.cell.direction), grade)
        for cell in cells
        for (sample, _), grade in read_grades(cell.run, cell.cell).items()
        if sample in samples and grade.score is not None
    ]
