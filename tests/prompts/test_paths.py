"""Paths and tours are scored by any optimal one, and only lists of labels are read as answers."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.errors import CovisError
from covis.prompts.paths import PathScore, path_text, read_path, score_path
from covis.prompts.sample import Sample


def sample(meta: dict, answer: str = "N1") -> Sample:
    return Sample("s", "scene", "spp", "4x4", ("a.png",), "Which way?", None, answer, "path", meta=meta)


SQUARE = sample(
    {
        "edges": [["N1", "N2", 1], ["N2", "N4", 1], ["N1", "N3", 1], ["N3", "N4", 1], ["N1", "N5", 1]],
        "start": "N1",
        "goal": "N4",
        "length": 2,
    }
)
"""N1 and N4 are opposite corners of a square; N5 is a dead end."""

TOUR = sample({"points": {"N1": [0, 0], "N2": [4, 0], "N3": [4, 3], "N4": [0, 3]}, "length": 14})
"""A rectangle of 4 × 3."""

OPTIMAL = PathScore(True, True, 1.0)
INVALID = PathScore(False, False, None)


@pytest.mark.parametrize("way", [["N1", "N2", "N4"], ["N1", "N3", "N4"]])
def test_each_of_two_shortest_paths_is_optimal(way):
    assert score_path(SQUARE, way) == OPTIMAL


def test_a_detour_is_valid_and_tells_its_ratio():
    assert score_path(SQUARE, ["N1", "N5", "N1", "N2", "N4"]) == PathScore(True, False, 2.0)


@pytest.mark.parametrize(
    "way",
    [
        [],
        ["N1"],
        ["N1", "N4"],  # no such edge
        ["N4", "N2", "N1"],  # from goal to start
        ["N2", "N4"],  # not from the start
        ["N1", "N2"],  # not to the goal
        ["N1", "N1", "N2", "N4"],  # standing still is no edge
        ["N1", "N9", "N4"],
    ],
)
def test_what_is_no_path_is_invalid(way):
    assert score_path(SQUARE, way) == INVALID


def test_weights_count():
    edges = [["N1", "N2", 9], ["N1", "N3", 2], ["N3", "N2", 3]]
    weighted = sample({"edges": edges, "start": "N1", "goal": "N2", "length": 5})
    assert score_path(weighted, ["N1", "N3", "N2"]) == OPTIMAL
    assert score_path(weighted, ["N1", "N2"]) == PathScore(True, False, 9 / 5)


def test_a_tour_may_start_anywhere_and_go_either_way():
    around = ["N1", "N2", "N3", "N4"]
    optimal = set()
    for k in range(4):
        turned = around[k:] + around[:k]
        for way in (turned, turned[::-1], [*turned, turned[0]]):
            assert score_path(TOUR, way) == OPTIMAL
        optimal |= {tuple(turned), tuple(turned[::-1])}
    others = set(permutations(around)) - optimal
    assert others
    for way in others:
        score = score_path(TOUR, way)
        assert (score.valid, score.optimal) == (True, False)
        assert score.length_ratio == pytest.approx((10 + 2 * 3) / 14 if way_crosses_long(way) else 18 / 14)


def way_crosses_long(way: tuple[str, ...]) -> bool:
    """Whether a crossing tour takes both diagonals and the short sides, not the long ones."""
    at = {"N1": (0, 0), "N2": (4, 0), "N3": (4, 3), "N4": (0, 3)}
    sides = [math.dist(at[a], at[b]) for a, b in zip(way, way[1:] + way[:1], strict=True)]
    return sides.count(3) == 2


@pytest.mark.parametrize(
    "way",
    [
        [],
        ["N1", "N2", "N3"],
        ["N1", "N2", "N3", "N3"],
        ["N1", "N2", "N3", "N4", "N2"],  # closed at another point
        ["N1", "N2", "N3", "N9"],
    ],
)
def test_what_is_no_tour_is_invalid(way):
    assert score_path(TOUR, way) == INVALID


def test_tours_that_tie_but_for_rounding_are_optimal():
    points = {"N1": [0.1, 0.2], "N2": [0.3, 7.1], "N3": [6.6, 3.3]}
    length = sum(math.dist(points[a], points[b]) for a, b in (("N1", "N2"), ("N2", "N3"), ("N3", "N1")))
    assert (
        score_path(sample({"points": points, "length": length * (1 - 1e-12)}), ["N3", "N1", "N2"]) == OPTIMAL
    )


def test_a_sample_without_a_graph_is_refused():
    with pytest.raises(CovisError, match="no graph and no"):
        score_path(sample({}), ["N1"])


@pytest.mark.parametrize(
    "text",
    [
        "N1, N2, N30",
        " N1,N2,N30. ",
        "[N1, N2, N30]",
        "(N1 -> N2 -> N30)",
        "N1 → N2 → N30\n",
        "N1 N2 N30",
        "N1 - N2 - N30",
    ],
)
def test_lists_of_labels_are_read(text):
    assert read_path(text) == ("N1", "N2", "N30")


def test_bare_numbers_are_labels_too():
    assert read_path("1, 2, 12") == ("1", "2", "12")


@pytest.mark.parametrize("text", ["", "The path is N1, N2.", "N1, N2 or N3", "N1,, N2", "north", "N1; N2"])
def test_anything_else_is_unreadable(text):
    assert read_path(text) is None


@given(st.lists(st.integers(0, 99).map("N{}".format), min_size=1, max_size=60))
def test_what_is_written_is_read_back(labels):
    assert read_path(path_text(labels)) == tuple(labels)
