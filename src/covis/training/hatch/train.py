"""The whole chain: every stage checked, then each trained from the model before it."""

from __future__ import annotations

from pathlib import Path

from covis.errors import CovisError
from covis.training.chat.data import read_training_data
from covis.training.chat.open import check_surroundings
from covis.training.grpo.train import ready_for_actor, train_actor
from covis.training.hatch.report import HatchReport, StageReport, read_stage, stage_report
from covis.training.pasta.train import train_pasta
from covis.training.recipes.chat import ActorRecipe, QaRecipe
from covis.training.recipes.hatch import HatchRecipe
from covis.training.recipes.pasta import PastaRecipe
from covis.training.runs.folder import check_claim, claim, release, write_text
from covis.training.runs.progress import Tell
from covis.training.runs.team import join_team
from covis.training.sft.train import ready_for_qa, train_qa

COMMAND = "covis train hatch"


def train_hatch(recipe: HatchRecipe, out: Path, tell: Tell) -> HatchReport:
    """Run the stages of a recipe, each from the model before it, or go on where an earlier run stopped.

    Stages that are done are not repeated. What could stop a later stage is looked for before the first one.

    Args:
        recipe: The settings.
        out: A folder for the run; each stage has its own in it, and the last one's model is the result.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model, the settings of any stage or the folder do not fit; before the
            first step of the first stage.
    """
    check_surroundings()
    team = join_team()
    tell = team.voice(tell)
    stages = recipe.stages()
    with team.of_one_mind():
        done = {name: found for name in stages if (found := read_stage(out / name, name)) is not None}
        data = read_training_data(recipe.data, recipe.held_out, recipe.seed)
        identity = {**recipe.lasting(), **team.layout(), "data (SHA-256)": data.sha256}
        check_claim(out, COMMAND, identity)
        ahead = [name for name in stages if name not in done]
        for name in ahead[1:]:  # the first one checks itself when it begins, with the model it will train
            tell(f"Checking {name}, which comes later.")
            _check(stages[name])
        if team.first:
            claim(out, COMMAND, identity)
    model, reports = recipe.model, list[StageReport]()
    for name, stage in stages.items():
        if name in done:
            tell(f"{name} is done.")
            reports.append(done[name])
        else:
            tell(f"{name} begins from {model}.")
            try:
                _train(stage.model_copy(update={"model": model}), out / name, tell)
            except CovisError:
                if team.first and not any((out / each).exists() for each in stages):
                    release(out)  # nothing has begun, so that other settings are welcome
                raise
            reports.append(stage_report(out / name, name))
        model = str(reports[-1].model)
    held_out = len({sample.scene for sample in data.held_out})
    report = HatchReport(tuple(reports), held_out, Path(model))
    if team.first:
        write_text(out / "report.json", report.to_json())
    team.wait()
    return report


def _check(stage: PastaRecipe | QaRecipe | ActorRecipe) -> None:
    """Raise what would stop a stage; the weights before it are looked at in the place of those to come."""
    if isinstance(stage, QaRecipe):
        ready_for_qa(stage)
    elif isinstance(stage, ActorRecipe):
        ready_for_actor(stage)


def _train(stage: PastaRecipe | QaRecipe | ActorRecipe, out: Path, tell: Tell) -> None:
    if isinstance(stage, PastaRecipe):
        train_pasta(stage, out, tell)
    elif isinstance(stage, QaRecipe):
        train_qa(stage, out, tell)
    else:
        train_actor(stage, out, tell)
