"""Everything that was sent and received, in a folder."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from covis.errors import CovisError
from covis.models.exchange import Exchange
from covis.models.failure import scrubbed
from covis.prompts.parts import Picture, Prompt
from covis.views.folder import check_replaceable, whole_folder
from covis.views.write import write_atomically

RECORD = "ask.json"
OURS = re.compile(r"(marked|raw)_\d{3,}\.(png|jpg)|ask\.json")


def message_record(prompt: Prompt) -> list[dict[str, Any]]:
    """A prompt's parts as JSON values: the texts, and for each picture its file, size in px and bytes."""
    return [
        {"picture": part.file.name, "size_px": list(part.size_px), "bytes": part.file.stat().st_size}
        if isinstance(part, Picture)
        else {"text": part.text}
        for part in prompt
    ]


def check_record(folder: Path) -> None:
    """Refuse a folder that `write_record` would refuse, before anything is asked.

    Raises:
        CovisError: If it holds something else than such a record.
    """
    check_replaceable(folder, OURS)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RECORD).is_file():
        raise CovisError(f"{folder} is not empty and holds no {RECORD}; choose another folder.")


def write_record(
    folder: Path, settings: Mapping[str, Any], sent: Mapping[str, Prompt], received: Mapping[str, Exchange]
) -> None:
    """Write what was sent and received: `ask.json` with the pictures beside it, all at once or nothing.

    Args:
        folder: Made, or replaced where it holds an earlier record.
        settings: What was asked of whom and how, JSON values.
        sent: For `marked` and `raw`, whichever were asked, what was sent.
        received: The same for what came back; empty if nothing was sent.

    Raises:
        CovisError: If the folder holds something else, or cannot be written.
    """
    check_record(folder)
    record: dict[str, Any] = {**settings}
    with whole_folder(folder, OURS) as out:
        for arm, prompt in sent.items():
            _copy(prompt, out)
            record[arm] = {"sent": message_record(prompt)}
            if arm in received:
                done = received[arm]
                record[arm] |= {
                    "reply": asdict(done.reply),
                    "value": done.reading.value,
                    "unreadable": done.reading.why,
                    "received": done.received,
                }
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        write_atomically(out / RECORD, scrubbed(text).encode("utf-8", errors="backslashreplace"))


def _copy(parts: Sequence[object], out: Path) -> None:
    for part in parts:
        if isinstance(part, Picture):
            shutil.copyfile(part.file, out / part.file.name)
