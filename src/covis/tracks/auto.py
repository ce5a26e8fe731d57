"""The tracker `auto` for ordered views: flow, and matching where flow cannot be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from covis.tracks.flow.tracker import FlowTracker
from covis.tracks.match.tracker import MatchTracker
from covis.tracks.tracks import Progress, Tracks
from covis.views.view import Views

LEAST_TRUST = 0.5  # of the steps from frame to frame; fast walks at ten frames a second have less


@dataclass(frozen=True)
class AutoTracker:
    """Follows things by flow; where most steps between frames fail, matches the kept views instead.

    A fast walk filmed at a low frame rate is, for flow, a heap of unrelated pictures. The wide-baseline
    matcher is made for these.
    """

    def __call__(self, views: Views, keep: Sequence[int], progress: Progress | None = None) -> Tracks:
        """Track through all of `views`; see `covis.tracks.tracks.Tracker`.

        Raises:
            CovisError: If the views cannot be read.
        """
        tracks, trust = FlowTracker().follow(views, keep, progress)
        return tracks if trust >= LEAST_TRUST else MatchTracker()(views, keep)
