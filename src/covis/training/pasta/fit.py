"""Do cameras and depth fit together? Surfaces measured twice must be measured at one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.overlap import LEAST_GAP_M, RELATIVE_GAP
from covis.geometry.projection import DepthMap, back_project, project

Glance = tuple[DepthMap, Camera]
"""(H, W) depths in metres and the camera that measured them."""

CLEARLY = 0.15  # by how much more another reading must agree before the data is called wrong
ENOUGH = 200  # landings on which a reading can be judged

READINGS: dict[str, Callable[[Glance], Glance]] = {
    "its poses are camera-from-world where world-from-camera is expected": lambda g: (g[0], _inverted(g[1])),
    "its depth has 4000 units to the metre, not 1000": lambda g: (g[0] / 4, g[1]),
    "its depth has 250 units to the metre, not 1000": lambda g: (g[0] * 4, g[1]),
    "its depth has 10000 units to the metre, not 1000": lambda g: (g[0] / 10, g[1]),
    "its depth has 100 units to the metre, not 1000": lambda g: (g[0] * 10, g[1]),
}
"""What else a data set may mean by its numbers, to how it would then be read."""


def check_fit(pairs: Sequence[tuple[Glance, Glance]], name: str) -> None:
    """Reproject pairs as the data set says, and as it might have been meant.

    Args:
        pairs: Both views of some pairs.
        name: Of the data set, for the sentence.

    Raises:
        CovisError: If another reading of poses or depth fits clearly better; the sentence says which.
    """
    landed, agreed = agreement(pairs)
    given = agreed / max(landed, 1)
    for meaning, read in READINGS.items():
        landed, agreed = agreement([(read(first), read(second)) for first, second in pairs])
        if landed >= ENOUGH and agreed / landed > given + CLEARLY:
            raise CovisError(
                f"{name}: only {given:.0%} of what two pictures both show is measured at one place, but "
                f"{agreed / landed:.0%} if {meaning}; convert it."
            )


def agreement(pairs: Sequence[tuple[Glance, Glance]]) -> tuple[int, int]:
    """How many measured points of one view land on a measured pixel of the other, and how many agree with it.

    Args:
        pairs: Both views of some pairs; each is projected into the other.
    """
    landed = agreed = 0
    for pair in pairs:
        for first, second in (pair, pair[::-1]):
            points = back_project(*first).reshape(-1, 3)
            places, depth_m = project(points[np.isfinite(points).all(1)], second[1])
            column, row = np.nan_to_num(places + 0.5, nan=-1.0).T
            width, height = second[1].size_px
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
            there = second[0][row[inside].astype(int), column[inside].astype(int)].astype(np.float64)
            known = (there > 0) & np.isfinite(there)
            gap = np.abs(depth_m[inside] - there)[known]
            landed += int(known.sum())
            agreed += int((gap <= np.maximum(RELATIVE_GAP * there[known], LEAST_GAP_M)).sum())
    return landed, agreed


def _inverted(camera: Camera) -> Camera:
    return Camera(camera.K, camera.T_cam_from_world, camera.size_px)
