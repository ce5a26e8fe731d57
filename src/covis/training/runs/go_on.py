"""Training from the last checkpoint."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.runs.checkpoints import last_checkpoint, writing
from covis.training.runs.divide import sum_in_float32
from covis.training.runs.team import join_team

if TYPE_CHECKING:
    from transformers import Trainer


class _AlreadyDone(Exception):  # noqa: N818 - nothing is wrong
    """The checkpoint is of the last step."""


def train_or_go_on(trainer: Trainer, checkpoints: Path) -> None:
    """Train from the last checkpoint, or from the start where there is none.

    Afterwards the model computes as it is loaded elsewhere, in its weights' precision.

    Args:
        trainer: Ready to train.
        checkpoints: Where it keeps them.

    Raises:
        CovisError: If there is no room for a checkpoint.
        SystemExit: If another of several processes failed, which says why.
    """
    from transformers import TrainerCallback

    class Watch(TrainerCallback):  # type: ignore[misc]  # a class of an extra
        # A trainer that begins with the checkpoint of its last step would do a step too many.
        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if state.global_step >= state.max_steps:
                raise _AlreadyDone

    trainer.add_callback(Watch())
    team = join_team()
    if team.sharded:
        sum_in_float32(trainer)
    last = team.told(lambda: last_checkpoint(checkpoints))
    # When it is already done, the weights and the log of that step have been loaded.
    with writing(checkpoints), team.together(), suppress(_AlreadyDone):
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    if not team.sharded:  # what is divided is not asked again
        # accelerate leaves autocast around the model, with which it would be measured as nobody else has it.
        trainer.accelerator.unwrap_model(trainer.model, keep_fp32_wrapper=False)
