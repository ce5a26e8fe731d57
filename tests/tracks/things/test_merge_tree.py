"""Regions that arise when leaves merge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.merge_tree import MergeTree, build_tree
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.segments import SegmentGraph, segment_graph


def disc_on_ground() -> np.ndarray:
    rng = np.random.default_rng(5)
    picture = np.asarray(cv2.GaussianBlur(rng.integers(60, 200, (90, 120, 3)).astype(np.uint8), (0, 0), 3))
    return np.asarray(cv2.circle(picture, (60, 45), 16, (220, 40, 30), -1))


@pytest.fixture(scope="module")
def graph() -> SegmentGraph:
    return segment_graph(disc_on_ground())


@pytest.fixture(scope="module")
def tree(graph: SegmentGraph) -> MergeTree:
    return build_tree(graph)


def test_the_root_is_the_whole_picture(graph: SegmentGraph, tree: MergeTree) -> None:
    assert len(tree) == 2 * len(graph) - 1
    assert np.flatnonzero(tree.parent < 0).tolist() == [len(tree) - 1]
    assert tree.members[-1].all()


def test_a_node_is_the_disjoint_union_of_its_children(graph: SegmentGraph, tree: MergeTree) -> None:
    assert np.array_equal(tree.members[: len(graph)], np.eye(len(graph), dtype=np.bool_))
    for k in range(len(graph), len(tree)):
        i, j = tree.children[k]
        assert tree.parent[i] == tree.parent[j] == k
        assert not (tree.members[i] & tree.members[j]).any()
        assert np.array_equal(tree.members[k], tree.members[i] | tree.members[j])


def test_costs_only_rise(graph: SegmentGraph, tree: MergeTree) -> None:
    assert (np.diff(tree.formed_at[len(graph) :]) >= 0).all()
    assert (tree.lifetime >= 0).all()


def test_every_node_is_in_one_piece(graph: SegmentGraph, tree: MergeTree) -> None:
    for k in range(len(graph), len(tree), 7):
        mask = tree.members[k][graph.leaves].astype(np.uint8)
        assert cv2.connectedComponents(mask, connectivity=4)[0] == 2


def test_the_disc_is_a_node(graph: SegmentGraph, tree: MergeTree) -> None:
    disc = cv2.circle(np.zeros(graph.leaves.shape, np.uint8), (60, 45), 16, 1, -1) > 0
    overlaps = [
        (m[graph.leaves] & disc).sum() / (m[graph.leaves] | disc).sum() for m in tree.members[len(graph) :]
    ]
    assert max(overlaps) > 0.9


def test_parts_that_move_together_merge_before_parts_that_look_alike() -> None:
    picture = np.full((60, 90, 3), 120, np.uint8)
    picture[20:40, 20:40] = (200, 60, 60)
    picture[20:40, 40:60] = (60, 60, 200)
    moves = np.zeros((60, 90), np.float32)
    moves[20:40, 20:60] = 1
    edge = np.asarray(cv2.morphologyEx(moves, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    graph = segment_graph(picture, MotionCue(moves, np.dstack([4 * moves, 0 * moves]), edge, (40 * moves,)))
    tree = build_tree(graph)
    whole = moves > 0
    assert any(np.mean(m[graph.leaves] == whole) > 0.995 for m in tree.members)


def test_one_leaf_is_a_tree_of_one_node() -> None:
    tree = build_tree(segment_graph(np.zeros((1, 1, 3), np.uint8)))
    assert len(tree) == 1
    assert tree.members.all()
