"""The views of one source as they are shown: raw, with marks, and with the same marks but wrong numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.marks.draw import draw
from covis.marks.mark import mark_tracks
from covis.marks.mark_types import Mark
from covis.marks.marked_views import MarkedViews
from covis.marks.palette import coloured
from covis.marks.select import confident
from covis.marks.select import select as select_tracks
from covis.marks.style import Kind, MarkStyle
from covis.tracks.table import make_tracker
from covis.tracks.tracks import LabelMap, Progress, Tracks
from covis.views.view import RGB, View, Views, shrunk_size

MIN_CONFIDENCE = 0.5  # as covis.mark
PLACE = "anchor"  # as covis.mark


@dataclass(frozen=True)
class Look:
    """How marks look and how many there are; fields as in `Factors`."""

    marks: int
    diameter: float | int
    style: Kind


class Shrunk:
    """Views whose longer side is at most so many px, so that marks drawn on them keep their size."""

    def __init__(self, views: Views, long_side_px: int) -> None:
        """Wrap."""
        self._views, self._long_side_px = views, long_side_px

    @property
    def name(self) -> str:
        """The wrapped views' name."""
        return self._views.name

    @property
    def ordered(self) -> bool:
        """Whether the wrapped views are ordered."""
        return self._views.ordered

    def __len__(self) -> int:
        """The number of views."""
        return len(self._views)

    def __iter__(self) -> Iterator[View]:
        """The views in order, shrunk."""
        return map(self._shrunk, self._views)

    def pick(self, indices: Sequence[int]) -> list[View]:
        """The views at these increasing indices, shrunk."""
        return [self._shrunk(view) for view in self._views.pick(indices)]

    def fingerprint(self) -> str:
        """The wrapped views' fingerprint with the size."""
        return f"{self._views.fingerprint()}@{self._long_side_px}"

    def _shrunk(self, view: View) -> View:
        size_px = shrunk_size(view.size_px, self._long_side_px)
        return replace(view, size_px=size_px, read=lambda size: view.read(size or size_px))


TRUE = "true"
"""The tracker that takes the true ids of a rendered set."""


def true_masks(ids: Sequence[Path]) -> str:
    """The tracker, as `make_tracker` names it, that reads the true ids of some views.

    Args:
        ids: Their files.

    Raises:
        CovisError: If there are none, or they do not lie in one folder.
    """
    folders = {file.parent for file in ids}
    if len(folders) != 1:
        raise CovisError(
            "The tracker true needs the ids of a set that covis worlds rooms rendered; choose another."
        )
    return f"masks:{folders.pop()}"


def track(views: Views, keep: Sequence[int], tracker: str, progress: Progress | None) -> Tracks:
    """What a tracker is sure of in the views kept, as `covis.mark` takes it.

    Raises:
        CovisError: If the views cannot be read or the tracker cannot run here.
    """
    return confident(make_tracker(tracker, views.ordered)(views, keep, progress), MIN_CONFIDENCE)


def marked_as(kept: Sequence[View], tracks: Tracks, look: Look, select: str) -> MarkedViews | None:
    """The kept views with marks; None where there is nothing sure enough to be marked.

    Args:
        kept: The views that the tracks' label maps belong to.
        tracks: What the tracker is sure of.
        look: How many marks there are and how they look.
        select: How objects are chosen.

    Raises:
        CovisError: If there is no such rule.
    """
    chosen = select_tracks(tracks, look.marks, select)
    style = MarkStyle(look.style, look.diameter)
    marked = mark_tracks(kept, tracks, chosen, PLACE, style, {})
    return marked if marked.marks else None


def with_wrong_numbers(
    marked: MarkedViews, style: MarkStyle, seed: int
) -> tuple[tuple[RGB, ...], list[Mark]]:
    """The same marks, but no object bears its own number, nor the same number in any two views.

    The numbers are a part of a Latin square drawn at random, in which each view has a row, each object a
    column, and the right numbers a row of their own. There are as many numbers as objects, or one more than
    views where that is more. Each wrong number has one colour in all views, as the right ones have.

    Args:
        marked: Views with their right numbers, with their unmarked pictures and masks.
        style: How the marks look.
        seed: Of the square.

    Returns:
        The pictures, one for each view, and the marks on them.

    Raises:
        CovisError: If the unmarked pictures or the masks are not there.
    """
    if marked.raw is None or marked.labels is None:
        raise CovisError("Wrong numbers need unmarked views and masks; mark the source again.")
    right = sorted({m.number for m in marked.marks})
    wrong = _square(len(marked.views), right, seed)
    row_of = {view.index: row for row, view in enumerate(marked.views)}
    raw = {view.index: image for view, image in zip(marked.views, marked.raw, strict=True)}
    marks = coloured([replace(m, number=wrong[row_of[m.view]][m.number]) for m in marked.marks], raw)
    images = [
        draw(
            raw[view.index],
            [m for m in marks if m.view == view.index],
            _renumbered(labels, numbers),
            style,
        )
        for view, labels, numbers in zip(marked.views, marked.labels, wrong, strict=True)
    ]
    return tuple(images), marks


def _square(views: int, right: Sequence[int], seed: int) -> list[dict[int, int]]:
    """For each view, right number to wrong number; the right ones are a further row of the square."""
    rng = np.random.default_rng((seed, views, len(right)))
    size = max(views + 1, len(right))
    rows, columns = rng.permutation(size), rng.permutation(size)[: len(right)]
    symbols = dict(zip(((rows[0] + columns) % size).tolist(), right, strict=True))
    others = [n for n in range(1, size + max(right) + 1) if n not in right][: size - len(right)]
    free = [place for place in range(size) if place not in symbols]
    symbols |= dict(zip(free, rng.permutation(others).tolist(), strict=True))
    return [
        {n: int(symbols[int(row + column) % size]) for n, column in zip(right, columns, strict=True)}
        for row in rows[1 : views + 1]
    ]


def _renumbered(labels: LabelMap, wrong: Mapping[int, int]) -> LabelMap:
    renumbered = np.zeros(labels.shape, np.int32)
    for number, other in wrong.items():
        renumbered[labels == number] = other
    return renumbered
