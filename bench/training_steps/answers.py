"""Fine-tuning on answers, by covis and by TRL alone."""

from __future__ import annotations

from pathlib import Path

from training_steps.clock import Arm, Step, taken, timed
from training_steps.made import BATCH, TINY, plain_rows, plain_settings, samples

from covis.training.chat.open import open_to_train
from covis.training.chat.rows import qa_rows
from covis.training.models.load import load_model_and_processor
from covis.training.recipes.chat import QaRecipe
from covis.training.sft.fine_tune import Stage, fine_tune


def sft_arms(place: Path, ends: list[Step]) -> dict[str, Arm]:
    """Fine-tuning on answers."""
    from trl import SFTConfig, SFTTrainer

    some = samples(place)
    given = plain_rows(place, some).remove_columns("asked")

    def covis(steps: int, folder: Path) -> list[Step]:
        model, processor, _ = open_to_train(TINY, None)
        recipe = QaRecipe(model=TINY, data=place, save_every=10**6)
        stage = Stage("answers", steps, BATCH, 1, 1e-4)
        fine_tune(model, processor, qa_rows(some, place), stage, recipe, folder, lambda line: None)
        return taken(ends)

    def plain(steps: int, folder: Path) -> list[Step]:
        model, processor = load_model_and_processor(TINY)
        settings = SFTConfig(**plain_settings(steps, folder), max_length=None)
        trainer = SFTTrainer(model=model, args=settings, train_dataset=given, processing_class=processor)
        return timed(trainer)

    return {"covis": covis, "plain": plain}
