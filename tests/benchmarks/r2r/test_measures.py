"""The measures of R2R on buildings small enough to compute by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from tests.benchmarks.r2r.buildings import write_building

from covis.benchmarks.r2r.graph import Building, read_building
from covis.benchmarks.r2r.measures import measure_walk
from covis.errors import CovisError

PLACES = {
    "a": (0.0, 0.0, 0.0),
    "b": (0.0, 4.0, 0.0),
    "c": (3.0, 4.0, 0.0),
    "d": (3.0, 0.0, 0.0),
    "e": (3.0, 1.5, 0.0),
    "f": (9.0, 9.0, 0.0),
    "x": (1.0, 1.0, 0.0),
}
WAYS = [("a", "b"), ("b", "c"), ("c", "e"), ("e", "d"), ("a", "d"), ("x", "a")]


@pytest.fixture
def square(tmp_path: Path) -> Building:
    """a-b-c-e-d is a detour of 11 m to what a-d reaches in 3 m; f stands alone; x is left out."""
    write_building(tmp_path, "s1", PLACES, WAYS, shut=["x"])
    return read_building(tmp_path, "s1")


def test_the_graph_is_undirected_and_leaves_out_what_is_not_included(square: Building) -> None:
    assert set(square.neighbours) == set("abcdef")
    assert set(square.neighbours["a"]) == {"b", "d"}
    assert all(a in square.neighbours[b] for a, ends in square.neighbours.items() for b in ends)


def test_headings_run_clockwise_from_plus_y(square: Building) -> None:
    headings_deg = [math.degrees(square.heading_rad("a", there)) for there in ("b", "c", "d")]
    assert headings_deg == pytest.approx([0, math.degrees(math.atan2(3, 4)), 90])


def test_the_annotated_path_need_not_be_the_shortest(square: Building) -> None:
    """The annotated detour succeeds, but its SPL is that of the 3 m there are between start and goal."""
    walk = measure_walk(square, "a", "d", ["a", "b", "c", "e", "d"])
    assert walk.length_m == pytest.approx(11)
    assert (walk.navigation_error_m, walk.success, walk.oracle_success) == (0, True, True)
    assert walk.spl == pytest.approx(3 / 11)
    assert measure_walk(square, "a", "d", ["a", "d"]).spl == 1


def test_success_is_strictly_under_three_metres(square: Building) -> None:
    """From a it is exactly 3 m to d, which is not near enough; from e it is 1.5 m."""
    stays = measure_walk(square, "a", "d", ["a"])
    assert stays.navigation_error_m == 3.0
    assert (stays.success, stays.oracle_success, stays.spl) == (False, False, 0.0)
    near = measure_walk(square, "a", "d", ["a", "b", "c", "e"])
    assert (near.success, near.navigation_error_m) == (True, 1.5)
    assert near.spl == pytest.approx(3 / 9.5)


def test_passing_the_goal_is_an_oracle_success_only(square: Building) -> None:
    walk = measure_walk(square, "b", "d", ["b", "a", "d", "a", "b"])
    assert (walk.success, walk.oracle_success, walk.spl) == (False, True, 0.0)
    assert walk.navigation_error_m == pytest.approx(7)


def test_the_distance_is_along_the_graph_not_through_walls(square: Building) -> None:
    assert square.distance_m("b", "d") == pytest.approx(7)
    assert square.distance_m("a", "f") == math.inf
    assert square.shortest_path("b", "d") == ["b", "a", "d"]
    with pytest.raises(CovisError, match="cannot walk from a to f"):
        square.shortest_path("a", "f")


@pytest.mark.parametrize(
    ("walk", "complaint"), [([], "begins at None"), (["b"], "begins at b"), (["a", "c"], "no such way")]
)
def test_a_walk_must_begin_at_the_start_and_use_the_graph(
    square: Building, walk: list[str], complaint: str
) -> None:
    with pytest.raises(CovisError, match=complaint):
        measure_walk(square, "a", "d", walk)


@pytest.mark.parametrize("text", ["", "{}", "[1]", json.dumps([{"image_id": "a", "included": True}])])
def test_a_broken_graph_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "s2_connectivity.json").write_text(text)
    with pytest.raises(CovisError, match=r"s2_connectivity\.json is no connectivity file"):
        read_building(tmp_path, "s2")


@pytest.mark.parametrize(("scan", "complaint"), [("s3", "is missing"), ("../s3", "not a plain name")])
def test_a_graph_that_is_not_there_is_named(tmp_path: Path, scan: str, complaint: str) -> None:
    with pytest.raises(CovisError, match=complaint):
        read_building(tmp_path, scan)
