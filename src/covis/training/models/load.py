"""A checkpoint with its processor, from the hub or a folder, also where torchvision is missing."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin

NEEDS = "training needs more packages: pip install 'covis[train]'."


def load_model_and_processor(name_or_path: str | Path) -> tuple[PreTrainedModel, ProcessorMixin]:
    """A vision-language model in the precision in which it is stored, on the CPU, and its processor.

    Args:
        name_or_path: A folder, or the name of a model on the hub.

    Raises:
        CovisError: If packages are missing, there is no such checkpoint, it is of a kind that answers no
            questions about pictures, or its weights do not fit its configuration.
    """
    try:
        from transformers import AutoModelForImageTextToText
    except ImportError as error:
        raise CovisError(NEEDS) from error
    name = str(name_or_path)
    _check_folder(name)
    try:
        processor = load_processor(name)
        model, loading = AutoModelForImageTextToText.from_pretrained(
            name, dtype="auto", output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise CovisError(f"{name} cannot be loaded to train it: {_first_line(error)}") from error
    if missing := sorted(loading["missing_keys"]):
        raise CovisError(
            f"{name} holds weights of another architecture than its config.json names: {len(missing)} are "
            f"missing, such as {missing[0]}; use the folder that the model was saved in."
        )
    return model, processor


def load_processor(name_or_path: str) -> ProcessorMixin:
    """The processor of a checkpoint; without its part for videos where torchvision is missing.

    Args:
        name_or_path: A folder, or the name of a model on the hub.
    """
    import transformers
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES

    kind = transformers.AutoConfig.from_pretrained(name_or_path).model_type
    stock = getattr(transformers, PROCESSOR_MAPPING_NAMES.get(kind) or "AutoProcessor")
    return without_videos(stock).from_pretrained(name_or_path)


def without_videos(stock: Any) -> Any:
    """A processor class that needs no torchvision; itself where torchvision is installed or not needed.

    Only its part for videos needs torchvision, so a class of the same name is made that has none. Under the
    same name it is saved as every other program expects it.

    Args:
        stock: A processor class of transformers.
    """
    from transformers.utils import is_torchvision_available

    if is_torchvision_available() or "video_processor" not in inspect.signature(stock.__init__).parameters:
        return stock

    def init(self: Any, image_processor: Any, tokenizer: Any, chat_template: Any = None, **rest: Any) -> None:
        stock.__init__(self, image_processor, tokenizer, chat_template=chat_template, **rest)

    return type(stock.__name__, (stock,), {"__init__": init, "__module__": stock.__module__})


def _check_folder(name: str) -> None:
    folder = Path(name).expanduser()
    if folder.exists():
        if not (folder / "config.json").is_file():
            raise CovisError(f"{name} holds no config.json; name the folder of a saved model.")
    elif name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise CovisError(f"There is no folder {name}; correct the path, or name a model as OWNER/MODEL.")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]
