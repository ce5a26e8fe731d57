"""A checkpoint's processor, also where torchvision is missing."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import ProcessorMixin

WITHOUT = "covis_left_videos_out"  # on the classes that `without_videos` makes
NEEDS = "training needs more packages: pip install 'covis[train]'."


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

    made = {"__init__": init, "__module__": stock.__module__, WITHOUT: True}
    return type(stock.__name__, (stock,), made)


def lost_videos(processor: ProcessorMixin) -> bool:
    """Whether a processor's own class has a part for videos, which `without_videos` took away."""
    return getattr(processor, WITHOUT, False)
