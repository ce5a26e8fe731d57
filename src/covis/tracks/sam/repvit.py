"""EdgeTAM's image encoder RepViT-M1, so that its weights load without timm and torchvision.

Transformers takes the encoder from timm, which needs torchvision. The network is small: Wang et al., "RepViT:
Revisiting Mobile CNN From ViT Perspective" (CVPR 2024), figure 3, in its training form, where a depthwise
3x3 convolution, a depthwise 1x1 convolution and the identity stand side by side. Parts carry the names they
have in the published weights.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

MODEL_TYPE = "covis_repvit_m1"

CHANNELS = (48, 96, 192, 384)
DEPTHS = (2, 2, 14, 2)
_EXPANSION = 2  # of the channel mixers
_SQUEEZE = 4  # of the squeeze-and-excitation layers, in every other block


def without_timm(config: Mapping[str, Any]) -> dict[str, Any]:
    """An EdgeTAM config as read from its file, asking for this encoder where it asks timm for RepViT-M1.

    Any other encoder is left as it is. Transformers is told how to build this one.
    """
    changed: dict[str, Any] = copy.deepcopy(dict(config))
    match changed:
        # A dot and the training recipe may follow the name; repvit_m1_0 and its like are other networks.
        case {
            "vision_config": {"backbone_config": {"model_type": "timm_wrapper", "architecture": str(name)}}
        }:
            if name.split(".")[0] == "repvit_m1":
                changed["vision_config"]["backbone_config"] = {"model_type": MODEL_TYPE}
                _register()
    return changed


def _register() -> None:
    """Make known to transformers a model that gives its four stages' features as `last_hidden_state`."""
    from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel
    from transformers.modeling_outputs import BaseModelOutput

    class RepVitConfig(PretrainedConfig):  # type: ignore[misc]
        model_type = MODEL_TYPE

    class RepVitModel(PreTrainedModel):  # type: ignore[misc]
        config_class = RepVitConfig

        def __init__(self, config: RepVitConfig) -> None:
            super().__init__(config)
            self.timm_model = repvit_m1()
            self.post_init()

        def forward(self, pixel_values: Any, **_: Any) -> Any:
            return BaseModelOutput(last_hidden_state=stage_features(self.timm_model, pixel_values))

    AutoConfig.register(MODEL_TYPE, RepVitConfig, exist_ok=True)
    AutoModel.register(RepVitConfig, RepVitModel, exist_ok=True)


def repvit_m1() -> Any:
    """The network's parts, a torch module; run it with `stage_features`."""
    from torch import nn

    first = CHANNELS[0]
    parts = {
        "stem": nn.ModuleDict({"conv1": _conv(3, first // 2, 3, 2), "conv2": _conv(first // 2, first, 3, 2)})
    }
    for stage, depth in enumerate(DEPTHS):
        width = CHANNELS[stage]
        blocks = nn.ModuleList(_block(width, squeeze=number % 2 == 0) for number in range(depth))
        parts[f"stages_{stage}"] = nn.ModuleDict({"blocks": blocks})
    for stage, (before, after) in enumerate(pairwise(CHANNELS), start=1):
        parts[f"stages_{stage}"]["downsample"] = nn.ModuleDict(
            {
                "pre_block": _block(before, squeeze=False),
                "spatial_downsample": _conv(before, before, 3, 2, groups=before),
                "channel_downsample": _conv(before, after),
                "ffn": _mixer(after),
            }
        )
    return nn.ModuleDict(parts)


def _conv(before: int, after: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> Any:
    from torch import nn

    convolution = nn.Conv2d(before, after, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(OrderedDict(c=convolution, bn=nn.BatchNorm2d(after)))


def _mixer(width: int) -> Any:
    from torch import nn

    hidden = width * _EXPANSION
    return nn.ModuleDict({"conv1": _conv(width, hidden), "conv2": _conv(hidden, width)})


def _block(width: int, squeeze: bool) -> Any:
    from torch import nn

    tokens = {"conv": _conv(width, width, 3, groups=width), "conv1": _conv(width, width, groups=width)}
    block = nn.ModuleDict({"token_mixer": nn.ModuleDict(tokens), "channel_mixer": _mixer(width)})
    if squeeze:
        narrow = (width // _SQUEEZE + 4) // 8 * 8  # the nearest multiple of 8
        block["se"] = nn.ModuleDict({"fc1": nn.Conv2d(width, narrow, 1), "fc2": nn.Conv2d(narrow, width, 1)})
    return block


def stage_features(network: Any, pixels: Any) -> list[Any]:
    """The features of the four stages.

    Args:
        network: From `repvit_m1`.
        pixels: (N, 3, H, W) tensor.

    Returns:
        (N, C, H / s, W / s) tensors for C of `CHANNELS` and strides s of 4, 8, 16 and 32.
    """
    from torch.nn.functional import gelu

    stem = network["stem"]
    features = stem["conv2"](gelu(stem["conv1"](pixels)))
    outputs = []
    for stage in range(len(DEPTHS)):
        part = network[f"stages_{stage}"]
        if stage > 0:
            features = _downsampled(part["downsample"], features)
        for block in part["blocks"]:
            features = _through_block(block, features)
        outputs.append(features)
    return outputs


def _downsampled(part: Any, features: Any) -> Any:
    features = _through_block(part["pre_block"], features)
    features = part["channel_downsample"](part["spatial_downsample"](features))
    return features + _mixed(part["ffn"], features)


def _through_block(block: Any, features: Any) -> Any:
    tokens = block["token_mixer"]
    features = tokens["conv"](features) + tokens["conv1"](features) + features
    if "se" in block:
        squeezed = block["se"]["fc1"](features.mean((2, 3), keepdim=True)).relu()
        features = features * block["se"]["fc2"](squeezed).sigmoid()
    return features + _mixed(block["channel_mixer"], features)


def _mixed(mixer: Any, features: Any) -> Any:
    from torch.nn.functional import gelu

    return mixer["conv2"](gelu(mixer["conv1"](features)))
