"""Independent streams of random numbers, so that a change to one part of a scene leaves the others alone."""

from __future__ import annotations

from typing import Literal

import numpy as np

Stream = Literal["rooms", "counted", "furniture", "small", "surfaces", "light", "movement", "shots"]
"""What is drawn: rooms and openings; how many of what is to be counted; furniture; small things; materials of
floors and walls; sun and lamps; what moves; cameras."""

_NUMBERS: dict[Stream, int] = {
    "rooms": 1,
    "counted": 2,
    "furniture": 3,
    "small": 4,
    "surfaces": 5,
    "light": 6,
    "movement": 7,
    "shots": 8,
}


def stream(seed: int, name: Stream, *more: int) -> np.random.Generator:
    """The stream of this name of a scene's seed; `more` tells apart attempts, rooms and shots."""
    return np.random.default_rng((seed, _NUMBERS[name], *more))
