"""A checkpoint's processor for text and pictures, also where torchvision is missing."""

from __future__ import annotations

from typing import Any


def load_processor(path: str) -> Any:
    """The processor of a vision-language checkpoint.

    Where transformers wants torchvision for it, which only videos need, a processor of the same class is made
    that has no part for videos.

    Args:
        path: A folder, or a name in the cache of downloads.
    """
    from transformers import AutoProcessor

    try:
        return AutoProcessor.from_pretrained(path)
    except ImportError:
        return _images_only(path).from_pretrained(path)


def _images_only(path: str) -> Any:
    """The processor class of a checkpoint without its part for videos."""
    import transformers
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES

    kind = transformers.AutoConfig.from_pretrained(path).model_type
    stock = getattr(transformers, PROCESSOR_MAPPING_NAMES[kind])

    class ImagesOnly(stock):  # type: ignore[misc, valid-type]  # known at run time only
        @classmethod
        def get_attributes(cls) -> list[str]:
            return [name for name in super().get_attributes() if name != "video_processor"]

    return ImagesOnly
