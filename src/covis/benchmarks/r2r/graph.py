"""Where one can stand in a Matterport building, and how far it is from here to there."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError

POSITION = (3, 7, 11)
"""Where x, y and z stand in a row-major 4 x 4 pose."""


@dataclass(frozen=True, eq=False)
class Building:
    """A navigation graph: viewpoints, and which of them one can walk between.

    Attributes:
        scan: The building's id.
        position_m: Viewpoint to its (3,) position, z up.
        neighbours: Viewpoint to those one can walk to directly, in the file's order.
    """

    scan: str
    position_m: dict[str, NDArray[np.float64]]
    neighbours: dict[str, tuple[str, ...]]

    def leg_m(self, start: str, end: str) -> float:
        """The straight distance between two viewpoints, in metres."""
        return float(np.linalg.norm(self.position_m[end] - self.position_m[start]))

    def walk_m(self, path: Sequence[str]) -> float:
        """The length of a walk along viewpoints, in metres."""
        return sum(self.leg_m(a, b) for a, b in pairwise(path))

    def distance_m(self, start: str, goal: str) -> float:
        """The length of the shortest walk between two viewpoints, in metres; infinite if there is none."""
        return self._from(start).get(goal, math.inf)

    def shortest_path(self, start: str, goal: str) -> list[str]:
        """A shortest walk between two viewpoints, both included.

        Raises:
            CovisError: If one cannot walk there.
        """
        import networkx as nx

        try:
            return list(nx.dijkstra_path(self._graph, start, goal))
        except (nx.NetworkXNoPath, nx.NodeNotFound) as error:
            raise CovisError(f"In scan {self.scan} one cannot walk from {start} to {goal}.") from error

    def heading_rad(self, start: str, end: str) -> float:
        """The heading from one viewpoint to another: clockwise from +y, in [0, 2 pi)."""
        x, y, _ = self.position_m[end] - self.position_m[start]
        return float(math.atan2(x, y) % (2 * math.pi))

    def elevation_rad(self, start: str, end: str) -> float:
        """How far above the horizon one viewpoint is seen from another."""
        x, y, z = self.position_m[end] - self.position_m[start]
        return math.atan2(z, math.hypot(x, y))

    def _from(self, start: str) -> dict[str, float]:
        if start not in self._known:
            import networkx as nx

            self._known[start] = nx.single_source_dijkstra_path_length(self._graph, start)
        return self._known[start]

    @cached_property
    def _known(self) -> dict[str, dict[str, float]]:
        return {}

    @cached_property
    def _graph(self) -> object:
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from(self.position_m)
        for start, ends in self.neighbours.items():
            graph.add_weighted_edges_from((start, end, self.leg_m(start, end)) for end in ends)
        return graph


def read_building(folder: Path, scan: str) -> Building:
    """The graph in `<scan>_connectivity.json`.

    Viewpoints count when they are `included`; one can walk between two of them when both are and the way is
    `unobstructed`.

    Raises:
        CovisError: If the file is missing or is not such a file.
    """
    if not scan.isalnum():
        raise CovisError(f"The scan {scan!r} of an episode is not a plain name; check the file of episodes.")
    file = folder / f"{scan}_connectivity.json"
    try:
        records: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(records, list):
            raise TypeError("not a list")
        used = [i for i in range(len(records)) if records[i]["included"]]
        names = {i: str(records[i]["image_id"]) for i in used}
        position_m = {
            names[i]: np.array([float(records[i]["pose"][k]) for k in POSITION], np.float64) for i in used
        }
        open_ways = {i: records[i]["unobstructed"] for i in used}
        # Either end may have been marked; the graph is undirected.
        neighbours = {
            names[i]: tuple(names[j] for j in used if j != i and (open_ways[i][j] or open_ways[j][i]))
            for i in used
        }
    except FileNotFoundError as error:
        raise CovisError(f"{file} is missing; the graphs of R2R's scans belong into {folder}.") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise CovisError(f"{file} is no connectivity file of R2R ({error!r}); get it again.") from error
    return Building(scan, position_m, neighbours)
