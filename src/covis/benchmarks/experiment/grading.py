"""Replies scored, all together, as often as one likes and without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from covis.benchmarks.benchmark import Benchmark, Rules
from covis.benchmarks.experiment.judging import Judged, ToJudge, read_judgements
from covis.benchmarks.experiment.shown import with_views
from covis.benchmarks.grade import Grade
from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.folder import read_predictions, write_grades
from covis.benchmarks.runs.prediction import Prediction
from covis.prompts.reverse import reversed_sample
from covis.prompts.sample import Sample


@dataclass(frozen=True)
class Scored:
    """A prediction with its grade.

    Attributes:
        sample: What was asked, with the words and options of its direction.
        prediction: What came back.
        grade: How good it is.
    """

    sample: Sample
    prediction: Prediction
    grade: Grade


def answered(run: Path, cell: Cell, samples: Mapping[str, Sample]) -> list[Prediction]:
    """The predictions of a cell by repeat and by the samples' order, each once.

    Raises:
        CovisError: If the file of predictions is broken.
    """
    place = {sample: row for row, sample in enumerate(samples)}
    first: dict[tuple[int, int], Prediction] = {}
    for prediction in read_predictions(run, cell):
        if prediction.sample in place:
            first.setdefault((prediction.repeat, place[prediction.sample]), prediction)
    return [first[key] for key in sorted(first)]


def grade_cell(
    benchmark: Benchmark, run: Path, cell: Cell, samples: Mapping[str, Sample], rules: Rules, judged: Judged
) -> list[Scored]:
    """Grade a cell and write its `grades.jsonl`.

    Repeats are graded one after the other, for measures that compare all answers of a set must meet each
    question once.

    Args:
        benchmark: Whose rules they are.
        run: The run's folder.
        cell: The cell.
        samples: By id, as the benchmark has them.
        rules: How replies are read.
        judged: What a judge said so far.

    Raises:
        CovisError: If predictions are broken, or grades cannot be written.
    """
    predictions = answered(run, cell, samples)
    scored: list[Scored] = []
    for repeat in sorted({p.repeat for p in predictions}):
        these = [p for p in predictions if p.repeat == repeat]
        asked = [as_worded(samples[p.sample], cell, len(p.pictures)) for p in these]
        replies = [(s, p.reply.text) for s, p in zip(asked, these, strict=True)]
        grades = benchmark.grade(replies, rules)
        scored += [Scored(s, p, g) for s, p, g in zip(asked, these, grades, strict=True)]
    if benchmark.judge:
        scored = [_with_judgement(benchmark, s, judged) for s in scored]
    write_grades(run, cell, [(s.prediction, s.grade) for s in scored])
    return scored


def as_worded(sample: Sample, cell: Cell, pictures: int) -> Sample:
    """A sample with the words and options that it was asked with.

    Args:
        sample: As the benchmark has it.
        cell: In which it was asked.
        pictures: How many were shown.
    """
    if cell.direction == "forward":
        return sample
    if not sample.images and pictures:
        sample = with_views(sample, range(pictures), [str(i) for i in range(pictures)])
    return reversed_sample(sample)


def first_of_each(scored: Sequence[Scored]) -> list[tuple[Sample, Grade]]:
    """The first time each question was asked, with its grade."""
    return [(s.sample, s.grade) for s in scored if s.prediction.repeat == 0]


def waiting_for_judge(
    benchmark: Benchmark, run: Path, cell: Cell, samples: Mapping[str, Sample], rules: Rules
) -> list[ToJudge]:
    """The answers of a cell that only a judge can score and none has yet.

    Raises:
        CovisError: If predictions or judgements are broken.
    """
    judged, _ = read_judgements(run, cell.name)
    scored = grade_cell(benchmark, run, cell, samples, rules, judged)
    asked = [to_judge for s in scored if (to_judge := _to_judge(benchmark, s))]
    return [to_judge for to_judge in asked if to_judge.key not in judged]


def _to_judge(benchmark: Benchmark, scored: Scored) -> ToJudge | None:
    """What a judge is asked about an answer; None where the benchmark itself scores it."""
    if benchmark.judge is None or scored.grade.value is None:
        return None
    prompt = benchmark.judge.prompt(scored.sample, scored.grade.value)
    return ToJudge(scored.prediction.sample, scored.prediction.repeat, prompt)


def _with_judgement(benchmark: Benchmark, scored: Scored, judged: Judged) -> Scored:
    to_judge = _to_judge(benchmark, scored)
    if to_judge is None or scored.grade.score is not None:
        return scored
    return replace(scored, grade=replace(scored.grade, score=judged.get(to_judge.key)))
