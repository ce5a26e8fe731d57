"""What is measured once in a run and kept for the processes that go on with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from covis.errors import CovisError
from covis.training.runs.folder import write_text
from covis.training.runs.team import join_team


def measured_once(place: Path, measure: Callable[[], Any]) -> Any:
    """What was measured, as plain JSON values; read from its file if an earlier process wrote it there.

    Args:
        place: The file; the first of several processes reads and writes it.
        measure: Measures it; called in all processes or in none.

    Raises:
        CovisError: If the file is damaged.
    """
    team = join_team()
    if not team.told(place.is_file):
        found = measure()
        if team.first:
            write_text(place, json.dumps(found))
    return team.told(lambda: _read(place))


def _read(place: Path) -> Any:
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CovisError(f"{place} is damaged; delete it, and it is measured again.") from error
