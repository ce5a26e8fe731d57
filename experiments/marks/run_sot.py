"""Marks in training and in inference, on the spatial orientation test in rendered rooms.

    python experiments/marks/run_sot.py -o OUT [--seeds 3] [--quick]

Is one thing left or right of another, over eight views of a pan that never show both? A tiny model has to
learn the things' names too, from a few thousand questions.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.common.cells import Experiment, main
from experiments.common.commands import covis
from experiments.marks.four import experiment, tiny


def make(quick: bool) -> Experiment:
    """The experiment, in small where it is only to be seen whether it runs."""
    settings: dict[str, Any] = {
        "scenes": 4 if quick else 400,
        "test_share": 0.25 if quick else 0.15,
        "marks": 5,
        "diameter": 0.2,
        "wording": "brief",
        "steps": 2 if quick else 2000,
        "batch": 4 if quick else 16,
        "learning_rate": 1e-3,
        "max_image_pixels": 112 * 84,
    }

    def make_data(folder: Path) -> None:
        rooms = ("--scenes", settings["scenes"], "--test-share", settings["test_share"], "--tasks", "sot")
        covis("worlds", "rooms", "-o", folder, *rooms)

    return experiment("marks-sot", settings, make_data, tiny)


if __name__ == "__main__":
    main(make)
