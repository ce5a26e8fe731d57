"""What `accelerate launch` is told by the files in recipes/accelerate."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.training.recipes.families import FAMILIES, on_meta

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("accelerate")

from accelerate.commands.config.config_args import ClusterConfig, load_config_from_file  # noqa: E402
from accelerate.commands.launch import _validate_launch_command, launch_command_parser  # noqa: E402
from accelerate.utils import FullyShardedDataParallelPlugin, patch_environment  # noqa: E402
from accelerate.utils.fsdp_utils import fsdp2_prepare_auto_wrap_policy  # noqa: E402
from accelerate.utils.launch import prepare_multi_gpu_env  # noqa: E402

FOLDER = Path(__file__).parents[3] / "recipes" / "accelerate"
LAYERS = {
    "qwen2_5_vl": ("Qwen2_5_VLDecoderLayer", "Qwen2_5_VLVisionBlock"),
    "qwen3_vl": ("Qwen3VLTextDecoderLayer", "Qwen3VLVisionBlock"),
}
KINDS = {"multi_gpu": "MULTI_GPU", "fsdp": "FSDP", "deepspeed": "DEEPSPEED"}


def test_every_file_is_read_and_each_has_eight_processes() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KINDS)
    for name, kind in KINDS.items():
        config = load_config_from_file(str(FOLDER / f"{name}.yaml"))
        assert isinstance(config, ClusterConfig)
        assert config.distributed_type == kind
        assert config.num_processes == 8


def plugin() -> FullyShardedDataParallelPlugin:
    """As accelerate makes it in each process that it launches by the file."""
    given = ["--config_file", str(FOLDER / "fsdp.yaml"), "--main_process_port", "0", "covis"]
    arguments = _validate_launch_command(launch_command_parser().parse_args(given))[0]
    new = {k: v for k, v in prepare_multi_gpu_env(arguments).items() if k not in os.environ}
    with patch_environment(**new):
        return FullyShardedDataParallelPlugin()


def test_fsdp_is_of_version_2_and_every_process_loads_the_weights() -> None:
    made = plugin()
    assert made.fsdp_version == 2
    assert made.reshard_after_forward is True
    assert not made.cpu_ram_efficient_loading
    assert "SHARDED" in str(made.state_dict_type)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_layer_of_text_and_vision_is_divided_by_itself(name: str) -> None:
    model = on_meta(name)
    text, vision = LAYERS[model.config.model_type]
    divides = fsdp2_prepare_auto_wrap_policy(plugin(), model)
    kinds = [type(module).__name__ for module in model.modules() if divides(module)]
    assert kinds.count(text) == model.config.text_config.num_hidden_layers
    assert kinds.count(vision) == model.config.vision_config.depth
    assert set(kinds) == {text, vision}
