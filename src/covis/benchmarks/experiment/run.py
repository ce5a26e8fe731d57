"""An experiment from its first question to its grades."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from covis.benchmarks.benchmark import Benchmark, ReadSettings, Rules
from covis.benchmarks.experiment.ask_cell import CellTask, ask_cell
from covis.benchmarks.experiment.budget import Purse
from covis.benchmarks.experiment.cells import asked_once, cells_of
from covis.benchmarks.experiment.forecast import CellForecast, forecast_cell, spent_on
from covis.benchmarks.experiment.grading import answered, first_of_each, grade_cell, waiting_for_judge
from covis.benchmarks.experiment.judging import JudgeTask, judge_answers, read_judgements
from covis.benchmarks.experiment.lock import held
from covis.benchmarks.experiment.manifest import (
    UNPACKED,
    begun_manifest,
    new_manifest,
    samples_record,
    write_manifest,
)
from covis.benchmarks.experiment.prepare import Prepared, prepare
from covis.benchmarks.experiment.results import Result, cell_result
from covis.benchmarks.experiment.screen import Screen
from covis.benchmarks.experiment.settings import Handling, Settings
from covis.benchmarks.experiment.views_store import Crew
from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.folder import PREDICTIONS, SAMPLES, cell_folder, write_cell
from covis.errors import CovisError
from covis.models.inspect_chat import open_model
from covis.models.settings import ModelSettings
from covis.prompts.sample import Sample
from covis.views.write import write_atomically


@dataclass(frozen=True)
class Experiment:
    """What is done, and where.

    Attributes:
        benchmark: Whose questions they are.
        run: The folder to write, or to go on in.
        settings: What is asked.
        data: The benchmark's file or folder.
        media: Where its media lies; None for beside the data.
        handling: How the run is done.
        rules: How replies are read.
        submission: Where the benchmark's official file is written; None for nowhere.
    """

    benchmark: Benchmark
    run: Path
    settings: Settings
    data: Path
    media: Path | None = None
    handling: Handling = field(default_factory=Handling)
    rules: Rules = "strict"
    submission: Path | None = None


@dataclass(frozen=True)
class Grading:
    """How a run is graded; fields as in `Experiment`, and how often each question was asked."""

    benchmark: Benchmark
    run: Path
    rules: Rules
    repeats: int
    submission: Path | None


@dataclass(frozen=True)
class OpenCell:
    """A cell that is asked.

    Attributes:
        cell: The way of asking.
        forecast: What its questions cost.
        open: The samples and repeats without an answer.
    """

    cell: Cell
    forecast: CellForecast
    open: Sequence[tuple[Sample, int]]


def run_experiment(experiment: Experiment, crew: Crew, screen: Screen) -> Result:
    """Ask all questions in all cells, as far as they have no answer yet, and grade what there is.

    Args:
        experiment: What is done.
        crew: Makes the views.
        screen: Told how it goes.

    Raises:
        CovisError: If something is wrong with the benchmark's files, the settings or the folder, a model
            cannot be opened, or the forecast exceeds the budget.
    """
    check(experiment)
    for model in (*experiment.settings.models, experiment.settings.judge):
        if model:
            open_model(model, _called(experiment, None))  # a missing key or package shows before the work
    with held(experiment.run):
        return _run(experiment, crew, screen)


def _run(e: Experiment, crew: Crew, screen: Screen) -> Result:
    settings = e.settings
    cells = cells_of(settings)
    manifest = begun_manifest(e.run, new_manifest(e.benchmark, settings, e.data, e.rules))
    questions = e.benchmark.read(
        ReadSettings(e.data, e.media, settings.missing, e.run / UNPACKED, settings.any_size)
    )
    prepared = prepare(e.benchmark, questions, settings, cells, e.run, crew, screen)
    forecasts = {cell.name: forecast_cell(prepared.plan, cell, prepared.samples) for cell in cells}
    asking = _open_cells(e, prepared, cells, forecasts)
    purse = Purse(e.handling.budget, spent=_spent(e, asking, prepared.samples))
    _compare_with_budget(e, asking, purse, screen)
    _write_down(e.run, manifest, prepared, cells, {name: f.unmarked for name, f in forecasts.items()})
    result = Result(e.run, prepared.left_out)
    _ask_all(e, prepared, asking, purse, result, screen)
    _share_predictions(e.run, cells)
    if settings.judge:
        _judge_all(e, prepared.samples, asking, purse, result, screen)
    grading = Grading(e.benchmark, e.run, e.rules, settings.repeats, e.submission)
    grade_all(grading, cells, prepared.samples, manifest, result)
    result.tokens = purse.spent
    return result


def check(e: Experiment) -> None:
    """Refuse before anything is spent what could not be finished.

    Raises:
        CovisError: If a judge is wanting or of no use, views cannot be reversed, there is no such thing as
            its official file, or what grades replies is not installed.
    """
    name, settings = e.benchmark.name, e.settings
    if e.benchmark.check_scorer:
        e.benchmark.check_scorer()
    if e.benchmark.judge and not settings.judge:
        raise CovisError(f"{name} has free answers that a model must score; name one with --judge MODEL.")
    if settings.judge and not e.benchmark.judge:
        raise CovisError(f"{name} is scored without a judge; leave --judge out.")
    check_submission(e.benchmark, e.submission)
    if e.benchmark.episode and "reverse" in settings.directions:
        raise CovisError(f"{name} chooses its views turn by turn; ask it with --directions forward.")


def check_submission(benchmark: Benchmark, submission: Path | None) -> None:
    """Refuse an official file where there is no such thing.

    Raises:
        CovisError: If the benchmark has none.
    """
    if submission and not benchmark.submission:
        raise CovisError(f"{benchmark.name} takes no official file; leave --submission out.")


def grade_all(
    grading: Grading,
    cells: Sequence[Cell],
    samples: Sequence[Sample],
    manifest: Mapping[str, Any],
    result: Result,
) -> None:
    """Grade all cells into the result, and write the official file if one is asked for.

    Args:
        grading: How.
        cells: All of them.
        samples: As the benchmark has them.
        manifest: Of the run.
        result: Gets the cells.

    Raises:
        CovisError: If predictions or judgements are broken, or a file cannot be written.
    """
    benchmark, submission = grading.benchmark, grading.submission
    by_id = {sample.id: sample for sample in samples}
    for cell in cells:
        same_as = str(manifest["same_as"][cell.name])
        judged, _ = read_judgements(grading.run, same_as)
        scored = grade_cell(benchmark, grading.run, cell, by_id, grading.rules, judged)
        asked = len(samples) * grading.repeats
        result.cells.append(
            cell_result(benchmark, cell, same_as, asked, int(manifest["unmarked"][cell.name]), scored)
        )
        if submission and benchmark.submission:
            official = benchmark.submission(first_of_each(scored))
            file = submission if len(cells) == 1 else _for_cell(submission, cell)
            write_atomically(file, (json.dumps(official, ensure_ascii=False) + "\n").encode())


def _for_cell(file: Path, cell: Cell) -> Path:
    return file.with_name(f"{file.stem}_{cell.name}{file.suffix}")


def _called(e: Experiment, cell: Cell | None) -> ModelSettings:
    """How a cell's model is called; the judge, for None."""
    reasoning: Any = cell.factors["reasoning"] if cell else "default"
    return ModelSettings(
        max_tokens=e.settings.max_tokens if cell else None,
        temperature=e.settings.temperature if cell else None,
        reasoning=None if reasoning == "default" else reasoning,
        attempt_s=e.handling.timeout_s,
        retries=e.handling.retries,
        connections=e.handling.max_connections,
    )


def _write_down(
    run: Path,
    manifest: dict[str, Any],
    prepared: Prepared,
    cells: Sequence[Cell],
    unmarked: Mapping[str, int],
) -> None:
    """The samples and the cells, and in the manifest what became of the others."""
    record = samples_record(prepared.samples)
    if manifest.get("samples", record) != record:
        raise CovisError(
            f"{run} holds a run with other questions than there are now; choose another folder with -o."
        )
    lines = "".join(sample.to_json() + "\n" for sample in prepared.samples)
    write_atomically(run / SAMPLES, lines.encode("utf-8", errors="backslashreplace"))
    for cell in cells:
        write_cell(run, cell)
    manifest |= {
        "samples": record,
        "left_out": prepared.left_out,
        "same_as": asked_once(cells),
        "unmarked": dict(unmarked),
    }
    write_manifest(run, manifest)


def _open_cells(
    e: Experiment, prepared: Prepared, cells: Sequence[Cell], forecasts: Mapping[str, CellForecast]
) -> list[OpenCell]:
    by_id = {sample.id: sample for sample in prepared.samples}
    same = asked_once(cells)
    found: list[OpenCell] = []
    for cell in cells:
        if same[cell.name] == cell.name:
            there = {(p.sample, p.repeat) for p in answered(e.run, cell, by_id)}
            repeats = range(e.settings.repeats)
            still = [(s, r) for r in repeats for s in prepared.samples if (s.id, r) not in there]
            found.append(OpenCell(cell, forecasts[cell.name], still))
    return found


def _spent(e: Experiment, asking: Sequence[OpenCell], samples: Sequence[Sample]) -> int:
    """What this run cost before, answers and judgements."""
    by_id = {sample.id: sample for sample in samples}
    return sum(
        spent_on(answered(e.run, of.cell, by_id), of.forecast) + read_judgements(e.run, of.cell.name)[1]
        for of in asking
    )


def _compare_with_budget(e: Experiment, asking: Sequence[OpenCell], purse: Purse, screen: Screen) -> None:
    """Tell what the open questions will cost, and refuse what the budget does not reach for."""
    calls = sum(len(of.open) for of in asking)
    tokens = sum(of.forecast.tokens[sample.id] for of in asking for sample, _ in of.open)
    judging = sum(of.forecast.judge_tokens[sample.id] for of in asking for sample, _ in of.open)
    if not calls:
        return
    judge = f", {judging:,} of them for the judge" if judging else ""
    spent = f"; {purse.spent:,} are spent" if purse.spent else ""
    screen.say(f"{calls:,} questions to ask, about {tokens + judging:,} tokens{judge}{spent}.")
    if purse.budget is not None and purse.spent + tokens + judging > purse.budget:
        raise CovisError(
            f"The forecast exceeds the budget of {purse.budget:,} tokens; "
            "raise --budget, or ask less with --limit."
        )


def _ask_all(
    e: Experiment,
    prepared: Prepared,
    asking: Sequence[OpenCell],
    purse: Purse,
    result: Result,
    screen: Screen,
) -> None:
    tell = _counter(screen, "questions", sum(len(of.open) for of in asking))
    for of in asking:
        if purse.closed:
            result.unasked += len(of.open)
        elif of.open:
            # Opened anew for each cell: a client belongs to the event loop of its own Inspect run.
            model, tokens = open_model(of.cell.model, _called(e, of.cell)), of.forecast.tokens
            task = CellTask(prepared.plan, of.cell, of.open, model, e.handling, tokens, purse, tell)
            outcome = ask_cell(task)
            result.failed += outcome.failed
            result.unasked += outcome.unasked


def _judge_all(
    e: Experiment,
    samples: Sequence[Sample],
    asking: Sequence[OpenCell],
    purse: Purse,
    result: Result,
    screen: Screen,
) -> None:
    by_id = {sample.id: sample for sample in samples}
    waiting = {of.cell.name: waiting_for_judge(e.benchmark, e.run, of.cell, by_id, e.rules) for of in asking}
    if not e.benchmark.judge or not e.settings.judge:
        return
    tell = _counter(screen, "judgements", sum(map(len, waiting.values())))
    for of in asking:
        if waiting[of.cell.name]:
            model = open_model(e.settings.judge, _called(e, None))
            task = JudgeTask(
                e.benchmark.judge, e.settings.judge, model, e.handling.max_connections, purse, tell
            )
            result.unjudged += judge_answers(task, e.run, of.cell.name, waiting[of.cell.name])


def _counter(screen: Screen, stage: str, total: int) -> Callable[[], None]:
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        screen.progress(stage, done, total)

    return tell


def _share_predictions(run: Path, cells: Sequence[Cell]) -> None:
    """Give cells in which models are sent the same the answers of the one that was asked."""
    by_name = {cell.name: cell for cell in cells}
    for name, source in asked_once(cells).items():
        file = cell_folder(run, by_name[source]) / PREDICTIONS
        if name != source and file.exists():
            write_atomically(cell_folder(run, by_name[name]) / PREDICTIONS, file.read_bytes())
