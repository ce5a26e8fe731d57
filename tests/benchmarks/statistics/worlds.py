"""Experiments in which the truth is known: scenes with effects of their own, and questions in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm


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
