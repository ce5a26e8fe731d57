from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.views import open_views, sample
from covis.views.covisibility import look, share
from covis.views.uniform import uniform_indices

Picture = NDArray[np.uint8]


def _scenery(seed: int, width_px: int = 240, height_px: int = 160) -> Picture:
    """Texture with corners at several scales, unlike that of any other seed."""
    rng = np.random.default_rng(seed)
    picture = np.full((height_px, width_px, 3), 128, dtype=np.uint8)
    for _ in range(width_px * height_px // 150):
        x, y = int(rng.integers(width_px)), int(rng.integers(height_px))
        w, h = (int(v) for v in rng.integers(3, 20, 2))
        cv2.rectangle(picture, (x, y), (x + w, y + h), rng.integers(0, 255, 3).tolist(), -1)
    return picture


def _pan(scenery: Picture, lefts_px: list[int], width_px: int = 240) -> list[Picture]:
    return [np.ascontiguousarray(scenery[:, left : left + width_px]) for left in lefts_px]


# --- uniform ------------------------------------------------------------------------------------------


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, min(n, 200)))))
def test_uniform_is_even_with_both_ends(total_and_count: tuple[int, int]) -> None:
    total, count = total_and_count
    chosen = uniform_indices(total, count)
    assert len(chosen) == count
    assert chosen[0] == 0
    assert count == 1 or chosen[-1] == total - 1
    gaps = [b - a for a, b in pairwise(chosen)]
    assert all(gap >= 1 for gap in gaps)
    assert not gaps or max(gaps) - min(gaps) <= 1
    exact = np.linspace(0, total - 1, count)
    assert np.abs(np.array(chosen) - exact).max() <= 0.5 + 1e-6


def test_uniform_literals() -> None:
    assert uniform_indices(100, 4) == [0, 33, 66, 99]
    assert uniform_indices(6, 3) == [0, 3, 5]
    assert uniform_indices(8, 8) == list(range(8))


@pytest.mark.parametrize(
    ("count", "how", "says"),
    [
        (4, "uniform", "3 views, fewer than the 4"),
        (0, "uniform", "at least 1"),
        (2, "best", "uniform, covisible"),
    ],
)
def test_impossible_samples(pictures: SimpleNamespace, count: int, how: str, says: str) -> None:
    with pytest.raises(CovisError, match=says):
        sample(open_views([pictures.numbered(i) for i in range(3)]), count, how)


# --- what two views share -----------------------------------------------------------------------------


def test_share_follows_the_overlap() -> None:
    wide = _scenery(0, 800)
    views = [look(p) for p in _pan(wide, [0, 0, 60, 120, 400])]
    assert share(views[0], views[1]) == 1
    shares = [share(views[0], other) for other in views[1:]]
    assert shares == sorted(shares, reverse=True)
    assert shares[2] > 0.3
    assert shares[3] == 0
    assert share(views[0], views[2]) == pytest.approx(share(views[2], views[0]), abs=0.15)


def test_unrelated_and_empty_pictures_share_nothing() -> None:
    looks = [look(_scenery(seed)) for seed in range(6)]
    assert all(share(a, b) == 0 for a, b in pairwise(looks))
    blank = look(np.full((160, 240, 3), 90, dtype=np.uint8))
    assert share(blank, blank) == 0
    assert share(blank, looks[0]) == 0


# --- covisible ----------------------------------------------------------------------------------------


def test_a_scene_that_stays_in_view_is_sampled_uniformly() -> None:
    views = open_views(_pan(_scenery(1, 300), list(range(0, 60, 2))))
    assert sample(views, 5, "covisible") == sample(views, 5)


@pytest.mark.parametrize("value", [90, None])
def test_without_matches_the_choice_is_uniform(value: int | None) -> None:
    pictures = [
        _scenery(100 + i) if value is None else np.full((160, 240, 3), value, dtype=np.uint8)
        for i in range(12)
    ]
    views = open_views(pictures)
    assert sample(views, 4, "covisible") == sample(views, 4)


def test_a_long_walk_keeps_views_that_share_with_the_next() -> None:
    # 30 px a frame over 1,170 px: uniform frames are a picture's width and more apart.
    views = open_views(_pan(_scenery(2, 1500), list(range(0, 1200, 30))))
    uniform, chosen = sample(views, 4), sample(views, 4, "covisible")
    assert min(30 * (b - a) for a, b in pairwise(uniform)) > 240
    kept_px = [30 * (b - a) for a, b in pairwise(chosen)]
    assert max(kept_px) < 200
    assert sum(kept_px) >= 3 * 60, "still as far apart as sharing allows"
    assert sample(views, 4, "covisible") == chosen


def test_a_cut_is_not_crossed_where_it_need_not_be() -> None:
    first, second = _scenery(3, 400), _scenery(4, 600)
    frames = _pan(first, list(range(0, 100, 10))) + _pan(second, list(range(0, 300, 10)))
    chosen = sample(open_views(frames), 4, "covisible")
    assert min(chosen) >= 10, "the longer shot holds all of them"
    assert max(chosen) - min(chosen) > 15


def test_a_blurred_frame_gives_way_to_its_sharp_neighbour() -> None:
    frames = _pan(_scenery(5, 1500), list(range(0, 1200, 20)))
    frames = [cv2.GaussianBlur(f, (0, 0), 1.2).astype(np.uint8) if i % 2 else f for i, f in enumerate(frames)]
    chosen = sample(open_views(frames), 5, "covisible")
    assert sum(i % 2 for i in chosen) <= 1


def test_unordered_views_are_chosen_from_one_scene() -> None:
    one, other = _pan(_scenery(6, 400), [0, 40, 80, 100]), [_scenery(50 + i) for i in range(4)]
    mixed = [picture for pair in zip(other, one, strict=True) for picture in pair]
    assert sample(open_views(mixed, ordered=False), 4, "covisible") == [1, 3, 5, 7]


@pytest.mark.parametrize("count", [1, 2, 39, 40])
def test_any_count_gives_that_many(count: int) -> None:
    views = open_views(_pan(_scenery(7, 1400), list(range(0, 1160, 29))))
    chosen = sample(views, count, "covisible")
    assert len(set(chosen)) == count
    assert chosen == sorted(chosen)


# --- recorded clips -----------------------------------------------------------------------------------


def test_a_recorded_walk_is_cut_into_views_that_share(covis_data: Path) -> None:
    views = open_views(covis_data / "videos" / "indoor_walk.mp4")
    shares = {}
    for how in ("uniform", "covisible"):
        looks = [look(view.shrunk(480)) for view in views.pick(sample(views, 8, how))]
        shares[how] = [share(a, b) for a, b in pairwise(looks)]
    assert sum(shared < 0.35 for shared in shares["uniform"]) >= 5, "so the walk needs another choice"
    assert min(shares["covisible"]) >= 0.35


def test_an_edited_clip_is_cut_to_one_shot(covis_data: Path) -> None:
    views = open_views(covis_data / "videos" / "edited_cuts.mp4")
    looks = [look(view.shrunk(480)) for view in views.pick(sample(views, 8, "covisible"))]
    assert all(share(a, b) > 0 for a, b in pairwise(looks))
