"""HATCH's ablation on rooms: questions alone, with patch alignment, with action-then-answer, with both.

    python experiments/hatch/run.py -o OUT

Two chains a seed, one with patch alignment and one without: each is asked twice, as it stands after the
questions and as it stands after action-then-answer. The model, the data and the steps are those of
recipes/hatch-tiny.yaml; a seed changes the order of the samples and what GRPO draws, not the first weights.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from experiments.common.cells import Cell, Experiment, Outcome, main  # noqa: E402
from experiments.common.commands import covis, scores_of_run  # noqa: E402

RECIPE = ROOT / "recipes" / "hatch-tiny.yaml"
SCENES = 64
TASKS = "camera_motion,depth,distance,object_relation"
ARMS = {
    "questions": ("without", "qa"),
    "+ PaStA": ("with", "qa"),
    "+ ActoR": ("without", "actor"),
    "both": ("with", "actor"),
}
"""Arm to its chain, with or without patch alignment, and the stage after which it is asked."""

CONTRASTS = (
    ("+ PaStA", "questions"),
    ("+ ActoR", "questions"),
    ("both", "questions"),
    ("both", "+ PaStA"),
    ("both", "+ ActoR"),
)
QUICK = (
    *("max_image_pixels=784", "held_out_samples=2", "log_every=1", "pasta.steps=1", "pasta.n=2"),
    *("pasta.batch_pairs=2", "qa.steps=1", "qa.batch=2", "actor.cold_steps=1", "actor.cold_batch=2"),
    *("actor.steps=2", "actor.batch=2", "actor.generations=2"),
)


def experiment(quick: bool) -> Experiment:
    """All four arms; in small, on three rooms and with a step or two of everything."""
    scenes, tasks, values = (3, "depth", QUICK) if quick else (SCENES, TASKS, ("log_every=2",))

    def prepare(shared: Path) -> None:
        where = ("-o", shared / "rooms", "--scenes", scenes, "--test-share", 1 / 3 if quick else 0.25)
        covis("worlds", "rooms", *where, "--tasks", tasks)

    def run(cell: Cell) -> Outcome:
        chain, stage = ARMS[cell.arm]
        out = cell.shared / "chains" / f"{chain}-{cell.seed}"
        out.parent.mkdir(exist_ok=True)
        left_out = ("pasta=null",) if chain == "without" else ()
        data = cell.shared / "rooms"
        settings = (f"data={data}", f"seed={cell.seed}", *values, *left_out)
        covis("train", "hatch", "--config", RECIPE, *settings, "-o", out)
        asked = "rooms-actions" if stage == "actor" else "rooms"
        model = ("--model", f"transformers/{out / stage / 'model'}", "--arms", "raw")
        covis("eval", asked, "--data", data, *model, "-o", cell.folder / "eval", "--max-tokens", 128)
        rows = scores_of_run(cell.folder / "eval")
        scores = {"all questions": [(scene, score) for scene, _, score in rows]}
        for task in sorted({task for _, task, _ in rows}):
            scores[task] = [(scene, score) for scene, of, score in rows if of == task]
        return Outcome(scores, _numbers(out, chain, stage))

    settings = {
        "recipe": RECIPE.read_text(encoding="utf-8"),
        "scenes": scenes,
        "tasks": tasks,
        "values": list(values),
    }
    return Experiment("hatch", tuple(ARMS), CONTRASTS, settings, prepare, run)


def _numbers(out: Path, chain: str, stage: str) -> dict[str, float]:
    numbers = {}
    if chain == "with":
        found = _report(out / "pasta")
        numbers["cell retrieval before"] = found["before"]["top1"]
        numbers["cell retrieval after"] = found["after"]["top1"]
    if stage == "actor":
        found = _report(out / "actor")
        for part in ("action", "answer", "format"):
            for when, name in (("cold", "after the cold start"), ("after", "after GRPO")):
                if found[when]:
                    numbers[f"{part} reward {name}"] = found[when][part]
            if (step := half_rise(found["rewards"][part])) is not None:
                numbers[f"GRPO step of half the rise, {part}"] = step
    return numbers


def _report(stage: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((stage / "report.json").read_text(encoding="utf-8"))
    return report


def half_rise(curve: Sequence[tuple[int, float]]) -> float | None:
    """The step at which a reward first has made half of its way from its start to its end.

    Start and end are the means of the first and of the last fifth, and so is every value between them: the
    rewards of a single step are those of a question or two.

    Args:
        curve: Step and mean reward.

    Returns:
        None if it did not rise.
    """
    width = max(1, len(curve) // 5)
    means = [
        (curve[k + width // 2][0], sum(value for _, value in curve[k : k + width]) / width)
        for k in range(len(curve) - width + 1)
    ]
    if not means or means[-1][1] <= means[0][1]:
        return None
    half = (means[0][1] + means[-1][1]) / 2
    return next(step for step, value in means if value >= half)


if __name__ == "__main__":
    main(experiment)
