"""Shortest paths and tours: right, worth asking, and drawn as they are."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from covis.errors import CovisError
from covis.prompts.paths import read_path, score_path
from covis.worlds.plane.graph_picture import GOAL, START
from covis.worlds.plane.levels import LEVELS, PlaneLevel
from covis.worlds.plane.splits import Split, make_item, splits_of
from covis.worlds.plane.tours import draw_tour, every_tour, tour_lengths

SPP = [(level, s) for level in LEVELS for s in splits_of(1, 6, level) if s.kind == "spp"]
TSP = [(level, s) for level in LEVELS for s in splits_of(1, 4, level) if s.kind == "tsp"]


def name(value: object) -> str:
    return value.name if isinstance(value, Split) else str(value)


def shortest(edges: list, start: str, goal: str) -> tuple[float, int]:
    """Length of the shortest path and how many there are, by relaxing every edge until nothing changes."""
    far = {label: math.inf for e in edges for label in e[:2]} | {start: 0.0}
    both = [(a, b, w) for a, b, w in edges] + [(b, a, w) for a, b, w in edges]
    for _ in far:
        for a, b, w in both:
            far[b] = min(far[b], far[a] + w)
    ways = {start: 1}
    for label in sorted(far, key=lambda k: far[k])[1:]:
        ways[label] = sum(ways[a] for a, b, w in both if b == label and far[a] + w == far[b])
    return far[goal], ways[goal]


@pytest.mark.parametrize(("level", "split"), SPP, ids=name)
def test_paths_are_the_shortest_and_not_trivial(level, split):
    limits = LEVELS[level]
    columns, rows = split.size
    for k in range(split.items):
        (sample,) = make_item(split, 3, level, k).samples
        meta = sample.meta
        length, ways = shortest(meta["edges"], meta["start"], meta["goal"])
        assert length == meta["length"]
        assert 1 <= ways <= limits.most_optima
        path = read_path(sample.answer)
        assert path is not None
        assert score_path(sample, path).optimal
        assert not score_path(sample, path[::-1]).valid
        (x, y), (u, v) = meta["nodes"][meta["start"]], meta["nodes"][meta["goal"]]
        assert len(path) - 1 >= max(3, abs(x - u) + abs(y - v) + limits.least_detour)
        full = columns * (rows - 1) + rows * (columns - 1)
        assert len(meta["edges"]) == full - round(limits.removed_share * full)
        assert len(meta["nodes"]) == columns * rows
        assert {w for *_, w in meta["edges"]} <= (set(range(1, 10)) if limits.weighted else {1})
        for a, b, _ in meta["edges"]:
            assert math.dist(meta["nodes"][a], meta["nodes"][b]) == 1


def test_labels_do_not_follow_the_grid():
    split = SPP[0][1]
    orders = {tuple(make_item(split, 0, 1, k).samples[0].meta["nodes"]) for k in range(6)}
    assert len(orders) == 6


@pytest.mark.parametrize(("level", "split"), SPP[::3], ids=name)
def test_exactly_one_node_is_green_and_one_red_and_edges_are_drawn(level, split):
    for k in range(2):
        item = make_item(split, 1, level, k)
        meta = item.samples[0].meta
        rgb = item.picture.astype(int)
        side = rgb.shape[0]
        # Where the nodes are: a square grid with equal margins, as wide as the picture allows.
        step = 0.82 * side / (max(split.size) - 1)
        middle = {
            label: tuple(0.09 * side + step * v for v in place) for label, place in meta["nodes"].items()
        }
        colours = {"start": START, "goal": GOAL}
        for role, palette in colours.items():
            mask = np.isin(rgb @ [65536, 256, 1], [r * 65536 + g * 256 + b for r, g, b in palette])
            ys, xs = np.nonzero(mask)
            assert math.dist((xs.mean(), ys.mean()), middle[meta[role]]) < 4
            assert np.hypot(xs - xs.mean(), ys - ys.mean()).max() < step / 2
        drawn = {frozenset(edge[:2]) for edge in meta["edges"]}
        for a, (x, y) in middle.items():
            for b, (u, v) in middle.items():
                if 0 < math.dist((x, y), (u, v)) < 1.1 * step and a < b:
                    there = rgb[round((y + v) / 2), round((x + u) / 2)]
                    # The ground is what the middle of a square of four nodes shows.
                    ground = rgb[round(0.09 * side + step / 2), round(0.09 * side + step / 2)]
                    assert (np.abs(there - ground).sum() > 150) == (frozenset((a, b)) in drawn)


def test_an_impossible_graph_is_refused():
    wish = PlaneLevel(**{**vars(LEVELS[5]), "least_detour": 9, "removed_share": 0.0, "weighted": False})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("covis.worlds.plane.graphs.TRIES", 3)
        patch.setitem(LEVELS, 5, wish)
        with pytest.raises(CovisError, match=r"no 4×4 graph"):
            make_item(Split("test_spp_4x4", "spp", 1, size=(4, 4)), 0, 5, 0)


@pytest.mark.parametrize(("level", "split"), TSP, ids=name)
def test_tours_are_the_shortest_and_stand_out(level, split):
    for k in range(split.items):
        (sample,) = make_item(split, 3, level, k).samples
        points = sample.meta["points"]
        assert len(points) == split.size[0]
        tour = read_path(sample.answer)
        assert tour is not None
        assert score_path(sample, tour).optimal
        if len(points) <= 7:
            rest = list(points)[1:]
            all_ratios = sorted(
                score_path(sample, [next(iter(points)), *p]).length_ratio or 0.0 for p in permutations(rest)
            )
            assert all_ratios[:2] == [1.0, 1.0]  # the tour and the same the other way round
            assert all_ratios[2] >= 1 + LEVELS[level].tour_margin - 1e-9


@pytest.mark.parametrize("count", range(3, 10))
def test_every_tour_is_there_once(count):
    tours = every_tour(count)
    assert len(tours) == math.factorial(count - 1) // 2
    seen = {tuple(t) for t in tours.tolist()} | {(t[0], *t[:0:-1]) for t in tours.tolist()}
    assert len(seen) == 2 * len(tours)


def test_tour_lengths_are_sums_of_sides():
    square = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], float)
    assert sorted(tour_lengths(square).tolist()) == pytest.approx([4, 2 + 2 * 2**0.5, 2 + 2 * 2**0.5])


def test_a_tour_that_cannot_stand_out_is_refused(monkeypatch):
    monkeypatch.setattr("covis.worlds.plane.tours.TRIES", 3)
    wish = PlaneLevel(**{**vars(LEVELS[1]), "tour_margin": 9.0})
    with pytest.raises(CovisError, match="stands out"):
        draw_tour(np.random.default_rng(0), 5, wish)
