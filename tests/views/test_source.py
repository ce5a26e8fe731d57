from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from covis.errors import CovisError
from covis.views import Keeping, open_views

Make = Callable[..., Path]


def test_views_pass_through(pictures: SimpleNamespace) -> None:
    views = open_views([pictures.numbered(1)])
    assert open_views(views) is views


def test_reading_twice_gives_the_same(make_video: Make, pictures: SimpleNamespace) -> None:
    views = open_views(make_video("a.mp4", [pictures.numbered(i) for i in range(5)]))
    first, second = ([view.image for view in views] for _ in range(2))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ([], "is empty"),
        (np.zeros((48, 64, 3), dtype=np.uint8), r"shape \(views, height, width, 3\)"),
        (np.zeros((0, 48, 64, 3), dtype=np.uint8), "is empty"),
        (42, "A int is no source"),
        ("x" * 5000, "not a usable path"),
        ("a\0b", "not a usable path"),
    ],
)
def test_no_source(source: object, says: str) -> None:
    with pytest.raises(CovisError, match=says):
        open_views(source)  # type: ignore[arg-type]


def test_only_videos_can_be_cut_by_time(pictures: SimpleNamespace) -> None:
    with pytest.raises(CovisError, match="needs a video"):
        open_views([pictures.numbered(1)], start_s=1.0)


def test_a_video_stays_ordered(make_video: Make, pictures: SimpleNamespace) -> None:
    with pytest.raises(CovisError, match="ordered and stays so"):
        open_views(make_video("a.mp4", [pictures.numbered(1)]), ordered=False)


def test_one_pass_serves_two_readers(
    make_video: Make, pictures: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = open_views(make_video("a.mp4", [pictures.numbered(i) for i in range(20)]))
    want = {view.index: view.image for view in views.pick([0, 7, 19])}
    keeping = Keeping(views, [0, 7, 19])
    assert [view.index for view in keeping] == list(range(20))
    assert (keeping.name, keeping.ordered, len(keeping)) == (views.name, True, 20)
    assert keeping.fingerprint() == views.fingerprint()
    monkeypatch.setattr(
        type(views), "pick", lambda *_: pytest.fail("all were seen, nothing is left to decode")
    )
    kept = keeping.images()
    assert list(kept) == [0, 7, 19]
    for index, image in kept.items():
        np.testing.assert_array_equal(image, want[index])


def test_what_was_not_seen_is_read_at_the_end(make_video: Make, pictures: SimpleNamespace) -> None:
    keeping = Keeping(open_views(make_video("a.mp4", [pictures.numbered(i) for i in range(20)])), [2, 15])
    for view in keeping:
        if view.index == 9:
            break
    assert {index: pictures.number_of(image) for index, image in keeping.images().items()} == {2: 2, 15: 15}
