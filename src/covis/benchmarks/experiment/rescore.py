"""A run graded again from what it holds, by other rules, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from covis.benchmarks.benchmark import Benchmark, Rules
from covis.benchmarks.experiment.manifest import read_manifest, write_manifest
from covis.benchmarks.experiment.results import Result
from covis.benchmarks.experiment.run import Grading, check_submission, grade_all
from covis.benchmarks.runs.folder import SAMPLES, read_cells
from covis.errors import CovisError
from covis.prompts.sample import read_samples


def rescored(benchmark: Benchmark, run: Path, rules: Rules, submission: Path | None) -> Result:
    """Grade all cells of a run again.

    Args:
        benchmark: Whose run it is.
        run: Its folder.
        rules: How replies are read.
        submission: Where the benchmark's official file is written; None for nowhere.

    Raises:
        CovisError: If the folder is no run of this benchmark, something in it is broken, or the
            benchmark has no official file.
    """
    check_submission(benchmark, submission)
    manifest: Mapping[str, Any] = read_manifest(run)
    if manifest.get("benchmark") != benchmark.name:
        raise CovisError(f"{run} is a run of {manifest.get('benchmark')}; give its own name to covis eval.")
    if "samples" not in manifest:
        raise CovisError(f"{run} was stopped before its first question; there is nothing to grade.")
    grading = Grading(benchmark, run, rules, int(manifest["settings"]["repeats"]), submission)
    result = Result(run, manifest["left_out"])
    grade_all(grading, read_cells(run), list(read_samples(run / SAMPLES)), manifest, result)
    write_manifest(run, {**manifest, "rules": rules})
    return result
