"""Small buildings in the format of R2R's connectivity files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Point = tuple[float, float, float]


def write_building(
    folder: Path,
    scan: str,
    places: Mapping[str, Point],
    ways: Sequence[tuple[str, str]],
    shut: Sequence[str] = (),
) -> None:
    """Write `<scan>_connectivity.json`: `shut` places are not included, ways are marked at one end only."""
    names = list(places)
    records = []
    for name, (x, y, z) in places.items():
        pose = [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1]
        open_to = [(name, other) in ways for other in names]
        records.append(
            {
                "image_id": name,
                "pose": pose,
                "included": name not in shut,
                "visible": open_to,
                "unobstructed": open_to,
                "height": 1.5,
            }
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{scan}_connectivity.json").write_text(json.dumps(records))
