"""Regions of one picture that look like things, best first, without overlap."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.leaves import LeafSettings
from covis.tracks.things.merge_tree import MergeCost, build_tree
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.regions import Regions
from covis.tracks.things.segments import segment_graph
from covis.tracks.things.thingness import Thingness, score_nodes
from covis.views.view import RGB, shrunk_size


@dataclass(frozen=True)
class ProposeSettings:
    """How regions are proposed."""

    long_side_px: int = 320  # enough to outline anything large enough to carry a mark
    most: int = 40  # regions a picture: twice what a picture can carry as marks
    least_thingness: float = 0.05  # below this lies nothing but scraps
    leaf: LeafSettings = field(default_factory=LeafSettings)
    cost: MergeCost = field(default_factory=MergeCost)
    thingness: Thingness = field(default_factory=Thingness)


def propose_regions(
    rgb: RGB, cue: MotionCue | None = None, settings: ProposeSettings = ProposeSettings()
) -> Regions:
    """The regions that look most like things.

    Args:
        rgb: uint8 (H, W, 3).
        cue: What moves in it, at the size at which regions are sought
            (`covis.views.view.shrunk_size` with `settings.long_side_px`).
        settings: How regions are proposed.

    Returns:
        Regions at the picture's own size; region 1 is the one most like a thing.

    Raises:
        ValueError: If the motion cue has another size.
    """
    size_px = (rgb.shape[1], rgb.shape[0])
    small_px = shrunk_size(size_px, settings.long_side_px)
    small = rgb if small_px == size_px else cv2.resize(rgb, small_px, interpolation=cv2.INTER_AREA)
    graph = segment_graph(np.asarray(small, np.uint8), cue, settings.leaf)
    tree = build_tree(graph, settings.cost)
    score = score_nodes(graph, tree, settings.thingness).thingness
    nodes = best_nodes(tree.members, score, settings.most, settings.least_thingness)
    region_of_leaf = np.zeros(len(graph), np.int32)
    for k, node in enumerate(nodes, 1):
        region_of_leaf[tree.members[node]] = k
    labels = region_of_leaf[graph.leaves]
    if small_px != size_px:
        labels = np.asarray(cv2.resize(labels, size_px, interpolation=cv2.INTER_NEAREST), np.int32)
    return Regions(labels, np.concatenate([[0], score[nodes]]).astype(np.float32))


def best_nodes(
    members: NDArray[np.bool_], score: NDArray[np.float64], most: int, least_score: float
) -> list[int]:
    """Nodes taken greedily by score so that no two share a leaf.

    Args:
        members: (N, n) bool, the leaves of each node.
        score: (N,).
        most: How many at most.
        least_score: Where to stop.

    Returns:
        Indices of nodes, best first.
    """
    taken = np.zeros(members.shape[1], np.bool_)
    chosen: list[int] = []
    for node in np.argsort(-score, kind="stable").tolist():
        if len(chosen) == most or score[node] < least_score:
            break
        if not (members[node] & taken).any():
            chosen.append(node)
            taken |= members[node]
    return chosen
