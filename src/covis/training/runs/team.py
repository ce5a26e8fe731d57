"""The processes that train together, as accelerate launch starts them; most often there is one."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeVar

from covis.errors import CovisError

Thing = TypeVar("Thing")
"""Whatever processes tell each other."""

GONE = ("gloo", "NCCL", "Connection closed by peer", "Connection reset by peer")
"""What the library's errors say when another process has gone."""

WAIT = timedelta(hours=1)  # for the first process to save a model, or the slowest to measure its share


@dataclass(frozen=True)
class Team:
    """Which of how many processes this one is.

    Attributes:
        index: From 0, the process that writes and speaks.
        count: How many there are.
        division: What divides the training among them: "FSDP" the model, "DeepSpeed" its optimizer and
            gradients, "none" but the samples.
    """

    index: int
    count: int
    division: Literal["none", "FSDP", "DeepSpeed"] = "none"

    @property
    def first(self) -> bool:
        """Whether this process writes and speaks for all."""
        return self.index == 0

    @property
    def sharded(self) -> bool:
        """Whether no process has the whole model."""
        return self.division == "FSDP"

    def layout(self) -> dict[str, Any]:
        """How the work is divided, which must stay the same when a run goes on."""
        return {
            "number of processes": self.count,
            "division of the model": self.division,
        }

    def voice(self, tell: Callable[[str], None]) -> Callable[[str], None]:
        """What takes lines in the first process, and drops them in the others."""
        return tell if self.first else lambda line: None

    def wait(self) -> None:
        """Until all are here."""
        self.told(lambda: None)

    def told(self, find: Callable[[], Thing]) -> Thing:
        """What the first process finds, known to all; the others do not look."""
        if self.count == 1:
            return find()
        import torch.distributed as dist

        found = [find() if self.first else None]
        with self.together():
            dist.broadcast_object_list(found, src=0)
        return found[0]  # type: ignore[return-value]  # the first process put it there

    def shares(self, things: Sequence[Thing], work: Callable[[Sequence[Thing]], Sequence[Any]]) -> list[Any]:
        """Something done with each of some things, a share in every process; all results, in order."""
        if self.count == 1:
            return list(work(things))
        done = self._gathered(list(work(things[self.index :: self.count])))
        return [done[k % self.count][k // self.count] for k in range(len(things))]

    @contextmanager
    def of_one_mind(self) -> Iterator[None]:
        """What all processes must get through: if one cannot, all end, and one says why.

        Raises:
            CovisError: In the first process that could not.
            SystemExit: In the others, with status 2 and without a word.
        """
        if self.count == 1:
            yield
            return
        failed: CovisError | None = None
        try:
            yield
        except CovisError as error:
            failed = error
        except BaseException:
            self._gathered(True)  # so that the others end too; this one says what it met
            raise
        unable = [index for index, bad in enumerate(self._gathered(failed is not None)) if bad]
        if unable and self.index == unable[0] and failed:
            raise failed
        if unable:
            raise SystemExit(2)

    def _gathered(self, mine: Any) -> list[Any]:
        import torch.distributed as dist

        all_of_them = [None] * self.count
        with self.together():
            dist.all_gather_object(all_of_them, mine)
        return all_of_them

    @contextmanager
    def together(self) -> Iterator[None]:
        """What processes do with each other: where one has failed and gone, the others go without a word.

        Raises:
            SystemExit: Then, with status 2; the one that failed says why.
        """
        try:
            yield
        except RuntimeError as error:
            if self.count > 1 and any(text in str(error) for text in GONE):
                raise SystemExit(2) from error
            raise


def join_team() -> Team:
    """This process's place among those that accelerate launch started.

    Raises:
        CovisError: If the processes divide a model in a way that does not fit.
    """
    import torch
    from accelerate import DistributedType, PartialState

    state = PartialState(cpu=not torch.cuda.is_available(), **_patience())
    if state.num_processes > 1:
        atexit.register(_leave)
    team = Team(state.process_index, state.num_processes, _division(state.num_processes))
    with team.of_one_mind():
        if team.sharded and state.distributed_type == DistributedType.MULTI_CPU:
            raise CovisError("FSDP divides a model among GPUs, and there are none; launch without it.")
        if team.sharded and os.environ.get("FSDP_VERSION", "1") != "2":
            raise CovisError(
                "FSDP of version 1 is not supported; launch with fsdp_version: 2, as in "
                "recipes/accelerate/fsdp.yaml."
            )
        if team.sharded and _on("FSDP_CPU_RAM_EFFICIENT_LOADING"):
            raise CovisError(
                "every process must load the weights; launch with fsdp_cpu_ram_efficient_loading: false, "
                "as in recipes/accelerate/fsdp.yaml."
            )
        if os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE") == "3" and team.division == "DeepSpeed":
            raise CovisError(
                "DeepSpeed's stage 3 divides the weights, which every process must have to measure; launch "
                "with zero_stage: 2, as in recipes/accelerate/deepspeed.yaml, or with fsdp.yaml."
            )
    return team


def _division(processes: int) -> Literal["none", "FSDP", "DeepSpeed"]:
    if _on("ACCELERATE_USE_DEEPSPEED"):
        return "DeepSpeed"
    return "FSDP" if _on("ACCELERATE_USE_FSDP") and processes > 1 else "none"


def _leave() -> None:
    """End the connections before the interpreter ends under their threads."""
    import torch.distributed as dist

    if dist.is_initialized():
        dist.destroy_process_group()


def _patience() -> dict[str, Any]:
    several = int(os.environ.get("WORLD_SIZE", "1")) > 1
    return {"timeout": WAIT} if several else {}


def _on(name: str) -> bool:
    return os.environ.get(name, "false").lower() in ("1", "true", "yes")
