"""The main job: from a video or pictures to views with the same number on the same object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.marks.by_hand import mark_by_hand
from covis.marks.draw import draw
from covis.marks.manifest import make_manifest
from covis.marks.mark_types import Mark, MarkedObject, ViewInfo
from covis.marks.marked_views import MarkedViews
from covis.marks.palette import PALETTE, coloured
from covis.marks.place import RULES as PLACES
from covis.marks.place import place as place_marks
from covis.marks.select import RULES as SELECTIONS
from covis.marks.select import confident
from covis.marks.select import select as select_tracks
from covis.marks.style import MarkStyle
from covis.tracks.table import make_tracker
from covis.tracks.tracks import LabelMap, Progress, Tracker, Tracks
from covis.views.kept import Keeping
from covis.views.sampling import sample
from covis.views.source import Source, open_views
from covis.views.view import RGB, View, Views

FRAMES = 8  # the paper's largest setting, and about what a model reads well at once

BY_HAND = "marks:"


def mark(
    source: Source,
    *,
    frames: int | None = None,
    marks: int = 5,
    tracker: str | Tracker = "auto",
    sampler: str = "uniform",
    start_s: float | None = None,
    end_s: float | None = None,
    ordered: bool | None = None,
    select: str = "things",
    place: str = "anchor",
    style: MarkStyle | None = None,
    min_confidence: float = 0.5,
    progress: Progress | None = None,
) -> MarkedViews:
    """Mark the same object with the same number in every kept view.

    Coarse Correspondences (arXiv 2408.00754): track at the full frame rate, keep a few views, choose the most
    prominent objects, and draw a numbered circle on each wherever it is seen.

    Args:
        source: A video, a folder or glob of images, a list of paths or of pictures, an array, or views;
            see `open_views`.
        frames: How many views to keep. None keeps `FRAMES` of ordered views, or all if there are fewer,
            and all of unordered ones.
        marks: At most how many objects to mark, at least 1.
        tracker: A specification for `make_tracker`, a tracker of your own, or `marks:FILE` for marks made by
            hand: no tracking then; the views and points are those of the file, see `marks_file`, and
            `frames`, `marks`, `sampler`, `select` and `place` have no effect.
        sampler: How to choose the views to keep, see `sample`.
        start_s: Leave out what a video shows before this time, in s.
        end_s: Leave out what a video shows at this time or later, in s.
        ordered: Overrides whether neighbouring views count as neighbours in time.
        select: How to choose objects, see `select.RULES`.
        place: Where marks stand, see `place.RULES`.
        style: How marks look; `MarkStyle()` if None.
        min_confidence: Occurrences that the tracker is less sure of than this, 0..1, are not marked.
        progress: Told (views done, views in all).

    Returns:
        The marked views, with the unmarked pictures and the masks of the marked objects. At most the kept
        views are in memory at any time, however long the source is.

    Raises:
        CovisError: If the source cannot be read, a setting is out of range or unknown, more views are asked
            for than there are, or the tracker cannot run here.
    """
    style = style or MarkStyle()
    _check(marks, select, place, min_confidence)
    views = open_views(source, start_s=start_s, end_s=end_s, ordered=ordered)
    if isinstance(tracker, str) and tracker.startswith(BY_HAND):
        return mark_by_hand(views, Path(tracker.removeprefix(BY_HAND)), style, progress)
    run = make_tracker(tracker, views.ordered) if isinstance(tracker, str) else tracker
    keep = sample(views, _count(views, frames), sampler)
    keeping = Keeping(views, keep)
    tracks = confident(run(keeping, keep, progress), min_confidence)
    settings: dict[str, object] = {
        "frames": frames,
        "marks": marks,
        "tracker": tracker if isinstance(tracker, str) else type(tracker).__name__,
        "sampler": sampler,
        "start_s": start_s,
        "end_s": end_s,
        "ordered": ordered,
        "select": select,
        "place": place,
        "style": asdict(style),
        "min_confidence": min_confidence,
    }
    manifest = make_manifest(views.name, views.fingerprint(), len(views), settings)
    return mark_tracks(keeping.kept(), tracks, select_tracks(tracks, marks, select), place, style, manifest)


def mark_tracks(
    kept: Sequence[View],
    tracks: Tracks,
    chosen: Sequence[int],
    place: str,
    style: MarkStyle,
    manifest: Mapping[str, object],
) -> MarkedViews:
    """Number, place, colour and draw chosen tracks on the kept views.

    Args:
        kept: The views that the tracks' label maps belong to, by increasing index.
        tracks: The tracker's result.
        chosen: Ids of tracks; the first becomes number 1.
        place: A name in `place.RULES`.
        style: How marks look.
        manifest: Goes into the result as it is.

    Raises:
        CovisError: If the placing rule is unknown.
    """
    numbers = {track: n for n, track in enumerate(chosen, start=1)}
    raw = {view.index: view.image for view in kept}
    labels = {view.index: _numbered(tracks.labels[view.index], numbers) for view in kept}
    placed: list[Mark] = []
    for view in kept:
        placed += _marks_on(
            view.index, labels[view.index], tracks, numbers, place, style.diameter_px(view.size_px)
        )
    marks = coloured(placed, raw)
    images: list[RGB] = []
    for i, view in enumerate(kept):
        here = [m for m in marks if m.view == view.index]
        images.append(draw(raw[view.index], here, labels[view.index], style, i))
    known = [tracks.tracks[track] for track in chosen]
    return MarkedViews(
        images=tuple(images),
        views=tuple(ViewInfo(v.index, v.name, v.time_s, v.size_px) for v in kept),
        marks=tuple(marks),
        objects=tuple(MarkedObject(numbers[t.id], t.id, t.confidence, t.thingness, t.frames) for t in known),
        labels=tuple(labels.values()),
        raw=tuple(raw.values()),
        manifest=manifest,
    )


def _numbered(labels: LabelMap, numbers: Mapping[int, int]) -> LabelMap:
    """A label map with numbers in place of track ids; what has no number is 0."""
    numbered = np.zeros(labels.shape, np.int32)
    for track, number in numbers.items():
        numbered[labels == track] = number
    return numbered


def _marks_on(
    view: int, labels: LabelMap, tracks: Tracks, numbers: Mapping[int, int], rule: str, diameter_px: float
) -> list[Mark]:
    here = {numbers[o.track]: o for o in tracks.occurrences if o.view == view and o.track in numbers}
    spots = place_marks(labels, {n: o.anchor_px for n, o in here.items()}, diameter_px, rule)
    return [
        Mark(
            number=s.number,
            track=here[s.number].track,
            view=view,
            x_px=s.x_px,
            y_px=s.y_px,
            diameter_px=s.diameter_px,
            confidence=here[s.number].confidence,
            colour=PALETTE[0],  # until all marks of the clip are known
            points_to_px=s.points_to_px,
        )
        for s in spots
    ]


def _count(views: Views, frames: int | None) -> int:
    if frames is not None:
        return frames
    return min(FRAMES, len(views)) if views.ordered else len(views)


def _check(marks: int, select: str, place: str, min_confidence: float) -> None:
    """Refuse settings before hours of tracking, not after."""
    if marks < 1:
        raise CovisError(f"marks is {marks}, but at least 1 object must be marked; ask for 1 or more.")
    for what, rule, known in (("selection", select, SELECTIONS), ("placing", place, PLACES)):
        if rule not in known:
            raise CovisError(f"There is no {what} rule {rule!r}; the known ones are {', '.join(known)}.")
    if not 0 <= min_confidence <= 1:
        raise CovisError(f"min_confidence is {min_confidence}, but it must be within 0..1.")
