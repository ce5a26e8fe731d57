"""A whole run of fine-tuning on answers: checks, measured before, training, measured after, the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.training.chat.data import TrainingData
from covis.training.chat.lora import check_division
from covis.training.chat.open import open_to_train
from covis.training.chat.preflight import preflight
from covis.training.chat.ready import Ready, claim_for
from covis.training.chat.rows import qa_rows
from covis.training.recipes.chat import AnswersRecipe
from covis.training.runs.folder import check_place
from covis.training.runs.measured import measured_once
from covis.training.runs.progress import Tell
from covis.training.runs.reporters import check_reporters
from covis.training.runs.save import save_model
from covis.training.runs.team import join_team
from covis.training.sft.fine_tune import Stage, fine_tune

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin


@dataclass(frozen=True)
class Course:
    """What tells one such run from another.

    Attributes:
        command: Such as "covis train qa".
        name: Of the stage, as its lines begin.
        title: Of the model card.
        about: A sentence of the card.
        measure: Measures the model as it is; gives plain JSON values.
        said: These in a few words.
    """

    command: str
    name: str
    title: str
    about: str
    measure: Callable[[PreTrainedModel, ProcessorMixin], Any]
    said: Callable[[Any], str]


@dataclass(frozen=True)
class Done:
    """What a run did.

    Attributes:
        before: What was measured with the weights as loaded.
        after: The same after training.
        losses: Step and loss, as logged.
        step_s: Seconds a step, in the part of the run that this process did; None if it did none.
        model: The folder of the trained model.
    """

    before: Any
    after: Any
    losses: tuple[tuple[int, float], ...]
    step_s: float | None
    model: Path


def train_on_answers(
    recipe: AnswersRecipe, data: TrainingData, course: Course, out: Path, tell: Tell
) -> Done:
    """Fine-tune a model on the answers of samples, or go on where an earlier run of the recipe stopped.

    Args:
        recipe: The settings.
        data: What to learn from.
        course: What is measured, and how the run is called.
        out: A folder for checkpoints and the model; before.json keeps what was measured there.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model or the folder does not fit; before the first step.
    """
    team = join_team()
    tell = team.voice(tell)
    with team.of_one_mind():
        check_place(out)
        ready = ready_for_answers(recipe, data)
        claim_for(ready, recipe, out, course.command, [out / "checkpoints"], team)
    model, processor = ready.model, ready.processor
    tell(ready.found.lines())
    before = measured_once(out / "before.json", lambda: course.measure(model, processor))
    tell(f"Before: {course.said(before)}")
    stage = stage_of(recipe, course.name)
    curve = fine_tune(model, processor, ready.rows, stage, recipe, out / "checkpoints", tell)
    after = course.measure(model, processor)
    tell(f"After: {course.said(after)}")
    done = Done(before, after, tuple(curve.values("loss")), curve.step_s, out / "model")
    about = f"{course.about} Held-out samples: {course.said(after)}."
    model.to(ready.stored_as)
    if team.first:
        save_model(model, processor, done.model, course.title, about, recipe.lasting(), data.sha256)
    return done


def ready_for_answers(recipe: AnswersRecipe, data: TrainingData) -> Ready:
    """A model and its samples, checked as they are before the first step; nothing is written.

    Args:
        recipe: The settings.
        data: What to learn from.

    Raises:
        CovisError: If the data or the model does not fit.
    """
    check_reporters(recipe.report_to)
    check_division(recipe.lora, join_team())
    rows = qa_rows(data.train, data.root)
    whole = recipe.lora is None
    model, processor, stored_as = open_to_train(recipe.model, recipe.max_image_pixels, whole)
    found = preflight(model, processor, rows, data.sizes_px, recipe.lora)
    return Ready(data, rows, model, processor, stored_as, found)


def stage_of(recipe: AnswersRecipe, name: str) -> Stage:
    """The one stage of such a run.

    Args:
        recipe: The settings.
        name: As its lines begin.
    """
    return Stage(name, recipe.steps, recipe.batch, recipe.accumulate, recipe.learning_rate)
