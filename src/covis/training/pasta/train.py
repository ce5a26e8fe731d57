"""A whole run: checks, retrieval before, training with checkpoints, retrieval after, the model."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.training.adapters.adapter import adapter_for
from covis.training.models.load import load_model_and_processor
from covis.training.models.processor import NEEDS
from covis.training.pasta.export import save_model
from covis.training.pasta.learner import PairItems, collator, make_learner
from covis.training.pasta.measure import measure
from covis.training.pasta.pairs import checked_pairs, read_pairs, samples_sha256
from covis.training.pasta.preflight import Preflight, check_step
from covis.training.pasta.retrieval import Retrieval
from covis.training.pasta.shots import Pair, spread
from covis.training.recipes.pasta import PastaRecipe
from covis.training.runs.checkpoints import check_last_checkpoint
from covis.training.runs.folder import check_claim, check_place, claim, write_text
from covis.training.runs.go_on import train_or_go_on
from covis.training.runs.measured import measured_once
from covis.training.runs.progress import Tell, report_progress
from covis.training.runs.reporters import check_reporters
from covis.training.runs.team import Team, join_team

if TYPE_CHECKING:
    import torch
    from transformers import TrainingArguments

FREE = {"workers", "report_to"}  # settings that change nothing of the result

COMMAND = "covis train pasta"


@dataclass(frozen=True)
class PastaReport:
    """What a run did.

    Attributes:
        before: Retrieval on held-out scenes with the weights as loaded.
        after: The same after training.
        losses: Step and loss, as logged.
        step_s: Seconds a step took on average, in the part of the run that this process did; None if it did
            none.
        model: The folder of the trained model.
    """

    before: Retrieval
    after: Retrieval
    losses: tuple[tuple[int, float], ...]
    step_s: float | None
    model: Path

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({**asdict(self), "model": str(self.model)})


def train_pasta(recipe: PastaRecipe, out: Path, tell: Tell) -> PastaReport:
    """Train a model's vision encoder, or go on where an earlier run of the same recipe stopped.

    Args:
        recipe: The settings.
        out: A folder for checkpoints, the model and report.json.
        tell: Takes lines about the progress.

    Raises:
        CovisError: If the data, the model or the folder does not fit; before the first step.
    """
    try:
        from transformers import Trainer
    except ImportError as error:
        raise CovisError(NEEDS) from error
    team = join_team()
    tell = team.voice(tell)
    cache = cache_folder()
    with team.of_one_mind():
        if team.sharded:
            raise CovisError(
                "covis train pasta keeps the whole vision encoder in every process; launch it without FSDP, "
                "as with recipes/accelerate/multi_gpu.yaml."
            )
        check_place(out)
        check_reporters(recipe.report_to)
        model, processor = load_model_and_processor(recipe.model)
        adapter = adapter_for(model.config.model_type)
        train, held_out = read_pairs(recipe.data, recipe.held_out, recipe.seed)
        stored_as = next(adapter.vision(model).parameters()).dtype
        learner = make_learner(model, adapter, recipe)
        data_sha256 = samples_sha256(recipe.data)
        identity = _identity(recipe, model.config.model_type, learner, data_sha256, team)
        check_claim(out, COMMAND, identity)
        check_last_checkpoint(out / "checkpoints", learner)
        (train, read), (held_out, read_apart) = (
            checked_pairs(pairs, str(recipe.data)) for pairs in (train, held_out)
        )
        held_out = spread(held_out, recipe.held_out_pairs)
        tell(f"{read + read_apart} pictures with depth read.")
        tell(f"{_scenes(train)} to learn from, {_scenes(held_out)} to measure on.")
        items = PairItems(train, recipe, cache)
        arguments = trainer_arguments(recipe, out)
        learner.to(arguments.device)
        _tell_preflight(tell, check_step(learner, adapter, processor, items, recipe))
        if team.first:
            claim(out, COMMAND, identity)  # only now: an error in the data leaves nothing behind

    def retrieval() -> Retrieval:
        return measure(learner, adapter, processor, held_out, recipe, cache)

    before = Retrieval(**measured_once(out / "before.json", lambda: asdict(retrieval())))
    tell(f"Before: {_said(before)}")
    trainer = Trainer(learner, arguments, data_collator=collator(adapter, processor), train_dataset=items)
    clock = report_progress(trainer, "pasta", tell)
    train_or_go_on(trainer, out / "checkpoints")
    after = retrieval()
    tell(f"After: {_said(after)}")
    losses = tuple((e["step"], e["loss"]) for e in trainer.state.log_history if "loss" in e)
    report = PastaReport(before, after, losses, clock.step_s, out / "model")
    if team.first:
        learner.vision.to("cpu", stored_as)
        save_model(model, processor, recipe, data_sha256, before, after, report.model)
        write_text(out / "report.json", report.to_json())
    team.wait()
    return report


def cache_folder() -> Path:
    """Where overlaps are kept between runs: $XDG_CACHE_HOME/covis/overlap, or ~/.cache/covis/overlap."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "covis" / "overlap"


def trainer_arguments(recipe: PastaRecipe, out: Path) -> TrainingArguments:
    """What the trainer is told.

    Args:
        recipe: The settings.
        out: Of the run.
    """
    import torch
    from transformers import TrainingArguments

    return TrainingArguments(
        output_dir=str(out / "checkpoints"),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch_pairs,
        gradient_accumulation_steps=recipe.accumulate,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=round(recipe.warmup_share * recipe.steps),
        weight_decay=recipe.weight_decay,
        bf16=recipe.precision == "bfloat16",
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        dataloader_num_workers=recipe.workers,
        dataloader_persistent_workers=recipe.workers > 0,
        remove_unused_columns=False,
        seed=recipe.seed,
        data_seed=recipe.seed,
        logging_steps=recipe.log_every,
        logging_nan_inf_filter=False,  # a loss that is not finite is shown as it is
        save_steps=recipe.save_every,
        save_total_limit=2,
        report_to=list(recipe.report_to),
        disable_tqdm=True,
    )


def _identity(
    recipe: PastaRecipe, kind: str, learner: torch.nn.Module, data_sha256: str, team: Team
) -> dict[str, Any]:
    """What must stay the same when a run goes on."""
    settings = {k: v for k, v in recipe.model_dump(mode="json").items() if k not in FREE}
    return {
        **settings,
        **team.layout(),
        "architecture": kind,
        "weights of the vision part": sum(p.numel() for p in learner.parameters()),
        "data (SHA-256)": data_sha256,
    }


def _tell_preflight(tell: Tell, found: Preflight) -> None:
    grids = ", ".join(f"{rows} x {columns}" for rows, columns in found.grid)
    tell(
        f"Features: {grids} a picture. {found.learning:,} numbers of the vision encoder learn; weights, "
        f"gradients and optimizer take {found.state_mib:.0f} MiB. First loss {found.loss:.4f}."
    )


def _scenes(pairs: list[Pair]) -> str:
    return f"{len(pairs)} overlapping pairs of {len({pair.scene for pair in pairs})} scenes"


def _said(found: Retrieval) -> str:
    return (
        f"cell retrieval top-1 {found.top1:.1%} of {found.cells} cells of {found.pairs} unseen pairs "
        f"(same place {found.same_place:.1%}, chance {found.chance:.1%})"
    )
