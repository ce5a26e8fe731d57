"""Which tracks are chosen, in which order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.marks.select import RULES, confident, select
from covis.tracks.tracks import Occurrence, Track, Tracks

SIDE = 40


def tracks_of(
    rows: Mapping[int, list[int]],
    thingness: Mapping[int, float] | None = None,
    confidence: Mapping[int, float] | None = None,
) -> Tracks:
    """Tracks by id with their area in px in each kept view, 0 for absent; views are 0, 10, 20, ..."""
    count = len(next(iter(rows.values())))
    labels, seen = {}, []
    for v in range(count):
        flat = np.zeros(SIDE * SIDE, np.int32)
        at = 0
        for k, areas in rows.items():
            flat[at : at + areas[v]] = k
            at += areas[v]
            if areas[v]:
                seen.append(Occurrence(k, 10 * v, 0.8, None))
        labels[10 * v] = flat.reshape(SIDE, SIDE)
    known = {k: Track(k, (confidence or {}).get(k, 1.0), (thingness or {}).get(k, 0.5), count) for k in rows}
    return Tracks(labels, known, tuple(seen))


def test_paper_most_views_then_area_then_id() -> None:
    tracks = tracks_of({1: [200, 200, 0], 2: [10, 10, 10], 3: [5, 30, 5], 5: [300, 0, 0], 4: [30, 5, 5]})
    assert select(tracks, 9, "paper") == [3, 4, 2, 1, 5]
    assert select(tracks, 2, "paper") == [3, 4]


def test_an_object_beats_a_patch_of_wall() -> None:
    wall, cup = {1: [600, 600, 600, 600]}, {2: [0, 50, 60, 0]}
    tracks = tracks_of(wall | cup, thingness={1: 0.4, 2: 0.8})
    assert select(tracks, 2) == [2, 1]
    assert select(tracks, 2, "paper") == [1, 2]


def test_among_equals_more_views_then_larger() -> None:
    tracks = tracks_of({1: [50, 50, 0], 2: [50, 50, 50], 3: [80, 80, 80]})
    assert select(tracks, 3) == [3, 2, 1]


def test_a_sure_track_beats_an_unsure_one() -> None:
    tracks = tracks_of({1: [50, 50], 2: [50, 50]}, confidence={1: 0.5, 2: 0.9})
    assert select(tracks, 1) == [2]


def test_what_is_in_one_of_several_views_is_left_out() -> None:
    tracks = tracks_of({1: [300, 0], 2: [20, 20]}, thingness={1: 1.0, 2: 0.4})
    assert select(tracks, 5) == [2]


def test_what_hardly_looks_like_a_thing_is_left_out() -> None:
    tracks = tracks_of({1: [300, 300], 2: [20, 20]}, thingness={1: 0.1, 2: 0.8})
    assert select(tracks, 5) == [2]
    assert select(tracks, 5, "paper") == [1, 2]


def test_a_view_without_marks_makes_what_it_shows_more_welcome() -> None:
    middle = {k: [0, 50, 50, 0, 0] for k in (1, 2, 3)}
    tracks = tracks_of(middle | {4: [0, 0, 0, 50, 50]}, thingness={1: 0.8, 2: 0.7, 3: 0.6, 4: 0.5})
    assert select(tracks, 4) == [1, 2, 4, 3]
    assert select(tracks, 9, "paper") == [1, 2, 3, 4]


def test_but_not_what_hardly_looks_like_a_thing() -> None:
    middle = {k: [0, 50, 50, 0, 0] for k in (1, 2, 3)}
    tracks = tracks_of(middle | {4: [0, 0, 0, 50, 50]}, thingness={1: 0.9, 2: 0.9, 3: 0.9, 4: 0.32})
    assert select(tracks, 4) == [1, 2, 3, 4]


def test_what_joins_more_views_takes_the_place_of_a_slightly_better_object() -> None:
    middle = {1: [0, 50, 50, 0]}
    tracks = tracks_of(middle | {2: [50] * 4, 3: [50] * 4}, thingness={1: 0.8, 2: 0.6, 3: 0.55})
    assert select(tracks, 2) == [2, 3]
    assert select(tracks, 3) == [2, 1, 3]


def test_but_not_of_a_much_better_one() -> None:
    end = {1: [50] * 4, 2: [50] * 4, 3: [0, 50, 50, 50], 4: [50, 50, 0, 0]}
    tracks = tracks_of(end, thingness={1: 0.9, 2: 0.9, 3: 0.9, 4: 0.4})
    assert select(tracks, 3) == [1, 2, 3]


def test_of_a_single_view_all_may_be_chosen() -> None:
    assert select(tracks_of({1: [30], 2: [60]}), 5) == [2, 1]


def test_nothing_tracked_nothing_chosen() -> None:
    assert select(Tracks({0: np.zeros((4, 4), np.int32)}, {}, ()), 5) == []


@pytest.mark.parametrize("count", [0, -1])
def test_at_least_one_must_be_asked_for(count: int) -> None:
    with pytest.raises(CovisError, match="at least 1"):
        select(tracks_of({1: [30]}), count)


def test_unknown_rules_list_the_known() -> None:
    with pytest.raises(CovisError, match="'best'; the known ones are things, paper"):
        select(tracks_of({1: [30]}), 1, "best")


AREAS = st.lists(st.integers(0, 150), min_size=3, max_size=3).filter(any)


@given(st.dictionaries(st.integers(1, 50), AREAS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_listing_never_matters(rows: dict[int, list[int]], random: st.DataObject) -> None:
    shuffled = list(rows.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for rule in RULES:
        chosen = select(tracks_of(rows), 5, rule)
        assert chosen == select(tracks_of(dict(shuffled)), 5, rule)
        assert len(set(chosen)) == len(chosen)
        assert set(chosen) <= set(select(tracks_of(rows), 9, rule))
    assert select(tracks_of(rows), 5, "paper") == select(tracks_of(rows), 9, "paper")[:5]


def test_unsure_occurrences_are_dropped_and_nothing_is_changed_in_place() -> None:
    tracks = tracks_of({1: [30, 30], 2: [20, 20]})
    unsure = Tracks(
        tracks.labels,
        tracks.tracks,
        tuple(
            Occurrence(o.track, o.view, 0.3 if (o.track, o.view) == (1, 10) else 0.5, None)
            for o in tracks.occurrences
        ),
    )
    left = confident(unsure, 0.5)
    assert {(o.track, o.view) for o in left.occurrences} == {(1, 0), (2, 0), (2, 10)}
    assert set(np.unique(left.labels[10])) == {0, 2}
    assert left.labels[0] is unsure.labels[0]
    assert set(np.unique(unsure.labels[10])) == {0, 1, 2}
    assert confident(unsure, 0.3) is unsure
