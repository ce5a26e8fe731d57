"""What covis adds to a step of the trainers it stands on, as one JSON line.

    python bench/training.py [--repeats 12] [--steps 6] [--stages sft,grpo,pasta]

A tiny model with random weights learns from the same made samples twice in each repeat: by covis, and by the
plain trainer of TRL or transformers, set up as its documentation shows; which comes first changes from repeat
to repeat. The first two steps of each run warm up. `ratio` is the median over repeats of covis's median step
time by the plain one's, with its 95 % bootstrap interval over repeats. Without a GPU times are the
processor's, which other work on the machine disturbs less; with one they are the wall clock's.

The plain patch alignment has its targets at hand as arrays. `targets` is what targets add to the rest of a
step, read from the cache or computed for the first time, where the loader works in the trainer's own process;
`behind_a_worker` compares wall times where a process beside it computes them for the first time.

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
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from training_steps.alignment import PASS, pasta_arms, target_costs
from training_steps.answers import sft_arms
from training_steps.clock import Arm, watched
from training_steps.large import large_step
from training_steps.made import WARM_UP
from training_steps.rewards import grpo_arms


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
                found["targets"] = target_costs(arms, PASS)
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


if __name__ == "__main__":
    sys.exit(main())
