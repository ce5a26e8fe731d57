"""Grid graphs with a start and a goal, some of whose edges are missing, and their shortest paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from covis.errors import CovisError
from covis.worlds.plane.levels import PlaneLevel

if TYPE_CHECKING:
    import networkx as nx

HEAVIEST = 9  # weights are 1 to 9: one digit, readable on an edge
TRIES = 2000

Edge = tuple[str, str, int]
"""Two labels and the weight between them."""


@dataclass(frozen=True)
class GridGraph:
    """A graph of nodes on a grid, with a question: the shortest path from start to goal.

    Attributes:
        size: Columns and rows.
        nodes: Label to column (from the left) and row (from the top), from 0.
        edges: Between neighbours on the grid.
        weighted: Whether weights count; all are 1 otherwise.
        start: Where to begin.
        goal: Where to end.
        path: One shortest path.
        length: Its length: the sum of its weights.
    """

    size: tuple[int, int]
    nodes: Mapping[str, tuple[int, int]]
    edges: tuple[Edge, ...]
    weighted: bool
    start: str
    goal: str
    path: tuple[str, ...]
    length: int


def draw_graph(rng: np.random.Generator, size: tuple[int, int], level: PlaneLevel) -> GridGraph:
    """A connected grid graph drawn at random, with a start and a goal that make it worth asking.

    Labels are scattered over the grid, so that a path cannot be told without looking.

    Args:
        rng: Where chance comes from.
        size: Columns and rows.
        level: How many edges are missing, whether edges have weights, and what start and goal must keep.

    Raises:
        CovisError: If networkx is missing, or no such graph was found in many tries.
    """
    for _ in range(TRIES):
        graph, nodes = _thinned(rng, size, level)
        found = _start_and_goal(rng, graph, nodes, size, level)
        if found:
            path = found
            edges = tuple((a, b, int(data["weight"])) for a, b, data in graph.edges(data=True))
            weights = {frozenset(edge[:2]): edge[2] for edge in edges}
            length = sum(weights[frozenset(pair)] for pair in pairwise(path))
            return GridGraph(size, nodes, edges, level.weighted, path[0], path[-1], path, length)
    raise CovisError(f"no {size[0]}×{size[1]} graph has the shortest path asked for; use a larger one.")


def _thinned(
    rng: np.random.Generator, size: tuple[int, int], level: PlaneLevel
) -> tuple[nx.Graph, dict[str, tuple[int, int]]]:
    """A grid that has lost some edges but still hangs together; its nodes' places."""
    nx = _networkx()
    columns, rows = size
    order = rng.permutation(columns * rows) + 1
    nodes = {f"N{n}": (k % columns, k // columns) for k, n in enumerate(order.tolist())}
    at = {place: label for label, place in nodes.items()}
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    for label, (column, row) in nodes.items():
        for neighbour in ((column + 1, row), (column, row + 1)):
            if neighbour in at:
                weight = int(rng.integers(1, HEAVIEST + 1)) if level.weighted else 1
                graph.add_edge(label, at[neighbour], weight=weight)
    edges = list(graph.edges(data="weight"))
    left = round(level.removed_share * len(edges))
    for k in rng.permutation(len(edges)).tolist():
        if not left:
            break
        a, b, weight = edges[k]
        graph.remove_edge(a, b)
        if nx.has_path(graph, a, b):
            left -= 1
        else:
            graph.add_edge(a, b, weight=weight)
    return graph, nodes


def _start_and_goal(
    rng: np.random.Generator,
    graph: nx.Graph,
    nodes: Mapping[str, tuple[int, int]],
    size: tuple[int, int],
    level: PlaneLevel,
) -> tuple[str, ...] | None:
    """A shortest path between two nodes that are far enough apart and joined by few optima, if there are."""
    nx = _networkx()
    labels = list(nodes)
    for _ in range(20):
        a, b = (labels[i] for i in rng.choice(len(labels), 2, replace=False))
        steps = sum(abs(p - q) for p, q in zip(nodes[a], nodes[b], strict=True))
        if steps < max(3, sum(size) // 2 - level.least_detour):
            continue
        best = list(islice(nx.all_shortest_paths(graph, a, b, weight="weight"), level.most_optima + 1))
        if len(best) <= level.most_optima and len(best[0]) - 1 >= steps + level.least_detour:
            return tuple(best[0])
    return None


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise CovisError("shortest paths need networkx; run: pip install 'covis[worlds]'") from error
    return networkx
