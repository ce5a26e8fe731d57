"""The folder of a data set: whose it is, and whether it is finished."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from covis.errors import CovisError
from covis.views.write import write_atomically

SETTINGS_FILE = "settings.json"
MANIFEST_FILE = "manifest.json"


def claim(folder: Path, settings: Mapping[str, object]) -> None:
    """Make the folder of a data set, or go on in one that the same settings began.

    Args:
        folder: The folder.
        settings: What its scenes are made with; plain JSON values.

    Raises:
        CovisError: If it holds something else, or was begun with other settings, or cannot be written.
    """
    path = folder / SETTINGS_FILE
    if path.is_file():
        _check_same(path, settings)
    else:
        others = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        if others:
            raise CovisError(
                f"{folder} holds {others[0]!r}, which is no data set of covis; choose another folder."
            )
        write_atomically(path, (json.dumps(settings, indent=1) + "\n").encode())
    for left in folder.glob(".*.part"):  # of a run that was killed while it wrote a file
        with suppress(OSError):
            left.unlink()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a finished set; None of one that is not finished."""
    try:
        found = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _check_same(path: Path, settings: Mapping[str, object]) -> None:
    try:
        theirs = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CovisError(f"{path} cannot be read ({error}); choose another folder.") from error
    theirs = theirs if isinstance(theirs, dict) else {}
    for name in [*settings, *theirs]:
        if theirs.get(name) != settings.get(name):
            raise CovisError(
                f"{path.parent} was begun with {name} {theirs.get(name)!r} instead of "
                f"{settings.get(name)!r}; choose another folder, or give the same options."
            )
