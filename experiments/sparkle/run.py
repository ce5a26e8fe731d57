"""Sparkle: does a model that learns basic skills on a plane get better at shortest paths and tours?

    python experiments/sparkle/run.py -o OUT [--seeds 3]

The paper compares before and after. The control that it lacks is an arm that learns from as many samples of
the composite tasks themselves. Basic skills are learnt by all weights, or by adapters alone. All arms start
from one small model, made from scratch, that has learnt to say what stands where and has seen some samples of
every skill and task, so that it knows the forms of answers. A seed changes the order of an arm's samples, not
the weights that it starts from.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from experiments.common.cells import Cell, Experiment, Outcome, main
from experiments.common.commands import covis
from experiments.sparkle.small_model import make_small
from experiments.sparkle.small_plane import FINDING, READING, TASKS, write_samples

from covis.prompts.paths import read_path, score_path
from covis.prompts.sample import Sample, read_samples
from covis.training.chat.rows import qa_rows
from covis.training.models.load import load_model_and_processor
from covis.training.sft.measure import completions_of

HERE = Path(__file__).parent
BASIC, COMPOSITE = TASKS[:3], TASKS[3:]
BASE, SKILLS, CONTROL = "base", "basic skills", "composite tasks (control)"
ADAPTERS = "basic skills, adapters"  # low-rank ones beside frozen weights
BASE_TASKS = {"looking": (READING, FINDING), "mixed": (FINDING, *TASKS)}
FORMS = {"spp": "spp: from start to goal", "tsp": "tsp: each point once"}
ANSWER_TOKENS = 40  # more than any true answer takes
LEARNT = {SKILLS: BASIC, CONTROL: COMPOSITE}
SAMPLES_OF = {SKILLS: SKILLS, ADAPTERS: SKILLS, CONTROL: CONTROL}


def make(quick: bool) -> Experiment:
    """The experiment; in small when told so."""
    settings = {
        "looking_samples": 80 if quick else 12000,
        "looking_steps": 4 if quick else 400,
        "mixed_samples": 84 if quick else 18000,
        "mixed_steps": 4 if quick else 900,
        "samples": 60 if quick else 12800,
        "steps": 4 if quick else 400,
        "tests": 4 if quick else 120,
    }
    return Experiment(
        name="sparkle",
        arms=(BASE, SKILLS, ADAPTERS, CONTROL),
        contrasts=((SKILLS, BASE), (ADAPTERS, BASE), (CONTROL, BASE), (SKILLS, CONTROL)),
        settings=settings,
        prepare=lambda shared: _prepare(shared, settings),
        run=lambda cell: _run(cell, settings),
    )


def _prepare(shared: Path, settings: dict[str, int]) -> None:
    for phase, tasks in BASE_TASKS.items():
        _data(shared / f"{phase} data", phase, tasks, settings[f"{phase}_samples"], {})
    tests = {task: settings["tests"] for task in TASKS}
    for arm, tasks in LEARNT.items():
        _data(shared / arm, "train", tasks, settings["samples"], tests)


def _data(folder: Path, name: str, tasks: tuple[str, ...], count: int, tests: dict[str, int]) -> None:
    """A data set as the commands read it; its last file is there when it is whole."""
    last = "train.jsonl" if tests else "samples.jsonl"
    if (folder / last).is_file():
        return
    for task, many in tests.items():
        _lines(folder / f"test_{task}.jsonl", write_samples(folder, f"test_{task}", (task,), many, seed=1))
    _lines(folder / last, write_samples(folder, name, tasks, count, seed=0))


def _lines(path: Path, samples: list[Sample]) -> None:
    path.write_text("".join(s.to_json() + "\n" for s in samples), encoding="utf-8")


def _run(cell: Cell, settings: dict[str, int]) -> Outcome:
    arm = SKILLS if cell.arm == BASE else cell.arm  # the base is what that arm measures first
    out = _trained(cell.shared, arm, cell.seed, settings)
    scores = json.loads((out / ("before.json" if cell.arm == BASE else "after.json")).read_text())
    rows = {test: list(of.items()) for test, of in scores.items()}
    model = _base(cell.shared, settings) if cell.arm == BASE else out / "model"
    for task, named in FORMS.items():
        rows[named] = _formed(model, cell.shared / SAMPLES_OF[arm], task)
    return Outcome(rows)


def _formed(model_folder: Path, root: Path, task: str) -> list[tuple[str, float]]:
    """Of each test sample whether the reply is of the right form, be it the shortest or not."""
    model, processor = load_model_and_processor(model_folder)
    samples = list(read_samples(root / f"test_{task}.jsonl"))
    said = completions_of(model, processor, qa_rows(samples, root), ANSWER_TOKENS)
    return [(s.id, float(_is_formed(text, s))) for s, text in zip(samples, said, strict=True)]


def _is_formed(text: str, sample: Sample) -> bool:
    labels = read_path(text) or ()
    if sample.task == "tsp":
        return score_path(sample, labels).valid
    return (*labels[:1], *labels[-1:]) == (sample.meta["start"], sample.meta["goal"])


def _base(shared: Path, settings: dict[str, int]) -> Path:
    """The model that all arms start from: it learns to read pictures, then the forms of all answers."""
    model = shared / "start"
    if not (shared / "base looking" / "run.json").is_file():
        make_small(model, 0, list(read_samples(shared / "mixed data" / "samples.jsonl")))
    for phase in BASE_TASKS:
        out = shared / f"base {phase}"
        if not (out / "report.json").is_file():
            values = [f"model={model}", f"data={shared / f'{phase} data'}"]
            values += [f"steps={settings[f'{phase}_steps']}"]
            covis("train", "qa", "-c", HERE / "base.yaml", *values, "-o", out)
        model = out / "model"
    return model


def _trained(shared: Path, arm: str, seed: int, settings: dict[str, int]) -> Path:
    out = shared / f"{arm} {seed}"
    if not (out / "report.json").is_file():
        values = [
            f"model={_base(shared, settings)}",
            f"data={shared / SAMPLES_OF[arm]}",
            f"steps={settings['steps']}",
        ]
        values += [f"seed={seed}", f"held_out_samples={settings['tests']}"]
        values += [f"composite_control={str(arm == CONTROL).lower()}"]
        values += ["lora={}"] * (arm == ADAPTERS)
        covis("train", "sparkle", "-c", HERE / "arm.yaml", *values, "-o", out)
    return out


if __name__ == "__main__":
    main(make)
