"""Load a SAM model by checkpoint name or local path."""

from __future__ import annotations

import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.tracks.sam.families import FAMILIES, Family
from covis.tracks.sam.repvit import without_timm
from covis.tracks.sam.settings import SamSettings

# A processor's settings: what transformers 5 writes, then what earlier versions wrote.
_PROCESSOR_FILES = ("processor_config.json", "preprocessor_config.json")


@dataclass(frozen=True)
class Loaded:
    """A model on its device, and what its pictures must look like.

    Attributes:
        model: The transformers model, in evaluation mode.
        session: The class of its sessions.
        device: The torch device.
        dtype: The torch dtype of its weights.
        mean: (3,) float32, subtracted from pictures on 0..1.
        std: (3,) float32, by which they are then divided.
    """

    model: Any
    session: type[Any]
    device: Any
    dtype: Any
    mean: NDArray[np.float32]
    std: NDArray[np.float32]


def require_extra(name: str) -> None:
    """Check that torch and transformers are there, without importing them.

    Raises:
        CovisError: If one is missing.
    """
    missing = [package for package in ("torch", "transformers") if importlib.util.find_spec(package) is None]
    if missing:
        raise CovisError(
            f"The tracker {name} needs {' and '.join(missing)}; install with pip install 'covis[sam]'."
        )


def load(name: str, checkpoint: str | None, settings: SamSettings) -> Loaded:
    """The model of a family.

    Args:
        name: A key of `FAMILIES`.
        checkpoint: A name on the Hugging Face hub or a local folder; None for the family's default.
        settings: Gives device and dtype.

    Raises:
        CovisError: If the extra or the weights are missing, or the weights are not of this family.
    """
    require_extra(name)
    import torch
    import transformers

    family = FAMILIES[name]
    if not hasattr(transformers, family.model):
        raise CovisError(
            f"The tracker {name} needs a newer transformers than {transformers.__version__}; "
            "update with pip install --upgrade 'covis[sam]'."
        )
    source = os.path.expanduser(checkpoint) if checkpoint else family.checkpoint
    try:
        device = torch.device(_device(torch) if settings.device == "auto" else settings.device)
    except RuntimeError as error:
        raise CovisError(f"Torch knows no device '{settings.device}'; use auto, cuda, mps or cpu.") from error
    dtype = _dtype(torch, settings.dtype, device.type)
    config = _config(transformers, name, source)
    model_type = config.get("model_type")
    if model_type not in family.model_types:
        raise CovisError(
            f"The weights {source} are of type '{model_type}', but the tracker {name} needs "
            f"{' or '.join(repr(t) for t in family.model_types)}; name other weights."
        )
    model = _model(getattr(transformers, family.model), name, source, config, dtype)
    mean, std = _statistics(source, family)
    session = getattr(transformers, family.session)
    return Loaded(_placed(model, device), session, device, dtype, mean, std)


def _device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _dtype(torch: Any, name: str, device: str) -> Any:
    if name == "auto":
        name = "bfloat16" if device == "cuda" else "float32"
    dtype = getattr(torch, name, None)
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise CovisError(f"Torch knows no number type '{name}'; use auto, float32, float16 or bfloat16.")
    return dtype


def _placed(model: Any, device: Any) -> Any:
    try:
        return model.to(device).eval()
    except (RuntimeError, AssertionError) as error:  # AssertionError: torch built without CUDA
        raise CovisError(f"The model cannot run on {device}: {_first_line(error)}.") from error


def _config(transformers: Any, name: str, source: str) -> dict[str, Any]:
    try:
        config, _ = transformers.PretrainedConfig.get_config_dict(source)
    except (OSError, ValueError) as error:
        raise _unloadable(name, source, error) from error
    return dict(config)


def _model(model_class: Any, name: str, source: str, config: dict[str, Any], dtype: Any) -> Any:
    options: dict[str, Any] = {"dtype": dtype, "output_loading_info": True}
    try:
        if name == "edgetam":
            options["config"] = model_class.config_class.from_dict(without_timm(config))
        model, info = model_class.from_pretrained(source, **options)
    except ImportError as error:
        raise CovisError(
            f"The weights {source} need a package that is missing or broken here: {_first_line(error)}."
        ) from error
    except Exception as error:
        # Damaged configs and weights raise whatever transformers, safetensors, pickle and torch feel like.
        raise _unloadable(name, source, error) from error
    # Transformers fills what a file lacks with random numbers, and only warns.
    absent = sorted(info["missing_keys"]) + sorted(str(key) for key in info["mismatched_keys"])
    if absent:
        raise CovisError(
            f"The weights {source} lack {len(absent)} of the model's parts, such as '{absent[0]}'; "
            "download them again or name other weights."
        )
    return model


def _unloadable(name: str, source: str, error: Exception) -> CovisError:
    if Path(source).exists():
        return CovisError(f"{source} holds no weights for the tracker {name}: {_first_line(error)}.")
    if source.startswith((".", "/")) or source.count("/") > 1:
        return CovisError(f"There is no folder {source} with weights for the tracker {name}; check the path.")
    return CovisError(
        f"The weights {source} for the tracker {name} cannot be loaded ({_first_line(error)}); fetch them "
        f"where there is a network with 'hf download {source}', or give a local folder as {name}:/path."
    )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _statistics(source: str, family: Family) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The checkpoint's channel means and deviations, (3,) each.

    Its processor itself is not used: transformers' image and video processors of SAM need torchvision.
    """
    from transformers.utils import cached_file

    for file_name in _PROCESSOR_FILES:
        try:
            path = cached_file(source, file_name)
        except OSError:  # no such file there; the weights have been found, so the source is no mistake
            continue
        try:
            with open(path, encoding="utf-8") as file:
                config = json.load(file)
            config = config.get("image_processor", config)
            mean, std = (np.array(config[key], np.float32).reshape(3) for key in ("image_mean", "image_std"))
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise CovisError(f"{path} lacks a usable image_mean and image_std.") from error
        return mean, std
    return np.array(family.mean, np.float32), np.array(family.std, np.float32)
