"""`covis report`: what evaluations say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    runs: Annotated[list[Path], typer.Argument(help="Folders that covis eval wrote.", show_default=False)],
    html: Annotated[
        Path | None,
        typer.Option(help="The page, one file.  [default: RUN/report.html]", show_default=False),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="All figures as a table for other programs.", show_default=False)
    ] = None,
    samples: Annotated[int, typer.Option(min=0, help="At most how many questions the page shows.")] = 40,
    prices: Annotated[
        Path | None,
        typer.Option(
            help='What a million tokens cost: {"MODEL": {"input": 2.5, "output": 10}}.', show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Say whether marks help: differences with intervals, costs, and a page with plots and samples."""
    import sys

    from rich.console import Console

    from covis.benchmarks.report.analyse import analyse
    from covis.benchmarks.report.as_text import as_csv
    from covis.benchmarks.report.as_text import as_json as to_json
    from covis.benchmarks.report.join import joined
    from covis.benchmarks.report.prices import read_prices
    from covis.benchmarks.report.read_run import read_run
    from covis.benchmarks.report.terminal import show
    from covis.benchmarks.report.write_page import write_page
    from covis.views.write import write_atomically

    known = read_prices(prices) if prices else {}
    scores = joined([read_run(run) for run in dict.fromkeys(run.resolve() for run in runs)])
    found = [analyse(group, known) for group in scores]
    if as_json:
        print(to_json(found), flush=True)
    else:
        # A pipe has no width; what reads it should not meet broken lines.
        show(found, Console(width=None if sys.stdout.isatty() else 160))
    if csv:
        write_atomically(csv, as_csv(found).encode(errors="replace"))
    page = html or runs[0] / "report.html"
    write_page(page, scores, found, samples)
    if not as_json:
        print(f"\n{page}")
