from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from covis.errors import CovisError
from covis.views import open_views


def test_arrays_and_pillow_images_are_frames(pictures: SimpleNamespace) -> None:
    views = open_views([pictures.numbered(4), Image.fromarray(pictures.numbered(5))])
    assert views.ordered
    assert [pictures.number_of(view.image) for view in views] == [4, 5]
    assert not open_views([pictures.numbered(4)], ordered=False).ordered


def test_one_array_of_frames(pictures: SimpleNamespace) -> None:
    stack = np.stack([pictures.numbered(i) for i in range(5)])
    views = open_views(stack)
    assert len(views) == 5
    assert [pictures.number_of(view.image) for view in views.pick([1, 4])] == [1, 4]


def test_grey_and_alpha_become_rgb(pictures: SimpleNamespace) -> None:
    colour = pictures.quarters(64, 48)
    clear = np.dstack([colour, np.zeros((48, 64, 1), dtype=np.uint8)])
    grey, column, white, lookup = open_views(
        [colour[..., 0], colour[..., :1], clear, Image.fromarray(colour).quantize(8)]
    )
    for view in (grey, column):
        np.testing.assert_array_equal(view.image, np.repeat(colour[..., :1], 3, axis=2))
    assert (white.image == 255).all()
    np.testing.assert_allclose(lookup.image, colour, atol=4)


def test_painting_on_a_view_leaves_the_callers_picture(pictures: SimpleNamespace) -> None:
    mine = pictures.quarters(64, 48)
    before = mine.copy()
    (view,) = open_views([mine])
    view.image[:] = 0
    view.shrunk(64)[:] = 0
    np.testing.assert_array_equal(mine, before)


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.zeros((48, 64, 3), dtype=np.float32), "float32, not uint8"),
        (np.zeros((3, 48, 64), dtype=np.uint8), "move the channels last"),
        (np.zeros((48,), dtype=np.uint8), "has shape"),
        (np.zeros((8, 64, 3), dtype=np.uint8), "at least 16 px"),
        (7, "is int, not uint8"),
    ],
)
def test_other_arrays_are_refused(picture: object, says: str) -> None:
    with pytest.raises(CovisError, match=says):
        open_views([picture])  # type: ignore[list-item]


def test_fingerprint_follows_pixels_and_order(pictures: SimpleNamespace) -> None:
    a, b = pictures.numbered(1), pictures.numbered(2)
    prints = {open_views(s).fingerprint() for s in ([a, b], [b, a], [a])}
    assert len(prints) == 3
    assert open_views([a]).fingerprint() == open_views([Image.fromarray(a)]).fingerprint()
