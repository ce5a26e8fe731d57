"""A tracker that knows the truth is judged perfect, and one that confuses look-alikes is found out."""

import numpy as np
import pytest

from covis.tracks.quality import Followed
from covis.tracks.tracks import Occurrence, Track, Tracks
from covis.worlds.clips.cutouts import ClipSpec, make_clip
from covis.worlds.clips.judging import judge

KEEP = range(0, 90, 9)


def tracks_of(maps):
    ids = sorted({int(k) for m in maps.values() for k in np.unique(m) if k})
    return Tracks(
        maps,
        {k: Track(k, 1.0, 1.0, len(maps)) for k in ids},
        tuple(Occurrence(int(k), v, 1.0, None) for v, m in maps.items() for k in np.unique(m) if k),
    )


@pytest.fixture(scope="module")
def clip():
    return make_clip(ClipSpec(seed=7, frames=90, lookalikes=3, shuffle="apart", still=2, moves=()))


def test_the_truth_follows_every_lookalike(clip):
    report = judge(clip, tracks_of({i: clip.frame(i)[1] for i in KEEP}))
    assert (report.purity, report.coverage, report.things_share, report.id_switches) == (1, 1, 1, 0)
    assert report.shuffled == (Followed(followed=3),)


def test_tracks_that_stay_with_the_place_are_switched(clip):
    """What nearest-position matching of sparse views does: name the cups from left to right."""
    maps = {}
    for i in KEEP:
        ids = clip.frame(i)[1]
        cups = sorted(clip.shuffle.members, key=lambda k, ids=ids: np.nonzero(ids == k)[1].mean())
        maps[i] = np.select([ids == k for k in cups], [1, 2, 3], 0).astype(np.int32)
    followed = judge(clip, tracks_of(maps)).shuffled[0]
    assert followed.switched >= 2
    assert followed.followed <= 1


def test_tracks_given_up_at_the_first_swap_abstain(clip):
    maps = {i: clip.frame(i)[1] * (i < clip.shuffle.swaps[0].first) for i in KEEP}
    assert judge(clip, tracks_of(maps)).shuffled == (Followed(abstained=3),)


def test_a_clip_without_a_shuffle_reports_none():
    still = make_clip(ClipSpec(seed=1, frames=4, lookalikes=2, moves=()))
    assert judge(still, tracks_of({0: still.frame(0)[1]})).shuffled == ()
