"""What is told before anything starts where vLLM should write the completions."""

from __future__ import annotations

import socket
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from covis.errors import CovisError
from covis.training.grpo import vllm
from covis.training.recipes.chat import ActorRecipe, VllmRecipe

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")


def recipe(**settings: object) -> ActorRecipe:
    return ActorRecipe(model="owner/model", data=Path("rooms"), vllm=VllmRecipe.model_validate(settings))


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_without_it_nothing_is_asked() -> None:
    vllm.check_vllm(ActorRecipe(model="owner/model", data=Path("rooms")))
    assert vllm.vllm_settings(None) == {}


def test_it_needs_packages_a_gpu_and_a_server(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setattr(vllm, "find_spec", lambda name: None)
    with pytest.raises(CovisError, match=r"vLLM is not installed here.*pip install 'trl\[vllm\]'"):
        vllm.check_vllm(recipe())
    monkeypatch.setattr(vllm, "find_spec", lambda name: ModuleSpec(name, None))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(CovisError, match="takes the weights from a GPU, and there is none"):
        vllm.check_vllm(recipe())
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    with pytest.raises(CovisError, match=rf"no vLLM server answers at 127\.0\.0\.1:{free_port}; start one"):
        vllm.check_vllm(recipe(port=free_port))
    vllm.check_vllm(recipe(mode="colocate", port=free_port))
    with socket.create_server(("127.0.0.1", free_port)):
        vllm.check_vllm(recipe(port=free_port))


def test_a_run_goes_on_with_a_server_that_moved() -> None:
    assert recipe(port=8000).lasting() == recipe(port=9000, host="there").lasting()
    assert recipe(port=8000).lasting() != recipe(mode="colocate").lasting()
