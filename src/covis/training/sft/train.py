"""A whole run of fine-tuning on questions and answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from covis.prompts.sample import Sample
from covis.prompts.table import template_for
from covis.training.chat.data import TrainingData, read_training_data
from covis.training.chat.open import check_surroundings
from covis.training.chat.ready import Ready
from covis.training.chat.rows import qa_rows
from covis.training.recipes.chat import QaRecipe
from covis.training.rewards.rewards import answer_score
from covis.training.runs.folder import write_text
from covis.training.runs.progress import Tell
from covis.training.runs.team import join_team
from covis.training.sft.constant import constant_score
from covis.training.sft.measure import completions_of
from covis.training.sft.run import Course, ready_for_answers, train_on_answers

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin

ANSWER_TOKENS = 64  # no answer that can be judged takes more


@dataclass(frozen=True)
class QaReport:
    """What a run did.

    Attributes:
        measured: How many held-out samples were asked.
        before: Mean score of their answers with the weights as loaded; None without held-out samples.
        after: The same after training.
        constant: What the best unchanging answer to each kind of question scores on the same samples.
        losses: Step and loss, as logged.
        step_s: Seconds a step, in the part of the run that this process did; None if it did none.
        model: The folder of the trained model.
    """

    measured: int
    before: float | None
    after: float | None
    constant: float | None
    losses: tuple[tuple[int, float], ...]
    step_s: float | None
    model: Path

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({**asdict(self), "model": str(self.model)})

    def summary(self) -> str:
        """One line for a person."""
        before, after = _said(self.before, self.measured), _said(self.after, self.measured)
        return f"{self.model}: {before} before, {after} after."


def train_qa(recipe: QaRecipe, out: Path, tell: Tell) -> QaReport:
    """Fine-tune a model on questions and answers, or go on where an earlier run of the recipe stopped.

    Args:
        recipe: The settings.
        out: A folder for checkpoints, the model and report.json.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model or the folder does not fit; before the first step.
    """
    check_surroundings()
    team = join_team()
    with team.of_one_mind():
        data = read_training_data(recipe.data, recipe.held_out, recipe.seed)
    asked = _asked(data, recipe.held_out_samples)
    course = Course(
        command="covis train qa",
        name="answers",
        title="Questions and answers",
        about="Fine-tuned on questions and answers.",
        measure=lambda model, processor: _score(model, processor, asked, data.root),
        said=lambda score: _said(score, len(asked)),
    )
    done = train_on_answers(recipe, data, course, out, tell)
    constant = constant_score(data.train, asked)
    report = QaReport(len(asked), done.before, done.after, constant, done.losses, done.step_s, done.model)
    if team.first:
        write_text(out / "report.json", report.to_json())
    team.wait()
    return report


def ready_for_qa(recipe: QaRecipe) -> Ready:
    """All that `train_qa` checks before the first step; nothing is written.

    Args:
        recipe: The settings.

    Raises:
        CovisError: If the data or the model does not fit.
    """
    check_surroundings()
    return ready_for_answers(recipe, read_training_data(recipe.data, recipe.held_out, recipe.seed))


def _asked(data: TrainingData, most: int) -> list[Sample]:
    """Held-out samples whose answers a rule can judge, spread over all of them."""
    judged = [s for s in data.held_out if s.answer_kind != "text"]
    return [judged[k * len(judged) // most] for k in range(most)] if len(judged) > most else judged


def _score(
    model: PreTrainedModel, processor: ProcessorMixin, samples: Sequence[Sample], root: Path
) -> float | None:
    if not samples:
        return None

    def scores(some: Sequence[Sample]) -> list[float]:
        said = completions_of(model, processor, qa_rows(some, root), ANSWER_TOKENS)
        values = [template_for(s).read(text, s).value for s, text in zip(some, said, strict=True)]
        return [0.0 if v is None else answer_score(v, s) for v, s in zip(values, some, strict=True)]

    return fmean(join_team().shares(samples, scores))


def _said(score: float | None, samples: int) -> str:
    return "nothing measured" if score is None else f"mean score {score:.1%} of {samples} answers"
