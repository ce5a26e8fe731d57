"""Loading a checkpoint's processor where torchvision is missing: pictures only, no video."""

from __future__ import annotations

from typing import Any


def load_processor(path: str) -> Any:
    """The processor of a vision-language checkpoint, from a folder or from the cache of downloads."""
    from transformers import AutoProcessor

    return AutoProcessor.from_pretrained(path)
