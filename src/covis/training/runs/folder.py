"""The folder of a run, where the same command goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from covis.errors import CovisError


def claim(out: Path, command: str, now: Mapping[str, Any]) -> None:
    """Remember in run.json what a folder's run is, or refuse to mix two.

    Args:
        out: The folder; made if missing.
        command: Of the run, such as "covis train qa".
        now: What must stay the same when it goes on, as plain JSON values.

    Raises:
        CovisError: If the folder holds something else.
    """
    place = out / "run.json"
    now = {"command": command, **now}
    if place.is_file():
        then = json.loads(place.read_text(encoding="utf-8"))
        if other := [key for key in {**then, **now} if then.get(key) != now.get(key)]:
            raise CovisError(
                f"{out} holds a run with another {other[0]} ({then.get(other[0])}, not {now.get(other[0])}); "
                "name another folder, or go on with that run's settings."
            )
        return
    if out.exists() and any(out.iterdir()):
        raise CovisError(f"{out} is not empty and holds no run of {command}; name another folder.")
    out.mkdir(parents=True, exist_ok=True)
    write_whole(place, json.dumps(now, indent=1))


def last_checkpoint(folder: Path) -> str | None:
    """The newest whole checkpoint of a trainer, which writes trainer_state.json last; None without one."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]), reverse=True)
    for checkpoint in found:
        try:
            json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # stopped while it was written; it is written again when its step comes
        return str(checkpoint)
    return None


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
