"""A whole run of ActoR: checks, cold start on the teacher's completions, GRPO, the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from covis.errors import CovisError
from covis.prompts.sample import Sample
from covis.training.chat.data import TrainingData, read_training_data
from covis.training.chat.lora import check_division
from covis.training.chat.open import check_surroundings, open_to_train
from covis.training.chat.preflight import Preflight, preflight
from covis.training.chat.ready import Ready, claim_for
from covis.training.chat.rows import actor_rows
from covis.training.grpo.constant import constant_action_reward
from covis.training.grpo.optimise import optimise
from covis.training.grpo.reward_functions import check_rewards, reward_functions
from covis.training.grpo.vllm import check_vllm
from covis.training.recipes.chat import ActorRecipe
from covis.training.rewards.motion import MotionScale
from covis.training.rewards.rewards import Rewards, RewardWeights, rewards
from covis.training.runs.folder import check_place, write_text
from covis.training.runs.measured import measured_once
from covis.training.runs.progress import Tell
from covis.training.runs.reporters import check_reporters
from covis.training.runs.save import save_model
from covis.training.runs.team import join_team
from covis.training.sft.fine_tune import Curve, Stage, fine_tune
from covis.training.sft.measure import completions_of, end_ids

if TYPE_CHECKING:
    from transformers import PreTrainedModel, ProcessorMixin

COMMAND = "covis train actor"

PARTS = ("action", "answer", "format")


@dataclass(frozen=True)
class ActorReport:
    """What a run did.

    Attributes:
        measured: How many held-out samples were asked.
        before: Mean rewards of their completions with the weights as loaded; None without held-out samples.
        cold: The same after the cold start.
        after: The same after GRPO.
        constant: What the best unchanging motions earn as action reward on the same samples.
        weights: What each reward counts in the total.
        cold_losses: Step and loss of the cold start, as logged; empty if an earlier process finished it.
        rewards: Name of each reward to step and mean, as logged by GRPO.
        cold_step_s: Seconds a step of the cold start; None if this process did none.
        step_s: The same of GRPO.
        model: The folder of the trained model.
    """

    measured: int
    before: Rewards | None
    cold: Rewards | None
    after: Rewards | None
    constant: float | None
    weights: RewardWeights
    cold_losses: tuple[tuple[int, float], ...]
    rewards: dict[str, list[tuple[int, float]]]
    cold_step_s: float | None
    step_s: float | None
    model: Path

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({**asdict(self), "model": str(self.model)})

    def summary(self) -> str:
        """One line for a person."""
        cold, after = (
            _said(asdict(earned) if earned else None, self.measured) for earned in (self.cold, self.after)
        )
        return f"{self.model}: after the cold start {cold}; after GRPO {after}."


def train_actor(recipe: ActorRecipe, out: Path, tell: Tell) -> ActorReport:
    """Teach a model to write the camera's motions and then the answer, or go on where a run stopped.

    Args:
        recipe: The settings.
        out: A folder for checkpoints, the models and report.json.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model, the settings or the folder do not fit; before the first step.
    """
    check_surroundings()
    team = join_team()
    tell = team.voice(tell)
    scale = _scale(recipe)
    cold_model, whole = out / "cold_start" / "model", recipe.lora is None
    with team.of_one_mind():
        check_place(out)
        ready = ready_for_actor(recipe)
        claim_for(ready, recipe, out, COMMAND, [out / "cold_start" / "checkpoints", out / "grpo"], team)
    data, rows, model, processor = ready.data, ready.rows, ready.model, ready.processor
    tell(f"{ready.found.lines()} The teacher's completions earn every reward, empty ones none.")
    asked = _asked(data, recipe.held_out_samples)

    def measure() -> dict[str, float] | None:
        return _measure(model, processor, asked, data.root, recipe, scale)

    start = measured_once(out / "before.json", measure)
    tell(f"Before: {_said(start, len(asked))}")
    cold = Curve((), None)
    if team.told(cold_model.is_dir):
        model, processor, _ = open_to_train(str(cold_model), None, whole)
    else:
        few = _few(data, recipe)
        cold = _cold_start(model, processor, few, data, recipe, out, tell)
        what = f"Cold start of action-then-answer on {len(few)} samples."
        if team.first:
            save_model(model, processor, cold_model, "Cold start", what, recipe.lasting(), data.sha256)
        team.wait()
    started = measured_once(out / "cold_start" / "rewards.json", measure)
    tell(f"After the cold start: {_said(started, len(asked))}")
    functions = reward_functions(processor, end_ids(model, processor), scale)
    curve = optimise(model, processor, rows, functions, recipe, out / "grpo", tell)
    after = measure()
    tell(f"After GRPO: {_said(after, len(asked))}")
    report = ActorReport(
        measured=len(asked),
        before=Rewards(**start) if start else None,
        cold=Rewards(**started) if started else None,
        after=Rewards(**after) if after else None,
        constant=constant_action_reward(data.train, asked, scale),
        weights=_weights(recipe),
        cold_losses=tuple(cold.values("loss")),
        rewards={name: curve.values(f"rewards/{name}/mean") for name in PARTS},
        cold_step_s=cold.step_s,
        step_s=curve.step_s,
        model=out / "model",
    )
    what = f"Action-then-answer by GRPO. Held-out samples: {_said(after, len(asked))}."
    if team.first:
        save_model(
            model.to(ready.stored_as),
            processor,
            report.model,
            "Action-then-answer",
            what,
            recipe.lasting(),
            data.sha256,
        )
        write_text(out / "report.json", report.to_json())
    team.wait()
    return report


def ready_for_actor(recipe: ActorRecipe) -> Ready:
    """All that is checked before the first step; nothing is written.

    Args:
        recipe: The settings.

    Raises:
        CovisError: If the data, the model or the settings do not fit.
    """
    check_surroundings()
    check_reporters(recipe.report_to)
    _weights(recipe)  # refuses all zeros
    team = join_team()
    check_division(recipe.lora, team)
    if recipe.batch * team.count % recipe.generations:
        of_all = "" if team.count == 1 else f" x {team.count} processes"
        raise CovisError(
            "batch must be a multiple of generations, whose completions are compared; "
            f"{recipe.batch}{of_all} is none of {recipe.generations}."
        )
    check_vllm(recipe)
    data = read_training_data(recipe.data, recipe.held_out, recipe.seed)
    check_rewards([*data.train, *data.held_out], _scale(recipe))
    rows = actor_rows(data.train, data.root)
    model, processor, stored_as = open_to_train(
        recipe.model, recipe.max_image_pixels, whole=recipe.lora is None
    )
    found = preflight(model, processor, rows, data.sizes_px, recipe.lora)
    _check_room(found, recipe)
    return Ready(data, rows, model, processor, stored_as, found)


def _weights(recipe: ActorRecipe) -> RewardWeights:
    return RewardWeights(recipe.action_weight, recipe.answer_weight, recipe.format_weight)


def _scale(recipe: ActorRecipe) -> MotionScale:
    return MotionScale(recipe.translation_scale_m, recipe.rotation_scale_deg)


def _check_room(found: Preflight, recipe: ActorRecipe) -> None:
    if found.completion_tokens > recipe.max_completion_tokens:
        raise CovisError(
            f"the teacher's longest completion takes {found.completion_tokens} tokens, and GRPO would cut "
            f"the model's at {recipe.max_completion_tokens}; raise max_completion_tokens."
        )


def _few(data: TrainingData, recipe: ActorRecipe) -> list[Sample]:
    """The samples of the cold start, drawn from all."""
    order = np.random.default_rng((recipe.seed, 7)).permutation(len(data.train))
    return [data.train[i] for i in sorted(order[: max(1, round(recipe.cold_share * len(order)))])]


def cold_stage(recipe: ActorRecipe) -> Stage:
    """The stage before GRPO."""
    return Stage("cold start", recipe.cold_steps, recipe.cold_batch, 1, recipe.cold_learning_rate)


def _cold_start(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    few: Sequence[Sample],
    data: TrainingData,
    recipe: ActorRecipe,
    out: Path,
    tell: Tell,
) -> Curve:
    stage = cold_stage(recipe)
    rows = actor_rows(few, data.root)
    return fine_tune(model, processor, rows, stage, recipe, out / "cold_start" / "checkpoints", tell)


def _asked(data: TrainingData, most: int) -> list[Sample]:
    """Held-out samples, spread over all of them."""
    held = list(data.held_out)
    return [held[k * len(held) // most] for k in range(most)] if len(held) > most else held


def _measure(
    model: PreTrainedModel,
    processor: ProcessorMixin,
    samples: Sequence[Sample],
    root: Path,
    recipe: ActorRecipe,
    scale: MotionScale,
) -> dict[str, float] | None:
    if not samples:
        return None

    def earns(some: Sequence[Sample]) -> list[dict[str, float]]:
        said = completions_of(model, processor, actor_rows(some, root), recipe.max_completion_tokens)
        return [asdict(rewards(text, s, scale)) for text, s in zip(said, some, strict=True)]

    earned = join_team().shares(samples, earns)
    return {name: fmean(each[name] for each in earned) for name in PARTS}


def _said(earned: dict[str, float] | None, samples: int) -> str:
    if earned is None:
        return "nothing measured"
    return f"{', '.join(f'{name} {earned[name]:.3f}' for name in PARTS)} on {samples} held-out samples"
