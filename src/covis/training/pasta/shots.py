"""Pictures with camera and depth, and pairs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from covis.geometry.camera import Camera

Thing = TypeVar("Thing")
"""Whatever is thinned out."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture with its camera and depth.

    Attributes:
        picture: The image file.
        depth: The 16-bit PNG of its depths, millimetres along the viewing axis, 0 for none.
        camera: What took it.
    """

    picture: Path
    depth: Path
    camera: Camera


@dataclass(frozen=True, eq=False)
class Pair:
    """Two different pictures of one scene."""

    scene: str
    first: Shot
    second: Shot

    @property
    def shots(self) -> tuple[Shot, Shot]:
        """Both."""
        return self.first, self.second


def spread(things: Sequence[Thing], count: int) -> list[Thing]:
    """At most so many of some things, evenly over their order."""
    if len(things) <= count:
        return list(things)
    return [things[i] for i in np.linspace(0, len(things) - 1, count).round().astype(int)]
