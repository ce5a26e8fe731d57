"""What covis adds to a step of the trainers it stands on, as one JSON line.

    python bench/training.py [--repeats 12] [--steps 6] [--stages sft,grpo,pasta]

A tiny model with random weights learns from the same made samples twice in each repeat: by covis, and by the
plain trainer of TRL or transformers, set up as its documentation shows; which comes first changes from repeat
to repeat. The first two steps of each run warm up. `ratio` is the median over repeats of covis's median step
time by the plain one's, with its 95 % bootstrap interval over repeats. Without a GPU times are the
processor's, which other work on the machine disturbs less; with one they are the wall clock's.

The plain patch alignment has its targets at hand as arrays. `targets` is the share of a step that goes into
targets, read from the cache or computed for the first time, where the loader works in the trainer's own
process; `behind_a_worker` compares wall times where a process beside it computes them for the first time.

With a GPU, `large` holds a step of Qwen2.5-VL-3B's size with random weights: floating-point operations, as
PyTorch counts them in one forward and backward pass, by step time, and the share of the device's published
rate.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from overlap import room_depth
from PIL import Image

import covis.training.pasta.learner as pasta_learner
from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.prompts.sample import PairActions, Sample
from covis.training.adapters.adapter import adapter_for
from covis.training.chat.open import open_to_train
from covis.training.chat.rows import actor_rows, qa_rows
from covis.training.grpo.optimise import optimise
from covis.training.grpo.reward_functions import reward_functions
from covis.training.models.load import load_model_and_processor
from covis.training.pasta.learner import PairItems, collator, make_learner, shown
from covis.training.pasta.pairs import read_pairs
from covis.training.pasta.shots import Pair
from covis.training.pasta.targets import cached_overlap
from covis.training.pasta.train import trainer_arguments
from covis.training.recipes.chat import ActorRecipe, QaRecipe
from covis.training.recipes.pasta import PastaRecipe
from covis.training.rewards.motion import MotionScale
from covis.training.runs import progress
from covis.training.sft.fine_tune import Stage, fine_tune
from covis.training.sft.measure import end_ids

TINY = "tiny:qwen2_5_vl"
BATCH = 8
SIDE_PX = 112
WARM_UP = 2  # steps
COMPLETION = 32  # tokens
SHOTS = 6  # of each room
PUBLISHED_TFLOPS = {"H200": 989.0, "H100": 989.0, "A100": 312.0, "L40S": 362.0}
"""Dense bfloat16 rate by name of the device, from NVIDIA's data sheets."""

QWEN_3B: dict[str, Any] = {
    "text_config": {
        **{"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36, "vocab_size": 151936},
        **{"num_attention_heads": 16, "num_key_value_heads": 2, "max_position_embeddings": 128000},
        "tie_word_embeddings": True,
    },
    "vision_config": {
        **{"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "window_size": 112},
        **{"out_hidden_size": 2048, "fullatt_block_indexes": [7, 15, 23, 31]},
    },
    "tie_word_embeddings": True,
}
"""Of Qwen2.5-VL-3B, from its published config.json."""

Step = tuple[float, float]
"""When a step ended: by the processor and by the wall, s."""

Arm = Callable[[int, Path], list[Step]]
"""Trains some steps in an empty folder."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=12, help="pairs of covis and the plain trainer")
    arguments.add_argument("--steps", type=int, default=6, help="measured in each run")
    arguments.add_argument("--stages", default="sft,grpo,pasta", help="separated by commas")
    arguments.add_argument("--rehearse", action="store_true", help="the GPU's part, tiny, anywhere")
    given = arguments.parse_args()
    print(
        json.dumps(
            measure(
                given.repeats, given.steps, given.stages.split(",") if given.stages else [], given.rehearse
            )
        )
    )


def measure(repeats: int, steps: int, stages: Sequence[str], rehearse: bool) -> dict[str, object]:
    """All figures."""
    import torch
    from datasets import disable_progress_bars
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    disable_progress_bars()
    torch.set_num_threads(1)
    gpu = torch.cuda.is_available()
    found: dict[str, object] = {"device": torch.cuda.get_device_name() if gpu else "CPU, one thread"}
    with tempfile.TemporaryDirectory() as folder, watched() as ends:
        place = Path(folder)
        makers = {"sft": sft_arms, "grpo": grpo_arms, "pasta": pasta_arms}
        for name in stages:
            arms = makers[name](place, ends)
            found[name] = compared(arms["covis"], arms["plain"], repeats, steps, gpu)
            if name == "pasta":
                found["targets"] = target_shares(arms, steps)
                found["behind_a_worker"] = compared(
                    arms["first time, worker"], arms["plain, worker"], repeats, steps, gpu=True
                )
        if gpu or rehearse:
            found["large"] = {name: large_step(name, place, rehearse) for name in ("sft", "pasta")}
        else:
            found["large"] = "skipped: no GPU"
    return {**found, "repeats": repeats, "steps": steps, "load": round(os.getloadavg()[0], 1)}


def compared(covis: Arm, plain: Arm, repeats: int, steps: int, gpu: bool) -> dict[str, object]:
    """Ratio of step times with its interval; times are the wall clock's with a GPU."""
    clock = 1 if gpu else 0
    times: dict[Arm, list[float]] = {covis: [], plain: []}
    for repeat in range(repeats):
        for arm in (covis, plain) if repeat % 2 else (plain, covis):
            with tempfile.TemporaryDirectory() as folder:
                ends = [end[clock] for end in arm(steps + WARM_UP, Path(folder))]
            times[arm].append(statistics.median(np.diff(ends)[WARM_UP - 1 :].tolist()))
    ratios = np.array(times[covis]) / np.array(times[plain])
    again = np.random.default_rng(0).choice(ratios, (10000, repeats))
    low, high = np.quantile(np.median(again, axis=1), (0.025, 0.975))
    return {
        "step_ms": round(1000 * statistics.median(times[covis]), 1),
        "plain_step_ms": round(1000 * statistics.median(times[plain]), 1),
        "ratio": round(float(np.median(ratios)), 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


@contextmanager
def watched() -> Iterator[list[Step]]:
    """When the steps of whatever covis trains end; the list is emptied by who reads it."""
    ends: list[Step] = []
    tick = progress.Clock.tick

    def noted(clock: progress.Clock) -> None:
        tick(clock)
        ends.append(now())

    progress.Clock.tick = noted  # type: ignore[method-assign]
    try:
        yield ends
    finally:
        progress.Clock.tick = tick  # type: ignore[method-assign]


def now() -> Step:
    """By the processor and by the wall, when the device is done."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.process_time(), time.perf_counter()


def timed(trainer: Any) -> list[Step]:
    """Train; when the steps ended."""
    from transformers import PrinterCallback, TrainerCallback

    ends: list[Step] = []

    class Stopwatch(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            ends.append(now())

    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(Stopwatch())
    trainer.train()
    return ends


def taken(ends: list[Step]) -> list[Step]:
    """The list's entries, which it forgets."""
    found = list(ends)
    ends.clear()
    return found


def samples(place: Path, count: int = 64) -> list[Sample]:
    """Questions about two pictures each, noise of 112 px, with a motion between them."""
    rng = np.random.default_rng(0)
    found = []
    for k in range(count):
        names = (f"{k}-0.png", f"{k}-1.png")
        for name in names:
            Image.fromarray(rng.integers(0, 255, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)).save(place / name)
        found.append(
            Sample(
                id=f"s{k}",
                scene=f"scene{k}",
                task="turn",
                category="turn",
                images=names,
                question="Did the camera turn left or right between the pictures?",
                options=("left", "right"),
                answer="AB"[k % 2],
                answer_kind="choice",
                actions=(PairActions(0, 1, '[{"turn_left_deg": 30.0}, {"move_forward_m": 0.5}]'),),
            )
        )
    return found


def plain_rows(place: Path, some: Sequence[Sample]) -> Any:
    """The same rows as documentation shows them: text, and pictures that are opened when read."""
    from datasets import Dataset, List
    from datasets import Image as Picture

    made = [actor_rows([s], place)[0] for s in some]
    rows = Dataset.from_list(
        [
            {
                "prompt": row["prompt"],
                "completion": [{"role": "assistant", "content": [{"type": "text", "text": s.answer}]}],
                "images": [str(place / name) for name in s.images],
            }
            for row, s in zip([qa_rows([s], place)[0] for s in some], some, strict=True)
        ]
    )
    asked = rows.add_column("asked", [row["prompt"] for row in made])
    return asked.cast_column("images", List(Picture()))


def plain_settings(steps: int, folder: Path) -> dict[str, Any]:
    """What every plain trainer is told."""
    import torch

    return {
        "output_dir": str(folder),
        "max_steps": steps,
        "per_device_train_batch_size": BATCH,
        "learning_rate": 1e-4,
        "report_to": [],
        "save_strategy": "no",
        "logging_steps": 10,
        "gradient_checkpointing": False,  # as covis; TRL turns this and bfloat16 on by default
        "bf16": False,
        "disable_tqdm": True,
        "use_cpu": not torch.cuda.is_available(),
    }


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


def write_rooms(place: Path, rooms: int = 12) -> Path:
    """Pictures of box rooms, 640 x 480, with depth and cameras, and a question that shows all of a room."""
    rng = np.random.default_rng(1)
    size_px = (640, 480)
    folder = place / "rooms"
    folder.mkdir()
    lines = []
    for room in range(rooms):
        names, depths, cameras = [], [], []
        for shot in range(SHOTS):
            eye = (0.6 + 0.3 * rng.random(), 0.6 + 2.6 * rng.random(), 1.4 + 0.2 * rng.random())
            camera = Camera(intrinsics(70, size_px), look_at(eye, (4.0, 1 + 2 * rng.random(), 1.0)), size_px)
            names.append(f"{room}-{shot}.png")
            depths.append(f"{room}-{shot}-depth.png")
            cameras.append(camera)
            coarse = Image.fromarray(rng.integers(0, 255, (48, 64, 3), dtype=np.uint8))
            coarse.resize(size_px).save(folder / names[-1])
            Image.fromarray((room_depth(camera) * 1000).astype(np.uint16)).save(folder / depths[-1])
        sample = Sample(
            id=f"r{room}",
            scene=f"room{room}",
            task="sot",
            category="camera",
            images=tuple(names),
            question="Which?",
            options=("this", "that"),
            answer="A",
            answer_kind="choice",
            cameras=tuple(cameras),
            depth=tuple(depths),
        )
        lines.append(sample.to_json())
    (folder / "samples.jsonl").write_text("\n".join(lines) + "\n")
    return folder


class AtHand:
    """Pairs whose targets were computed before, as a plain data set would have them."""

    def __init__(self, pairs: Sequence[Pair], recipe: PastaRecipe, cache: Path) -> None:
        """Compute the targets."""
        self._pairs, self._recipe = pairs, recipe
        self._S = [cached_overlap(pair, recipe.n, cache) for pair in pairs]

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

    return {
        "covis": covis,
        "plain": plain,
        "first time": lambda steps, folder: covis(steps, folder, folder / "overlap"),
        "first time, worker": lambda steps, folder: covis(steps, folder, folder / "overlap", 1),
        "plain, worker": lambda steps, folder: plain(steps, folder, 1),
    }


def target_shares(arms: dict[str, Arm], steps: int) -> dict[str, float]:
    """The share of the processor's time of some steps that goes into targets."""
    spent = [0.0]

    def clocked(pair: Pair, n: int, cache: Path) -> Any:
        start = time.process_time()
        try:
            return cached_overlap(pair, n, cache)
        finally:
            spent[0] += time.process_time() - start

    shares = {}
    pasta_learner.cached_overlap = clocked  # type: ignore[assignment]
    try:
        for name, arm in (("cached", "covis"), ("first_time", "first time")):
            spent[0] = 0.0
            with tempfile.TemporaryDirectory() as folder:
                ends = [end[0] for end in arms[arm](steps + WARM_UP, Path(folder))]
            a_step = spent[0] / (steps + WARM_UP)
            shares[name] = round(a_step / statistics.mean(np.diff(ends)[WARM_UP - 1 :].tolist()), 4)
    finally:
        pasta_learner.cached_overlap = cached_overlap
    return shares


def large_model(rehearse: bool) -> tuple[Any, Any]:
    """A model of Qwen2.5-VL-3B's size with random weights, its words those of the tiny one."""
    import torch
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    tiny, processor = load_model_and_processor(TINY)
    if rehearse:
        return tiny, processor
    names = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")
    ids = {name: getattr(tiny.config, name) for name in names if hasattr(tiny.config, name)}
    text = {
        **QWEN_3B["text_config"],
        **{k: getattr(tiny.config.text_config, k) for k in ("pad_token_id", "eos_token_id", "bos_token_id")},
    }
    config = Qwen2_5_VLConfig(**{**QWEN_3B, "text_config": text}, **ids)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        return Qwen2_5_VLForConditionalGeneration(config), processor


def large_step(stage: str, place: Path, rehearse: bool, steps: int = 6) -> dict[str, object]:
    """Step time, operations by it, and peak memory, bfloat16 over float32 weights with AdamW."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    model, processor = large_model(rehearse)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    scale = 8 if rehearse else 1
    batch, module = (sft_batch if stage == "sft" else pasta_batch)(model, processor, place, scale)
    batch = {name: value.to(device) for name, value in batch.items()}
    module.to(device).train()
    learning = [p for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=1e-6, fused=device.type == "cuda")
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()

    def step() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            loss = module(**batch)["loss"]
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    with FlopCounterMode(display=False) as counter:
        step()
    times = []
    for _ in range(steps):
        start = now()[1]
        step()
        times.append(now()[1] - start)
    a_step = statistics.median(times[1:])
    rate = counter.get_total_flops() / a_step / 1e12
    name = torch.cuda.get_device_name() if device.type == "cuda" else ""
    published = next((value for key, value in PUBLISHED_TFLOPS.items() if key in name), None)
    return {
        "learning": sum(p.numel() for p in learning),
        "tokens": int(batch["input_ids"].numel()) if "input_ids" in batch else None,
        "patches": int(batch["pixel_values"].shape[0]),
        "step_ms": round(1000 * a_step, 1),
        "tflops": round(rate, 2),
        "utilisation": round(rate / published, 3) if published else None,
        "peak_memory_gib": (
            round(torch.cuda.max_memory_allocated() / 2**30, 1) if device.type == "cuda" else None
        ),
    }


def sft_batch(model: Any, processor: Any, place: Path, scale: int) -> tuple[dict[str, Any], Any]:
    """Four questions about four pictures of 640 x 480 px each, by the scale, and the whole model."""
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    rng = np.random.default_rng(2)
    made = []
    for k in range(4):
        names = tuple(f"large-{k}-{i}.png" for i in range(4))
        for name in names:
            noise = rng.integers(0, 255, (480 // scale, 640 // scale, 3), dtype=np.uint8)
            Image.fromarray(noise).save(place / name)
        made.append(
            Sample(
                id=f"l{k}",
                scene=f"l{k}",
                task="turn",
                category="turn",
                images=names,
                question="Where is it?",
                options=("left", "right"),
                answer="A",
                answer_kind="choice",
            )
        )
    collate = DataCollatorForVisionLanguageModeling(processor, completion_only_loss=True)
    return dict(collate(list(qa_rows(made, place)))), model.float()


def pasta_batch(model: Any, processor: Any, place: Path, scale: int) -> tuple[dict[str, Any], Any]:
    """Eight pairs of 448 x 336 px, by the scale, and the vision encoder."""
    adapter = adapter_for(model.config.model_type)
    recipe = PastaRecipe(model=TINY, data=place)
    rng = np.random.default_rng(3)
    side_px = (336 // scale, 448 // scale, 3)
    items = [
        {
            "pictures": [rng.integers(0, 255, side_px, dtype=np.uint8) for _ in range(2)],
            "S": np.eye(16, dtype=np.float32),
        }
        for _ in range(8)
    ]
    learner = make_learner(model, adapter, recipe)
    return collator(adapter, processor)(items), learner


if __name__ == "__main__":
    sys.exit(main())
