"""What a trainer tells while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import Trainer

Tell = Callable[[str], None]
"""Takes a line for the person who waits."""

SHOWN = {
    "loss": "loss",
    "rewards/action/mean": "action",
    "rewards/answer/mean": "answer",
    "rewards/format/mean": "format",
    "completions/mean_length": "tokens",
}
"""Names in a trainer's log to what they are called on the screen."""


class Clock:
    """Mean time of the steps that this process did, without the first, which warms up."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self._started = self._last = 0.0
        self._steps = -1

    def tick(self) -> None:
        """A step has ended."""
        self._last = time.perf_counter()
        self._steps += 1
        if self._steps == 0:
            self._started = self._last

    @property
    def step_s(self) -> float | None:
        """Seconds a step; None before the second."""
        return (self._last - self._started) / self._steps if self._steps > 0 else None


def report_progress(trainer: Trainer, stage: str, tell: Tell) -> Clock:
    """Have a trainer tell its log in lines instead of bars.

    Args:
        trainer: Before it starts.
        stage: What its lines begin with.
        tell: Takes the lines.

    Returns:
        A clock that the trainer's steps drive.
    """
    from transformers import PrinterCallback, TrainerCallback

    clock = Clock()

    class Progress(TrainerCallback):  # type: ignore[misc]  # a class of an extra
        def on_step_end(self, *_: Any, **__: Any) -> None:
            clock.tick()

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            said = [f"{name} {float(logs[key]):.4g}" for key, name in SHOWN.items() if key in (logs or {})]
            if state.is_world_process_zero and "loss" in (logs or {}):
                tell(f"{stage}, step {state.global_step} of {state.max_steps}: {', '.join(said)}")

    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Progress())
    return clock
