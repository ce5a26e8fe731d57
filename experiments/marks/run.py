"""Marks in training and in inference, on clips in which two identical cups change places.

    python experiments/marks/run.py -o OUT [--seeds 3] [--quick]

A tiny Qwen2.5-VL (4 M random weights, another draw for each seed) is shown the first view of a clip and one
from after one exchange or two, and asked where one cup has gone. The two views alone cannot tell, so
without marks nobody does better than chance; a mark stays on its cup.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.common.cells import Experiment, main
from experiments.marks.four import experiment
from experiments.marks.shuffles import write_shuffles


def make(quick: bool) -> Experiment:
    """The experiment, in small where it is only to be seen whether it runs."""
    settings: dict[str, Any] = {
        "clips": 4 if quick else 1200,
        "test_clips": 2 if quick else 120,
        "marks": 3,
        "diameter": 0.2,
        "wording": "brief",
        "steps": 2 if quick else 1500,
        "batch": 4 if quick else 16,
        "learning_rate": 1e-3,
        "max_image_pixels": 168 * 112,
    }
    return experiment(
        "marks", settings, lambda folder: write_shuffles(folder, settings["clips"], settings["test_clips"])
    )


if __name__ == "__main__":
    main(make)
