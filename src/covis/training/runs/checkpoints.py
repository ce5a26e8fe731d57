"""What a trainer left behind: is it whole, and is it of this model?"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from covis.errors import CovisError

if TYPE_CHECKING:
    import torch

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM_TEXTS = ("No space left", "File too large", "quota exceeded", "file write failed", "failed writing")


def last_checkpoint(folder: Path) -> Path | None:
    """The newest whole checkpoint of a trainer, which writes trainer_state.json last; None without one."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]), reverse=True)
    for checkpoint in found:
        try:
            json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # stopped while it was written; it is written again when its step comes
        return checkpoint
    return None


def check_last_checkpoint(folder: Path, model: torch.nn.Module) -> None:
    """See that a trainer can go on from its newest checkpoint; without any there is nothing to see.

    Args:
        folder: Of the checkpoints.
        model: What goes on learning.

    Raises:
        CovisError: If a file is missing or damaged, or the weights are those of another model.
    """
    checkpoint = last_checkpoint(folder)
    if checkpoint is None:
        return
    go_on = f"delete {checkpoint} to go on from the checkpoint before it, or from the start"
    parts = any(checkpoint.glob("pytorch_model_fsdp_*"))  # of several processes, which are read together
    needed = [checkpoint / "scheduler.pt", *checkpoint.glob("rng_state*.pth")]
    if (latest := checkpoint / "latest").is_file():  # DeepSpeed's, which names its own folder
        needed += _deepspeed(checkpoint / latest.read_text(encoding="utf-8").strip())
    elif not parts:
        needed.append(checkpoint / "optimizer.pt")
    for path in needed:
        if not is_zipfile(path):
            raise CovisError(f"{path} is missing or damaged; {go_on}.")
    if parts:
        for name in ("pytorch_model_fsdp_0", "optimizer_0"):
            if not (checkpoint / name / ".metadata").is_file():  # written last
                raise CovisError(f"{checkpoint / name} is missing or damaged; {go_on}.")
        return
    if (checkpoint / "adapter_model.safetensors").is_file():
        _shapes(checkpoint / "adapter_model.safetensors", go_on)
        return
    shapes: dict[str, tuple[int, ...]] = {}
    for path in _weights(checkpoint, go_on):
        shapes |= _shapes(path, go_on)
    own = model.state_dict()
    there = {own[name].data_ptr() for name in shapes if name in own}  # a tied weight is saved once
    unlike = [name for name, shape in shapes.items() if name not in own or tuple(own[name].shape) != shape]
    unlike += [name for name, value in own.items() if value.numel() and value.data_ptr() not in there]
    if unlike:
        raise CovisError(
            f"{checkpoint} holds the weights of another model: {len(unlike)} do not fit, such as "
            f"{unlike[0]}; name another folder, or the model that this run began with."
        )


def _deepspeed(folder: Path) -> list[Path]:
    """What DeepSpeed reads: the model as it has it, and each process's part of the optimizer."""
    return [folder / "mp_rank_00_model_states.pt", *folder.glob("*_optim_states.pt")]


def _weights(checkpoint: Path, go_on: str) -> list[Path]:
    index = checkpoint / "model.safetensors.index.json"
    if not index.is_file():
        return [checkpoint / "model.safetensors"]
    try:
        parts = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    except (ValueError, KeyError, AttributeError) as error:
        raise CovisError(f"{index} is damaged; {go_on}.") from error
    return [checkpoint / part for part in sorted(set(parts))]


def _shapes(path: Path, go_on: str) -> dict[str, tuple[int, ...]]:
    """Name of each weight in a file to its shape; the file's length is checked too."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise CovisError(f"{path} is missing or damaged; {go_on}.") from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in a sentence that a folder's disk is full.

    Args:
        folder: Where something is written.

    Raises:
        CovisError: If so.
    """
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, RuntimeError, SafetensorError) as error:
        full = isinstance(error, OSError) and error.errno in NO_ROOM
        if full or any(text in str(error) for text in NO_ROOM_TEXTS):
            raise CovisError(
                f"there is no room to write in {folder}; make room, then the same command goes on from the "
                "last whole checkpoint."
            ) from error
        raise
