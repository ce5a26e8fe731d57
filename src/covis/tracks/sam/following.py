"""Segment everything in a stream of views and follow it, with any `Segmenter`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from covis.tracks.sam.discover import new_objects
from covis.tracks.sam.paint import painted
from covis.tracks.sam.roster import Record, Roster
from covis.tracks.sam.segmenter import Memory, Segmenter
from covis.tracks.sam.settings import SamSettings
from covis.tracks.things.regions import Regions
from covis.tracks.tracks import LabelMap, Occurrence, Progress, Track, Tracks
from covis.views.view import View, Views

Propose = Callable[[View], Regions]
"""Regions of a view that may be objects, at any size."""


def follow_everything(
    segmenter: Segmenter[Memory],
    propose: Propose,
    views: Views,
    keep: Sequence[int],
    settings: SamSettings,
    progress: Progress | None = None,
) -> Tracks:
    """Follow all objects through all views; see `Tracker` for `views`, `keep`, `progress` and the result.

    Every kept view is a keyframe, so that what is new there is found, and every `settings.keyframe_every`-th.
    """
    roster: Roster[Memory] = Roster(settings)
    labels: dict[int, LabelMap] = {}
    confidence: dict[tuple[int, int], float] = {}
    wanted = frozenset(keep)
    for frame, view in enumerate(views):
        segmenter.look(view)
        roster.advance(segmenter)
        if frame in wanted or frame % settings.keyframe_every == 0:
            regions = propose(view)
            for newer, older in roster.join_duplicates().items():
                _rename(labels, confidence, newer, older)
            for memory, guess in new_objects(segmenter, regions, roster.masks(), roster.room(), settings):
                roster.add(memory, guess)
            roster.close_keyframe(regions)
        if frame in wanted:
            seen = {one.id: one.guess for one in roster.sure()}
            labels[frame] = painted(seen, view.size_px, settings.min_area)
            shown = np.unique(labels[frame]).tolist()
            confidence |= {(frame, n): seen[n].confidence for n in shown if n}
        if progress:
            progress(frame + 1, len(views))
    return _tracks(labels, confidence, roster.records)


def _rename(
    labels: Mapping[int, LabelMap], confidence: dict[tuple[int, int], float], newer: int, older: int
) -> None:
    for frame, label_map in labels.items():
        label_map[label_map == newer] = older
        if (frame, newer) in confidence:
            confidence[frame, older] = confidence.pop((frame, newer))


def _tracks(
    labels: Mapping[int, LabelMap],
    confidence: Mapping[tuple[int, int], float],
    records: Mapping[int, Record],
) -> Tracks:
    shown = sorted({number for _, number in confidence})
    return Tracks(
        labels,
        {n: Track(n, records[n].confidence, records[n].thingness, records[n].frames) for n in shown},
        tuple(Occurrence(n, frame, sure, None) for (frame, n), sure in sorted(confidence.items())),
    )
