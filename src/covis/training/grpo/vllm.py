"""Completions written by vLLM instead of the model itself, as TRL's GRPO trainer supports it."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from typing import Any

from covis.errors import CovisError
from covis.training.recipes.chat import ActorRecipe, VllmRecipe

WAIT_S = 5.0


def vllm_settings(vllm: VllmRecipe | None) -> dict[str, Any]:
    """The same as TRL's GRPOConfig takes it; nothing without it.

    Args:
        vllm: Of the recipe.
    """
    if vllm is None:
        return {}
    return {
        "use_vllm": True,
        "vllm_mode": vllm.mode,
        "vllm_server_host": vllm.host,
        "vllm_server_port": vllm.port,
        "vllm_gpu_memory_utilization": vllm.memory_share,
    }


def check_vllm(recipe: ActorRecipe) -> None:
    """See that vLLM can write the completions where the recipe wants it.

    Args:
        recipe: The settings.

    Raises:
        CovisError: If it is not installed, there is no GPU to hand it weights from, its server does not
            answer, or it would see other pictures than the model.
    """
    vllm = recipe.vllm
    if vllm is None:
        return
    if recipe.max_image_pixels is not None:
        raise CovisError(
            "vllm shows pictures as the model's own processor does, and max_image_pixels would shrink them "
            "for the model alone; leave max_image_pixels out, and shrink the pictures themselves if need be."
        )
    if find_spec("vllm") is None:
        raise CovisError(
            "the recipe sets vllm, and vLLM is not installed here; TRL needs it also where the server runs "
            "in another environment: pip install 'trl[vllm]', or leave vllm out."
        )
    import torch

    if not torch.cuda.is_available():
        raise CovisError(
            "the recipe sets vllm, which takes the weights from a GPU, and there is none; leave it out."
        )
    if vllm.mode == "server":
        try:
            socket.create_connection((vllm.host, vllm.port), WAIT_S).close()
        except OSError as error:
            raise CovisError(
                f"no vLLM server answers at {vllm.host}:{vllm.port}; start one with `trl vllm-serve --model "
                f"{recipe.model} --port {vllm.port}`, or correct vllm.host and vllm.port."
            ) from error
