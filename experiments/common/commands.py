"""The commands that a user types, run by an experiment, and what they leave behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from covis.benchmarks.report.read_run import read_run
from covis.errors import CovisError

RUN = "import sys; from covis.cli.main import main; sys.exit(main())"


def covis(*arguments: object) -> str:
    """Run `covis ARGUMENTS`; what it tells on the way stays visible.

    Returns:
        What it printed on stdout.

    Raises:
        CovisError: If it fails; its own sentence is on the screen.
    """
    words = [str(a) for a in arguments]
    done = subprocess.run([sys.executable, "-c", RUN, *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CovisError(f"covis {' '.join(words)} ended with status {done.returncode}.")
    return done.stdout


def scores_of_run(run: Path, arm: str = "raw", direction: str = "forward") -> list[tuple[str, str, float]]:
    """Scene, task and score of every question in one cell of a folder that `covis eval` wrote.

    Args:
        run: The folder.
        arm: Which cell: what was shown.
        direction: And in which order.

    Raises:
        CovisError: If the folder is no run, or holds no such cell or two, or a question has no score.
    """
    scores = read_run(run)
    cells = [c for c in scores.cells if (c.cell.arm, c.cell.direction) == (arm, direction)]
    if len(cells) != 1 or np.isnan(cells[0].score).any():
        raise CovisError(f"{run} holds no single, whole cell of arm {arm}, {direction}; evaluate again.")
    return [(s.scene, s.task, float(v)) for s, v in zip(scores.samples, cells[0].score, strict=True)]
