"""Evidence that a region is a thing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.measures import measure
from covis.tracks.things.merge_tree import build_tree
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.segments import SegmentGraph, segment_graph
from covis.tracks.things.thingness import score_members, score_nodes

DISC = cv2.circle(np.zeros((120, 160), np.uint8), (70, 60), 20, 1, -1) > 0


def disc_on_ground(colour: tuple[int, int, int] = (230, 200, 40)) -> np.ndarray:
    """A disc on a mottled ground."""
    rng = np.random.default_rng(2)
    noise = rng.integers(70, 130, (120, 160, 1)).repeat(3, 2).astype(np.uint8)
    picture = np.asarray(cv2.GaussianBlur(noise, (0, 0), 3))
    picture[DISC] = colour
    return picture


def leaves_of(graph: SegmentGraph, mask: np.ndarray) -> np.ndarray:
    """(n,) bool: leaves that lie mostly in the mask."""
    return np.bincount(graph.leaves[mask], minlength=len(graph)) / graph.area_px > 0.5


def test_a_bright_disc_is_more_of_a_thing_than_the_ground() -> None:
    graph = segment_graph(disc_on_ground())
    disc = leaves_of(graph, DISC)
    corner = np.zeros_like(DISC)
    corner[:50, 95:] = True
    found = score_members(graph, np.stack([disc, leaves_of(graph, corner)])).thingness
    assert found[0] > 0.6
    assert found[1] < 0.1


def test_the_disc_is_the_best_node() -> None:
    graph = segment_graph(disc_on_ground())
    tree = build_tree(graph)
    best = tree.members[score_nodes(graph, tree).thingness.argmax()][graph.leaves]
    assert (best & DISC).sum() / (best | DISC).sum() > 0.95


def test_measures_are_those_of_the_mask() -> None:
    graph = segment_graph(disc_on_ground())
    m = measure(graph, leaves_of(graph, DISC)[None])
    assert m.area[0] == pytest.approx(DISC.mean(), rel=0.03)
    assert m.solidity[0] == pytest.approx(1, abs=0.05)
    assert m.closure[0] > 0.9
    assert m.border[0] == m.spans[0] == m.speed[0] == 0


def test_a_band_across_the_picture_spans_it() -> None:
    picture = np.full((60, 80, 3), 90, np.uint8)
    picture[20:40] = (200, 30, 30)
    graph = segment_graph(picture)
    band = np.zeros((60, 80), np.bool_)
    band[20:40] = True
    m = measure(graph, leaves_of(graph, band)[None])
    assert m.spans[0] == 1
    assert m.border[0] == pytest.approx(40 / np.sqrt(band.sum()), rel=0.1)
    assert score_members(graph, leaves_of(graph, band)[None]).thingness[0] < 0.1


def test_nodes_and_sets_of_leaves_are_measured_alike() -> None:
    graph = segment_graph(disc_on_ground())
    tree = build_tree(graph)
    nodes = score_nodes(graph, tree)
    scored = np.flatnonzero(nodes.size > 0)
    sets = score_members(graph, tree.members[scored])
    for name in ("closure", "contrast", "solidity", "inside", "size", "thickness", "rarity", "motion"):
        assert getattr(sets, name) == pytest.approx(getattr(nodes, name)[scored], abs=1e-5), name
    assert all(v.min() >= 0 and v.max() <= 1 for v in vars(nodes).values())


def test_a_mirrored_picture_scores_the_same() -> None:
    picture = disc_on_ground()
    scores = []
    for p, mask in ((picture, DISC), (np.ascontiguousarray(picture[:, ::-1]), DISC[:, ::-1])):
        graph = segment_graph(p)
        scores.append(score_members(graph, leaves_of(graph, mask)[None]).thingness[0])
    assert scores[0] == pytest.approx(scores[1], abs=0.03)


def test_what_moves_alone_is_a_thing_whatever_it_looks_like() -> None:
    picture = disc_on_ground((118, 112, 108))
    still = segment_graph(picture)
    moves = DISC.astype(np.float32)
    moving = segment_graph(picture, MotionCue(moves, np.dstack([moves, moves]), 0 * moves, (40 * moves,)))
    one, other = (score_members(g, leaves_of(g, DISC)[None]) for g in (still, moving))
    assert one.motion[0] == 0
    assert other.motion[0] > 0.9
    assert other.thingness[0] > one.thingness[0]
