"""Speed and size of the plane, as one line of JSON.

    python bench/plane.py [--configurations 2000] [--tests 200] [--level 1] [--workers 2]

`seconds` is the wall time of a whole set; `ms_a_picture` parts the work of one process on the first hundred
training pictures into points and questions, drawing, PNG, and JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from covis.worlds.plane.basic import FAMILIES, make_configuration
from covis.worlds.plane.data_set import PlaneSettings, png, write_plane
from covis.worlds.plane.picture import draw_picture

PICTURES = 100


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--configurations", type=int, default=2000)
    arguments.add_argument("--tests", type=int, default=200)
    arguments.add_argument("--level", type=int, default=1)
    arguments.add_argument("--workers", type=int, default=2)
    given = arguments.parse_args()
    settings = PlaneSettings(given.configurations, tests=given.tests, level=given.level)
    print(json.dumps({**measure_set(settings, given.workers), "ms_a_picture": measure_stages(given.level)}))


def measure_set(settings: PlaneSettings, workers: int) -> dict[str, Any]:
    """Seconds, samples and bytes of a whole set in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = write_plane(Path(folder), settings, workers)
        seconds = time.perf_counter() - start
        sizes = {path.suffix: 0 for path in Path(folder).rglob("*.*")}
        for path in Path(folder).rglob("*.*"):
            sizes[path.suffix] += path.stat().st_size
    return {
        "seconds": round(seconds, 1),
        "workers": workers,
        "load": round(os.getloadavg()[0], 1),
        "samples": sum(made.samples.values()),
        "pictures": made.pictures,
        "megabytes": {suffix: round(size / 1e6, 1) for suffix, size in sorted(sizes.items())},
    }


def measure_stages(level: int) -> dict[str, float]:
    """Milliseconds of each stage a picture, in this process."""
    counts = [(skill, family.share) for skill, family in FAMILIES.items()]
    spent = dict.fromkeys(("all", "drawing", "png", "json"), 0.0)
    for index in range(PICTURES):
        start = time.perf_counter()
        made = make_configuration("bench", "bench.png", (0,), index, level, counts)
        spent["all"] += time.perf_counter() - start
        for name, work in (
            ("drawing", lambda made=made: draw_picture(np.random.default_rng(0), made.points, made.style)),
            ("png", lambda made=made: png(made.picture)),
            ("json", lambda made=made: [s.to_json() for s in made.samples]),
        ):
            start = time.perf_counter()
            work()
            spent[name] += time.perf_counter() - start
    spent["points_and_questions"] = spent.pop("all") - spent["drawing"]
    return {name: round(1e3 * seconds / PICTURES, 2) for name, seconds in spent.items()}


if __name__ == "__main__":
    main()
