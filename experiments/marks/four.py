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


Start = Callable[[Path, int], Path]
"""Gives the model that all arms of a seed start from, from the folder that all cells share and the seed."""


def experiment(
    name: str, settings: Mapping[str, Any], make_data: Callable[[Path], None], start: Start
) -> Experiment:
    """The experiment on one kind of clip.

    Args:
        name: Of its place in experiments/README.md.
        settings: marks, diameter, wording (of `covis worlds mark`); steps, batch, learning_rate,
            max_image_pixels (of `covis train qa`); and what `make_data` depends on.
        make_data: Writes the set, split in two, into a folder, or finds it there.
        start: Makes what the arms start from, or finds it made.
    """

    def run(cell: Cell) -> Outcome:
        way = ARMS[cell.arm]
        model = _trained(cell, settings, way.learns, start)
        found: dict[str, list[tuple[str, float]]] = {}
        out = cell.folder / "eval"
        covis(
            *("eval", "rooms", "--data", marked(cell.shared, settings, way.asked), "-o", out),
            *("--model", f"transformers/{model}", "--arms", "raw", "--directions", ",".join(DIRECTIONS)),
            *("--max-tokens", 8, "--temperature", 0),
        )
        for direction in DIRECTIONS:
            for scene, task, score in scores_of_run(out, "raw", direction):
                found.setdefault(f"{task}, {direction}", []).append((scene, score))
        return Outcome(found)

    contrasts = tuple((arm, "none") for arm in ARMS if arm != "none")
    return Experiment(name, tuple(ARMS), contrasts, settings, lambda shared: make_data(shared / PLAIN), run)


def marked(shared: Path, settings: Mapping[str, Any], tracker: str) -> Path:
    """The folder of the samples as they are, or as a tracker marked them."""
    if tracker == PLAIN:
        return shared / PLAIN
    look = [word for name in ("marks", "diameter", "wording") for word in (f"--{name}", settings[name])]
    covis("worlds", "mark", shared / PLAIN, "-o", shared / tracker, "--tracker", tracker, *look)
    return shared / tracker


def train(out: Path, seed: int, values: Mapping[str, object]) -> Path:
    """What `covis train qa` makes of a model, or made of it before.

    Args:
        out: A folder for the run.
        seed: Of the order of samples.
        values: Settings that replace the recipe's.
    """
    if not (out / "report.json").is_file():
        fixed = {"seed": seed, "save_every": values["steps"], "held_out": 0.0, "held_out_samples": 0}
        words = [f"{name}={value}" for name, value in {**values, **fixed}.items()]
        covis("train", "qa", "--config", RECIPE, *words, "-o", out)
    return out / "model"


def _trained(cell: Cell, settings: Mapping[str, Any], learns: str, start: Start) -> Path:
    """The model of a seed that learnt from one of the sets; several arms ask the same one."""
    values = {n: settings[n] for n in ("steps", "batch", "learning_rate", "max_image_pixels")}
    values |= {"model": start(cell.shared, cell.seed), "data": marked(cell.shared, settings, learns)}
    return train(cell.shared / f"trained-{learns}-{cell.seed}", cell.seed, values)


def tiny(shared: Path, seed: int) -> Path:
    """A start of random weights, another draw for each seed."""
    folder = shared / f"start-{seed}"
    if not folder.is_dir():
        quiet_loading()
        make_tiny(folder, "qwen2_5_vl", seed)
    return folder
