"""The building of a sample, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from covis.benchmarks.r2r.graph import Building, read_building
from covis.prompts.sample import Sample


def building_of(sample: Sample) -> Building:
    """The building that a sample takes place in."""
    return _building(str(sample.meta["connectivity"]), sample.scene)


@lru_cache(maxsize=16)
def _building(folder: str, scan: str) -> Building:
    return read_building(Path(folder), scan)
