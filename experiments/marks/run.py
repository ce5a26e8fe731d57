"""Marks in training and in inference, on clips in which two identical cups change places.

    python experiments/marks/run.py -o OUT [--seeds 3] [--quick]

A model is shown the first view of a clip and one from after one exchange or two, and asked where one cup has
gone. The two views alone cannot tell, so without marks nobody does better than chance; a mark stays on its
cup. In every other pair of clips the cups have colours, and a control asks where the cup of a colour stands.

All arms start from one small model, made from scratch, that has learnt to say which marks and colours cups
have. A seed changes the order of an arm's samples, not the weights that it starts from.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.common.cells import Experiment, main
from experiments.marks.first_sight import write_first_sight
from experiments.marks.four import PLAIN, TRACKERS, experiment, marked, train
from experiments.marks.shuffles import write_shuffles
from experiments.marks.small_model import make_small

from covis.prompts.sample import read_samples


def make(quick: bool) -> Experiment:
    """The experiment, in small where it is only to be seen whether it runs."""
    settings: dict[str, Any] = {
        "clips": 4 if quick else 240,
        "test_clips": 4 if quick else 80,
        "marks": 3,
        "diameter": 0.15,
        "wording": "brief",
        "base_clips": 2 if quick else 150,
        "base_steps": 2 if quick else 200,
        "steps": 2 if quick else 60,
        "batch": 4 if quick else 32,
        "learning_rate": 1e-3,
        "max_image_pixels": 56 * 56,
    }

    def base(shared: Path, seed: int) -> Path:
        """One for all seeds."""
        sight = shared / "sight"
        write_first_sight(sight, settings["base_clips"], settings["diameter"], settings["wording"])
        if not (shared / "base" / "report.json").is_file():
            files = [sight / "samples.jsonl"]
            for tracker in (PLAIN, *TRACKERS.values()):
                files += sorted(marked(shared, settings, tracker).glob("*.jsonl"))
            make_small(shared / "start", 0, [sample for file in files for sample in read_samples(file)])
        values = {n: settings[n] for n in ("batch", "max_image_pixels")}
        values |= {"model": shared / "start", "data": sight, "steps": settings["base_steps"]}
        return train(shared / "base", 0, values | {"learning_rate": 2e-3})

    def make_data(folder: Path) -> None:
        write_shuffles(folder, settings["clips"], settings["test_clips"])

    return experiment("marks", settings, make_data, base)


if __name__ == "__main__":
    main(make)
