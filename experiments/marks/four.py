"""Marks in training, in inference, in both or in neither: four cells, of three commands each.

The same samples lie in one folder as they are and in others with marks drawn (`covis worlds mark`). A model
learns from one of them (`covis train qa`) and is asked about one of them (`covis eval rooms`), forward and in
reverse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.common.cells import Cell, Experiment, Outcome
from experiments.common.commands import covis, scores_of_run

from covis.cli.train import quiet_loading
from covis.training.models.tiny import make_tiny

RECIPE = Path(__file__).resolve().parents[2] / "recipes" / "qa-tiny.yaml"
PLAIN = "plain"
TRACKERS = {"true masks": "true", "default tracker": "auto"}
DIRECTIONS = ("forward", "reverse")


@dataclass(frozen=True)
class Way:
    """Which set a model learns from and which it is asked about: `PLAIN`, or a tracker that marked it."""

    learns: str
    asked: str


ARMS: dict[str, Way] = {"none": Way(PLAIN, PLAIN)} | {
    f"{what}, {name}": Way(*sets)
    for name, tracker in TRACKERS.items()
    for what, sets in {
        "training only": (tracker, PLAIN),
        "inference only": (PLAIN, tracker),
        "both": (tracker, tracker),
    }.items()
}


def experiment(name: str, settings: Mapping[str, Any], make_data: Callable[[Path], None]) -> Experiment:
    """The experiment on one kind of clip.

    Args:
        name: Of its place in experiments/README.md.
        settings: marks, diameter, wording (of `covis worlds mark`); steps, batch, learning_rate,
            max_image_pixels (of `covis train qa`); and what `make_data` depends on.
        make_data: Writes the set, split in two, into a folder, or finds it there.
    """

    def run(cell: Cell) -> Outcome:
        way = ARMS[cell.arm]
        model = _trained(cell, settings, way.learns)
        found = {}
        out = cell.folder / "eval"
        covis(
            *("eval", "rooms", "--data", _marked(cell.shared, settings, way.asked), "-o", out),
            *("--model", f"transformers/{model}", "--arms", "raw", "--directions", ",".join(DIRECTIONS)),
            *("--max-tokens", 8, "--temperature", 0),
        )
        for direction in DIRECTIONS:
            found[direction] = [(scene, v) for scene, _, v in scores_of_run(out, "raw", direction)]
        return Outcome(found)

    contrasts = tuple((arm, "none") for arm in ARMS if arm != "none")
    return Experiment(name, tuple(ARMS), contrasts, settings, lambda shared: make_data(shared / PLAIN), run)


def _marked(shared: Path, settings: Mapping[str, Any], tracker: str) -> Path:
    """The folder of the samples as they are, or as a tracker marked them."""
    if tracker == PLAIN:
        return shared / PLAIN
    look = [word for name in ("marks", "diameter", "wording") for word in (f"--{name}", settings[name])]
    covis("worlds", "mark", shared / PLAIN, "-o", shared / tracker, "--tracker", tracker, *look)
    return shared / tracker


def _trained(cell: Cell, settings: Mapping[str, Any], learns: str) -> Path:
    """The model of a seed that learnt from one of the sets; several arms ask the same one."""
    folder = cell.shared / f"trained-{learns}-{cell.seed}"
    start = folder / "start"
    if not start.is_dir():
        quiet_loading()
        make_tiny(start, "qwen2_5_vl", cell.seed)
    if not (folder / "run" / "report.json").is_file():
        values = {"model": start, "data": _marked(cell.shared, settings, learns), "seed": cell.seed}
        values |= {n: settings[n] for n in ("steps", "batch", "learning_rate", "max_image_pixels")}
        values |= {"save_every": settings["steps"], "held_out_samples": 0}
        words = [f"{name}={value}" for name, value in values.items()]
        covis("train", "qa", "--config", RECIPE, *words, "-o", folder / "run")
    return folder / "run" / "model"
