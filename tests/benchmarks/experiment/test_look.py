from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.benchmarks.experiment.look import Look, Shrunk, marked_as, with_wrong_numbers
from covis.errors import CovisError
from covis.marks.mark_types import Mark
from covis.marks.marked_views import MarkedViews
from covis.marks.style import MarkStyle
from covis.tracks.tracks import Occurrence, Track, Tracks
from covis.views.arrays import ArrayViews
from covis.views.kept import Keeping
from covis.views.view import View

SIDE_PX = 60
WHERE = [(y, x) for y in (10, 30, 50) for x in (10, 30, 50)]


def marked_views(shown: list[list[bool]], look: Look) -> MarkedViews | None:
    """Views on which object k is seen where `shown[view][k]` says so, always in the same place."""
    labels = {}
    for view, seen in enumerate(shown):
        labels[view] = np.zeros((SIDE_PX, SIDE_PX), np.int32)
        for k, there in enumerate(seen):
            if there:
                y, x = WHERE[k]
                labels[view][y - 6 : y + 6, x - 6 : x + 6] = k + 1
    there = sorted({k + 1 for seen in shown for k, yes in enumerate(seen) if yes})
    tracks = Tracks(
        labels,
        {k: Track(k, 1.0, 1.0, len(shown)) for k in there},
        tuple(Occurrence(int(k), v, 1.0, None) for v, m in labels.items() for k in np.unique(m) if k),
    )
    images = [np.full((SIDE_PX, SIDE_PX, 3), 90, np.uint8) for _ in shown]
    views = Keeping(ArrayViews(images, ordered=True), range(len(shown)))
    return marked_as(views.kept(), tracks, look, "paper")


def by_place(marks: tuple[Mark, ...] | list[Mark]) -> dict[tuple[int, float, float], int]:
    return {(m.view, m.x_px, m.y_px): m.number for m in marks}


SHOWN = st.integers(1, 6).flatmap(
    lambda k: st.lists(st.lists(st.booleans(), min_size=k, max_size=k), min_size=2, max_size=8)
)


@settings(deadline=None)
@given(SHOWN, st.integers(0, 5))
def test_no_object_keeps_its_wrong_number_and_no_number_stands_twice(
    shown: list[list[bool]], seed: int
) -> None:
    marked = marked_views(shown, Look(6, 14, "circle"))
    if marked is None:
        assert not any(map(any, shown))
        return
    images, wrong = with_wrong_numbers(marked, MarkStyle("circle", 14), seed)
    right, others = by_place(marked.marks), by_place(wrong)
    assert set(right) == set(others)
    told = defaultdict(list)
    for place, number in right.items():
        told[number].append(others[place])
    assert all(len(set(numbers)) == len(numbers) for numbers in told.values())
    assert len({(m.view, m.number) for m in wrong}) == len(wrong)
    assert all(others[place] != number for place, number in right.items())
    assert max(others.values()) <= max(len(shown) + 1, max(right.values()))
    assert [image.shape for image in images] == [image.shape for image in marked.images]


def test_a_wrong_number_has_one_colour_and_the_same_seed_the_same_numbers() -> None:
    marked = marked_views([[True] * 4] * 4, Look(4, 14, "circle"))
    assert marked
    images, wrong = with_wrong_numbers(marked, MarkStyle("circle", 14), 3)
    assert len({(m.number, m.colour) for m in wrong}) == len({m.number for m in wrong}) == 5
    again, _ = with_wrong_numbers(marked, MarkStyle("circle", 14), 3)
    assert all(np.array_equal(a, b) for a, b in zip(images, again, strict=True))
    assert len({tuple(m.number for m in with_wrong_numbers(marked, MarkStyle(), s)[1]) for s in range(8)}) > 4


def test_outlines_of_wrong_numbers_go_round_the_same_objects() -> None:
    marked = marked_views([[True, True]] * 2, Look(2, 14, "mask"))
    assert marked
    images, _ = with_wrong_numbers(marked, MarkStyle("mask", 14), 0)
    for right, wrong, labels in zip(marked.images, images, marked.labels or (), strict=True):
        assert not np.array_equal(right, wrong)
        assert (wrong[labels > 0] != 90).any(axis=-1).all()
        assert (wrong[labels == 0] == 90).mean() > 0.9


def test_nothing_to_mark_is_nothing_marked() -> None:
    assert marked_views([[False], [False]], Look(5, 14, "circle")) is None


def test_wrong_numbers_need_the_unmarked_pictures() -> None:
    marked = marked_views([[True]] * 2, Look(1, 14, "circle"))
    assert marked
    bare = MarkedViews(marked.images, marked.views, marked.marks, marked.objects)
    with pytest.raises(CovisError, match="unmarked views"):
        with_wrong_numbers(bare, MarkStyle(), 0)


def test_shrunk_views_are_small_in_every_way_they_are_read() -> None:
    views = Shrunk(ArrayViews([np.zeros((80, 120, 3), np.uint8)] * 3, ordered=True), 60)
    assert (len(views), views.ordered) == (3, True)

    def sizes(view: View) -> set[tuple[int, int]]:
        return {view.size_px, view.image.shape[1::-1]}

    assert {size for view in views for size in sizes(view)} == {(60, 40)}
    assert {size for view in views.pick([0, 2]) for size in sizes(view)} == {(60, 40)}
    assert next(iter(views)).shrunk(30).shape == (20, 30, 3)
    assert (
        views.fingerprint()
        != Shrunk(ArrayViews([np.zeros((80, 120, 3), np.uint8)], ordered=True), 61).fingerprint()
    )
