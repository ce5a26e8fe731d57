"""What is measured of regions."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.measures import measure
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.segments import SegmentGraph, segment_graph


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> np.ndarray:
    """A square of two colours side by side in the middle of a grey picture."""
    picture = np.full((60, 90, 3), 120, np.uint8)
    picture[20:40, 25:45], picture[20:40, 45:65] = left, right
    return picture


def box(rows: slice, columns: slice) -> np.ndarray:
    mask = np.zeros((60, 90), np.bool_)
    mask[rows, columns] = True
    return mask


WHOLE, LEFT = box(slice(20, 40), slice(25, 65)), box(slice(20, 40), slice(25, 45))


def leaves_of(graph: SegmentGraph, mask: np.ndarray) -> np.ndarray:
    """(1, n) bool: leaves that lie mostly in the mask."""
    return (np.bincount(graph.leaves[mask], minlength=len(graph)) / graph.area_px > 0.5)[None]


def moving(mask: np.ndarray) -> MotionCue:
    ones = mask.astype(np.float32)
    return MotionCue(ones, np.dstack([ones, ones]), 0 * ones, (40 * ones,))


def test_what_shares_its_colours_with_the_rest_is_not_distinct() -> None:
    rng = np.random.default_rng(4)
    tile = cv2.GaussianBlur(rng.integers(0, 255, (30, 30, 3)).astype(np.uint8), (0, 0), 1)
    graph = segment_graph(np.tile(tile, (2, 3, 1)))
    left = leaves_of(graph, box(slice(0, 60), slice(0, 30)))
    assert measure(graph, left).distinct[0] == pytest.approx(0, abs=0.15)


def test_colours_of_its_own_make_a_region_distinct() -> None:
    graph = segment_graph(halves((220, 30, 30), (220, 30, 30)))
    other = segment_graph(halves((128, 120, 118), (112, 120, 122)))
    own = measure(graph, leaves_of(graph, WHOLE)).distinct[0]
    assert own > 2
    assert own > 2 * measure(other, leaves_of(other, WHOLE)).distinct[0]


@pytest.mark.parametrize(("where", "mixed"), [(WHOLE, 0), (LEFT, 1), (WHOLE & False, 0)])
def test_a_region_half_of_which_moves_is_mixed(where: np.ndarray, mixed: float) -> None:
    graph = segment_graph(halves((220, 30, 30), (30, 30, 220)), moving(where))
    assert measure(graph, leaves_of(graph, WHOLE)).mixed[0] == pytest.approx(mixed, abs=0.02)


def test_regions_are_measured_alike_alone_and_together() -> None:
    graph = segment_graph(halves((220, 30, 30), (30, 30, 220)), moving(LEFT))
    sets = np.concatenate([leaves_of(graph, m) for m in (WHOLE, LEFT, ~WHOLE)])
    together = measure(graph, sets)
    for k in range(len(sets)):
        alone = measure(graph, sets[k : k + 1])
        for name, column in vars(together).items():
            assert column[k] == pytest.approx(vars(alone)[name][0], abs=1e-4), name


def test_shares_are_shares() -> None:
    graph = segment_graph(halves((220, 30, 30), (30, 30, 220)), moving(LEFT))
    m = measure(graph, np.eye(len(graph), dtype=np.bool_))
    for name in ("area", "closure", "contrast", "common", "backdrop", "speed", "mixed"):
        assert vars(m)[name].min() >= 0, name
        assert vars(m)[name].max() <= 1 + 1e-6, name
    assert m.area.sum() == pytest.approx(1)
