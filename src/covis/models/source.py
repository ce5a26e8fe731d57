"""The views that a question is about: marked here, marked before, or left as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from covis.marks.marked_views import MARKS_FILE, MarkedViews
from covis.views.source import Source, open_views

if TYPE_CHECKING:
    from covis.views.view import Views


def views_to_ask(source: Source | MarkedViews, raw: bool, **settings: Any) -> MarkedViews:
    """Marked views; for `raw`, the same views without tracking anything.

    Args:
        source: As for `covis.mark`, marked views, or a folder that `covis mark` wrote.
        raw: Whether marks are not needed.
        settings: Of `covis.mark`; without effect on what is marked already.

    Raises:
        CovisError: If the source cannot be read or marked.
    """
    from covis.marks.mark import mark

    if isinstance(source, MarkedViews):
        return source
    if isinstance(source, (str, Path)) and (Path(source) / MARKS_FILE).is_file():
        return MarkedViews.load(source)
    if raw:
        cut = {name: settings.get(name) for name in ("start_s", "end_s", "ordered")}
        return _unmarked(
            open_views(source, **cut), settings.get("frames"), settings.get("sampler", "uniform")
        )
    return mark(source, **settings)


def _unmarked(views: Views, frames: int | None, sampler: str) -> MarkedViews:
    """The views that marking would keep, as they are."""
    from covis.marks.mark import FRAMES
    from covis.marks.mark_types import ViewInfo
    from covis.views.sampling import sample

    count = frames if frames is not None else min(FRAMES, len(views)) if views.ordered else len(views)
    kept = list(views.pick(sample(views, count, sampler)))
    images = tuple(np.asarray(view.image) for view in kept)
    infos = tuple(ViewInfo(v.index, v.name, v.time_s, v.size_px) for v in kept)
    return MarkedViews(images, infos, (), (), raw=images)
