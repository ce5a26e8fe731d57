from collections.abc import Iterator

import numpy as np
import pytest

from covis.benchmarks.marks.corrupted import Damage, DamagedViews
from covis.benchmarks.marks.corruptions import CORRUPTIONS, OCCLUDER_ID
from covis.views.arrays import ArrayViews
from covis.views.view import View


def numbered(count: int = 30, ordered: bool = True) -> ArrayViews:
    """Each view a plain picture whose level is its index."""
    return ArrayViews([np.full((24, 32, 3), i, np.uint8) for i in range(count)], ordered=ordered)


def levels(views: Iterator[View]) -> list[int]:
    return [int(view.image[0, 0, 0]) for view in views]


def test_lost_frames_are_stood_in_for_by_the_one_before() -> None:
    keep = [0, 9, 19, 29]
    damaged = DamagedViews(numbered(), Damage("dropped", 0.6, seed=4), keep)
    shown = levels(iter(damaged))
    assert [view.index for view in damaged] == list(range(30))
    assert all(shown[k] == k for k in keep)
    assert shown == sorted(shown)
    assert all(level <= index for index, level in enumerate(shown))
    assert 5 < len(set(shown)) < 20
    assert levels(iter(damaged.pick(keep))) == keep


def test_the_share_of_lost_frames_is_as_stated() -> None:
    damaged = DamagedViews(numbered(250), Damage("dropped", 0.3), [0])
    lost = sum(level != index for index, level in enumerate(levels(iter(damaged))))
    assert lost / 249 == pytest.approx(0.3, abs=0.06)


def test_no_view_of_an_unordered_set_is_lost() -> None:
    damaged = DamagedViews(numbered(ordered=False), Damage("dropped", 0.9), [0])
    assert levels(iter(damaged)) == list(range(30))


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_streamed_and_picked_views_show_the_same(name: str) -> None:
    damaged = DamagedViews(numbered(8), Damage(name, CORRUPTIONS[name].strengths[0]), [2, 5])
    streamed = [view.image for view in damaged if view.index in (2, 5)]
    picked = [view.image for view in damaged.pick([2, 5])]
    assert all(np.array_equal(a, b) for a, b in zip(streamed, picked, strict=True))


def test_corruption_is_at_full_size_so_that_shrinking_averages_noise() -> None:
    views = ArrayViews([np.full((240, 320, 3), 128, np.uint8)])
    (view,) = DamagedViews(views, Damage("noise", 30), [])
    assert view.shrunk(80).shape == (60, 80, 3)
    assert view.shrunk(80).std() == pytest.approx(30 / 4, rel=0.1)


def test_the_fingerprint_tells_damages_apart() -> None:
    views = numbered(2)
    prints = {
        DamagedViews(views, damage, []).fingerprint()
        for damage in (Damage("noise", 5), Damage("noise", 15), Damage("blur", 5), Damage("noise", 5, seed=1))
    }
    assert len(prints) == 4
    assert views.fingerprint() not in prints


def test_ids_follow_the_occluder_of_the_same_view() -> None:
    views, damage = numbered(11), Damage("occluder", 0.5)
    picture = DamagedViews(views, damage, []).pick([5])[0].image
    ids = damage.ids(np.zeros((24, 32), np.int32), 5, views)
    assert np.array_equal((picture != 5).any(-1), ids == OCCLUDER_ID)
