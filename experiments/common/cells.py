"""An experiment as a table of arms and seeds, each cell of which is done once."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from experiments.common.readme import put
from experiments.common.summary import Results, markdown

from covis.benchmarks.experiment.lock import LOCK, held
from covis.errors import CovisError
from covis.views.write import write_atomically

README = Path(__file__).resolve().parents[1] / "README.md"
SETTINGS = "experiment.json"


@dataclass(frozen=True)
class Cell:
    """One run to do.

    Attributes:
        arm: What is compared.
        seed: 0, 1, ...
        folder: Of this cell alone; what a killed process left there is still there.
        shared: Of all cells of the experiment: data, and models that several cells use.
    """

    arm: str
    seed: int
    folder: Path
    shared: Path


@dataclass(frozen=True)
class Outcome:
    """What came of a cell.

    Attributes:
        scores: For each measure the scene and the score, 0..1, of every question.
        numbers: For each other measure one number of the whole run, such as a step or a number of seconds.
    """

    scores: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Experiment:
    """What is done.

    Attributes:
        name: Of its folder and of its place in experiments/README.md.
        arms: All of them, in the order of the table.
        contrasts: Pairs of arms; the table shows the first minus the second, over the same seeds and scenes.
        settings: What its figures depend on, as plain JSON values; a folder takes one set of them.
        prepare: Makes what all cells share, in the folder it is given, or finds it made.
        run: Does one cell, or goes on with it.
    """

    name: str
    arms: tuple[str, ...]
    contrasts: tuple[tuple[str, str], ...]
    settings: Mapping[str, Any]
    prepare: Callable[[Path], None]
    run: Callable[[Cell], Outcome]


def main(make: Callable[[bool], Experiment], arguments: Sequence[str] | None = None) -> None:
    """The command line of an experiment: -o OUT [--seeds 3] [--quick].

    Args:
        make: The experiment; in small, to see whether it runs, when told True.
        arguments: None for those of the process.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", "--out", type=Path, required=True, help="a folder; the same command goes on")
    parser.add_argument("--seeds", type=int, default=3, help="how many")
    parser.add_argument("--quick", action="store_true", help="in small, to see whether it runs")
    given = parser.parse_args(arguments)
    try:
        text = run_all(make(given.quick), given.out, given.seeds)
    except CovisError as error:
        print(f"{Path(sys.argv[0]).parent.name}: {error}", file=sys.stderr)
        sys.exit(2)
    print(text)
    if not given.quick:
        experiment = make(False)
        put(README, experiment.name, text)


def run_all(experiment: Experiment, out: Path, seeds: int) -> str:
    """Do all cells that are not done, seed by seed, and sum up.

    A finished cell is a file OUT/results/ARM-SEED.json, which is there whole or not at all. More seeds may
    be asked for later.

    Args:
        experiment: What is done.
        out: A folder for everything.
        seeds: How many.

    Returns:
        The table, as Markdown; it is OUT/summary.md too.

    Raises:
        CovisError: If the folder holds another experiment or the same with other settings, or a cell cannot
            be done.
    """
    with held(out):
        _claim(experiment, out)
        cells = [(arm, seed) for seed in range(seeds) for arm in experiment.arms]
        if any(not _result(out, *cell).is_file() for cell in cells):
            (out / "shared").mkdir(exist_ok=True)
            experiment.prepare(out / "shared")
        results = {}
        for at, (arm, seed) in enumerate(cells, 1):
            file = _result(out, arm, seed)
            if not file.is_file():
                print(f"{arm}, seed {seed}: cell {at} of {len(cells)}", file=sys.stderr, flush=True)
                _do(experiment, Cell(arm, seed, out / "cells" / file.stem, out / "shared"), file)
            results[arm, seed] = _read(file)
        text = markdown(_as_results(results), experiment.arms, experiment.contrasts)
        write_atomically(out / "summary.md", text.encode())
        return text


def _do(experiment: Experiment, cell: Cell, file: Path) -> None:
    cell.folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    outcome = experiment.run(cell)
    record = {"arm": cell.arm, "seed": cell.seed, "seconds": round(time.monotonic() - started, 1)}
    write_atomically(file, (json.dumps(record | asdict(outcome)) + "\n").encode())


def _result(out: Path, arm: str, seed: int) -> Path:
    plain = "".join(letter if letter.isalnum() else "_" for letter in arm)
    return out / "results" / f"{plain}-{seed}.json"


def _read(file: Path) -> Outcome:
    record = json.loads(file.read_text(encoding="utf-8"))
    scores = {name: [(scene, score) for scene, score in rows] for name, rows in record["scores"].items()}
    return Outcome(scores, record["numbers"])


def _as_results(outcomes: Mapping[tuple[str, int], Outcome]) -> Results:
    """By measure, arm and seed: rows of a scene and a value; a number is a row without a scene."""
    found: Results = {}
    for (arm, seed), outcome in outcomes.items():
        for name, rows in outcome.scores.items():
            found.setdefault(name, {}).setdefault(arm, {})[seed] = list(rows)
        for name, number in outcome.numbers.items():
            found.setdefault(name, {}).setdefault(arm, {})[seed] = [(None, number)]
    return found


def _claim(experiment: Experiment, out: Path) -> None:
    now = {"experiment": experiment.name, **experiment.settings}
    place = out / SETTINGS
    if place.is_file():
        then = json.loads(place.read_text(encoding="utf-8"))
        if other := [key for key in {**then, **now} if then.get(key) != json.loads(json.dumps(now.get(key)))]:
            raise CovisError(f"{out} holds results with another {other[0]}; name another folder with -o.")
    elif any(path.name != LOCK for path in out.iterdir()):
        raise CovisError(f"{out} is not empty and holds no experiment; name another folder with -o.")
    write_atomically(place, (json.dumps(now, indent=1) + "\n").encode())
