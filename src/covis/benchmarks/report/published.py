"""The benchmark's own table, as its authors compute it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from covis.benchmarks.benchmark import Average, Benchmark
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

    Repeats are averaged last, for some figures compare all answers of a set and must meet each question once.

    Raises:
        CovisError: If a run's grades are broken.
    """
    name = benchmark_name(scores.manifests[0])
    ways: dict[tuple[str, str], list[CellScores]] = {}
    for cell in scores.cells if name else ():
        way = label(cell.cell, scores.cells, model=False, order=False)
        ways.setdefault((cell.cell.model, way), []).append(cell)
    return [
        Published(model, way, figure, sum(a.value for a in found) / len(found), found[0].of)
        for (model, way), cells in ways.items()
        for figure, found in _averages(BENCHMARKS[name], _graded(scores, cells)).items()
    ]


def _averages(
    benchmark: Benchmark, graded: Mapping[int, Sequence[tuple[Sample, Grade]]]
) -> dict[str, list[Average]]:
    """The benchmark's figures by name, one of each repeat."""
    found: dict[str, list[Average]] = {}
    for of_repeat in graded.values():
        for average in benchmark.averages(of_repeat):
            found.setdefault(average.name, []).append(average)
    return found


def _graded(scores: Scores, cells: Sequence[CellScores]) -> dict[int, list[tuple[Sample, Grade]]]:
    """Samples in the direction in which they were asked, with their grades, by repeat."""
    samples = {sample.id: sample for sample in scores.samples}
    found: dict[int, list[tuple[Sample, Grade]]] = {}
    for cell in cells:
        for (sample, repeat), grade in read_grades(cell.run, cell.cell).items():
            if sample in samples and grade.score is not None:
                asked = replace(samples[sample], direction=cell.cell.direction)
                found.setdefault(repeat, []).append((asked, grade))
    return found
