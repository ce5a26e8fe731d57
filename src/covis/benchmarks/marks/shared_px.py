"""How many pixels tracks and true things share in each view: what identities are judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.tracks import LabelMap

SEEN_SHARE = 1e-3  # of the picture; what shows less (28 x 11 px of 640 x 480) could not bear a mark


@dataclass(frozen=True, eq=False)
class SharedPx:
    """One view.

    Attributes:
        tracks: (t,) the tracks seen, increasing.
        things: (n,) the true things of which any pixel is seen, increasing.
        px: (t + 1, n + 1) pixels that they share; the first row is untracked, the first column scenery.
    """

    tracks: NDArray[np.int64]
    things: NDArray[np.int64]
    px: NDArray[np.int64]

    @property
    def thing_px(self) -> NDArray[np.int64]:
        """(n,) seen pixels of each thing."""
        return np.asarray(self.px.sum(0)[1:])

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(n,) whether enough of the thing is seen to ask for it."""
        return np.asarray(self.thing_px >= SEEN_SHARE * self.px.sum())

    @property
    def iou(self) -> NDArray[np.float64]:
        """(t, n) intersection over union of each track with each thing."""
        shared = self.px[1:, 1:]
        union = self.px[1:].sum(1)[:, None] + self.thing_px[None] - shared
        return np.asarray(shared / np.maximum(union, 1))

    def on(self, thing: int) -> list[int]:
        """The tracks that lie mostly on a thing, the one that covers most of it first."""
        at = int(np.searchsorted(self.things, thing))
        if at == len(self.things) or self.things[at] != thing:
            return []
        mostly = self.px[1:].argmax(1) == at + 1
        order = np.argsort(-self.px[1:, at + 1], kind="stable")
        return [int(self.tracks[k]) for k in order if mostly[k]]


def share_px(labels: LabelMap, ids: LabelMap) -> SharedPx:
    """Count one view.

    Args:
        labels: int32 (H, W), tracks; 0 for none.
        ids: int32 (H, W), true things; 0 for scenery.
    """
    tracks, row = np.unique(np.append(labels.ravel(), 0), return_inverse=True)
    things, column = np.unique(np.append(ids.ravel(), 0), return_inverse=True)
    pairs = row.astype(np.int64)[:-1] * len(things) + column[:-1]
    px = np.bincount(pairs, minlength=len(tracks) * len(things)).reshape(len(tracks), len(things))
    return SharedPx(tracks[1:].astype(np.int64), things[1:].astype(np.int64), px)
