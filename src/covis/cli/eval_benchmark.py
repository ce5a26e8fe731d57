"""`covis eval BENCH`: models asked a benchmark's questions in several ways."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from covis.benchmarks.table import BENCHMARK_NAMES
from covis.errors import CovisError

if TYPE_CHECKING:
    from covis.benchmarks.experiment.results import CellResult, Result
    from covis.benchmarks.experiment.screen import Screen
    from covis.benchmarks.experiment.views_store import Outcome, ViewsJob

ABOUT = {
    "sot": "Left or right, in films of one turn: own films, or rooms.",
    "rooms": "Any data set that covis worlds rooms wrote.",
    "rooms-actions": "The same, with the camera's motions before each answer, as covis train actor teaches.",
    "sparkle": "Directions, distances, places, paths and tours on the plane.",
    "spar": "SPAR-Bench.",
    "spar-mv": "SPAR-Bench, its tasks of several views.",
    "spar-tiny": "SPAR-Bench, 50 questions a task.",
    "mindcube": "MindCube.",
    "mindcube-tiny": "MindCube, 1,050 questions.",
    "mmsi": "MMSI-Bench.",
    "mmsi-circular": "MMSI-Bench, right in every order of the options.",
    "vsi": "VSI-Bench.",
    "vsi-debiased": "VSI-Bench without questions that can be answered unseen.",
    "blink": "BLINK, its four tasks of several views.",
    "whatsup": "What's Up.",
    "scanqa": "ScanQA, validation.",
    "sqa3d": "SQA3D, test.",
    "openeqa": "OpenEQA, from memory; needs --judge.",
    "egoschema": "EgoSchema, the 500 whose answers are known.",
    "egoschema-full": "EgoSchema, all; with --submission.",
    "r2r": "Room-to-Room.",
}
"""What a list of commands says of a benchmark; its module, which knows its title, is loaded late."""

LISTS = "; several, with commas, are swept"


def register(group: typer.Typer) -> None:
    """Make every benchmark a command of a group."""
    for name in BENCHMARK_NAMES:
        about = ABOUT.get(name, "Questions of a benchmark.")
        group.command(name, rich_help_panel="Benchmarks", short_help=about)(eval_benchmark)


def eval_benchmark(
    context: typer.Context,
    models: Annotated[
        list[str] | None,
        typer.Argument(metavar="MODEL", help="More models, as for --model.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The benchmark's own file or folder.", show_default=False)
    ] = None,
    media: Annotated[
        Path | None,
        typer.Option(help="Where its pictures and clips are; else beside the data.", show_default=False),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            "-m",
            help="Provider and name, such as openai/gpt-4o or scripted/oracle; several may follow.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="The folder to write; the same command goes on in it, also with more models.",
            show_default=False,
        ),
    ] = None,
    arms: Annotated[
        str, typer.Option(help="What is shown: raw, marked, blind (text only), shuffled (wrong numbers).")
    ] = "raw,marked",
    directions: Annotated[str, typer.Option(help="In which order: forward, reverse.")] = "forward",
    frames: Annotated[
        str,
        typer.Option(help=f"How many views, at most; else all own pictures, 8 of a video{LISTS}."),
    ] = "default",
    marks: Annotated[str, typer.Option(help=f"How many objects are marked, at most{LISTS}.")] = "5",
    diameter: Annotated[
        str, typer.Option(help=f"Of a mark: px, or a share of the short side{LISTS}.")
    ] = "0.08",
    style: Annotated[
        str, typer.Option(help=f"Of marks: circle, outline, outline+circle, box or mask{LISTS}.")
    ] = "circle",
    sampler: Annotated[
        str, typer.Option(help=f"How views are chosen: uniform or covisible{LISTS}.")
    ] = "uniform",
    tracker: Annotated[
        str,
        typer.Option(
            help="auto, flow, match, true (a rendered set's own ids), or sam2, edgetam, sam3 (these with "
            f":CHECKPOINT){LISTS}."
        ),
    ] = "auto",
    wording: Annotated[
        str, typer.Option(help=f"How marks are explained: plain, brief, guide or none{LISTS}.")
    ] = "plain",
    reasoning: Annotated[
        str,
        typer.Option(help=f"How much a model thinks: default, none, minimal, low, medium or high{LISTS}."),
    ] = "default",
    repeats: Annotated[int, typer.Option(help="How often each question is asked.")] = 1,
    limit: Annotated[
        int | None, typer.Option(help="At most how many questions, whole scenes first.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the questions chosen, of wrong numbers and of models.")] = 0,
    long_side: Annotated[
        int | None,
        typer.Option(help="Shrink views to this many px before marks are drawn.", show_default=False),
    ] = None,
    select: Annotated[
        str, typer.Option(help="Which objects: things, or paper (most views, then largest area).")
    ] = "things",
    missing: Annotated[
        str, typer.Option(help="Where media is missing: stop, or skip the question and count it.")
    ] = "stop",
    any_size: Annotated[
        bool, typer.Option("--any-size", help="Take a file with another number of questions.")
    ] = False,
    temperature: Annotated[
        float | None, typer.Option(help="Of the models; else as their provider has it.", show_default=False)
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Of a reply, with its reasoning.", show_default=False)
    ] = None,
    judge: Annotated[
        str | None, typer.Option(help="The model that scores free answers.", show_default=False)
    ] = None,
    budget: Annotated[
        int | None, typer.Option(help="At most so many tokens in all.", show_default=False)
    ] = None,
    max_connections: Annotated[int, typer.Option(help="How many calls may be open at a time.")] = 10,
    retries: Annotated[int, typer.Option(help="How often a call that failed is tried again.")] = 3,
    timeout: Annotated[int, typer.Option(help="Seconds that one try may take.")] = 300,
    workers: Annotated[int, typer.Option(min=1, help="In how many processes marks are made.")] = 1,
    rules: Annotated[
        str, typer.Option(help="How replies are read: strict, or harness (as behind published figures).")
    ] = "strict",
    submission: Annotated[
        Path | None, typer.Option(help="Write the benchmark's official file here.", show_default=False)
    ] = None,
    rescore: Annotated[
        Path | None,
        typer.Option(help="Grade this run again, by other --rules, without a model.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Ask models the questions of a benchmark, with marks and without, and score their answers.

    A forecast of the tokens comes first. The same command again asks what has no answer yet.
    """
    from covis.benchmarks.experiment.rescore import rescored
    from covis.benchmarks.experiment.run import Experiment, run_experiment
    from covis.benchmarks.experiment.settings import Factors, Handling, Settings, rules_named
    from covis.benchmarks.table import find_benchmark
    from covis.cli.batch import check_place

    benchmark = find_benchmark(str(context.info_name))
    if rescore:
        _tell(rescored(benchmark, rescore, rules_named(rules), submission), as_json)
        return
    if data is None or out is None or not model:
        raise CovisError("An evaluation needs --data, --model and --out; see covis eval --help.")
    given: dict[str, Any] = {
        "benchmark": benchmark.name,
        "models": tuple(name for text in [*model, *(models or ())] for name in _listed(text)),
        "arms": _listed(arms),
        "directions": _listed(directions),
        "missing": missing,
    }
    kinds: dict[str, Any] = {"style": _listed(style)}
    factors = Factors(
        frames=_whole("frames", frames) if frames != "default" else ("default",),
        marks=_whole("marks", marks),
        diameter=tuple(read_diameter(text) for text in _listed(diameter)),
        sampler=_listed(sampler),
        tracker=_listed(tracker),
        wording=_listed(wording),
        reasoning=_listed(reasoning),
        **kinds,
    )
    settings = Settings(
        factors=factors,
        repeats=repeats,
        limit=limit,
        seed=seed,
        long_side_px=long_side,
        select=select,
        any_size=any_size,
        temperature=temperature,
        max_tokens=max_tokens,
        judge=judge,
        **given,
    )
    handling = Handling(max_connections, budget, workers, retries, timeout)
    check_place(out)
    experiment = Experiment(benchmark, out, settings, data, media, handling, rules_named(rules), submission)
    with _shown() as screen:
        result = run_experiment(experiment, _crew(workers), screen)
    _tell(result, as_json)
    _leave(result)


def _listed(text: str) -> tuple[Any, ...]:
    return tuple(part for part in text.replace(" ", "").split(",") if part)


def _whole(name: str, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in _listed(text))
    except ValueError:
        raise CovisError(f"--{name} is {text!r}; give whole numbers, separated by commas.") from None


def read_diameter(text: str) -> float | int:
    """A mark's width: whole px, or a share of the short side.

    Raises:
        CovisError: If it is no number.
    """
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        raise CovisError(
            f"--diameter is {text!r}; give whole px such as 60, or a share of the short side such as 0.08."
        ) from None


@contextmanager
def _shown() -> Iterator[Screen]:
    """One bar for each stage on stderr, and a clean way out for Ctrl-C."""
    from covis.benchmarks.experiment.screen import Screen
    from covis.cli.progress import Bars

    stages = ("views", "questions", "judgements")
    bars = Bars(stages, unit="done")

    def progress(stage: str, done: float, total: int) -> None:
        bars.tell(stages.index(stage), done, total)

    def say(line: str) -> None:
        with bars.hidden():
            print(line, file=sys.stderr, flush=True)

    try:
        with bars.shown():
            yield Screen(progress, say)
    except KeyboardInterrupt:
        print("covis: stopped; the same command again goes on from here.", file=sys.stderr)
        raise typer.Exit(130) from None


def _crew(workers: int) -> Callable[..., Iterator[tuple[int, Outcome]]]:
    """Workers that are processes; for a single one the work is done here."""
    from covis.benchmarks.experiment.views_store import Outcome, make_views, one_after_another
    from covis.cli.crew import Death, work_through

    def do(
        jobs: Sequence[ViewsJob], progress: Callable[[int, int, int], None]
    ) -> Iterator[tuple[int, Outcome]]:
        for index, result in work_through(jobs, make_views, workers, progress):
            if isinstance(result, Death):
                result = Outcome(None, f"{jobs[index].source}: {result.sentence()}")
            yield index, result

    return one_after_another if workers == 1 else do


def _tell(result: Result, as_json: bool) -> None:
    """The score of each cell on stdout, and what was left out on stderr."""
    if as_json:
        print(json.dumps(_record(result), ensure_ascii=False), flush=True)
        return
    from rich.console import Console

    for reason, count in result.left_out.items():
        print(f"Left out of all cells: {count:,} ({reason}).", file=sys.stderr)
    # A pipe has no width; what reads it should not meet broken lines.
    Console(width=None if sys.stdout.isatty() else 160).print(_table(result))
    print(f"{result.tokens:,} tokens. The whole comparison: covis report {result.run}", flush=True)


def _table(result: Result) -> object:
    from rich.table import Table

    varied = {
        name
        for name in (result.cells[0].cell.factors if result.cells else ())
        if len({c.cell.factors[name] for c in result.cells}) > 1
    }
    table = Table()
    for head in ("model", "arm", "direction", *sorted(varied)):
        table.add_column(head)
    for head in ("mean score, %", "answered", "unreadable", "unmarked"):
        table.add_column(head, justify="right")
    for c in result.cells:
        factors = [str(c.cell.factors[name]) for name in sorted(varied)]
        table.add_row(
            *(c.cell.model, c.cell.arm, c.cell.direction, *factors, _number(c.score)),
            *(f"{c.answered} of {c.asked}", str(c.unreadable), str(c.unmarked)),
        )
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _record(result: Result) -> dict[str, Any]:
    return {
        "run": str(result.run),
        "asked": result.asked,
        "missing": result.missing,
        "tokens": result.tokens,
        "left_out": dict(result.left_out),
        "failed": dict(result.failed),
        "unasked": result.unasked,
        "unjudged": dict(result.unjudged),
        "cells": [_cell_record(c) for c in result.cells],
    }


def _cell_record(c: CellResult) -> dict[str, Any]:
    return {
        "name": c.cell.name,
        "model": c.cell.model,
        "arm": c.cell.arm,
        "direction": c.cell.direction,
        **c.cell.factors,
        "same_as": c.same_as,
        "asked": c.asked,
        "answered": c.answered,
        "ungraded": c.ungraded,
        "unreadable": c.unreadable,
        "unmarked": c.unmarked,
        "score": c.score,
        "averages": dict(c.averages),
    }


def _leave(result: Result) -> None:
    """Exit status 2, and one sentence, if an answer or a judgement is wanting."""
    for reason, count in [*result.failed.most_common(3), *result.unjudged.most_common(3)]:
        print(f"covis: {count:,} times: {reason}", file=sys.stderr)
    wanting = []
    if result.unasked:
        wanting.append(
            f"the budget is spent with {result.unasked:,} questions not asked; "
            "raise --budget and run the same command again"
        )
    unanswered = result.missing - result.unasked
    if unanswered:
        wanting.append(
            f"{unanswered:,} of {result.asked:,} questions got no answer; "
            "run the same command again to ask them"
        )
    if result.unjudged:
        wanting.append(
            f"{result.unjudged.total():,} answers got no judgement; run the same command again to judge them"
        )
    if wanting:
        raise CovisError("; ".join(wanting) + ".")
