"""A whole run: checks, retrieval before, training with checkpoints, retrieval after, the model."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covis.errors import CovisError
from covis.training.adapters.adapter import Adapter, adapter_for
from covis.training.models.load import load_model_and_processor
from covis.training.pasta.export import save_model
from covis.training.pasta.learner import PairItems, collator, make_learner
from covis.training.pasta.measure import measure
from covis.training.pasta.pairs import checked_pairs, read_pairs, samples_sha256
from covis.training.pasta.preflight import Preflight, check_step
from covis.training.pasta.retrieval import Retrieval
from covis.training.pasta.shots import Pair, spread
from covis.training.recipes.pasta import PastaRecipe

if TYPE_CHECKING:
    import torch
    from transformers import ProcessorMixin, Trainer, TrainingArguments

FREE = {"workers", "report_to"}  # settings that change nothing of the result

Tell = Callable[[str], None]
"""Takes a line for the person who waits."""


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
    model, processor = load_model_and_processor(recipe.model)
    arguments = _arguments(recipe, out)
    if arguments.process_index > 0:
        tell = _say_nothing  # the first of several processes speaks for all
    adapter = adapter_for(model.config.model_type)
    train, held_out = read_pairs(recipe.data, recipe.held_out, recipe.seed)
    stored_as = next(adapter.vision(model).parameters()).dtype
    learner = make_learner(model, adapter, recipe)
    cache = cache_folder()
    data_sha256 = samples_sha256(recipe.data)
    run = _check_run(recipe, model.config.model_type, learner, data_sha256, out)
    (train, read), (held_out, read_apart) = (
        checked_pairs(pairs, str(recipe.data)) for pairs in (train, held_out)
    )
    held_out = spread(held_out, recipe.held_out_pairs)
    tell(f"{read + read_apart} pictures with depth read.")
    tell(f"{_scenes(train)} to learn from, {_scenes(held_out)} to measure on.")
    items = PairItems(train, recipe, cache)
    learner.to(arguments.device)
    _tell_preflight(tell, check_step(learner, adapter, processor, items, recipe))
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "run.json", run)  # only now: an error in the data leaves nothing behind
    before = _before(out, learner, adapter, processor, held_out, recipe, cache)
    tell(f"Before: {_said(before)}")
    trainer, clock = _trainer(learner, arguments, items, collator(adapter, processor), tell)
    trainer.train(resume_from_checkpoint=_last_checkpoint(out / "checkpoints"))
    after = measure(learner, adapter, processor, held_out, recipe, cache)
    tell(f"After: {_said(after)}")
    losses = tuple((e["step"], e["loss"]) for e in trainer.state.log_history if "loss" in e)
    report = PastaReport(before, after, losses, clock.step_s, out / "model")
    if trainer.is_world_process_zero():
        learner.vision.to("cpu", stored_as)
        save_model(model, processor, recipe, data_sha256, before, after, report.model)
        _write(out / "report.json", report.to_json())
    return report


def cache_folder() -> Path:
    """Where overlaps are kept between runs: $XDG_CACHE_HOME/covis/overlap, or ~/.cache/covis/overlap."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "covis" / "overlap"


class Clock:
    """Mean time of the steps that this process did, without the first, which warms up."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self._started = 0.0
        self._steps = -1
        self._last = 0.0

    def tick(self) -> None:
        """A step has ended."""
        self._last = time.perf_counter()
        self._steps += 1
        if self._steps == 0:
            self._started = self._last

    @property
    def step_s(self) -> float | None:
        """Seconds a step; None before the second."""
        return (self._last - self._started) / self._steps if self._steps > 0 else None


def _arguments(recipe: PastaRecipe, out: Path) -> TrainingArguments:
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


def _trainer(
    learner: torch.nn.Module,
    arguments: TrainingArguments,
    items: PairItems,
    collate: Callable[..., Any],
    tell: Tell,
) -> tuple[Trainer, Clock]:
    from transformers import PrinterCallback, Trainer, TrainerCallback

    clock = Clock()

    class Progress(TrainerCallback):  # type: ignore[misc]  # a class of an extra
        def on_step_end(self, *_: Any, **__: Any) -> None:
            clock.tick()

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            if state.is_world_process_zero and "loss" in (logs or {}):
                tell(f"step {state.global_step} of {state.max_steps}: loss {float(logs['loss']):.4f}")

    trainer = Trainer(learner, arguments, data_collator=collate, train_dataset=items, callbacks=[Progress()])
    trainer.remove_callback(PrinterCallback)
    return trainer, clock


def _check_run(recipe: PastaRecipe, kind: str, learner: torch.nn.Module, data_sha256: str, out: Path) -> str:
    """What a folder's run is, as JSON; refuses to mix two."""
    now = {k: v for k, v in recipe.model_dump(mode="json").items() if k not in FREE}
    now |= {
        "architecture": kind,
        "weights of the vision part": sum(p.numel() for p in learner.parameters()),
        "data (SHA-256)": data_sha256,
    }
    place = out / "run.json"
    if place.is_file():
        then = json.loads(place.read_text(encoding="utf-8"))
        if other := [key for key in {**then, **now} if then.get(key) != now.get(key)]:
            raise CovisError(
                f"{out} holds the checkpoints of a run with another {other[0]} ({then.get(other[0])}, not "
                f"{now.get(other[0])}); name another folder, or go on with that run's settings."
            )
    elif out.exists() and any(path.suffix != ".part" for path in out.iterdir()):
        raise CovisError(f"{out} is not empty and holds no run of covis train pasta; name another folder.")
    return json.dumps(now, indent=1)


def _before(
    out: Path,
    learner: torch.nn.Module,
    adapter: Adapter,
    processor: ProcessorMixin,
    pairs: list[Pair],
    recipe: PastaRecipe,
    cache: Path,
) -> Retrieval:
    """Retrieval with the weights as loaded; measured by the run's first process and kept for later ones."""
    place = out / "before.json"
    if place.is_file():
        return Retrieval(**json.loads(place.read_text(encoding="utf-8")))
    before = measure(learner, adapter, processor, pairs, recipe, cache)
    _write(place, json.dumps(asdict(before)))
    return before


def _last_checkpoint(folder: Path) -> str | None:
    """The newest whole checkpoint; the trainer writes trainer_state.json last."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]), reverse=True)
    for checkpoint in found:
        try:
            json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # stopped while it was written; it is written again when its step comes
        return str(checkpoint)
    return None


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _tell_preflight(tell: Tell, found: Preflight) -> None:
    grids = ", ".join(f"{rows} x {columns}" for rows, columns in found.grid)
    tell(
        f"Features: {grids} a picture. {found.learning:,} numbers of the vision encoder learn; weights, "
        f"gradients and optimizer take {found.state_mib:.0f} MiB. First loss {found.loss:.4f}."
    )


def _scenes(pairs: list[Pair]) -> str:
    return f"{len(pairs)} overlapping pairs of {len({pair.scene for pair in pairs})} scenes"


def _say_nothing(line: str) -> None:
    pass


def _said(found: Retrieval) -> str:
    return (
        f"cell retrieval top-1 {found.top1:.1%} of {found.cells} cells of {found.pairs} unseen pairs "
        f"(same place {found.same_place:.1%}, chance {found.chance:.1%})"
    )
