"""The default tracker on made clips: every number is measured against the id of every pixel."""

from functools import cache

import numpy as np
import pytest

pytest.importorskip("covis.tracks.flow.tracker")

from covis.marks.select import select
from covis.tracks.quality import Followed
from covis.tracks.table import make_tracker
from covis.worlds.clips.cutouts import ClipSpec, make_clip
from covis.worlds.clips.judging import judge

PLAIN = {
    "crossing": ClipSpec(seed=21, moves=("cross", "behind")),
    "sweep": ClipSpec(seed=22, camera="sweep", still=5, moves=("cross",)),
    "there-and-back": ClipSpec(seed=23, camera="return", still=5, moves=("wander",)),
    "crowd": ClipSpec(seed=24, still=4, moves=("wander", "cross", "late")),
}
EVERY = 8


@cache
def tracked(spec):
    """The clip, its tracks at every eighth frame, and their quality."""
    clip = make_clip(spec)
    tracks = make_tracker("flow")(clip.views(), range(0, spec.frames, EVERY))
    return clip, tracks, judge(clip, tracks)


def shuffle(kind, seed, frames=96, **more):
    return ClipSpec(seed, frames, lookalikes=3, shuffle=kind, still=2, moves=(), **more)


def pooled(specs):
    """What became of the tracks on look-alikes in all of these clips."""
    return sum((f for spec in specs for f in tracked(spec)[2].shuffled), Followed())


@pytest.mark.parametrize("name", PLAIN)
def test_tracks_name_one_thing(name):
    assert tracked(PLAIN[name])[2].purity >= 0.9


def things_among_chosen(clip, tracks):
    """Of the tracks that would be marked, the share that lies on a thing in most of its views."""
    chosen, on_thing = select(tracks, 5), 0
    for k in chosen:
        seen = [clip.frame(view)[1][m == k] for view, m in tracks.labels.items() if (m == k).any()]
        on_thing += np.mean([(ids > 0).mean() > 0.5 for ids in seen]) > 0.5
    return on_thing / len(chosen)


def test_most_marks_would_be_on_things_and_most_things_have_tracks():
    reports = [tracked(spec)[2] for spec in PLAIN.values()]
    assert np.mean([things_among_chosen(*tracked(spec)[:2]) for spec in PLAIN.values()]) >= 0.5
    assert np.mean([r.objects_found for r in reports]) >= 0.6
    assert np.mean([r.coverage for r in reports]) >= 0.5


def test_only_kept_views_have_label_maps_and_they_fit():
    clip, tracks, _ = tracked(PLAIN["crossing"])
    assert sorted(tracks.labels) == list(range(0, 96, EVERY))
    assert all(m.shape == clip.frame(0)[1].shape and m.dtype == np.int32 for m in tracks.labels.values())


def test_lookalikes_that_never_overlap_are_followed_to_the_end():
    assert (
        pooled([shuffle("apart", 31), shuffle("apart", 32, speed_px=12), shuffle("apart", 33)]).share >= 0.9
    )


def test_lookalikes_that_overlap_are_followed_or_given_up():
    assert pooled([shuffle("overlapping", 41), shuffle("overlapping", 42)]).switched == 0


def names_on(clip, tracks, views, members):
    """The tracks that lie mostly on one of these true ids in one of these kept views."""
    on = set()
    for v in views:
        true = clip.frame(v)[1]
        on |= {
            k
            for k in np.unique(tracks.labels[v])[1:]
            if np.isin(true[tracks.labels[v] == k], members).mean() > 0.5
        }
    return on


@pytest.mark.parametrize("seed", [51, 52, 53])
def test_lookalikes_that_were_hidden_together_are_given_up(seed):
    """Some of these exchange places behind the folder and some do not, and no picture tells which."""
    clip, tracks, report = tracked(shuffle("hidden", seed, frames=72))
    swap = clip.shuffle.swaps[0]
    pair = [clip.shuffle.members[m] for m in swap.members]
    before = names_on(clip, tracks, [v for v in tracks.labels if v < swap.first], pair)
    after = names_on(clip, tracks, [v for v in tracks.labels if v >= swap.last], pair)
    assert not before & after
    assert report.shuffled[0].switched == 0


def test_no_track_survives_a_cut_to_another_scene():
    for seed in (61, 62):
        _, tracks, _ = tracked(ClipSpec(seed, cut_at=44, moves=("wander",)))
        before = {k for v, m in tracks.labels.items() if v < 44 for k in np.unique(m) if k}
        after = {k for v, m in tracks.labels.items() if v >= 44 for k in np.unique(m) if k}
        assert before
        assert after
        assert not before & after


def test_what_leaves_and_comes_back_is_never_named_as_something_else():
    specs = [ClipSpec(seed, moves=("return",), still=2) for seed in (71, 72, 73)]
    assert np.mean([tracked(spec)[2].purity for spec in specs]) >= 0.95


def test_a_late_thing_gets_a_track():
    found = []
    for seed in (81, 82, 83):
        clip, tracks, _ = tracked(ClipSpec(seed, moves=("late",), still=2))
        late = max(clip.objects)
        last = max(tracks.labels)
        there = tracks.labels[last][clip.frame(last)[1] == late]
        found.append((there > 0).mean() > 0.5)
    assert sum(found) >= 2
