"""One rendered shot: track it, mark it, count what is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from covis.benchmarks.marks.corrupted import Damage, DamagedViews
from covis.benchmarks.marks.identity import identify
from covis.benchmarks.marks.measures import Tally
from covis.benchmarks.marks.overlap import overlapping, with_shared_marks
from covis.benchmarks.marks.returns import Returns, count_returns
from covis.benchmarks.marks.settings import MarksSettings
from covis.benchmarks.marks.shared_px import SEEN_SHARE, share_px
from covis.benchmarks.marks.shots import RenderedShot
from covis.benchmarks.marks.standing import stand
from covis.marks.mark import mark_tracks
from covis.marks.marked_views import MarkedViews
from covis.marks.select import confident, select
from covis.marks.style import MarkStyle
from covis.tracks.quality import Quality, measure
from covis.tracks.table import make_tracker
from covis.tracks.tracks import LabelMap, Progress, Tracks
from covis.views.kept import Keeping


@dataclass(frozen=True, eq=False)
class Run:
    """What became of one shot.

    Attributes:
        tracks: What the tracker gave, without unsure occurrences.
        marked: The marked views.
        ids: For each view (key: its index in the source) the true ids, int32 (H, W).
        ordered: Whether the views follow each other in time.
    """

    tracks: Tracks
    marked: MarkedViews
    ids: dict[int, LabelMap]
    ordered: bool


def run_shot(
    shot: RenderedShot,
    settings: MarksSettings,
    damage: Damage | None = None,
    progress: Progress | None = None,
) -> Run:
    """Track a shot and mark exactly its kept frames, as `covis.mark` does with views of its own choice.

    Args:
        shot: The shot.
        settings: Tracker and choice of marks.
        damage: What happens to the pictures before the tracker sees them.
        progress: Told (views done, views in all).

    Raises:
        CovisError: If files are missing or broken, or the tracker cannot run here.
    """
    clean, keep = shot.views(), list(shot.positions)
    ids = dict(zip(keep, shot.ids(), strict=True))
    if damage is not None:
        ids = {index: damage.ids(map_, index, clean) for index, map_ in ids.items()}
    views = Keeping(clean if damage is None else DamagedViews(clean, damage, keep), keep)
    tracker = make_tracker(settings.tracker, views.ordered)
    tracks = confident(tracker(views, keep, progress), settings.min_confidence)
    chosen = select(tracks, settings.marks, settings.select)
    marked = mark_tracks(views.kept(), tracks, chosen, "anchor", MarkStyle(), {})
    return Run(tracks, marked, ids, views.ordered)


def tally(run: Run) -> Tally:
    """The counts behind every measure, see `MEASURES`."""
    views = sorted(run.ids)
    true = [run.ids[v] for v in views]
    assert run.marked.labels is not None  # marks of tracks always have masks
    numbers = dict(zip(views, run.marked.labels, strict=True))
    marks = run.marked.marks
    seen_px = round(SEEN_SHARE * float(np.mean([m.size for m in true])))
    tracked = measure([run.tracks.labels[v] for v in views], true, seen_px=seen_px)
    numbered = measure(numbers.values(), true, seen_px=seen_px)
    shared = [share_px(run.tracks.labels[v], run.ids[v]) for v in views]
    identity = identify(shared)
    back = count_returns(shared) if run.ordered else Returns()
    returns = back.same + back.another + back.none
    standing = stand(marks, numbers, run.ids)
    common = overlapping(run.ids)
    return {
        "tracks_pure": (tracked.pure_tracks * tracked.tracks, tracked.tracks),
        "track_purity": (tracked.purity * tracked.occurrences, tracked.occurrences),
        "tracks_on_things": (tracked.things_share * tracked.tracks, tracked.tracks),
        "coverage": (tracked.coverage * tracked.asked, tracked.asked),
        "things_found": (tracked.objects_found * tracked.objects, tracked.objects),
        "idf1": (2 * identity.true, 2 * identity.true + identity.false + identity.left),
        "missed": (identity.missed, identity.asked),
        "switched": (identity.switched, identity.asked),
        "returned_same": (back.same, returns),
        "returned_other": (back.another, returns),
        "returned_none": (back.none, returns),
        "marks_pure": (len(standing.pure), len(marks)),
        "marks_right": (len(standing.right), len(marks)),
        "marks_on_things": (len(standing.on_things), len(marks)),
        **_numbers(numbered),
        "views_with_two": (with_shared_marks(common, marks), len(common)),
        "views_with_two_right": (with_shared_marks(common, standing.right), len(common)),
    }


def _numbers(numbered: Quality) -> Tally:
    return {
        "numbers_pure": (numbered.pure_tracks * numbered.tracks, numbered.tracks),
        "numbers_on_things": (numbered.things_share * numbered.tracks, numbered.tracks),
    }
