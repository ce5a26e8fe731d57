"""Things that look the same: which one it is only geometry can say, and often it cannot."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.scene import Pair, Seen, looks_of

ALIKE = 0.9  # Bhattacharyya coefficient of the colours of two cups from one box
AREA_RATIO = 2.5  # how much larger one look-alike may appear than another


@dataclass(frozen=True)
class ContextSettings:
    """How what lies around a region says where it must be."""

    reach: float = 1.5  # diameters of the region around it
    least_points: int = 6  # that agree on one affine map
    fit_px: float = 4.0  # how far they may lie from it: surroundings are not flat
    off: float = 0.5  # diameters that the region may lie from where the map puts it: parallax


def has_lookalike(seen: Seen, members: NDArray[np.bool_]) -> bool:
    """Whether another region of the same view has the same colours and about the same size."""
    look = looks_of(seen.graph, members[None])[0]
    area_px = float(members @ seen.graph.area_px)
    for node in seen.seeds:
        other = seen.tree.members[node]
        ratio = float(other @ seen.graph.area_px) / area_px
        apart = not (other & members).any()
        if apart and float(seen.looks[node] @ look) > ALIKE and 1 / AREA_RATIO < ratio < AREA_RATIO:
            return True
    return False


def context_confirms(
    here: Seen,
    members: NDArray[np.bool_],
    there: Seen,
    landed: NDArray[np.bool_],
    pair: Pair,
    settings: ContextSettings = ContextSettings(),
) -> bool:
    """Whether the still scene around a region goes where the region is said to have gone.

    Args:
        here: The view the region is in.
        members: (n,) bool, its leaves there.
        there: The other view.
        landed: Its leaves in the other view.
        pair: Matches from `here` to `there`.
        settings: How its surroundings say where it must be.
    """
    centre, diameter_px = _centre(here, members)
    away_px = np.linalg.norm(pair.here_px - centre, axis=1)
    around = pair.rigid & (away_px < settings.reach * diameter_px) & (away_px > diameter_px / 2)
    if int(around.sum()) < settings.least_points:
        return False
    found, kept = cv2.estimateAffine2D(
        pair.here_px[around], pair.there_px[around], method=cv2.RANSAC, ransacReprojThreshold=settings.fit_px
    )
    if found is None or int(np.asarray(kept).sum()) < settings.least_points:
        return False
    expected = found[:, :2] @ centre + found[:, 2]
    landed_centre, landed_diameter_px = _centre(there, landed)
    return float(np.linalg.norm(expected - landed_centre)) < settings.off * landed_diameter_px


def _centre(seen: Seen, members: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """The centroid (x, y) of a region in px, and the diameter in px of a disc of its area."""
    y, x = np.nonzero(members[seen.graph.leaves])
    return np.array([x.mean(), y.mean()]), float(2 * np.sqrt(len(x) / np.pi))
