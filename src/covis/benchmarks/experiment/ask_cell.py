"""One cell as one Inspect run: its questions asked, its answers written as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.benchmarks.experiment.asking import Turns
from covis.benchmarks.experiment.budget import Purse, tokens_of
from covis.benchmarks.experiment.manifest import LOGS
from covis.benchmarks.experiment.plan import Plan
from covis.benchmarks.experiment.predictions_log import PredictionsLog
from covis.benchmarks.experiment.settings import Handling
from covis.benchmarks.runs.cell import Cell
from covis.benchmarks.runs.prediction import Prediction
from covis.errors import CovisError
from covis.models.failure import failure
from covis.prompts.sample import Sample

if TYPE_CHECKING:
    from inspect_ai.model import Model


@dataclass
class CellOutcome:
    """What came of asking a cell's open questions.

    Attributes:
        answered: How many got an answer now.
        failed: Why others got none, each reason with how many.
        unasked: How many were not asked for want of budget.
    """

    answered: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    unasked: int = 0


@dataclass(frozen=True)
class CellTask:
    """What there is to ask.

    Attributes:
        plan: How questions are made.
        cell: The way of asking.
        open: The questions without an answer: a sample, and the how-manieth time it is asked.
        model: Who is asked.
        handling: How the run is done.
        estimates: For each sample's id about how many tokens it costs.
        purse: What may be spent.
        answered: Told after each answer.
    """

    plan: Plan
    cell: Cell
    open: Sequence[tuple[Sample, int]]
    model: Model
    handling: Handling
    estimates: Mapping[str, int]
    purse: Purse
    answered: Callable[[], None]


def ask_cell(task: CellTask) -> CellOutcome:
    """Ask the open questions of a cell in one Inspect run.

    A question whose provider fails to the end gets no prediction and is counted; the rest goes on.

    Args:
        task: What there is to ask.

    Raises:
        CovisError: If predictions or the log cannot be written.
        KeyboardInterrupt: If the user stops the run.
    """
    import inspect_ai
    from inspect_ai.dataset import MemoryDataset
    from inspect_ai.dataset import Sample as Row
    from inspect_ai.solver import Generate, Solver, TaskState, solver

    outcome = CellOutcome()
    with PredictionsLog(task.plan.run, task.cell) as log:

        @solver  # type: ignore[untyped-decorator, unused-ignore]
        def ask() -> Solver:
            async def solve(state: TaskState, generate: Generate) -> TaskState:
                sample, repeat = task.open[int(state.sample_id)]
                output = await _ask_one(task, sample, repeat, log, outcome)
                if output is not None:
                    state.output = output
                return state

            return solve

        rows = [
            Row(id=str(row), input=sample.question, metadata={"sample": sample.id, "repeat": repeat})
            for row, (sample, repeat) in enumerate(task.open)
        ]
        logs = inspect_ai.eval(
            inspect_ai.Task(
                name=task.cell.name, dataset=MemoryDataset(rows, name=task.plan.benchmark.name), solver=ask()
            ),
            model=task.model,
            metadata={"covis_cell": task.cell.name},
            **_quietly(task.plan.run, task.handling),
        )
    if not logs or logs[0].status == "cancelled":
        # Inspect takes Ctrl-C as the end of its own run; it is meant for the whole.
        raise KeyboardInterrupt
    if logs[0].status == "error":
        raise CovisError(f"{task.cell.name} was stopped: {logs[0].error.message if logs[0].error else '?'}")
    return outcome


def _quietly(run: Path, handling: Handling) -> dict[str, Any]:
    """How Inspect is to run: one failure stops nothing, nothing on the screen, no picture in the log."""
    return {
        "log_dir": str(run / LOGS),
        "display": "none",
        "score": False,
        "fail_on_error": False,
        "log_images": False,
        "log_model_api": False,
        "log_realtime": False,
        "log_header_only": True,
        "log_buffer": 100,
        "log_level": "error",
        "log_level_transcript": "error",
        "ctl_server": False,
        "max_samples": handling.max_connections,
        "max_connections": handling.max_connections,
    }


async def _ask_one(
    task: CellTask, sample: Sample, repeat: int, log: PredictionsLog, outcome: CellOutcome
) -> Any:
    """One question, asked and written down; the last output, or None if there was no budget for it."""
    promised = task.estimates[sample.id]
    if not task.purse.promise(promised):
        outcome.unasked += 1
        return None
    spent = 0
    asked = task.plan.asked(sample, task.cell)
    turns = Turns(task.plan, task.cell, asked.sample, task.model, repeat)
    try:
        text = await turns.play(asked.prompt)
        reply = turns.reply(text)
        spent = tokens_of(reply, promised)
        log.append(Prediction(sample.id, repeat, reply, turns.sent, turns.pictures))
    except Exception as error:
        outcome.failed[str(failure(task.cell.model, error))] += 1
        raise
    finally:
        task.purse.settle(promised, spent)
    outcome.answered += 1
    task.answered()
    return turns.output
