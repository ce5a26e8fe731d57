"""Identities as trackers are judged elsewhere: misses, switches and IDF1, by py-motmetrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from covis.benchmarks.marks.shared_px import SharedPx
from covis.errors import CovisError
from covis.tracks.quality import THING_OVERLAP


@dataclass(frozen=True)
class Identity:
    """Counts over all views, for things that fill at least 0.1 % of the picture.

    A track is a thing's in a view when their masks agree (IoU above 0.5).

    Attributes:
        asked: Things seen, once for each view.
        missed: Those without a track.
        switched: How often a thing's track is another one than before (CLEAR MOT, Bernardin 2008).
        true: Views of things under the track that stands for them, by the best one-to-one choice for the
            whole shot (IDTP of Ristani et al., ECCV 2016).
        false: Views of tracks left over (IDFP).
        left: Views of things left over (IDFN).
    """

    asked: int
    missed: int
    switched: int
    true: int
    false: int
    left: int


def require_motmetrics() -> None:
    """Find out before the work whether py-motmetrics is there.

    Raises:
        CovisError: If it is not installed.
    """
    try:
        import motmetrics  # noqa: F401
    except ImportError as error:
        raise CovisError("Identity measures need py-motmetrics: pip install 'covis[eval]'") from error


def identify(views: Sequence[SharedPx]) -> Identity:
    """Count identities in kept views, in order.

    Raises:
        CovisError: If py-motmetrics is not installed.
    """
    require_motmetrics()
    import motmetrics

    events = motmetrics.MOTAccumulator(auto_id=True)
    for view in views:
        asked = view.seen
        # A track on a thing too small to be asked for is neither right nor wrong.
        ignored = (view.iou[:, ~asked] > THING_OVERLAP).any(1)
        agrees = view.iou[~ignored][:, asked].T
        distance = np.where(agrees > THING_OVERLAP, 1 - agrees, np.nan)
        events.update(view.things[asked].tolist(), view.tracks[~ignored].tolist(), distance)
    names = ["num_objects", "num_misses", "num_switches", "idtp", "idfp", "idfn"]
    counts = motmetrics.metrics.create().compute(events, metrics=names, return_dataframe=False)
    return Identity(*(int(counts[name]) for name in names))
