"""Patch alignment, by covis and by a plain trainer, and what its targets cost."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training_steps.clock import Arm, Step, taken, timed
from training_steps.made import BATCH, SIDE_PX, TINY, WARM_UP, plain_settings, write_rooms

import covis.training.pasta.learner as pasta_learner
from covis.training.adapters.adapter import adapter_for
from covis.training.models.load import load_model_and_processor
from covis.training.pasta.learner import PairItems, collator, make_learner, shown
from covis.training.pasta.pairs import read_pairs
from covis.training.pasta.shots import Pair
from covis.training.pasta.targets import cached_overlap
from covis.training.pasta.train import trainer_arguments
from covis.training.recipes.pasta import PastaRecipe
from covis.training.runs import progress

PASS = 18  # steps: 10 of 12 rooms are learnt from, with 15 pairs each
Array = NDArray[np.float64]
"""float64; its shape stands where it is used."""


class AtHand:
    """Pairs whose targets were computed before, as a plain data set would have them."""

    def __init__(self, pairs: Sequence[Pair], recipe: PastaRecipe, cache: Path) -> None:
        """Compute the targets."""
        self._pairs, self._recipe = pairs, recipe
        self._S = [cached_overlap(pair, recipe.n, cache, recipe.longest_side_px) for pair in pairs]

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self._pairs)

    def __getitem__(self, index: int) -> dict[str, Any]:
        """The two pictures and S."""
        pictures = [shown(shot, self._recipe.longest_side_px) for shot in self._pairs[index].shots]
        return {"pictures": pictures, "S": self._S[index]}


def pasta_arms(place: Path, ends: list[Step]) -> dict[str, Arm]:
    """Patch alignment: by covis's settings with its cache full or empty, and by a plain trainer."""
    from transformers import Trainer, TrainingArguments

    data, full = write_rooms(place), place / "overlap"
    pairs, _ = read_pairs(data, 0.2, 0)
    known = AtHand(pairs, PastaRecipe(model=TINY, data=data, longest_side_px=SIDE_PX), full)

    def covis(steps: int, folder: Path, cache: Path = full, workers: int = 0) -> list[Step]:
        recipe = PastaRecipe(
            model=TINY,
            data=data,
            longest_side_px=SIDE_PX,
            steps=steps,
            batch_pairs=BATCH,
            learning_rate=1e-4,
            save_every=10**6,
            workers=workers,
        )
        model, processor = load_model_and_processor(TINY)
        adapter = adapter_for(model.config.model_type)
        trainer = Trainer(
            make_learner(model, adapter, recipe),
            trainer_arguments(recipe, folder),
            data_collator=collator(adapter, processor),
            train_dataset=PairItems(pairs, recipe, cache),
        )
        progress.report_progress(trainer, "pasta", lambda line: None)
        trainer.train()
        return taken(ends)

    def plain(steps: int, folder: Path, workers: int = 0) -> list[Step]:
        recipe = PastaRecipe(model=TINY, data=data, longest_side_px=SIDE_PX)
        model, processor = load_model_and_processor(TINY)
        adapter = adapter_for(model.config.model_type)
        settings = TrainingArguments(
            **plain_settings(steps, folder), remove_unused_columns=False, dataloader_num_workers=workers
        )
        trainer = Trainer(
            make_learner(model, adapter, recipe),
            settings,
            data_collator=collator(adapter, processor),
            train_dataset=known,
        )
        return timed(trainer)

    def first_time(steps: int, folder: Path, workers: int = 0) -> list[Step]:
        for depth in data.glob("*-depth.png"):
            os.utime(depth)  # so that none is remembered from another run in this process
        return covis(steps, folder, folder / "overlap", workers)

    return {
        "covis": covis,
        "plain": plain,
        "first time": first_time,
        "first time, worker": lambda steps, folder: first_time(steps, folder, 1),
        "plain, worker": lambda steps, folder: plain(steps, folder, 1),
    }


def target_costs(arms: dict[str, Arm], steps: int) -> dict[str, object]:
    """What targets add to the rest of a step, in the processor's time.

    Args:
        arms: From `pasta_arms`.
        steps: Of a pass over the pairs.

    Returns:
        The mean over a pass with the cache full, over the first pass, and over the first quarter of it, in
        which most pictures are new.
    """
    spent = [0.0]
    so_far: list[float] = []

    def clocked(*given: Any) -> Any:
        start = time.process_time()
        try:
            return cached_overlap(*given)
        finally:
            spent[0] += time.process_time() - start

    def stepped(arm: str) -> tuple[float, Array]:
        """The rest of a step, mean over all but the first ones, and (steps,) its targets, in seconds."""
        spent[0] = 0.0
        so_far.clear()
        with tempfile.TemporaryDirectory() as folder:
            ends = [end[0] for end in arms[arm](steps, Path(folder))]
        targets_s = np.diff([0.0, *so_far])
        return float((np.diff(ends) - targets_s[1:])[WARM_UP - 1 :].mean()), targets_s

    pasta_learner.cached_overlap = clocked  # type: ignore[assignment]
    tick = progress.Clock.tick

    def noted(clock: progress.Clock) -> None:
        tick(clock)
        so_far.append(spent[0])

    progress.Clock.tick = noted  # type: ignore[method-assign]
    try:
        rest_s, known_s = stepped("covis")
        first_rest_s, first_s = stepped("first time")
    finally:
        pasta_learner.cached_overlap = cached_overlap
        progress.Clock.tick = tick  # type: ignore[method-assign]
    return {
        "steps": steps,
        "cached": round(float(known_s.mean()) / rest_s, 4),
        "first_pass": round(float(first_s.mean()) / first_rest_s, 4),
        "its_first_quarter": round(float(first_s[: steps // 4].mean()) / first_rest_s, 4),
    }
