"""A whole run of Sparkle: basic skills learnt, basic skills and composite tasks measured before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from covis.errors import CovisError
from covis.training.chat.open import check_surroundings
from covis.training.recipes.chat import SparkleRecipe
from covis.training.runs.folder import write_text
from covis.training.runs.progress import Tell
from covis.training.runs.team import join_team
from covis.training.sft.run import Course, train_on_answers
from covis.training.sparkle.data import by_test, read_plane
from covis.training.sparkle.measure import Scores, means, said, scores_of


@dataclass(frozen=True)
class SparkleReport:
    """What a run did.

    Attributes:
        learnt: How many samples it learnt from, and from which tasks.
        before: Score of every answer with the weights as loaded, by test and sample.
        after: The same after training.
        losses: Step and loss, as logged.
        step_s: Seconds a step, in the part of the run that this process did; None if it did none.
        model: The folder of the trained model.
    """

    learnt: dict[str, int]
    before: Scores
    after: Scores
    losses: tuple[tuple[int, float], ...]
    step_s: float | None
    model: Path

    def to_json(self) -> str:
        """One line of JSON, with means instead of every score."""
        return json.dumps(
            {
                "learnt": self.learnt,
                "before": means(self.before),
                "after": means(self.after),
                "losses": self.losses,
                "step_s": self.step_s,
                "model": str(self.model),
            }
        )

    def summary(self) -> str:
        """Some lines for a person."""
        before, after = means(self.before), means(self.after)
        lines = [f"{name}: {before[name]:.1%} before, {after[name]:.1%} after." for name in after]
        return "\n".join([*lines, str(self.model)])


def train_sparkle(recipe: SparkleRecipe, out: Path, tell: Tell) -> SparkleReport:
    """Fine-tune a model on the plane, or go on where an earlier run of the recipe stopped.

    Args:
        recipe: The settings.
        out: A folder for checkpoints, the model, before.json, after.json and report.json.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model or the folder does not fit, or composite tasks are among the
            training samples without being asked for; before the first step.
    """
    check_surroundings()
    team = join_team()
    tell = team.voice(tell)
    with team.of_one_mind():
        data = read_plane(recipe.data, recipe.composite_control)
        if not recipe.held_out_samples:
            raise CovisError("held_out_samples is 0, and Sparkle is measured before and after; raise it.")
    tests = by_test(data.held_out, recipe.held_out_samples)
    tasks = [s.task for s in data.train]
    learnt = {task: tasks.count(task) for task in sorted(set(tasks))}
    what = ", ".join(f"{count} of {task}" for task, count in learnt.items())
    tell(f"Samples to learn from: {what}.")
    about = (
        "Fine-tuned on composite tasks, as a control."
        if recipe.composite_control
        else ("Fine-tuned on the basic skills of the plane alone; composite tasks were only measured.")
    )
    course = Course(
        command="covis train sparkle",
        name="sparkle",
        title="Spatial skills on the plane",
        about=about,
        measure=lambda model, processor: scores_of(model, processor, tests, data.root),
        said=said,
    )
    done = train_on_answers(recipe, data, course, out, tell)
    report = SparkleReport(learnt, done.before, done.after, done.losses, done.step_s, done.model)
    if team.first:
        write_text(out / "after.json", json.dumps(done.after))
        write_text(out / "report.json", report.to_json())
    team.wait()
    return report
