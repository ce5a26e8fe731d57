"""How many questions it would take to see a difference."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.benchmarks.statistics.estimate import by_scene, share, standard_error
from covis.benchmarks.statistics.quantiles import normal

SOUGHT = 0.05  # the difference: 5 points
POWER = 0.8
LEVEL = 0.05


@dataclass(frozen=True)
class Needed:
    """What it would take to see a difference of 5 points, four times in five.

    Attributes:
        questions: As many, about scenes like these.
        scenes: That they are about, with as many questions each as here.
        disagree: The mean squared difference of a question: for scores of 0 and 1, the share of questions
            on which the two ways of asking differ.
        design_effect: How many times more questions are needed because those of one scene go together.
    """

    questions: int
    scenes: int
    disagree: float
    design_effect: float


def needed(differences: NDArray[np.float64], scenes: NDArray[np.int64]) -> Needed | None:
    """How many questions would show 5 points at 80 % power and a two-sided level of 5 %.

    For independent pairs n = (z_a sqrt(psi) + z_b sqrt(psi - d^2))^2 / d^2 with psi the discordance and d
    the difference (Connor, Biometrics 43, 1987, after Miettinen, Biometrics 24, 1968), times the design
    effect (Kish, Survey Sampling, 1965): the variance that the cluster bootstrap finds over the one of
    independent questions. A design effect below 1 is luck of few scenes, and is taken as 1.

    Args:
        differences: (n,) of questions, each -1..1.
        scenes: (n,) which scene each question is about.

    Returns:
        None below two scenes, or where no question differs: then nothing is known of the discordance.

    Raises:
        CovisError: If scipy is missing.
    """
    count = len(differences)
    sums = by_scene(scenes, np.column_stack([differences, np.ones(count)]))
    disagree = float((differences**2).mean()) if count else 0.0
    if len(sums) < 2 or not disagree:
        return None
    effect = 1.0
    if independent := float(differences.var(ddof=1)) / count:
        effect = max(1.0, standard_error(sums, share) ** 2 / independent)
    psi = max(disagree, SOUGHT)  # 5 points cannot come from fewer questions than these
    pairs = (normal(1 - LEVEL / 2) * math.sqrt(psi) + normal(POWER) * math.sqrt(psi - SOUGHT**2)) ** 2
    questions = math.ceil(effect * pairs / SOUGHT**2)
    return Needed(questions, math.ceil(questions * len(sums) / count), disagree, effect)
