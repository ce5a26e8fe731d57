"""The clip maker is itself exact: its truth agrees with its pixels, and each kind of event happens."""

from dataclasses import replace

import av
import numpy as np
import pytest

from covis.errors import CovisError
from covis.worlds.clips.cutouts import ClipSpec, make_clip

SMALL = ClipSpec(seed=3, frames=40, size_px=(160, 120))


def seen_px(clip):
    """(frames, ids + 1): how many px of each id every frame shows."""
    width = max(clip.objects) + 1
    return np.stack([np.bincount(clip.frame(i)[1].ravel(), minlength=width) for i in range(len(clip))])


def shuffled(kind, seed, count=3, **more):
    return make_clip(ClipSpec(seed, frames=90, lookalikes=count, shuffle=kind, still=1, moves=(), **more))


def test_a_seed_gives_the_same_pixels_again_in_any_order():
    first, again = make_clip(SMALL), make_clip(SMALL)
    later = again.frame(30)
    for mine, other in zip(first.frame(30), later, strict=True):
        np.testing.assert_array_equal(mine, other)
    np.testing.assert_array_equal(first.frame(2)[0], again.frame(2)[0])


def test_another_seed_gives_another_clip():
    assert (make_clip(SMALL).frame(0)[0] != make_clip(replace(SMALL, seed=4)).frame(0)[0]).mean() > 0.9


def test_frames_have_the_promised_types_and_known_ids():
    clip = make_clip(SMALL)
    rgb, ids = clip.frame(20)
    assert (rgb.dtype, rgb.shape) == (np.uint8, (120, 160, 3))
    assert (ids.dtype, ids.shape) == (np.int32, (120, 160))
    assert set(np.unique(ids)) <= {0, *clip.objects}
    assert list(clip.objects) == [t.id for t in clip.objects.values()] == [1, 2, 3, 4]


@pytest.mark.parametrize("index", [-1, 40])
def test_a_frame_that_is_not_there_is_an_index_error(index):
    with pytest.raises(IndexError, match="of a clip of 40"):
        make_clip(SMALL).frame(index)


@pytest.mark.parametrize("seed", range(3))
def test_ids_lie_where_the_pixels_of_the_thing_are(seed):
    """Paint one thing in a glaring colour: the pixels that change are those that carry its id."""
    shot = make_clip(replace(SMALL, seed=seed, size_px=(320, 240)))._shots[0]
    rgb, ids = shot.paint(20)
    for k, actor in enumerate(shot.actors):
        rgba = actor.picture.rgba.copy()
        rgba[..., :3] = 40 * rgba[..., 3:]
        glaring = replace(actor, picture=replace(actor.picture, rgba=rgba))
        changed, same_ids = replace(shot, actors=(*shot.actors[:k], glaring, *shot.actors[k + 1 :])).paint(20)
        np.testing.assert_array_equal(ids, same_ids)
        truth = ids == actor.thing.id
        painted = np.abs(changed - rgb).max(2) > 20
        if truth.sum() > 100:
            assert (truth & painted).sum() / (truth | painted).sum() > 0.85, actor.thing


@pytest.mark.parametrize("camera", ["handheld", "sweep", "return"])
def test_every_thing_is_seen_well_in_some_frame(camera):
    clip = make_clip(ClipSpec(seed=5, frames=60, camera=camera, moves=("cross", "behind", "return", "late")))
    assert (seen_px(clip)[:, 1:].max(0) > 200).all()


def test_a_sweeping_camera_leaves_things_behind_and_a_returning_one_comes_back():
    swept, returned = (
        seen_px(make_clip(ClipSpec(seed=1, frames=48, camera=c, still=4, moves=())))
        for c in ("sweep", "return")
    )
    left = (swept[0, 1:] > 200) & (swept[-1, 1:] == 0)
    back = (returned[0, 1:] > 200) & (returned[24, 1:] == 0) & (returned[-1, 1:] > 200)
    assert left.any()
    assert back.any()


@pytest.mark.parametrize("seed", range(4))
def test_a_mover_leaves_and_comes_back_under_its_id(seed):
    seen = seen_px(make_clip(ClipSpec(seed, frames=80, still=0, moves=("return",))))[:, 1]
    away = np.flatnonzero(seen == 0)
    assert len(away) >= 10
    assert seen[: away[0]].max() > 200
    assert seen[away[-1] + 1 :].max() > 200


@pytest.mark.parametrize("seed", range(4))
def test_a_late_mover_is_not_there_at_first(seed):
    seen = seen_px(make_clip(ClipSpec(seed, frames=60, still=0, moves=("late",))))[:, 1]
    assert (seen[:25] == 0).all()
    assert seen[-1] > 200


def test_a_mover_behind_others_is_hidden_by_them_for_a_while():
    clip = make_clip(ClipSpec(seed=1, frames=60, camera="sweep", still=4, moves=("behind",)))
    shot, mover = clip._shots[0], clip._shots[0].actors[-1]
    hidden = [
        1 - (shot.ids(t)[o] == mover.thing.id).mean()
        for t in range(60)
        if (o := shot.outline(mover, t)).any()
    ]
    assert max(hidden) > 0.3
    assert min(hidden) == 0


def test_a_cut_shares_no_id_and_no_scene():
    clip = make_clip(replace(SMALL, cut_at=15))
    before, after = clip.frame(14), clip.frame(15)
    assert not set(np.unique(before[1])[1:]) & set(np.unique(after[1])[1:])
    assert np.abs(before[0].astype(int) - after[0]).mean() > 20


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_shuffled_apart_they_never_touch_and_are_always_seen(seed, count):
    truth = shuffled("apart", seed, count, size_px=(320, 180) if seed else (320, 240)).shuffle
    assert truth.min_gap_px >= 3
    assert truth.max_overlap == 0
    assert truth.least_visible == 1


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_overlapping_one_is_covered_in_part(seed):
    truth = shuffled("overlapping", seed).shuffle
    assert 0.3 < truth.max_overlap < 0.9
    assert 0.1 < truth.least_visible < 0.7
    assert truth.min_gap_px == 0


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_hidden_both_are_gone_at_the_same_time_and_come_back(seed):
    clip = shuffled("hidden", seed)
    truth, seen = clip.shuffle, seen_px(clip)
    pair = [truth.members[m] for m in truth.swaps[0].members]
    assert (seen[:, pair] == 0).all(1).sum() >= 5
    assert (seen[0, pair] > 200).all()
    assert (seen[-1, pair] > 200).all()
    assert clip.objects[truth.occluder].group == 0


def test_hidden_shuffles_exchange_sometimes():
    """Else a tracker could be right without knowing."""
    assert {shuffled("hidden", seed).shuffle.swaps[0].exchanged for seed in range(8)} == {True, False}


@pytest.mark.parametrize("kind", ["apart", "overlapping", "hidden"])
def test_the_swaps_told_give_the_order_that_is_seen(kind):
    clip = shuffled(kind, 2)
    truth = clip.shuffle
    order = list(truth.members)
    for swap in truth.swaps:
        assert 0 < swap.first < swap.last < len(clip)
        if swap.exchanged:
            i, j = (order.index(truth.members[m]) for m in swap.members)
            order[i], order[j] = order[j], order[i]
    ids = clip.frame(len(clip) - 1)[1]
    assert order == sorted(truth.members, key=lambda k: np.nonzero(ids == k)[1].mean())


@pytest.mark.parametrize("speed_px", [4.0, 12.0])
def test_shuffled_cups_reach_the_speed_asked_for(speed_px):
    clip = shuffled("apart", 1, speed_px=speed_px)
    paths = [a.path.foot_px for a in clip._shots[0].actors if a.thing.group]
    fastest = max(np.hypot(*np.diff(p, axis=0).T).max() for p in paths)
    assert 0.85 * speed_px < fastest <= 1.02 * speed_px


def test_lookalikes_look_alike():
    clip = shuffled("none", 0)
    rgb, ids = clip.frame(5)
    means = np.array([rgb[ids == k].mean(0) for k, t in clip.objects.items() if t.group == 1])
    assert len(means) == 3
    assert np.ptp(means, axis=0).max() < 4
    assert clip.shuffle.swaps == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"frames": 1},
        {"size_px": (321, 240)},
        {"size_px": (32, 24)},
        {"camera": "drone"},
        {"moves": ("jump",)},
        {"lookalikes": 1},
        {"lookalikes": 4, "shuffle": "hidden"},
        {"shuffle": "apart"},
        {"cut_at": 96},
        {"speed_px": 0},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        ClipSpec(**wrong)


def test_too_few_frames_for_a_swap_are_refused():
    with pytest.raises(ValueError, match="too few for a swap"):
        make_clip(ClipSpec(frames=20, lookalikes=3, shuffle="apart"))


def test_views_stream_the_frames_in_order():
    clip = make_clip(SMALL)
    views = clip.views()
    assert views.ordered
    assert len(views) == 40
    listed = list(views)
    assert [v.index for v in listed] == list(range(40))
    assert listed[12].time_s == pytest.approx(0.5)
    assert listed[12].size_px == (160, 120)
    np.testing.assert_array_equal(listed[12].image, clip.frame(12)[0])
    assert listed[12].shrunk(80).shape == (60, 80, 3)
    assert [v.name for v in views.pick([3, 7])] == ["000003", "000007"]
    with pytest.raises(IndexError):
        views.pick([40])


def test_fingerprints_tell_clips_apart():
    prints = {make_clip(replace(SMALL, seed=s)).views().fingerprint() for s in (1, 2, 2)}
    assert len(prints) == 2
    assert all(len(p) == 64 for p in prints)


def test_a_written_video_shows_the_frames(tmp_path):
    clip = make_clip(SMALL)
    path = tmp_path / "walk über.mp4"
    clip.write_video(path)
    with av.open(str(path)) as container:
        shown = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    assert len(shown) == 40
    assert np.abs(shown[25].astype(int) - clip.frame(25)[0]).mean() < 8
    assert list(tmp_path.iterdir()) == [path]


def test_a_video_that_cannot_be_written_leaves_nothing_and_says_so(tmp_path):
    with pytest.raises(CovisError, match="Cannot write"):
        make_clip(SMALL).write_video(tmp_path / "none" / "clip.mp4")
    assert list(tmp_path.iterdir()) == []
