"""Carry a region from one view into another along its point matches, and snap it to a region there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.match.scene import Pair, Seen, leaf_at, palettes_of
from covis.tracks.things.thingness import score_members

Affine = NDArray[np.float64]
"""(2, 3) float64: maps (x, y, 1), in px at region size."""


@dataclass(frozen=True)
class TransferSettings:
    """When a region carried over is believed."""

    reach_px: int = 2  # points this far outside a region vote for it: corners lie on outlines
    least_votes: int = 4  # matches that agree with the scene's motion and with one affine map
    least_own_votes: int = 8  # the same for a region that moves on its own, which the scene cannot confirm
    least_agreement: float = 0.5  # of a region's matches that agree with its map
    fit_px: float = 2.0  # how far such a match may lie from where the map puts it ...
    fit_share: float = 0.05  # ... plus this share of the region's diameter: few things are flat
    most_zoom: float = 3.5  # how much larger or smaller it may become
    most_skew: float = 2.5  # and how much more so in one direction than in the other
    least_overlap: float = 0.5  # IoU of the region carried over with the one found there
    least_inside: float = 0.6  # of its votes that lie in the region found
    least_likeness: float = 0.75  # Bhattacharyya coefficient of their colours
    half_votes: float = 2.0  # votes that are worth half of full confidence: 8 are worth 0.8


CAREFUL = TransferSettings()


@dataclass(frozen=True)
class Landing:
    """Where a region lies in another view.

    Attributes:
        members: (n,) bool, the other view's leaves that it is made of.
        map: From the view it came from to the other view.
        confidence: 0..1.
        thingness: 0..1, of the region found.
    """

    members: NDArray[np.bool_]
    map: Affine
    confidence: float
    thingness: float


def transfer(
    members: NDArray[np.bool_],
    here: Seen,
    there: Seen,
    pair: Pair,
    settings: TransferSettings = CAREFUL,
) -> Landing | None:
    """Find a region of one view in another.

    Args:
        members: (n,) bool, the leaves of `here` that the region is made of.
        here: The view the region is in.
        there: The other view.
        pair: Matches from `here` to `there`.
        settings: When the result is believed.

    Returns:
        The region there, or None when it is not there or cannot be told.
    """
    mask = members[here.graph.leaves].astype(np.uint8)
    near = np.asarray(cv2.dilate(mask, np.ones((2 * settings.reach_px + 1,) * 2, np.uint8)))
    x, y = np.rint(pair.here_px).astype(np.int64).T
    mine = near[np.clip(y, 0, mask.shape[0] - 1), np.clip(x, 0, mask.shape[1] - 1)] > 0
    fitted = _fit(pair, mine, float(np.sqrt(mask.sum())), settings)
    if fitted is None:
        return None
    to_there, votes_px = fitted
    landing = snap(to_there, members, here, there, votes_px, settings)
    if landing is None:
        return None
    return replace(landing, confidence=landing.confidence * _worth(landing, there, votes_px, settings))


def snap(
    to_there: Affine,
    members: NDArray[np.bool_],
    here: Seen,
    there: Seen,
    votes_px: NDArray[np.float32] | None = None,
    settings: TransferSettings = CAREFUL,
) -> Landing | None:
    """The region of another view that covers a region carried there best.

    Args:
        to_there: Carries it there.
        members: (n,) bool, its leaves in `here`.
        here: The view it is in.
        there: The other view.
        votes_px: (m, 2) points that most of must lie in the region found.
        settings: When the result is believed.

    Returns:
        A node of the other view's tree, or the leaves under the region carried there, with a confidence that
        says how well shapes and colours agree; None when none fits.
    """
    mask = members[here.graph.leaves].astype(np.uint8)
    size_px = (there.graph.leaves.shape[1], there.graph.leaves.shape[0])
    carried = np.asarray(cv2.warpAffine(mask, to_there, size_px, flags=cv2.INTER_NEAREST), np.bool_)
    visible = carried.sum() / max(1.0, mask.sum() * abs(np.linalg.det(to_there[:, :2])))
    if visible < settings.least_overlap or not carried.any():
        return None
    graph = there.graph
    cover = np.bincount(graph.leaves[carried], minlength=len(graph)) / graph.area_px > 0.5
    sets = np.vstack([there.tree.members, cover]) if cover.any() else there.tree.members
    overlap, inside = _overlaps(there, sets, carried, votes_px)
    fit = np.flatnonzero((overlap >= settings.least_overlap) & (inside >= settings.least_inside))
    likeness = palettes_of(there.colours, sets[fit]) @ palettes_of(here.colours, members[None])[0]
    fit, likeness = fit[likeness >= settings.least_likeness], likeness[likeness >= settings.least_likeness]
    if not len(fit):
        return None
    thingness = np.append(there.thingness, 0.0)[: len(sets)]
    best = int((overlap[fit] * likeness * (1 + thingness[fit])).argmax())
    chosen = sets[fit[best]]
    found = float(score_members(graph, chosen[None]).thingness[0])
    return Landing(chosen, to_there, float(np.sqrt(overlap[fit[best]]) * likeness[best]), found)


def _overlaps(
    there: Seen, sets: NDArray[np.bool_], carried: NDArray[np.bool_], votes_px: NDArray[np.float32] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """IoU of sets of leaves (k, n) with a mask (h, w), and the share of the votes inside each."""
    graph, n = there.graph, len(there.graph)
    under = np.bincount(graph.leaves[carried], minlength=n)
    voted = np.zeros(n) if votes_px is None else np.bincount(leaf_at(graph, votes_px), minlength=n)
    sums = sets.astype(np.float32) @ np.stack([under, graph.area_px, voted], 1).astype(np.float32)
    overlap = sums[:, 0] / (carried.sum() + sums[:, 1] - sums[:, 0])
    inside = np.ones(len(sets), np.float32) if votes_px is None else sums[:, 2] / len(votes_px)
    return overlap.astype(np.float32), inside.astype(np.float32)


def _worth(landing: Landing, there: Seen, votes_px: NDArray[np.float32], s: TransferSettings) -> float:
    """What the votes inside a region are worth, 0..1."""
    votes = float(landing.members[leaf_at(there.graph, votes_px)].sum())
    return votes / (votes + s.half_votes)


def _fit(
    pair: Pair, mine: NDArray[np.bool_], side_px: float, s: TransferSettings
) -> tuple[Affine, NDArray[np.float32]] | None:
    """The affine map that a region's matches agree on, and where those matches lie in the other view."""
    if int(mine.sum()) < s.least_votes:
        return None
    here_px, there_px, rigid = pair.here_px[mine], pair.there_px[mine], pair.rigid[mine]
    limit_px = s.fit_px + s.fit_share * side_px
    # Six parameters want more points than four.
    estimate = cv2.estimateAffine2D if len(here_px) >= 8 else cv2.estimateAffinePartial2D
    found, kept = estimate(
        here_px, there_px, method=cv2.RANSAC, ransacReprojThreshold=limit_px, maxIters=1000
    )
    if found is None:
        return None
    agree = np.asarray(kept).ravel() > 0
    sure = int((agree & rigid).sum()) >= s.least_votes or int(agree.sum()) >= s.least_own_votes
    to_there = np.asarray(found, np.float64)
    if not sure or agree.mean() < s.least_agreement or not plausible(to_there, s):
        return None
    return to_there, there_px[agree]


def plausible(to_there: Affine, s: TransferSettings = CAREFUL) -> bool:
    """Whether a thing seen from elsewhere can change like that: no mirror image, no extreme stretch."""
    large, small = np.linalg.svd(to_there[:, :2], compute_uv=False)
    if np.linalg.det(to_there[:, :2]) <= 0 or small < 1e-6:
        return False
    return bool(large < s.most_zoom and small > 1 / s.most_zoom and large / small < s.most_skew)
