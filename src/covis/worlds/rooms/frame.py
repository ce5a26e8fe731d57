"""One rendered view: picture, depth and ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.worlds.rooms.scene import Scene


@dataclass(frozen=True, eq=False)
class Frame:
    """One rendered view.

    Attributes:
        rgb: (H, W, 3) uint8.
        depth_m: (H, W) float32 along the viewing axis, exact at pixel centres; 0 where nothing is (outdoors).
        ids: (H, W) int32, the thing at each pixel's centre; 0 for floor, walls, ceiling and outdoors.
    """

    rgb: RGB
    depth_m: NDArray[np.float32]
    ids: LabelMap


class Renderer(Protocol):
    """Makes pictures of a scene. Depth and ids never come from here but from the ray caster."""

    def pictures(self, scene: Scene, cameras: Sequence[Camera], times_s: Sequence[float]) -> Iterator[RGB]:
        """One picture, uint8 (H, W, 3), for each camera at its time, in order.

        Raises:
            CovisError: If something that it needs is missing; the sentence names the command to install it.
        """
        ...
