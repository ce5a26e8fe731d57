"""What the still scene around a region says about where the region must be in another view."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.scene import Pair, Seen
from covis.tracks.match.transfer import Affine


@dataclass(frozen=True)
class ContextSettings:
    """How surroundings are believed."""

    reach: float = 1.5  # diameters of the region around it
    least_points: int = 6  # that agree on one affine map
    fit_px: float = 4.0  # how far they may lie from it: surroundings are not flat
    off: float = 0.5  # diameters that the region may lie from where the map puts it: parallax
    margin: float = 0.3  # diameters around it that must look the same as well, so that its outline counts
    least_correlation: float = 0.9  # of the pictures there; what merely fits in reaches 0.81


CAREFUL = ContextSettings()


def context_map(
    here: Seen, members: NDArray[np.bool_], pair: Pair, settings: ContextSettings = CAREFUL
) -> Affine | None:
    """The affine map that the still scene in and around a region follows.

    Args:
        here: The view the region is in.
        members: (n,) bool, its leaves.
        pair: Matches from `here` to another view.
        settings: How surroundings are believed.

    Returns:
        The map to the other view, (2, 3), in px at region size; None when too few matches agree.
    """
    centre, diameter_px = centre_and_diameter(here, members)
    near = np.linalg.norm(pair.here_px - centre, axis=1) < (settings.reach + 0.5) * diameter_px
    around = pair.rigid & near
    if int(around.sum()) < settings.least_points:
        return None
    found, kept = cv2.estimateAffine2D(
        pair.here_px[around], pair.there_px[around], method=cv2.RANSAC, ransacReprojThreshold=settings.fit_px
    )
    if found is None or int(np.asarray(kept).sum()) < settings.least_points:
        return None
    return np.asarray(found, np.float64)


def confirms(
    to_there: Affine | None,
    here: Seen,
    members: NDArray[np.bool_],
    there: Seen,
    landed: NDArray[np.bool_],
    settings: ContextSettings = CAREFUL,
) -> bool:
    """Whether a region landed where its surroundings say.

    Args:
        to_there: What `context_map` found.
        here: The view the region is in.
        members: (n,) bool, its leaves there.
        there: The other view.
        landed: Its leaves in the other view.
        settings: How surroundings are believed.
    """
    if to_there is None:
        return False
    centre, _ = centre_and_diameter(here, members)
    landed_centre, landed_diameter_px = centre_and_diameter(there, landed)
    away = np.linalg.norm(to_there[:, :2] @ centre + to_there[:, 2] - landed_centre)
    return float(away) < settings.off * landed_diameter_px


def look_there(
    to_there: Affine,
    here: Seen,
    members: NDArray[np.bool_],
    there: Seen,
    settings: ContextSettings = CAREFUL,
) -> tuple[Affine, float] | None:
    """Look for a region near where its surroundings put it.

    Normalised cross-correlation (template matching) of blurred Lab pictures over the region and a margin.

    Args:
        to_there: What `context_map` found.
        here: The view the region is in.
        members: (n,) bool, its leaves there.
        there: The other view.
        settings: How surroundings are believed.

    Returns:
        The map shifted to where the pictures agree best, and their correlation, at most 1; None when the
        region would be out of the picture or nothing there looks like it.
    """
    mask = members[here.graph.leaves].astype(np.uint8)
    height, width = there.graph.leaves.shape
    inside = np.asarray(cv2.warpAffine(mask, to_there, (width, height), flags=cv2.INTER_NEAREST))
    if inside.sum() < 0.8 * mask.sum() * abs(np.linalg.det(to_there[:, :2])) or inside.sum() < 9:
        return None
    diameter_px = 2 * float(np.sqrt(inside.sum() / np.pi))
    margin, off = max(2, round(settings.margin * diameter_px)), max(1, round(settings.off * diameter_px))
    window = np.asarray(cv2.dilate(inside, np.ones((2 * margin + 1,) * 2, np.uint8)))
    seen_part = np.asarray(
        cv2.warpAffine(np.ones_like(mask), to_there, (width, height), flags=cv2.INTER_NEAREST)
    )
    x, y, w, h = cv2.boundingRect(window)
    template = np.asarray(cv2.warpAffine(here.soft, to_there, (width, height)))[y : y + h, x : x + w]
    weight = np.minimum(window, seen_part)[y : y + h, x : x + w].astype(np.float32)
    left, top = max(0, x - off), max(0, y - off)
    field = there.soft[top : y + h + off, left : x + w + off]
    response = cv2.matchTemplate(field, template, cv2.TM_CCOEFF_NORMED, mask=np.dstack([weight] * 3))
    response = np.where(np.isfinite(response) & (np.abs(response) <= 1.01), response, -1)
    row, col = np.unravel_index(int(response.argmax()), response.shape)
    best = float(response[row, col])
    if best < settings.least_correlation:
        return None
    shift = np.array([[0, 0, left + col - x], [0, 0, top + row - y]], np.float64)
    return to_there + shift, min(1.0, best)


def centre_and_diameter(seen: Seen, members: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """The centroid (x, y) of a region in px, and the diameter in px of a disc of its area."""
    y, x = np.nonzero(members[seen.graph.leaves])
    return np.array([x.mean(), y.mean()]), float(2 * np.sqrt(len(x) / np.pi))
