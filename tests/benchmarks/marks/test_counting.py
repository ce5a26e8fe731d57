"""Counts on label maps small enough to count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from covis.benchmarks.marks.identity import Identity, identify
from covis.benchmarks.marks.overlap import overlapping, with_shared_marks
from covis.benchmarks.marks.returns import Returns, count_returns
from covis.benchmarks.marks.shared_px import share_px
from covis.benchmarks.marks.standing import stand
from covis.marks.mark_types import Mark


def maps(*frames: str) -> list[np.ndarray]:
    """Label maps from strings: each row a string of digits, each digit 10 by 10 px, rows split by /."""
    blocks = [np.array([[int(c) for c in row] for row in f.split("/")], np.int32) for f in frames]
    return [np.kron(b, np.ones((10, 10), np.int32)).astype(np.int32) for b in blocks]


def shared(tracks: list[np.ndarray], true: list[np.ndarray]) -> list:
    return [share_px(t, i) for t, i in zip(tracks, true, strict=True)]


def mark(number: int, view: int, block: int, beside: int | None = None) -> Mark:
    """A mark in the middle of a block of the upper row, or beside it."""
    at = block if beside is None else beside
    points_to = None if beside is None else (10 * block + 5.0, 5.0)
    return Mark(number, number, view, 10 * at + 5, 5, 8, 1.0, (0, 0, 0), points_to)


@given(
    hnp.arrays(np.int32, (7, 9), elements=st.sampled_from([0, 2, 5, 40000])),
    hnp.arrays(np.int32, (7, 9), elements=st.sampled_from([0, 1, 7, 65536])),
)
def test_shared_pixels_are_those_of_the_maps(labels: np.ndarray, ids: np.ndarray) -> None:
    view = share_px(labels, ids)
    assert view.px.sum() == labels.size
    for row, track in enumerate([0, *view.tracks]):
        for column, thing in enumerate([0, *view.things]):
            assert view.px[row, column] == ((labels == track) & (ids == thing)).sum()
    assert set(view.tracks) == set(np.unique(labels)) - {0}


def test_a_thing_that_returns_under_its_track() -> None:
    true = maps("110", "110", "000", "011")
    assert count_returns(shared(maps("330", "330", "000", "033"), true)) == Returns(same=1)
    assert count_returns(shared(maps("330", "330", "000", "044"), true)) == Returns(another=1)
    assert count_returns(shared(maps("330", "330", "000", "000"), true)) == Returns(none=1)


def test_no_return_without_a_track_before_or_without_absence() -> None:
    assert count_returns(shared(maps("000", "000", "033"), maps("110", "000", "011"))) == Returns()
    assert count_returns(shared(maps("330", "000", "033"), maps("110", "110", "011"))) == Returns()
    # The track was gone when the thing was last seen.
    assert count_returns(shared(maps("330", "000", "000", "033"), maps("110", "110", "000", "011"))) == (
        Returns()
    )


def test_a_sliver_of_a_thing_is_neither_here_nor_gone() -> None:
    true = maps("110", "000", "011")
    true[1][0, :1] = 1  # 1 px of 300 is more than the least share, so widen the picture
    wide = [np.pad(m, ((0, 60), (0, 0))) for m in true]
    tracks = [np.pad(m, ((0, 60), (0, 0))) for m in maps("330", "000", "033")]
    assert count_returns(shared(tracks, wide)) == Returns()


def test_identities_of_the_truth_itself() -> None:
    true = maps("1102", "1102", "0110")
    assert identify(shared(true, true)) == Identity(asked=5, missed=0, switched=0, true=5, false=0, left=0)


def test_a_switch_a_miss_and_a_track_on_nothing() -> None:
    true = maps("1100", "1100", "1100", "1100")
    tracks = maps("3300", "3300", "4400", "0055")
    found = identify(shared(tracks, true))
    # Track 3 stands for thing 1: right in two views; the other two views and tracks 4 and 5 are left over.
    assert found == Identity(asked=4, missed=1, switched=1, true=2, false=2, left=2)


def test_things_too_small_to_ask_for_are_neither_right_nor_wrong() -> None:
    true = [np.zeros((100, 100), np.int32)]
    true[0][:3, :3] = 1
    assert identify(shared(true, true)) == Identity(0, 0, 0, 0, 0, 0)


def test_marks_on_their_thing_on_another_and_on_scenery() -> None:
    ids = dict(enumerate(maps("1120", "1120", "1120")))
    labels = dict(enumerate(maps("1100", "1100", "0010")))
    marks = [mark(1, 0, 0), mark(1, 1, 1), mark(1, 2, 2), mark(2, 0, 3)]
    found = stand(marks, labels, ids)
    assert found.pure == (marks[0], marks[1], marks[3])
    assert found.right == (marks[0], marks[1])
    # The third mark's mask is exactly thing 2, though its number stands for thing 1.
    assert found.on_things == (marks[0], marks[1], marks[2])


def test_a_mark_beside_its_object_counts_where_it_points() -> None:
    ids, labels = dict(enumerate(maps("102"))), dict(enumerate(maps("100")))
    beside = mark(1, 0, block=0, beside=2)
    assert stand([beside], labels, ids).right == (beside,)


def test_of_equally_many_marks_those_on_a_thing_decide() -> None:
    ids, labels = dict(enumerate(maps("01", "01"))), dict(enumerate(maps("11", "11")))
    marks = [mark(1, 0, 0), mark(1, 1, 1)]
    assert stand(marks, labels, ids).right == (marks[1],)


def test_views_overlap_when_they_share_two_things() -> None:
    ids = dict(enumerate(maps("1230", "0123", "0003", "4560", "0045")))
    assert overlapping(ids) == [0, 1, 3, 4]


def test_a_thing_that_hardly_shows_makes_no_overlap() -> None:
    first, second = maps("1200", "1200")
    second[second == 2] = 0
    second[0, 20] = 2
    wide = {0: np.pad(first, ((0, 50), (0, 0))), 1: np.pad(second, ((0, 50), (0, 0)))}
    assert overlapping(wide) == []


def test_numbers_that_stand_alone_join_nothing() -> None:
    marks = [mark(1, 0, 0), mark(2, 0, 1), mark(3, 0, 2), mark(1, 1, 0), mark(2, 1, 1), mark(3, 2, 0)]
    assert with_shared_marks([0, 1, 2], marks) == 2
    assert with_shared_marks([0, 1, 2], marks[:4]) == 0
    assert with_shared_marks([], marks) == 0


@pytest.mark.parametrize("seed", range(3))
def test_identities_do_not_depend_on_names(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true = [np.kron(rng.integers(0, 4, (3, 4)), np.ones((5, 5))).astype(np.int32) for _ in range(4)]
    tracks = [np.where(rng.random(t.shape) < 0.2, 0, t) for t in true]
    renamed = [np.array([0, 9, 4, 7], np.int32)[t] for t in tracks]
    assert identify(shared(tracks, true)) == identify(shared(renamed, true))
