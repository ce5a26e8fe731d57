"""What is kept of each view, and which views show the same scene."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.two_view import TwoView, two_view
from covis.tracks.match.features import Features, find_features, match_features
from covis.tracks.things.merge_tree import MergeTree, build_tree
from covis.tracks.things.propose import best_nodes
from covis.tracks.things.segments import SegmentGraph, segment_graph
from covis.tracks.things.thingness import score_nodes
from covis.views.view import Size, View, shrunk_size

REGION_SIDE_PX = 320  # regions are sought at this long side; all points are in px at this size
FEATURE_SIDE_PX = 640  # points are found at this long side
EPIPOLAR_PX = 0.75  # at region size: one and a half px where the points were found
SOFT_PX = 1.5  # blur of the pictures that are compared: a map is right to about that
SEEDS = 14  # regions a view that tracks are grown from: enough for a dozen marks
LEAST_SEED = 0.25  # thingness of a seed


@dataclass(frozen=True)
class Seen:
    """One view, ready to be matched.

    Attributes:
        index: The view's index in its source.
        size_px: Its full width and height.
        soft: (h, w, 3) float32 Lab picture at region size, blurred.
        features: Its points, in px at region size.
        graph: Its leaves.
        tree: Their merge tree of N nodes.
        thingness: (N,) of each node.
        colours: (n, 2048) how much of each colour each leaf has.
        seeds: Nodes that look most like things, best first, without overlap.
        seed_palettes: (seeds, 2048) as `palettes_of` gives them.
    """

    index: int
    size_px: Size
    soft: NDArray[np.float32]
    features: Features
    graph: SegmentGraph
    tree: MergeTree
    thingness: NDArray[np.float64]
    colours: NDArray[np.float32]
    seeds: tuple[int, ...]
    seed_palettes: NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Point matches between two views that show the same scene.

    Attributes:
        here_px: (m, 2) points in the first view, in px at region size.
        there_px: (m, 2) the points they match in the second.
        rigid: (m,) bool, those that agree with the motion of the scene as a whole.
    """

    here_px: NDArray[np.float32]
    there_px: NDArray[np.float32]
    rigid: NDArray[np.bool_]

    def turned(self) -> Pair:
        """The same matches from the second view to the first."""
        return Pair(self.there_px, self.here_px, self.rigid)


def see(view: View) -> Seen:
    """Find a view's points, regions and seeds."""
    large = view.shrunk(FEATURE_SIDE_PX)
    small_px = shrunk_size(view.size_px, REGION_SIDE_PX)
    small = np.asarray(cv2.resize(large, small_px, interpolation=cv2.INTER_AREA), np.uint8)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    found = find_features(large)
    scale = np.array([small_px[0] / large.shape[1], small_px[1] / large.shape[0]], np.float32)
    graph = segment_graph(small)
    tree = build_tree(graph)
    thingness = score_nodes(graph, tree).thingness
    seeds = tuple(best_nodes(tree.members, thingness, SEEDS, LEAST_SEED))
    colours = _colour_counts(np.asarray(lab, np.float32), graph)
    return Seen(
        index=view.index,
        size_px=view.size_px,
        soft=np.asarray(cv2.GaussianBlur(lab, (0, 0), SOFT_PX), np.float32),
        features=Features((found.points_px + 0.5) * scale - 0.5, found.descriptors),
        graph=graph,
        tree=tree,
        thingness=thingness,
        colours=colours,
        seeds=seeds,
        seed_palettes=palettes_of(colours, tree.members[list(seeds)]),
    )


def _colour_counts(lab: NDArray[np.float32], graph: SegmentGraph) -> NDArray[np.float32]:
    """(n, 2048) joint histogram of 8 by 16 by 16 bins of L, a and b for each leaf, blurred by a bin."""
    step, last = np.array([12.5, 7.5, 7.5], np.float32), np.array([7, 15, 15], np.float32)
    bins = np.clip((lab + np.array([0, 60, 60], np.float32)) / step, 0, last).astype(np.int64)
    index = (bins[..., 0] * 16 + bins[..., 1]) * 16 + bins[..., 2]
    n = len(graph)
    counts = np.bincount((graph.leaves * 2048 + index).ravel(), minlength=n * 2048)
    table: NDArray[np.float32] = counts.astype(np.float32).reshape(n, 8, 16, 16)
    for axis in (1, 2, 3):
        side = np.zeros_like(table)
        low, high = [slice(None)] * 4, [slice(None)] * 4
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        side[tuple(low)] += table[tuple(high)]
        side[tuple(high)] += table[tuple(low)]
        table = np.asarray(table / 2 + side / 4, np.float32)
    return table.reshape(n, 2048)


def palettes_of(colours: NDArray[np.float32], members: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(k, 2048) square root of the colour histogram of sets of leaves, of unit length.

    The product of two is their Bhattacharyya coefficient: 1 for the same colours, 0 for none in common.
    """
    counts = members.astype(np.float32) @ colours
    return np.asarray(np.sqrt(counts / np.maximum(counts.sum(1, keepdims=True), 1e-9)), np.float32)


def pair_up(here: Seen, there: Seen) -> Pair | None:
    """Match two views; None unless geometry shows that they see the same scene."""
    m = match_features(here.features, there.features)
    here_px, there_px = here.features.points_px[m[:, 0]], there.features.points_px[m[:, 1]]
    geometry: TwoView = two_view(here_px, there_px, EPIPOLAR_PX)
    return Pair(here_px, there_px, geometry.epipolar) if geometry.verified else None


def leaf_at(graph: SegmentGraph, points_px: NDArray[np.float32]) -> NDArray[np.int32]:
    """(m,) the leaf under each point (x, y)."""
    height, width = graph.leaves.shape
    x, y = np.rint(points_px).astype(np.int64).T
    return np.asarray(graph.leaves[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)], np.int32)
