"""PaStA with cells of different size, and without: cell retrieval and middle-level questions on unseen rooms.

    python experiments/pasta/run.py -o OUT [--seeds 3] [--quick]

A tiny Qwen2.5-VL (4 M random weights, another draw for each seed) learns patch alignment on pans through 45
rooms by `covis train pasta` with n = 2, 4 and 8, or not at all. Then its encoder is frozen, and what `probes`
describes is measured on pans through 15 other rooms, for all arms on the same 4 x 4 cells.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.common.cells import Cell, Experiment, Outcome, main
from experiments.common.commands import covis
from experiments.pasta.probes import measured

from covis.cli.train import quiet_loading
from covis.training.models.tiny import make_tiny

RECIPE = Path(__file__).resolve().parents[2] / "recipes" / "pasta-tiny.yaml"
WITHOUT = "without"
ARMS = {WITHOUT: 0, "n = 2": 2, "n = 4": 4, "n = 8": 8}


def make(quick: bool) -> Experiment:
    """The experiment, in small where it is only to be seen whether it runs."""
    settings: dict[str, Any] = {
        "architecture": "qwen2_5_vl",
        "scenes": 6 if quick else 60,
        "test_share": 0.34 if quick else 0.25,
        "steps": 2 if quick else 80,
        "batch_pairs": 4 if quick else 16,
        "longest_side_px": 150,  # 8 x 10 patches: n = 8 needs as many rows
    }
    contrasts = [(arm, WITHOUT) for arm in ARMS if arm != WITHOUT] + [("n = 4", "n = 2"), ("n = 4", "n = 8")]
    return Experiment(
        "pasta", tuple(ARMS), tuple(contrasts), settings, partial(prepare, settings), partial(run, settings)
    )


def prepare(settings: dict[str, Any], shared: Path) -> None:
    """Render the rooms."""
    rooms = ("--scenes", settings["scenes"], "--test-share", settings["test_share"], "--tasks", "sot")
    covis("worlds", "rooms", "-o", shared / "rooms", *rooms)


def run(settings: dict[str, Any], cell: Cell) -> Outcome:
    """Train, unless the arm goes without, and measure."""
    quiet_loading()
    model, rooms = cell.folder / "start", cell.shared / "rooms"
    make_tiny(model, settings["architecture"], cell.seed)
    if cell.arm != WITHOUT:
        values = {"model": model, "data": rooms, "n": ARMS[cell.arm], "seed": cell.seed, "held_out_pairs": 10}
        values |= {name: settings[name] for name in ("steps", "batch_pairs", "longest_side_px")}
        words = [f"{name}={value}" for name, value in values.items()]
        covis("train", "pasta", "--config", RECIPE, *words, "-o", cell.folder / "run")
        model = cell.folder / "run" / "model"
    return Outcome(measured(model, rooms, settings["longest_side_px"]))


if __name__ == "__main__":
    main(make)
