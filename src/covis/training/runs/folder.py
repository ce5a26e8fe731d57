"""The folder of a run, where the same command goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from covis.errors import CovisError
from covis.views.write import write_atomically

RUN = "run.json"


def check_claim(out: Path, command: str, now: Mapping[str, Any]) -> None:
    """Refuse to mix two runs in a folder; nothing is written.

    Args:
        out: The folder; it need not be there.
        command: Of the run, such as "covis train qa".
        now: What must stay the same when it goes on, as plain JSON values.

    Raises:
        CovisError: If the folder holds something else, or cannot be written.
    """
    check_place(out)
    place = out / RUN
    now = {"command": command, **now}
    if place.is_file():
        then = _read(place)
        if other := [key for key in {**then, **now} if then.get(key) != now.get(key)]:
            raise CovisError(
                f"{out} holds a run with another {other[0]} ({then.get(other[0])}, not {now.get(other[0])}); "
                "name another folder, or go on with that run's settings."
            )
    elif out.exists() and any(path.suffix != ".part" for path in out.iterdir()):
        raise CovisError(f"{out} is not empty and holds no run of {command}; name another folder.")


def check_place(out: Path) -> None:
    """See that a folder can be written, or can be made.

    Raises:
        CovisError: If not.
    """
    there = out
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise CovisError(f"{there} is a file, so {out} cannot be a folder; name another one.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise CovisError(f"{out} cannot be written: there is no permission in {there}; name another folder.")


def _read(place: Path) -> dict[str, Any]:
    try:
        then = json.loads(place.read_text(encoding="utf-8"))
    except ValueError:
        then = None
    if not isinstance(then, dict):
        raise CovisError(f"{place} is damaged, so what was run there is not known; name another folder.")
    return then


def claim(out: Path, command: str, now: Mapping[str, Any]) -> None:
    """Remember in run.json what a folder's run is, or refuse to mix two, as `check_claim` does.

    Raises:
        CovisError: If the folder holds something else, or cannot be written.
    """
    check_claim(out, command, now)
    write_text(out / RUN, json.dumps({"command": command, **now}, indent=1))


def release(out: Path) -> None:
    """Forget what a folder's run is, as long as nothing else is in it; the folder goes too."""
    (out / RUN).unlink(missing_ok=True)
    with suppress(OSError):  # not empty
        out.rmdir()


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8, whole or not at all."""
    write_atomically(path, text.encode())
