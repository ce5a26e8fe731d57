"""Proposals of things."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.propose import ProposeSettings, best_nodes, propose_regions


def picture_with_things(height: int, width: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """A mottled ground with two discs, and their masks."""
    rng = np.random.default_rng(11)
    noise = rng.integers(80, 140, (height // 4, width // 4, 1)).repeat(3, 2).astype(np.uint8)
    picture = np.asarray(cv2.resize(cv2.GaussianBlur(noise, (0, 0), 1.5), (width, height)))
    masks = []
    for x, colour in ((0.3, (220, 40, 40)), (0.7, (40, 60, 210))):
        disc = np.zeros((height, width), np.uint8)
        masks.append(cv2.circle(disc, (int(x * width), height // 2), height // 6, 1, -1) > 0)
        picture[masks[-1]] = colour
    return picture, masks


@pytest.mark.parametrize("size", [(180, 240), (400, 640), (541, 803)])
def test_things_are_proposed_first_at_the_size_of_the_picture(size: tuple[int, int]) -> None:
    picture, masks = picture_with_things(*size)
    regions = propose_regions(picture)
    assert regions.labels.shape == size
    assert regions.labels.dtype == np.int32
    for mask in masks:
        found = (np.isin(regions.labels, k) for k in (1, 2))
        assert max((m & mask).sum() / (m | mask).sum() for m in found) > 0.9


def test_regions_are_numbered_by_how_much_they_look_like_things() -> None:
    regions = propose_regions(picture_with_things(180, 240)[0])
    present = np.unique(regions.labels)
    assert present[-1] == len(regions.thingness) - 1
    assert regions.thingness[0] == 0
    assert (np.diff(regions.thingness[1:]) <= 0).all()


def test_as_many_regions_as_asked_for_at_most() -> None:
    picture, _ = picture_with_things(180, 240)
    assert len(propose_regions(picture, settings=ProposeSettings(most=1)).thingness) == 2


def test_best_nodes_share_no_leaf() -> None:
    members = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]], np.bool_)
    assert best_nodes(members, np.array([0.2, 0.9, 0.3, 0.5, 0.4]), 9, 0.1) == [1, 2, 0]
    assert best_nodes(members, np.array([0.2, 0.4, 0.05, 0.5, 0.4]), 9, 0.1) == [3]


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3, 2), (20, 20)])
def test_pictures_without_things_have_no_regions(shape: tuple[int, int]) -> None:
    regions = propose_regions(np.full((*shape, 3), 77, np.uint8))
    assert regions.labels.shape == shape
    assert not regions.labels.any()
    assert len(regions.thingness) == 1
