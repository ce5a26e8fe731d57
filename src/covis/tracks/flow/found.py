"""The regions of a keyframe: candidates for what a track could be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.framed import framed_wholes, score_wholes
from covis.tracks.flow.frames import Frame
from covis.tracks.things.measures import product
from covis.tracks.things.merge_tree import MergeTree, build_tree
from covis.tracks.things.motion import MotionCue
from covis.tracks.things.segments import SegmentGraph, segment_graph
from covis.tracks.things.thingness import score_nodes


@dataclass(frozen=True)
class Regions:
    """The regions of one keyframe.

    Attributes:
        graph: Its leaves.
        members: (N, n) bool, the leaves of each region of the merge tree.
        area_px: (N,).
        thingness: (N,) 0..1.
        framed: (N,) bool, those that are a frame with all that is in it.
    """

    graph: SegmentGraph
    members: NDArray[np.bool_]
    area_px: NDArray[np.float64]
    thingness: NDArray[np.float64]
    framed: NDArray[np.bool_]


def find_regions(frame: Frame, cue: MotionCue | None) -> Regions:
    """Cut a frame into leaves, merge them, and score every region on the way."""
    graph = segment_graph(frame.rgb, cue)
    tree: MergeTree = build_tree(graph)
    area = product(tree.members, graph.area_px[:, None])[:, 0].astype(np.float64)
    thingness = score_nodes(graph, tree).thingness
    scored = thingness > 0
    return with_wholes(graph, tree.members[scored], area[scored], thingness[scored])


def with_wholes(
    graph: SegmentGraph,
    members: NDArray[np.bool_],
    area_px: NDArray[np.float64],
    thingness: NDArray[np.float64],
) -> Regions:
    """Regions with those that are whole only together with their frame."""
    wholes = framed_wholes(graph, members)
    scores = score_wholes(graph, wholes, members, thingness)
    wholes, scores = wholes[scores > 0], scores[scores > 0]
    whole_px = product(wholes, graph.area_px[:, None])[:, 0].astype(np.float64)
    return Regions(
        graph,
        np.concatenate([members, wholes]),
        np.concatenate([area_px, whole_px]),
        np.concatenate([thingness, scores]),
        np.arange(len(members) + len(wholes)) >= len(members),
    )
