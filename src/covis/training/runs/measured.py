"""What is measured once in a run and kept for the processes that go on with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from covis.training.runs.folder import write_text


def measured_once(place: Path, measure: Callable[[], Any]) -> Any:
    """What was measured, as plain JSON values; read from its file if an earlier process wrote it there.

    Args:
        place: The file.
        measure: Measures it.
    """
    if not place.is_file():
        write_text(place, json.dumps(measure()))
    return json.loads(place.read_text(encoding="utf-8"))
