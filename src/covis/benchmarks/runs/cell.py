"""One way of asking: the same samples, seeds and frames in every cell of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Arm = Literal["raw", "marked", "blind", "shuffled"]
"""Views as they are; with marks; text alone; with the same marks but wrong numbers."""

Direction = Literal["forward", "reverse"]


@dataclass(frozen=True)
class Cell:
    """One way of asking.

    Attributes:
        name: Of its folder: unique in the run, readable, safe on every file system.
        model: As it was named on the command line.
        arm: What the model is shown.
        direction: In which order.
        factors: Everything else that may differ between cells, by name: frames, marks, diameter, style,
            sampler, tracker, wording, reasoning. All cells of a run have the same names.
    """

    name: str
    model: str
    arm: Arm
    direction: Direction
    factors: Mapping[str, str | int | float]
