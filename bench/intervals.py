"""How often 95 % intervals cover the truth, over simulated experiments, as one JSON line for each world.

    python bench/intervals.py [--experiments 2000]

Scenes have effects of their own and questions another, both on the scale of a probit; raw and marked views,
forward and in reverse, share a part of both. There is a world for each number of scenes, accuracy and share
of the variance that scenes explain, with five to ten questions about a scene. The last line gives the least,
mean and greatest coverage over all worlds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from covis.benchmarks.statistics.estimate import Estimate, estimate, gap, harmonic, harmonic_gain, share

SCENES = (10, 20, 50, 100)
RIGHT = (
    (0.5, 0.55, 0.5, 0.55),
    (0.6, 0.75, 0.4, 0.6),
    (0.8, 0.9, 0.7, 0.85),
    (0.93, 0.97, 0.9, 0.95),
)
"""True accuracies: raw and marked, then raw and marked in reverse."""

TOGETHER = (0.02, 0.15, 0.4)


@dataclass(frozen=True)
class World:
    """What experiments are drawn from.

    Attributes:
        right: True accuracy of each cell.
        scenes: How many there are.
        together: Share of the variance (of the probit) that scenes explain.
        alike: How much cells agree on scenes and questions, as a correlation.
        questions: The least and the greatest number of questions about a scene.
    """

    right: tuple[float, ...]
    scenes: int
    together: float
    alike: float = 0.5
    questions: tuple[int, int] = (5, 10)


def experiments(world: World, count: int, seed: int) -> Iterator[tuple[NDArray[np.float64], int]]:
    """Draw experiments.

    Yields:
        (C, k + 1) for each scene how many answers are right in each of k cells, and of how many questions;
        and how many questions these are in all.
    """
    rng = np.random.default_rng(seed)
    cells, (least, most) = len(world.right), world.questions
    root = np.linalg.cholesky(np.full((cells, cells), world.alike) + np.eye(cells) * (1 - world.alike))
    for _ in range(count):
        asked = rng.integers(least, most + 1, world.scenes)
        of_scene = rng.standard_normal((world.scenes, 1, cells)) @ root.T * np.sqrt(world.together)
        own = rng.standard_normal((world.scenes, most, cells)) @ root.T * np.sqrt(1 - world.together)
        right = (of_scene + own < norm.ppf(world.right)) & (np.arange(most) < asked[:, None])[..., None]
        yield np.column_stack([right.sum(1), asked]).astype(np.float64), int(asked.sum())


def found(sums: NDArray[np.float64], of: int) -> dict[str, Estimate]:
    """All figures of an experiment of four cells.

    Args:
        sums: (C, 5) as `experiments` yields them.
        of: How many questions.
    """
    raw, marked, raw_back, marked_back, asked = sums.T
    both = [marked, asked, marked_back, asked]
    return {
        "accuracy": estimate(sums[:, [1, 4]], share, of),
        "difference": estimate(np.column_stack([marked - raw, asked]), share, of, -1.0),
        "gap": estimate(np.column_stack([raw, asked, raw_back, asked]), gap, of, -1.0),
        "harmonic mean": estimate(np.column_stack(both), harmonic, of),
        "its gain": estimate(np.column_stack([*both, raw, asked, raw_back, asked]), harmonic_gain, of, -1.0),
    }


def truth(right: Sequence[float]) -> dict[str, float]:
    """What the figures of `found` are estimates of."""
    raw, marked, raw_back, marked_back = right
    both, before = 2 * marked * marked_back / (marked + marked_back), 2 * raw * raw_back / (raw + raw_back)
    return {
        "accuracy": marked,
        "difference": marked - raw,
        "gap": raw - raw_back,
        "harmonic mean": both,
        "its gain": both - before,
    }


def covered(world: World, count: int, seed: int) -> dict[str, float]:
    """For each figure the share of experiments whose interval holds the truth."""
    true = truth(world.right)
    held = dict.fromkeys(true, 0)
    for sums, of in experiments(world, count, seed):
        for name, figure in found(sums, of).items():
            assert figure.low is not None
            assert figure.high is not None
            held[name] += figure.low <= true[name] <= figure.high
    return {name: hits / count for name, hits in held.items()}


def main() -> None:
    """Simulate and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--experiments", type=int, default=2000, help="in each world")
    count = arguments.parse_args().experiments
    all_of_them: list[dict[str, float]] = []
    for seed, (scenes, right, together) in enumerate(product(SCENES, RIGHT, TOGETHER)):
        world = World(right, scenes, together)
        all_of_them.append(covered(world, count, seed))
        print(json.dumps({**asdict(world), "covered": all_of_them[-1]}), flush=True)
    names = all_of_them[0]
    print(json.dumps({name: _spread([world[name] for world in all_of_them]) for name in names}))


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"least": min(values), "mean": round(float(np.mean(values)), 4), "greatest": max(values)}


if __name__ == "__main__":
    main()
