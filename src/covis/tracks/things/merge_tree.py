"""Leaves merge into ever larger regions, the most alike first; every region on the way is a candidate."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.segments import BINS, SegmentGraph

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MergeCost:
    """How unlike two neighbouring regions are, in Lab units of difference."""

    histogram: float = 40.0  # for two colour histograms with nothing in common
    colour: float = 0.5  # a Lab unit between mean colours; below 1 since shading within a thing is common
    edge: float = 1.0  # a Lab unit of mean edge strength along the shared outline
    speed: float = 40.0  # for one that moves beside one that rests
    motion_edge: float = 25.0  # for a full motion edge all along the shared outline
    together: float = 0.75  # the share of the cost forgiven to two that move alike
    together_px: float = 1.5  # and how alike: flows this far apart are forgiven 1/e of that
    small_power: float = 0.15  # small regions merge a little earlier than large ones
    small_share: float = 0.01  # of the picture: the size at which that neither helps nor hinders


@dataclass(frozen=True)
class MergeTree:
    """All regions that arise: nodes 0..n-1 are the leaves, each later node is the union of two earlier ones.

    Attributes:
        children: (N, 2) int32, -1 for leaves.
        parent: (N,) int32, -1 for a root. Leaves that touch have one root in common.
        formed_at: (N,) the cost at which a node arose: never less than any cost before it.
        lifetime: (N,) how much that cost rose until the node was swallowed; 0 for a root.
        members: (N, n) bool, the leaves of each node.
    """

    children: NDArray[np.int32]
    parent: NDArray[np.int32]
    formed_at: Floats
    lifetime: Floats
    members: NDArray[np.bool_]

    def __len__(self) -> int:
        """The number of nodes."""
        return len(self.parent)


def build_tree(graph: SegmentGraph, cost: MergeCost = MergeCost()) -> MergeTree:
    """Merge the leaves of a picture, always the two neighbours that are most alike.

    Hierarchical grouping after selective search (Uijlings et al., IJCV 2013), with costs of our own.
    """
    grove = _Grove(graph, cost)
    grove.merge_all()
    n, total = len(graph), grove.count
    members = np.zeros((total, n), np.bool_)
    np.fill_diagonal(members, True)
    for k in range(n, total):
        i, j = grove.children[k]
        np.logical_or(members[i], members[j], out=members[k])
    parent = np.array(grove.parent[:total], np.int32)
    formed = np.array(grove.formed_at[:total])
    lifetime = np.where(parent >= 0, formed[parent] - formed, 0.0)
    return MergeTree(np.array(grove.children[:total], np.int32), parent, formed, lifetime, members)


class _Grove:
    """The state of the merging: what each living node is like, and a heap of neighbours by cost."""

    def __init__(self, graph: SegmentGraph, cost: MergeCost) -> None:
        n = len(graph)
        self.rates = cost
        self.moving = graph.moving
        self.unit_px = cost.small_share * graph.leaves.size
        self.count = n
        self.children = [(-1, -1)] * n
        self.parent = [-1] * n
        self.formed_at = [0.0] * n
        self.area: list[float] = graph.area_px.tolist()
        # One row a node: the histogram scaled so that half its L1 distance is the histogram's cost, the
        # mean colour so that its L2 distance is the colour's.
        scale = np.repeat([cost.histogram / 6, cost.colour], [3 * BINS, 3])
        leaf_looks = np.hstack([graph.histogram, graph.lab]) / graph.area_px[:, None] * scale
        self.looks = np.concatenate([leaf_looks, np.empty((n, leaf_looks.shape[1]))])
        self.motion: list[tuple[float, float, float]] = [
            (s, x, y) for s, x, y in (graph.motion / graph.area_px[:, None]).tolist()
        ]
        # (length, strength, motion edge) of the outline shared with each neighbour
        self.near: list[dict[int, tuple[float, float, float]]] = [{} for _ in range(n)]
        o = graph.outlines
        for i, j, *sums in zip(
            o.first.tolist(), o.second.tolist(), o.length_px.tolist(), o.strength.tolist(), o.motion.tolist(),
            strict=True,
        ):  # fmt: skip
            self.near[i][j] = self.near[j][i] = (sums[0], sums[1], sums[2])
        self.heap: list[tuple[float, int, int]] = []

    def merge_all(self) -> None:
        """Merge until no two living nodes touch."""
        for i, near in enumerate(self.near):
            self._offer(i, [j for j in near if j < i])
        heapq.heapify(self.heap)
        highest = 0.0
        while self.heap:
            cost, i, j = heapq.heappop(self.heap)
            if self.parent[i] < 0 and self.parent[j] < 0:
                highest = max(highest, cost)
                self._merge(i, j, highest)

    def _merge(self, i: int, j: int, formed_at: float) -> None:
        k = self.count
        self.count += 1
        self.parent[i] = self.parent[j] = k
        self.parent.append(-1)
        self.children.append((i, j))
        self.formed_at.append(formed_at)
        a, b = self.area[i], self.area[j]
        self.area.append(a + b)
        share = a / (a + b)
        self.looks[k] = self.looks[i] * share + self.looks[j] * (1 - share)
        u, v = self.motion[i], self.motion[j]
        self.motion.append(tuple(p * share + q * (1 - share) for p, q in zip(u, v, strict=True)))  # type: ignore[arg-type]
        near = self.near[i]
        del near[j]
        for q, (length, strength, motion) in self.near[j].items():
            if q == i:
                continue
            if q in near:
                old = near[q]
                near[q] = (old[0] + length, old[1] + strength, old[2] + motion)
            else:
                near[q] = (length, strength, motion)
        for q, sums in near.items():
            other = self.near[q]
            other.pop(i, None)
            other.pop(j, None)
            other[k] = sums
        self.near.append(near)
        self._offer(k, list(near))

    def _offer(self, k: int, others: list[int]) -> None:
        """Put the costs of merging node k with others on the heap."""
        if not others:
            return
        away = self.looks[others] - self.looks[k]
        colour = away[:, 3 * BINS :]
        unlike = np.abs(away[:, : 3 * BINS]).sum(1) + np.sqrt(np.einsum("ij,ij->i", colour, colour))
        area, rates, near = self.area[k], self.rates, self.near[k]
        for q, cost in zip(others, unlike.tolist(), strict=True):
            length, strength, motion = near[q]
            cost += rates.edge * strength / length
            if self.moving:
                cost = self._with_motion(cost, k, q, motion / length)
            cost *= (min(area, self.area[q]) / self.unit_px) ** rates.small_power
            heapq.heappush(self.heap, (cost, q, k))

    def _with_motion(self, cost: float, k: int, q: int, motion_edge: float) -> float:
        """The cost with what motion says: forgiven where both move alike, raised where one rests."""
        (speed, x, y), (speed_q, x_q, y_q) = self.motion[k], self.motion[q]
        rates = self.rates
        alike = math.exp(-((x - x_q) ** 2 + (y - y_q) ** 2) / rates.together_px**2)
        cost *= 1 - rates.together * min(speed, speed_q) * alike
        return cost + rates.speed * abs(speed - speed_q) + rates.motion_edge * motion_edge
