"""Learning from rewards, by covis and by TRL alone."""

from __future__ import annotations

from pathlib import Path

from training_steps.clock import Arm, Step, taken, timed
from training_steps.made import BATCH, TINY, plain_rows, plain_settings, samples

from covis.training.chat.open import open_to_train
from covis.training.chat.rows import actor_rows
from covis.training.grpo.optimise import optimise
from covis.training.grpo.reward_functions import reward_functions
from covis.training.models.load import load_model_and_processor
from covis.training.recipes.chat import ActorRecipe
from covis.training.rewards.motion import MotionScale
from covis.training.sft.measure import end_ids

COMPLETION = 32  # tokens


def grpo_arms(place: Path, ends: list[Step]) -> dict[str, Arm]:
    """Learning from rewards; the plain trainer's cost nothing."""
    from trl import GRPOConfig, GRPOTrainer

    some = samples(place)
    given = plain_rows(place, some).remove_columns(["prompt", "completion"]).rename_column("asked", "prompt")

    def covis(steps: int, folder: Path) -> list[Step]:
        model, processor, _ = open_to_train(TINY, None)
        recipe = ActorRecipe(
            model=TINY,
            data=place,
            steps=steps,
            batch=BATCH,
            generations=BATCH,
            max_completion_tokens=COMPLETION,
            learning_rate=1e-6,
            save_every=10**6,
        )
        functions = reward_functions(processor, end_ids(model, processor), MotionScale(1.0, 30.0))
        optimise(model, processor, actor_rows(some, place), functions, recipe, folder, lambda line: None)
        return taken(ends)

    def plain(steps: int, folder: Path) -> list[Step]:
        model, processor = load_model_and_processor(TINY)
        settings = GRPOConfig(
            **{**plain_settings(steps, folder), "learning_rate": 1e-6},
            num_generations=BATCH,
            max_completion_length=COMPLETION,
        )
        trainer = GRPOTrainer(
            model=model,
            reward_funcs=[lambda completion_ids, **_: [0.0] * len(completion_ids)],
            args=settings,
            train_dataset=given,
            processing_class=processor,
        )
        return timed(trainer)

    return {"covis": covis, "plain": plain}
