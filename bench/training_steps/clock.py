"""When training steps end, by the processor and by the wall."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from covis.training.runs import progress

Step = tuple[float, float]
"""When a step ended: by the processor and by the wall, s."""

Arm = Callable[[int, Path], list[Step]]
"""Trains some steps in an empty folder."""


@contextmanager
def watched() -> Iterator[list[Step]]:
    """When the steps of whatever covis trains end; the list is emptied by who reads it."""
    ends: list[Step] = []
    tick = progress.Clock.tick

    def noted(clock: progress.Clock) -> None:
        tick(clock)
        ends.append(now())

    progress.Clock.tick = noted  # type: ignore[method-assign]
    try:
        yield ends
    finally:
        progress.Clock.tick = tick  # type: ignore[method-assign]


def now() -> Step:
    """By the processor and by the wall, when the device is done."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.process_time(), time.perf_counter()


def timed(trainer: Any) -> list[Step]:
    """Train; when the steps ended."""
    from transformers import PrinterCallback, TrainerCallback

    ends: list[Step] = []

    class Stopwatch(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            ends.append(now())

    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Stopwatch())
    trainer.train()
    return ends


def taken(ends: list[Step]) -> list[Step]:
    """The list's entries, which it forgets."""
    found = list(ends)
    ends.clear()
    return found
