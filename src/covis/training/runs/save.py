"""A trained model as a checkpoint like any other, with a card that says how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from covis.training.runs.checkpoints import writing
from covis.training.runs.folder import write_text
from covis.training.runs.videos import keep_video_settings

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin


def save_model(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    folder: Path,
    title: str,
    what: str,
    settings: Mapping[str, Any],
    data_sha256: str,
) -> None:
    """Save a model with its processor and a model card; the folder is there whole or not at all.

    Args:
        model: With the trained weights.
        processor: Its own.
        folder: Where to; replaced if it is there.
        title: Of the card.
        what: A paragraph about how it was trained and what was measured.
        settings: Of the run, as plain JSON values; "model" is the base model.
        data_sha256: Of the samples it learnt from.

    Raises:
        CovisError: If there is no room for it.
    """
    with whole_folder(folder) as part:
        model.save_pretrained(part, save_original_format=True)  # the names that other programs know
        processor.save_pretrained(part)
        keep_video_settings(processor, str(settings["model"]), part)
        write_text(part / "README.md", _card(title, what, settings, data_sha256))


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill that becomes another one when it is full; otherwise nothing is left of it.

    Args:
        folder: Where to; replaced if it is there.

    Raises:
        CovisError: If there is no room for it.
    """
    part = folder.with_name(f"{folder.name}.part")
    rmtree(part, ignore_errors=True)
    try:
        with writing(folder.parent):
            yield part
    except BaseException:
        rmtree(part, ignore_errors=True)
        raise
    rmtree(folder, ignore_errors=True)
    part.replace(folder)


def _card(title: str, what: str, settings: Mapping[str, Any], data_sha256: str) -> str:
    return f"""---
base_model: {settings["model"]}
library_name: transformers
tags: [covis]
---
# {title}

{what} Trained by covis {version("covis")} from {settings["model"]}.

Samples (SHA-256): {data_sha256}

```json
{json.dumps(settings, indent=1)}
```
"""
