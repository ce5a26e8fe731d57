"""Small experiments and what is read from their folders."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from covis.benchmarks.benchmark import Benchmark
from covis.benchmarks.experiment.results import Result
from covis.benchmarks.experiment.run import Experiment, run_experiment
from covis.benchmarks.experiment.screen import SILENT, Screen
from covis.benchmarks.experiment.settings import Handling, Settings
from covis.benchmarks.experiment.views_store import one_after_another
from covis.benchmarks.runs.folder import read_cells, read_predictions
from covis.benchmarks.runs.prediction import Prediction
from covis.benchmarks.table import BENCHMARKS


def experiment(
    data: Path,
    run: Path,
    *models: str,
    benchmark: Benchmark | None = None,
    handling: Handling | None = None,
    submission: Path | None = None,
    **settings: Any,
) -> Experiment:
    """An experiment on a set of rooms, or on another benchmark."""
    benchmark = benchmark or BENCHMARKS["rooms"]
    asked = Settings(benchmark.name, models or ("scripted/oracle",), any_size=True, **settings)
    return Experiment(
        benchmark, run, asked, data, None, handling or Handling(retries=0), "strict", submission
    )


def done(e: Experiment, screen: Screen = SILENT) -> Result:
    """What an experiment comes to."""
    return run_experiment(e, one_after_another, screen)


def predictions(run: Path) -> dict[str, list[Prediction]]:
    """All predictions, by the name of their cell."""
    return {cell.name: list(read_predictions(run, cell)) for cell in read_cells(run)}


def told(run: Path) -> dict[str, list[dict[str, Any]]]:
    """All predictions without their seconds, and all grades, in an order of their own; by the cell's name."""
    return {
        cell.name: [
            *sorted(
                (vars(replace(p, reply=replace(p.reply, seconds=0.0))) for p in read_predictions(run, cell)),
                key=lambda p: (p["sample"], p["repeat"]),
            ),
            *map(json.loads, (run / "cells" / cell.name / "grades.jsonl").read_text().splitlines()),
        ]
        for cell in read_cells(run)
    }
