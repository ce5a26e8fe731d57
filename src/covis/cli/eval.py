"""`covis eval`: what is measured against the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from covis.cli.eval_benchmark import register

if TYPE_CHECKING:
    from covis.benchmarks.marks.report import Group, MarksReport

evaluations = typer.Typer(help="Measure against the truth.", no_args_is_help=True)


@evaluations.command("marks")
def eval_marks(
    worlds: Annotated[
        Path,
        typer.Option("--worlds", help="A folder that covis worlds rooms wrote.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="A folder for the report and each scene's results; the same command goes on from there.",
            show_default=False,
        ),
    ] = None,
    tracker: Annotated[
        str, typer.Option(help="auto, flow, match, or sam2, edgetam, sam3 (these with :CHECKPOINT).")
    ] = "auto",
    marks: Annotated[int, typer.Option(help="At most how many objects to mark.")] = 5,
    select: Annotated[
        str, typer.Option(help="Which objects: things, or paper (most views, then largest area).")
    ] = "things",
    robustness: Annotated[
        str,
        typer.Option(
            help="Corrupt the pictures too: none, all, or some of noise,blur,low-light,jpeg,dropped,occluder,"
            "low-texture. Each is measured at three strengths."
        ),
    ] = "none",
    kinds: Annotated[
        str | None,
        typer.Option(help="Only shots of these kinds, such as pan,walk.", show_default=False),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Only the first so many scenes.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of corruptions and intervals.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Run a tracker over rendered scenes and count which of its tracks and marks are right."""
    from covis.benchmarks.marks.corruptions import CORRUPTIONS
    from covis.benchmarks.marks.evaluate import evaluate
    from covis.benchmarks.marks.settings import MarksSettings
    from covis.cli.batch import check_place
    from covis.cli.progress import Bars

    if out is not None:
        check_place(out)
    names = {"none": (), "all": tuple(CORRUPTIONS)}.get(robustness, _listed(robustness))
    settings = MarksSettings(
        tracker=tracker,
        marks=marks,
        select=select,
        robustness=names,
        kinds=_listed(kinds or ""),
        limit=limit,
        seed=seed,
    )
    bars = Bars(["scenes"], unit="runs")
    with bars.shown():
        report = evaluate(worlds, settings, out, lambda done, total, what: bars.tell(0, done, total))
    if as_json:
        print(report.to_json(), flush=True)
    else:
        _show(report)


register(evaluations)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.replace(" ", "").split(",") if name)


def _show(report: MarksReport) -> None:
    """Tables on stdout: everything together with intervals, then the groups side by side."""
    from rich.console import Console
    from rich.table import Table

    from covis.benchmarks.marks.measures import MEASURES

    console = Console()
    whole = report.group("all")
    table = Table(
        title=f"Marking: {whole.scenes} scenes, {whole.shots} shots, tracker {report.settings['tracker']}"
    )
    table.add_column("share of")
    for head in ("%", "95 % interval", "counted"):
        table.add_column(head, justify="right", no_wrap=True)
    for name, meaning in MEASURES.items():
        share = whole.measures[name]
        interval = "" if share.low is None else f"{_percent(share.low)} to {_percent(share.high)}"
        table.add_row(f"{name}: {meaning}", _percent(share.value), interval, f"{share.of:g}")
    console.print(table)
    for by in dict.fromkeys(group.by for group in report.groups[1:]):
        groups = [group for group in report.groups if group.by == by]
        if len(groups) > 1:  # a single one repeats the whole
            console.print(_side_by_side(by, [whole, *groups]))


def _side_by_side(by: str, groups: list[Group]) -> object:
    from rich.table import Table

    from covis.benchmarks.marks.measures import MEASURES

    table = Table(title=f"In %, by {by}")
    table.add_column("")
    for group in groups:
        table.add_column(group.value or "all", justify="right")
    table.add_row("shots", *(str(group.shots) for group in groups))
    for name in MEASURES:
        table.add_row(name, *(_percent(group.measures[name].value) for group in groups))
    return table


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"
