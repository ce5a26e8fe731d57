"""A processor's part for videos, carried along where torchvision is missing to load it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.models.processor import lost_videos
from covis.training.runs.folder import write_text

if TYPE_CHECKING:
    from transformers import ProcessorMixin

VIDEOS = "video_preprocessor_config.json"


def keep_video_settings(processor: ProcessorMixin, base: str, folder: Path) -> None:
    """Save the settings for videos beside a processor that was loaded without them.

    Programs that have torchvision look for them, and would not load the processor otherwise. They are read
    where transformers reads them: in the processor's own file, in one for videos, or in the one for images.

    Args:
        processor: As it was loaded.
        base: The checkpoint that it was loaded from; a folder or a name on the hub.
        folder: Where the processor was saved.
    """
    if not lost_videos(processor):
        return
    settings = _of(base, "processor_config.json").get("video_processor") or _of(base, VIDEOS)
    settings = settings or _of(base, "preprocessor_config.json") or processor.image_processor.to_dict()
    write_text(folder / VIDEOS, json.dumps(settings, indent=2) + "\n")


def _of(base: str, name: str) -> dict[str, Any]:
    from transformers.utils import cached_file

    if base.startswith("tiny:"):
        return {}  # made on the spot, without any file to look into
    found = cached_file(
        base,
        name,
        _raise_exceptions_for_missing_entries=False,
        _raise_exceptions_for_connection_errors=False,
    )
    return dict(json.loads(Path(found).read_text(encoding="utf-8"))) if found else {}
