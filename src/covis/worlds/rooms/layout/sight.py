"""Whether something stands between an eye and a point. Boxes stand in for things: in doubt it is hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.boxes import Box


def hidden(
    eyes_m: NDArray[np.float64], points_m: NDArray[np.float64], boxes: Sequence[Box]
) -> NDArray[np.bool_]:
    """(n,) whether the line from each eye, (n, 3), to its point, (n, 3), goes through any of the boxes.

    The slab test: in the axes of a box the line enters it after it has entered all three pairs of planes and
    before it has left any (T. Kay and J. Kajiya, Ray tracing complex scenes, SIGGRAPH 1986).
    """
    found = np.zeros(len(points_m), np.bool_)
    for box in boxes:
        middle = np.array([box.x_m, box.y_m, (box.z0_m + box.z1_m) / 2])
        half = np.array([box.width_m, box.depth_m, box.z1_m - box.z0_m]) / 2
        turn = np.eye(3)
        turn[:2, :2] = box.axes
        start, end = (eyes_m - middle) @ turn.T, (points_m - middle) @ turn.T
        way = end - start
        way = np.where(np.abs(way) < 1e-12, 1e-12, way)
        near, far = (-half - start) / way, (half - start) / way
        enters = np.minimum(near, far).max(1)
        leaves = np.maximum(near, far).min(1)
        found |= (enters < leaves) & (leaves > 0) & (enters < 0.999)
    return found
