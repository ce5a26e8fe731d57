"""Each number of the report on label maps small enough to count by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from covis.tracks.quality import Followed, Shuffle, measure


def maps(*frames):
    """Label maps from strings: each row a string of digits, each digit 10 by 10 px, rows split by /."""
    blocks = [np.array([[int(c) for c in row] for row in f.split("/")], np.int32) for f in frames]
    return [np.kron(b, np.ones((10, 10), np.int32)).astype(np.int32) for b in blocks]


def test_the_truth_itself_is_perfect():
    true = maps("0110/2200", "1100/0220")
    report = measure(true, true)
    assert (report.tracks, report.id_switches) == (2, 0)
    shares = (report.pure_tracks, report.purity, report.pixel_purity, report.things_share, report.mean_iou)
    assert shares == (1, 1, 1, 1, 1)
    assert (report.coverage, report.objects_found) == (1, 1)


@given(
    hnp.arrays(np.int32, (4, 6, 6), elements=st.integers(0, 3)),
    hnp.arrays(np.int32, (4, 6, 6), elements=st.integers(0, 3)),
    st.permutations([1, 2, 3]),
)
def test_names_of_tracks_do_not_matter(predicted, true, names):
    renamed = np.array([0, *names], np.int32)[predicted]
    shuffle = Shuffle((1, 2), 1, 2)
    one, other = measure(predicted, true, [shuffle]), measure(renamed, true, [shuffle])
    assert one.mean_iou == pytest.approx(other.mean_iou)
    same = {"mean_iou": 0.0, "id_switches": 0}  # a tie for the main track is broken by name
    assert replace(one, **same) == replace(other, **same)


def test_a_patch_of_scenery_is_pure_but_no_thing():
    report = measure(maps("7000", "7000"), maps("0001", "0001"))
    assert (report.purity, report.pixel_purity) == (1, 1)
    assert (report.things_share, report.coverage, report.objects_found) == (0, 0, 0)


def test_a_track_that_changes_object_is_impure_and_switches():
    report = measure(maps("5500", "5500", "0055"), maps("1122", "1122", "1122"), [Shuffle((1, 2), 1, 2)])
    assert report.purity == pytest.approx(2 / 3)
    assert report.pixel_purity == pytest.approx(2 / 3)
    assert report.pure_tracks == 0
    assert report.coverage == pytest.approx(2 / 6)
    assert report.shuffled == (Followed(switched=1, untracked=1),)


def test_a_track_much_larger_than_its_object_is_no_thing():
    tight = measure(maps("550", "550"), maps("110", "110"))
    loose = measure(maps("55555", "55555"), maps("11230", "11230"))
    assert tight.things_share == 1
    assert loose.mean_iou == pytest.approx(0.4)
    assert loose.things_share == 0


def test_an_occurrence_on_the_wrong_thing_lowers_purity_only_by_itself():
    report = measure(maps("50", "50", "50", "05"), maps("12", "12", "12", "12"))
    assert report.purity == pytest.approx(3 / 4)


def test_id_switches_count_replacements_but_not_parts_of_one_object():
    true = maps("11", "11", "11")
    assert measure(maps("55", "55", "66"), true).id_switches == 1
    assert measure(maps("55", "00", "55"), true).id_switches == 0
    halves = [
        np.where(np.arange(20) < split, 5, 6).astype(np.int32)[None].repeat(10, 0) for split in (12, 8, 12)
    ]
    assert measure(halves, true).id_switches == 0


def test_tiny_slivers_of_objects_need_no_track():
    true = np.zeros((20, 20), np.int32)
    true[0, :29] = 1
    true[5:15, 5:15] = 2
    report = measure([np.where(true == 2, 9, 0).astype(np.int32)], [true])
    assert report.coverage == 1
    assert report.objects_found == 0.5


SWAP = maps("1020", "0120", "0210", "2010")  # 1 and 2 pass each other


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (("7080", "0780", "0870", "8070"), Followed(followed=2)),
        (("7080", "0780", "0780", "7080"), Followed(switched=2)),
        (("7080", "0780", "0000", "0000"), Followed(abstained=2)),
        (("7080", "0780", "0000", "9060"), Followed(abstained=2)),
        (("7000", "0700", "0070", "0070"), Followed(followed=1, untracked=1)),
        (("7080", "0780", "0780", "8070"), Followed(switched=2)),
        (("0000", "0000", "0870", "8070"), Followed(untracked=2)),
        (("7080", "0780", "0000", "0807"), Followed(abstained=2)),
    ],
)
def test_shuffles_are_followed_switched_or_given_up(predicted, expected):
    assert measure(maps(*predicted), SWAP, [Shuffle((1, 2), 1, 3)]).shuffled == (expected,)


def test_the_share_followed_counts_what_was_never_tracked():
    total = Followed(followed=1, switched=1) + Followed(abstained=1, untracked=1)
    assert total == Followed(1, 1, 1, 1)
    assert total.share == 0.25
    assert Followed().share == 0


def test_nothing_predicted_is_all_zero():
    report = measure(maps("00"), maps("11"))
    assert (report.tracks, report.purity, report.things_share, report.coverage) == (0, 0, 0, 0)


def test_frames_must_pair_up():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        measure(maps("00", "00"), maps("11"))
    with pytest.raises(ValueError, match="frame 0"):
        measure(maps("00"), maps("111"))
    with pytest.raises(ValueError, match="no frames"):
        measure([], [])
