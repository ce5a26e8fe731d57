"""What asking costs beyond the model: time, memory and log of a run with a scripted model, as one JSON line.

    python bench/harness.py [--samples 5000] [--images 4] [--arms raw]

A data set is made in a temporary folder: pictures of 640 x 480 px, four to a scene, ten questions about each
scene. `ms_a_sample` is the wall time of asking and of writing answers and log down, from the first question
of a cell to the end of its run, by the number of questions; `cpu_ms_a_sample` the processor's time meanwhile,
which other work on the machine disturbs less. `peak_memory_mb` and `log_bytes_a_sample` are of the whole run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from covis.benchmarks.experiment.run import Experiment, run_experiment
from covis.benchmarks.experiment.screen import Screen
from covis.benchmarks.experiment.settings import Handling, Settings
from covis.benchmarks.experiment.views_store import one_after_another
from covis.benchmarks.table import find_benchmark
from covis.cli.memory import peak_memory_mb, reset_peak
from covis.prompts.sample import Sample

SIZE_PX = (640, 480)
QUESTIONS = 10  # about each scene


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--samples", type=int, default=5000)
    arguments.add_argument("--images", type=int, default=4, help="shown with each question")
    arguments.add_argument("--arms", default="raw", help="separated by commas; each is a cell")
    given = arguments.parse_args()
    print(json.dumps(measure(given.samples, given.images, given.arms.split(","))))


@dataclass
class Clock:
    """When a run began to ask, by the wall and by the processor, in s."""

    began: tuple[float, float] | None = None
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """The forecast is the last line before the first question."""
        self.lines.append(line)
        self.began = time.perf_counter(), time.process_time()


def measure(samples: int, images: int, arms: Sequence[str]) -> dict[str, object]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder:
        data, run = Path(folder) / "data", Path(folder) / "run"
        write_set(data, samples, images)
        settings = Settings("rooms", ("scripted/oracle",), arms=tuple(arms), any_size=True)  # type: ignore[arg-type]
        experiment = Experiment(find_benchmark("rooms"), run, settings, data, handling=Handling())
        clock = Clock()
        reset_peak()
        start = time.perf_counter()
        result = run_experiment(
            experiment, one_after_another, Screen(lambda stage, done, total: None, clock.say)
        )
        end = time.perf_counter(), time.process_time()
        assert result.missing == 0
        assert clock.began is not None
        logs = sum(path.stat().st_size for path in (run / "logs").iterdir())
    wall_ms, cpu_ms = (1000 * (b - a) / result.asked for a, b in zip(clock.began, end, strict=True))
    return {
        "samples": samples,
        "images": images,
        "cells": len(arms),
        "ms_a_sample": round(wall_ms, 2),
        "cpu_ms_a_sample": round(cpu_ms, 2),
        "peak_memory_mb": peak_memory_mb(),
        "log_bytes_a_sample": round(logs / result.asked),
        "seconds_before_asking": round(clock.began[0] - start, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def write_set(folder: Path, samples: int, images: int) -> None:
    """Questions about scenes of unordered pictures that are as large on disk as photographs."""
    rng = np.random.default_rng(0)
    lines = []
    for k in range(samples):
        scene = f"scene{k // QUESTIONS:05d}"
        names = [f"{scene}/{i}.jpg" for i in range(images)]
        if k % QUESTIONS == 0:
            (folder / scene).mkdir(parents=True)
            for name in names:
                coarse = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
                picture = cv2.resize(coarse, SIZE_PX, interpolation=cv2.INTER_CUBIC)
                cv2.imwrite(str(folder / name), picture)
        question = f"Is thing {k} left or right of the door, as seen from the place of the first picture?"
        lines.append(
            Sample(
                id=f"{scene}-{k}",
                scene=scene,
                task="sot",
                category="camera",
                images=tuple(names),
                question=question,
                options=("left", "right"),
                answer="AB"[k % 2],
                answer_kind="choice",
            ).to_json()
        )
    (folder / "samples.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
