"""A model whose weights are divided among processes while it learns, and whole before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from covis.training.runs.team import Team

if TYPE_CHECKING:
    import torch
    from transformers import Trainer


@contextmanager
def learning(model: torch.nn.Module, team: Team) -> Iterator[torch.nn.Module]:
    """What a trainer may change for good, such as by FSDP; afterwards the model has its trained weights.

    Without FSDP it is the model itself. With it the model's own weights are put away meanwhile, since each
    process keeps only its part of them.

    Args:
        model: Whole, with the same weights in every process.
        team: The processes.
    """
    if not team.sharded:
        yield model
        return
    import torch

    pupil = deepcopy(model)
    own = dict(model.named_parameters())
    for parameter in own.values():
        parameter.data = torch.empty(0, dtype=parameter.dtype, device=parameter.device)
    pupil._is_fsdp_managed_module = True  # generation goes on until every process's completions have ended
    yield pupil
    for name, parameter in pupil.named_parameters():
        whole = parameter.detach()
        own[name].data = whole.full_tensor() if hasattr(whole, "full_tensor") else whole


def sum_in_float32(trainer: Trainer) -> None:
    """Have FSDP add up gradients in float32 and leave the loss as precise as the model computes it.

    By default accelerate rounds both to the precision of the computation, three digits for bfloat16.

    Args:
        trainer: Before it divides its model.
    """
    import torch

    plugin = trainer.accelerator.state.fsdp_plugin
    if plugin.mixed_precision_policy is not None:
        plugin.mixed_precision_policy = replace(
            plugin.mixed_precision_policy, reduce_dtype=torch.float32, output_dtype=None
        )
